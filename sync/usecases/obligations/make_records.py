"""Make the records of what is owed: `obligation:<rule>:<period>` in each unit's workspace, for this period and the next two.

A record that is there stays as it is, whatever became of the rule since. Any number of workers may do this at once, or again
after a crash: a record that another one has just made is a conflict, which is what was wanted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.obligations.record import Obligation
from sync.ports import DocumentStore, Json, Write
from sync.usecases.obligations.deadlines import Deadlines

PREFIX, END = "obligation:", "obligation;"


def document_of(obligation: Obligation) -> Json:
    """The record as a document of its unit's workspace."""
    return {"_id": obligation.id, "kind": "obligation", "unit": obligation.unit, "obligation": obligation.as_json()}


def record_in(document: Json) -> Obligation:
    """The record in such a document."""
    return Obligation.from_json(document["obligation"])


class MakeRecords:
    """Call it with the day (in Viet Nam)."""

    def __init__(self, store: DocumentStore, deadlines: Deadlines) -> None:
        self._store = store
        self._deadlines = deadlines

    async def __call__(self, day: date) -> int:
        """Make what is missing for every unit that exists on `day` or begins later; gives how many records were made."""
        known, made = await self._deadlines.known(), 0
        for unit in sorted(known.tree.units.values(), key=lambda one: one.id):
            if unit.valid_to is None or day <= unit.valid_to:
                made += await self._make(unit.id, known.ahead(unit.id, day))
        return made

    async def _make(self, unit: str, computed: Iterable[Obligation]) -> int:
        db = workspace(unit)
        try:
            there = {id for id, _ in await self._store.index(db, PREFIX, END)}
        except NoSuchDatabase:
            await self._store.create_database(db)
            there = set()
        writes = [Write(document_of(one), mode="edit") for one in computed if one.id not in there]
        if not writes:
            return 0
        written = await self._store.write(db, writes)
        failed = next((one.error for one in written if one.error not in (None, "conflict")), None)
        if failed is not None:
            raise OSError(f"{db}: {failed}")
        return sum(one.error is None for one in written)
