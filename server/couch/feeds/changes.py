"""What a peer asks of the changes feed, and one page of it as CouchDB writes it
(CouchDB documentation, "/{db}/_changes")."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from server.couch.answers import CouchError, as_json
from server.couch.documents.document import shown
from server.couch.documents.files import FileReader
from server.couch.reading import Reading
from server.couch.request import Asked, json_parameter, text
from server.couch.sequence import tagged, untagged
from sync.mango.errors import MangoError
from sync.mango.selector import compile_selector
from sync.ports import Change, ChangesPage, Json

Feed = Literal["normal", "longpoll", "continuous", "eventsource"]

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
    attachments: bool = False
    matches: Callable[[Json], bool] | None = None
    """Filter `_selector`: which revisions are told."""
    design_only: bool = False
    uuid: str = ""
    """Of the database: what its places are tagged with."""

    @property
    def is_filtered(self) -> bool:
        return self.matches is not None or self.design_only


def read_wanted(query: Mapping[str, str], headers: Mapping[str, str], body: Json, uuid: str) -> Wanted:
    """The question in query and body; `uuid` of the database. Raises CouchError, Refusal `bad_request`."""
    feed = query.get("feed", "normal")
    feed = "continuous" if feed == "live" else feed
    if feed not in ("normal", "longpoll", "continuous", "eventsource"):
        raise CouchError(400, "bad_request", "Supported `feed` types: normal, continuous, live, longpoll, eventsource")
    # a browser's EventSource asks again by itself, with the id of what it had last and no way to set a heartbeat
    heartbeat = _heartbeat(query.get("heartbeat", "true" if feed == "eventsource" and "timeout" not in query else "false"))
    wait = _number(query["timeout"]) / 1000 if "timeout" in query else LONGEST_WAIT
    filter = named_filter(query, body)
    if query.get("style", "main_only") not in ("main_only", "all_docs"):
        raise CouchError(400, "bad_request", "Supported `style`s: main_only, all_docs")
    return Wanted(
        feed=feed,  # type: ignore[arg-type]
        since=untagged(_since(_asked_since(feed, query, headers, body)), uuid),
        # a feed that stays open takes limit=0 for 1: one that never moves helps nobody
        limit=max(0 if feed == "normal" else 1, _number(query["limit"])) if "limit" in query else None,
        all_leaves=query.get("style") == "all_docs",
        include_docs=query.get("include_docs") == "true",
        conflicts=query.get("conflicts") == "true",
        descending=query.get("descending") == "true" and feed in ("normal", "longpoll"),
        ids=_ids(query, body) if filter == "_doc_ids" else None,
        heartbeat=heartbeat,
        wait=LONGEST_FEED if heartbeat is not None else min(wait, LONGEST_WAIT),
        seq_interval=max(1, _number(query.get("seq_interval", "1"))),
        attachments=query.get("attachments") == "true",
        matches=_selector(body) if filter == "_selector" else None,
        design_only=filter == "_design",
        uuid=uuid,
    )


BUILT_IN = ("", "_doc_ids", "_selector", "_design")
"""Filters that run no code of a stranger."""


def named_filter(query: Mapping[str, str], body: Json) -> str:
    """The name of the filter asked for; "" for none."""
    return query.get("filter", "_selector" if "selector" in body else "")


def _selector(body: Json) -> Callable[[Json], bool]:
    told = body.get("selector")
    if told is None and not body:
        raise CouchError(400, "bad_request", "Selector must be specified in POST payload")
    if not isinstance(told, dict):
        raise CouchError(400, "bad_request", "Selector error: expected a JSON object")
    try:
        return compile_selector(told)
    except MangoError as error:
        raise CouchError(400, "bad_request", error.reason) from None


def _asked_since(feed: str, query: Mapping[str, str], headers: Mapping[str, str], body: Json) -> Any:
    """Where to begin. What a browser's EventSource had last goes before what its address says."""
    if feed == "eventsource" and "last-event-id" in headers:
        return headers["last-event-id"]
    return query.get("last-event-id", query.get("since", body.get("since", "0")))


def _since(told: Any) -> str:
    since = str(told).strip('"')
    if since == "now" or re.fullmatch(r"[0-9]{1,18}(-[!-~]{1,4096})?", since):
        return since
    raise CouchError(400, "bad_request", "Malformed sequence supplied in 'since' parameter.")


def _number(told: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) <= 18):
        raise CouchError(400, "query_parse_error", "A parameter of the feed is not a whole number.")
    return int(told)


def _heartbeat(told: str) -> float | None:
    if told == "false":
        return None
    if told != "true" and not (told.isascii() and told.isdigit() and int(told) > 0):
        reason = "Invalid heartbeat value. Expecting a positive integer value (in milliseconds)."
        raise CouchError(400, "bad_request", reason)
    shortest, longest = _HEARTBEATS
    return longest if told == "true" else min(longest, max(shortest, _number(told) / 1000))


