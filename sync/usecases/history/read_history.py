"""Every version of a paper that was ever accepted, from the history: who wrote it, on what, when by both clocks, and what he changed.

Reads the unit's entries from the newest on, until all versions the paper's tree tells of were found. Whoever may not see a version, for
it was a draft of a cell above which he works, is not told of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sync.domain.access import may_see
from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.kinds import KINDS
from sync.domain.lifecycle import record_of
from sync.domain.proofs.history import HISTORY, ids_of
from sync.merging.changes import Change, changes_between
from sync.ports import Clock, DocumentStore, Json
from sync.revisions.revision import check_revisions, generation_of
from sync.usecases.directory import Directory

_PAGE = 50
_SHOWN = frozenset(KINDS) - {"review", "rework"}


@dataclass(frozen=True, slots=True)
class Version:
    """`body`: what it says, {} of a deletion; `name`: of its author, his user name where he is not known any more; `written_at`: the time its
    device told; `corrected_at`: the same put right by the drift that was measured when it came, "" where none was; `received_at`: the
    server's. `before`: what it was made from, as far as that is known; `changes`: what is new in it."""

    rev: str
    body: Json
    deleted: bool
    author: str
    name: str
    device: str
    written_at: str
    corrected_at: str
    received_at: str
    before: Json
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class PaperHistory:
    """`versions`: the newest first; `current`: the revision that counts now, "" where the paper is deleted."""

    unit: str
    id: str
    versions: tuple[Version, ...]
    current: str


class ReadHistory:
    """Makes a `PaperHistory`."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def __call__(self, person: Person, unit: str, id: str) -> PaperHistory:
        """Raises Refusal `not_found` where there is nothing that this person may see."""
        tree, today = await self._directory.units(), self._clock.now().date()
        if tree.get(unit) is None or id.partition(":")[0] not in _SHOWN:
            raise Refusal("not_found")
        try:
            leaves = await self._store.leaves(workspace(unit), id)
        except NoSuchDatabase:
            leaves = []
        record, found = record_of(leaves), await self._recorded(unit, id, leaves)
        parents = {rev: str(row["parent"]) for rev, (_, row) in found.items()}
        bodies = {rev: body for rev, (_, row) in found.items() if (body := _body(row, id)) is not None}
        seen = {
            rev for rev, body in bodies.items()
            if may_see(person, {"kind": id.partition(":")[0], "state": "draft", **body}, unit, tree, today)
        }  # fmt: skip
        if not seen or not leaves:
            raise Refusal("not_found")
        order = sorted(seen, key=lambda rev: (found[rev][0]["n"], generation_of(rev), rev), reverse=True)
        versions = [await self._version(rev, found[rev], bodies, _before(rev, parents, seen)) for rev in order]
        return PaperHistory(unit, id, tuple(versions), str(record["_rev"]) if record is not None else "")

    async def _recorded(self, unit: str, id: str, leaves: list[Json]) -> dict[str, tuple[Json, Json]]:
        """By revision, the entry that holds it and its row there."""
        wanted = {rev for leaf in leaves for rev in check_revisions(leaf)}
        found: dict[str, tuple[Json, Json]] = {}
        start, end = ids_of(unit)
        while wanted - found.keys():
            try:
                page = await self._store.range(HISTORY, start, end, limit=_PAGE, descending=True)
            except NoSuchDatabase:
                break
            found |= {row["rev"]: (entry, row) for entry in page for row in entry["papers"] if row["id"] == id}
            if len(page) < _PAGE:
                break
            end = page[-1]["_id"]
        return found

    async def _version(self, rev: str, told: tuple[Json, Json], bodies: dict[str, Json], before: str) -> Version:
        entry, row = told
        body, parent = bodies[rev], bodies.get(before, {})
        author = str(body.get("author") or entry.get("person") or "")
        person = await self._directory.person(author) if author else None
        written = str(body.get("saved_at") or "")
        return Version(
            rev, body, bool(row.get("deleted")), author, person.name if person is not None else author, str(body.get("device") or ""),
            written, _corrected(written, entry.get("drift_ms")), str(entry["received_at"]), parent,
            tuple(changes_between(answers_of(parent), answers_of(body))) if not row.get("deleted") else (),
        )  # fmt: skip


def answers_of(body: Json) -> Json:
    """What was answered; {} where that is no JSON object."""
    found = body.get("answers")
    return found if isinstance(found, dict) else {}


def _body(row: Json, id: str) -> Json | None:
    try:
        body: Any = json.loads(row["text"])
    except ValueError:
        return None  # `verify` tells of it
    return {**body, "_id": id} if isinstance(body, dict) else None


def _before(rev: str, parents: dict[str, str], seen: set[str]) -> str:
    """The nearest version it has come from that is told of."""
    at = parents.get(rev, "")
    while at and at not in seen:
        at = parents.get(at, "")
    return at


def _corrected(written: str, drift_ms: object) -> str:
    """A device's time by the server's clock. The years 1 to 9999 are all that can be told."""
    if not isinstance(drift_ms, int) or isinstance(drift_ms, bool):
        return ""
    try:
        return (datetime.fromisoformat(written) + timedelta(milliseconds=drift_ms)).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        return ""
