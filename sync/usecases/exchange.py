"""A whole two-way sync in one request: papers up, verdicts and receipts and changes down.

The changes of one answer are bounded in bytes, so a first sync takes several answers and may be cut between any two of
them: the cursor says where to go on. What the phone has just sent is not sent back to it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.units import UnitTree
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.accept_papers import AcceptPapers, Verdict
from sync.usecases.cursor import Cursors, Places
from sync.usecases.directory import Directory

ANSWER_BYTES = 320 * 1024
"""About how much JSON one answer carries before compression; about 60 kB on the wire."""

_PAGE = 100


@dataclass(slots=True)
class Answer:
    """What goes back to the phone. `units` is None when its scope has not changed."""

    cursor: str
    verdicts: list[Verdict] = field(default_factory=list)
    changes: list[Json] = field(default_factory=list)
    units: list[Json] | None = None
    more: bool = False

    def is_quiet(self, cursor: str) -> bool:
        """Whether there is nothing to tell a phone that came with `cursor`."""
        return not (self.verdicts or self.changes or self.more) and self.units is None and self.cursor == cursor


@dataclass(slots=True)
class _Room:
    """What is left of one answer's bytes."""

    left: int = ANSWER_BYTES

    def take(self, documents: list[Json]) -> None:
        self.left -= sum(len(json.dumps(one, ensure_ascii=False)) for one in documents)


class Exchange:
    """The use case behind `POST /sync`."""

    def __init__(
        self, store: DocumentStore, directory: Directory, accept: AcceptPapers, cursors: Cursors, clock: Clock
    ) -> None:
        self._store = store
        self._directory = directory
        self._accept = accept
        self._cursors = cursors
        self._clock = clock

    async def __call__(self, person: Person, cursor: str, documents: Sequence[Any]) -> Answer:
        """Raises Refusal `cursor_invalid` before anything is stored."""
        places = self._cursors.read(cursor)
        verdicts = await self._accept(person, documents) if documents else []
        tree = await self._directory.units()
        units = access.scope(person, tree, self._clock.now().date())
        answer = Answer(cursor, verdicts)
        if set(units) != set(places):
            answer.units = [self._describe(person, unit, tree) for unit in units]
        room = _Room()
        told = {(verdict.unit, verdict.id, verdict.rev) for verdict in verdicts if verdict.ok}
        told |= {(verdict.unit, verdict.receipt["_id"], "") for verdict in verdicts if verdict.receipt}
        stands: Places = {}
        for unit in units:
            stands[unit], more = await self._changes_of(person, unit, places.get(unit), told, answer.changes, room)
            answer.more |= more
        answer.cursor = cursor if stands == places and cursor else self._cursors.write(stands)
        return answer

    async def _changes_of(
        self,
        person: Person,
        unit: str,
        place: tuple[str, str] | None,
        told: set[tuple[str, str, str]],
        changes: list[Json],
        room: _Room,
    ) -> tuple[tuple[str, str], bool]:
        """Add the unit's changes after `place` to `changes`; gives the new place, and whether there is more to come."""
        db = workspace(unit)
        try:
            info = await self._store.info(db)
        except NoSuchDatabase:
            await self._store.create_database(db)
            info = await self._store.info(db)
        uuid = info.uuid[:8]
        seq = place[1] if place is not None and place[0] == uuid else "0"
        while room.left > 0:
            page = await self._store.changes(db, seq, limit=_PAGE)
            for change in page.changes:
                if room.left <= 0:
                    return (uuid, seq), True
                leaves = [
                    {"unit": unit, **leaf}
                    for leaf in await self._store.leaves(db, change.id)
                    if (unit, change.id, leaf["_rev"]) not in told
                    and (unit, change.id, "") not in told
                    and _for_this_phone(leaf, person)
                ]
                changes.extend(leaves)
                room.take(leaves)
                seq = change.seq
            seq = page.last_seq
            if not page.pending:
                return (uuid, seq), False
        return (uuid, seq), seq != info.update_seq

    def _describe(self, person: Person, unit: str, tree: UnitTree) -> Json:
        day = self._clock.now().date()
        found = tree.get(unit)
        if found is None:
            raise Refusal("unit_unknown")
        above = tree.get(found.parent(day) or "")
        roles = sorted({grant.role for grant in person.held(day) if grant.unit == unit})
        return {"id": unit, "name": found.name(day), "type": found.type, "cell_type": found.cell_type,
                "parent_name": above.name(day) if above else "", "roles": roles}  # fmt: skip


def _for_this_phone(leaf: Json, person: Person) -> bool:
    """Drafts travel only to phones of whoever writes them."""
    return leaf.get("state") != "draft" or leaf.get("author") == person.username