def _ids(query: Mapping[str, str], body: Json) -> tuple[str, ...]:
    """The ids of the filter `_doc_ids`."""
    told: Any = body.get("doc_ids", json_parameter(query["doc_ids"]) if "doc_ids" in query else None)
    if not isinstance(told, list):
        raise CouchError(400, "bad_request", "`doc_ids` filter parameter is not a list of doc ids.")
    return tuple(text(id) for id in told)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order of the feed, as JSON text; where to go on; how many come after."""

    rows: tuple[str, ...]
    last_seq: str
    pending: int


PAGE = 200
"""Rows read at a time, so that no feed holds up the others."""


async def read_pages(reading: Reading, asked: Asked, wanted: Wanted, since: str) -> AsyncIterator[Page]:
    """All there is after `since`, as much as is wanted, page by page; there is always one."""
    if wanted.descending:
        async for page in _descending(reading, asked, wanted, since):
            yield page
        return
    left = wanted.limit
    while True:
        page = await read_page(reading, asked, wanted, since, left)
        yield page
        left = left - len(page.rows) if left is not None else None
        since = page.last_seq
        if not page.pending or left == 0:
            return


async def _descending(reading: Reading, asked: Asked, wanted: Wanted, since: str) -> AsyncIterator[Page]:
    """A descending feed cannot be gone on with: what has changed is read at once, and the documents of a page at a time."""
    plain = not wanted.is_filtered and not reading.hides(asked.db)
    found = await reading.store.changes(asked.db, since, limit=wanted.limit if plain else None, descending=True, ids=wanted.ids)
    left, place = wanted.limit, 0
    while True:
        some = found.changes[place : place + PAGE]
        place += PAGE
        after = len(found.changes) - place
        last = found.last_seq if after <= 0 else some[-1].seq
        page = await _page(reading, asked, wanted, ChangesPage(some, last, found.pending + max(0, after)), left)
        yield page
        left = left - len(page.rows) if left is not None else None
        if after <= 0 or left == 0:
            return


async def read_page(reading: Reading, asked: Asked, wanted: Wanted, since: str, most: int | None) -> Page:
    """The rows of about `PAGE` changes after `since`, at most `most` rows."""
    scanned = PAGE
    if most is not None and not wanted.is_filtered and not reading.hides(asked.db):
        scanned = min(scanned, most)
    return await _page(reading, asked, wanted, await reading.store.changes(asked.db, since, limit=scanned, ids=wanted.ids), most)


async def _page(reading: Reading, asked: Asked, wanted: Wanted, found: ChangesPage, most: int | None) -> Page:
    seen = [change for change in await reading.changes(asked.person, asked.db, found.changes) if change is not None]
    leaves = await _leaves(reading, asked, wanted, seen)
    rows: list[str] = []
    for place, change in enumerate(seen, 1):
        if len(rows) == most:
            left = sum(1 for one in found.changes if one not in seen[: place - 1])
            return Page(tuple(rows), seen[place - 2].seq, found.pending + left)
        if revs := _revisions(wanted, change, leaves):
            told_seq = len(rows) % wanted.seq_interval == 0
            doc = await _doc(reading, asked, wanted, change, leaves) if wanted.include_docs else None
            rows.append(_row(change, revs, wanted, tagged(change.seq, wanted.uuid) if told_seq else None, doc))
    return Page(tuple(rows), found.last_seq, found.pending)


async def _leaves(reading: Reading, asked: Asked, wanted: Wanted, seen: Sequence[Change]) -> dict[str, list[Json]]:
    if not (wanted.include_docs or wanted.matches):
        return {}
    return await reading.leaves_of(asked.person, asked.db, [change.id for change in seen])


def _revisions(wanted: Wanted, change: Change, leaves: Mapping[str, list[Json]]) -> tuple[str, ...]:
    """What a row tells of a change; nothing when the filter lets nothing through. A selector is asked of each leaf that would be told,
    as CouchDB does: a branch that matches is replicated though the winner does not, and the other way round."""
    if wanted.design_only and not change.id.startswith("_design/"):
        return ()
    told = change.leaves if wanted.all_leaves else change.leaves[:1]
    if wanted.matches is None:
        return told
    fitting = {leaf["_rev"] for leaf in leaves.get(change.id, ()) if leaf["_rev"] in told and wanted.matches(shown(leaf, revs=False))}
    return tuple(rev for rev in told if rev in fitting)


async def _doc(reading: Reading, asked: Asked, wanted: Wanted, change: Change, leaves: Mapping[str, list[Json]]) -> Json | None:
    found = leaves.get(change.id)
    if not found:
        return None
    doc = shown(found[0], revs=False)
    others = [leaf["_rev"] for leaf in found[1:] if not leaf.get("_deleted")]
    if wanted.conflicts and others:
        doc = {**doc, "_conflicts": others}
    return await FileReader(reading).inline(asked, doc) if wanted.attachments else doc


def _row(change: Change, revs: Sequence[str], wanted: Wanted, seq: str | None, doc: Json | None) -> str:
    row: Json = {"seq": seq, "id": change.id, "changes": [{"rev": rev} for rev in revs]}
    if change.deleted:
        row["deleted"] = True
    if wanted.include_docs:
        row["doc"] = doc
    return as_json(row)
