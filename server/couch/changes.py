"""What a peer asks of the changes feed, and one page of it as CouchDB writes it
(CouchDB documentation, "/{db}/_changes")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from server.couch.answers import as_json
from server.couch.reading import Reading
from server.couch.request import Asked, json_parameter, text
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.ports import Change, Json

Feed = Literal["normal", "longpoll", "continuous"]

LONGEST_WAIT = 60.0
"""Seconds a feed without heartbeat waits, by default and at most, as CouchDB's does."""
LONGEST_FEED = 300.0
"""Seconds after which a feed with heartbeat ends all the same: the peer asks again, and his right is looked at again."""
_HEARTBEATS = (0.1, 60.0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A checked question. `heartbeat` and `wait` in seconds; `ids` None: every document."""

    feed: Feed = "normal"
    since: str = "0"
    limit: int | None = None
    all_leaves: bool = False
    include_docs: bool = False
    conflicts: bool = False
    descending: bool = False
    ids: tuple[str, ...] | None = None
    heartbeat: float | None = None
    wait: float = LONGEST_WAIT
    seq_interval: int = 1


def read_wanted(query: Mapping[str, str], body: Json) -> Wanted:
    """The question in query and body. Raises Refusal `bad_request`."""
    feed = query.get("feed", "normal")
    if feed not in ("normal", "longpoll", "continuous"):
        raise Refusal("bad_request")
    heartbeat = _heartbeat(query.get("heartbeat", "false"))
    wait = _number(query["timeout"]) / 1000 if "timeout" in query else LONGEST_WAIT
    return Wanted(
        feed=feed,  # type: ignore[arg-type]
        since=_since(query.get("since", "0")),
        # CouchDB takes limit=0 for 1: a feed that never moves helps nobody
        limit=max(1, _number(query["limit"])) if "limit" in query else None,
        all_leaves=query.get("style") == "all_docs",
        include_docs=query.get("include_docs") == "true",
        conflicts=query.get("conflicts") == "true",
        descending=query.get("descending") == "true" and feed == "normal",
        ids=_ids(query, body),
        heartbeat=heartbeat,
        wait=LONGEST_FEED if heartbeat is not None else min(wait, LONGEST_WAIT),
        seq_interval=max(1, _number(query.get("seq_interval", "1"))),
    )


def _since(told: str) -> str:
    told = told.strip('"')
    return told if told == "now" else str(_number(told))


def _number(told: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) <= 18):
        raise Refusal("bad_request")
    return int(told)


def _heartbeat(told: str) -> float | None:
    if told == "false":
        return None
    shortest, longest = _HEARTBEATS
    return longest if told == "true" else min(longest, max(shortest, _number(told) / 1000))


def _ids(query: Mapping[str, str], body: Json) -> tuple[str, ...] | None:
    """The ids of the filter `_doc_ids`. Other filters would run a stranger's code, and are refused."""
    if "filter" not in query:
        return None
    told: Any = body.get("doc_ids", json_parameter(query["doc_ids"]) if "doc_ids" in query else None)
    if query["filter"] != "_doc_ids" or not isinstance(told, list):
        raise Refusal("bad_request")
    return tuple(text(id) for id in told)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order of the feed, as JSON text; where to go on; how many come after."""

    rows: tuple[str, ...]
    last_seq: str
    pending: int


async def read_page(reading: Reading, asked: Asked, wanted: Wanted, since: str, limit: int | None) -> Page:
    """At most `limit` changes after `since`; those this person may not see take up room but give no row."""
    found = await reading.store.changes(asked.db, since, limit=limit, descending=wanted.descending, ids=wanted.ids)
    rows = []
    for place, change in enumerate(found.changes, 1):
        seen = await reading.change(asked.person, asked.db, change)
        if seen is not None:
            told_seq = place % wanted.seq_interval == 0 or place == len(found.changes)
            rows.append(as_json(await _row(reading, asked.person, asked.db, seen, wanted, seen.seq if told_seq else None)))
    return Page(tuple(rows), found.last_seq, found.pending)


async def _row(reading: Reading, person: Person, db: str, change: Change, wanted: Wanted, seq: str | None) -> Json:
    told = change.leaves if wanted.all_leaves else change.leaves[:1]
    row: Json = {"seq": seq, "id": change.id, "changes": [{"rev": rev} for rev in told]}
    if change.deleted:
        row["deleted"] = True
    if wanted.include_docs:
        row["doc"] = await reading.store.read(db, change.id, change.leaves[0])
        if wanted.conflicts and row["doc"] is not None and len(change.leaves) > 1:
            leaves = await reading.leaves(person, db, change.id)
            others = [leaf["_rev"] for leaf in leaves[1:] if not leaf.get("_deleted")]
            row["doc"] |= {"_conflicts": others} if others else {}
    return row
