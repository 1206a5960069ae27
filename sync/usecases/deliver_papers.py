"""Bring copies of a unit's sent papers to the units that must see them, and take them away again when they must not.

Idempotent, in any order, again after a crash, by several at once: what is there is compared with what should be, and what was
delivered where is written down before it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from sync.domain.delivery import DELIVERED, a_copy, may_assign, receivers, rows_naming, teams_of
from sync.domain.documents import copy_id, meeting_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.lifecycle import record_of
from sync.ports import Clock, DocumentStore, Json, Write
from sync.usecases.directory import DELIVERIES, Directory

_TRIES = 5


class DeliverPapers:
    """Call it with a unit and the ids of papers of it that have changed."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def __call__(self, unit: str, ids: Iterable[str]) -> None:
        for id in ids:
            kind = id.partition(":")[0]
            if kind not in DELIVERED:
                continue
            cells = await self._deliver(unit, id)
            if kind == "assignment":
                month = id.partition(":")[2]
                for cell in sorted(cells):
                    for plan in await self._ids(cell, f"meeting:{month}:"):
                        await self._deliver(cell, plan)

    async def _deliver(self, unit: str, id: str) -> set[str]:
        """Gives every unit that holds a copy now or held one before."""
        tree, day = await self._directory.units(), self._clock.now().date()
        record = await self._record(unit, id)
        wanted: dict[str, Json] = {}
        if record is not None:
            assigners = await self._assigners(unit, id) if record.get("kind") == "meeting" else ()
            wanted = receivers(record, unit, tree, day, assigners)
        note = await self._store.read(DELIVERIES, f"{unit}/{id}")
        before = set(note["targets"]) if note else set()
        if not wanted and not before:
            return set()
        if before | wanted.keys() != before:
            await self._note(unit, id, before | wanted.keys())
        for target, paper in wanted.items():
            if record is not None:
                await self._put(target, a_copy(unit, id, str(record["_rev"]), paper, target))
        for target in before - wanted.keys():
            await self._withdraw(target, copy_id(unit, id))
        if before | wanted.keys() != wanted.keys():
            await self._note(unit, id, set(wanted))
        return before | wanted.keys()

    async def _assigners(self, cell: str, meeting: str) -> list[str]:
        key = meeting_of(meeting)
        tree, day = await self._directory.units(), self._clock.now().date()
        found = []
        for unit in may_assign(cell, tree, day) if key else ():
            assignment = await self._record(unit, f"assignment:{key.month if key else ''}")
            answers = assignment.get("answers") if assignment and assignment.get("state") == "sent" else None
            if isinstance(answers, dict) and rows_naming(answers, cell, meeting):
                found += [unit, *teams_of(unit, tree, day)]
        return list(dict.fromkeys(found))

    async def _record(self, unit: str, id: str) -> Json | None:
        try:
            return record_of(await self._store.leaves(workspace(unit), id))
        except NoSuchDatabase:
            return None

    async def _ids(self, unit: str, start: str) -> list[str]:
        try:
            return [id for id, _ in await self._store.index(workspace(unit), start, start + "\U0010ffff")]
        except NoSuchDatabase:
            return []

    async def _put(self, target: str, copy: Json) -> None:
        await self._store.create_database(workspace(target))
        await self._write(workspace(target), copy["_id"], copy)

    async def _withdraw(self, target: str, id: str) -> None:
        try:
            await self._write(workspace(target), id, None)
        except NoSuchDatabase:
            return

    async def _note(self, unit: str, id: str, targets: set[str]) -> None:
        note = {"_id": f"{unit}/{id}", "kind": "delivery", "targets": sorted(targets)} if targets else None
        await self._write(DELIVERIES, f"{unit}/{id}", note)

    async def _write(self, db: str, id: str, wanted: Json | None) -> None:
        """Make the document what is wanted, None for gone. Another who does the same at the same time wants the same."""
        for _ in range(_TRIES):
            present = await self._store.read(db, id)
            if present is None and wanted is None:
                return
            if present is not None and wanted is not None and {**wanted, "_rev": present["_rev"]} == present:
                return
            rev = {"_rev": present["_rev"]} if present is not None else {}
            body = {**(wanted or {"_id": id, "_deleted": True}), **rev}
            [written] = await self._store.write(db, [Write(body, mode="edit")])
            if written.error is None:
                return
        raise RuntimeError(f"{db}: {id} could not be written: {written.error}")
