"""Bring copies of a unit's sent papers to the units that must see them, and take them away again when they must not.

Idempotent, in any order, again after a crash, by several at once: what is there is compared with what should be, and what was
delivered where is written down before it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sync.domain.delivery import DELIVERED, OF_A_MEETING, a_copy, may_assign, receivers, rows_naming, teams_of
from sync.domain.documents import copy_id, meeting_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.lifecycle import record_of
from sync.domain.units import UnitTree
from sync.ports import Clock, DocumentStore, Json, Write
from sync.usecases.directory import DELIVERIES, Directory

_TRIES = 5
_PORTION = 200
"""Papers looked at together."""


class DeliverPapers:
    """Call it with a unit and the ids of papers of it that have changed."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def __call__(self, unit: str, ids: Iterable[str]) -> None:
        wanted = [id for id in ids if id.partition(":")[0] in DELIVERED]
        for start in range(0, len(wanted), _PORTION):
            some = wanted[start : start + _PORTION]
            cells = await self._deliver_all(unit, some)
            for id in some:
                if id.startswith("assignment:"):
                    month = id.partition(":")[2]
                    for cell in sorted(cells[id]):
                        await self._deliver_all(cell, [id for kind in OF_A_MEETING for id in await self._ids(cell, f"{kind}:{month}:")])

    async def _deliver_all(self, unit: str, ids: Sequence[str]) -> dict[str, set[str]]:
        """By paper, every unit that holds a copy now or held one before. What is asked of the store is asked for all together."""
        tree, day = await self._directory.units(), self._clock.now().date()
        records = await self._records(unit, ids)
        assigners = await self._assigners(unit, [id for id in ids if id in records and id.partition(":")[0] in OF_A_MEETING], tree, day)
        notes = await self._store.leaves_of(DELIVERIES, [f"{unit}/{id}" for id in ids]) if ids else {}
        told = {}
        for id in ids:
            note = record_of(notes.get(f"{unit}/{id}", []))
            before = set(note["targets"]) if note else set[str]()
            record = records.get(id)
            wanted = receivers(record, unit, tree, day, assigners.get(id, ())) if record is not None else {}
            told[id] = await self._deliver(unit, id, record, wanted, before)
        return told

    async def _deliver(self, unit: str, id: str, record: Json | None, wanted: dict[str, Json], before: set[str]) -> set[str]:
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

    async def _assigners(self, cell: str, papers: Sequence[str], tree: UnitTree, day: date) -> dict[str, list[str]]:
        """By paper of a meeting, the units that have assigned somebody to it."""
        months = {paper: key.month for paper in papers if (key := meeting_of(paper)) is not None}
        found: dict[str, list[str]] = {paper: [] for paper in months}
        asked = [f"assignment:{month}" for month in dict.fromkeys(months.values())]
        for unit in may_assign(cell, tree, day) if asked else ():
            assignments = await self._records(unit, asked)
            for paper, month in months.items():
                assignment = assignments.get(f"assignment:{month}", {})
                answers = assignment.get("answers") if assignment.get("state") == "sent" else None
                if isinstance(answers, dict) and rows_naming(answers, cell, f"meeting:{paper.partition(':')[2]}"):
                    found[paper] += [unit, *teams_of(unit, tree, day)]
        return {paper: list(dict.fromkeys(units)) for paper, units in found.items()}

    async def _records(self, unit: str, ids: Sequence[str]) -> dict[str, Json]:
        try:
            leaves = await self._store.leaves_of(workspace(unit), ids) if ids else {}
        except NoSuchDatabase:
            return {}
        return {id: record for id, some in leaves.items() if (record := record_of(some)) is not None}

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
