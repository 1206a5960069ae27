"""The roll of members of a cell, for whoever may read it. Writes nothing."""

from __future__ import annotations

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.lifecycle import record_of
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.directory import Directory


class ReadMembers:
    """Call it with a cell; gives the answers of its members' papers that were sent."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def __call__(self, person: Person, unit_id: str) -> list[Json]:
        """Raises Refusal `not_found` for what is no cell or whose members the person may not read."""
        tree, today = await self._directory.units(), self._clock.now().date()
        unit = tree.get(unit_id)
        if unit is None or unit.type != "cell" or not may(person, "read", unit_id, tree, today, "member"):
            raise Refusal("not_found")
        db = workspace(unit_id)
        try:
            ids = [id for id, _ in await self._store.index(db, "member:", "member;")]
            leaves = await self._store.leaves_of(db, ids) if ids else {}
        except NoSuchDatabase:
            return []
        records = (record_of(some) for some in leaves.values())
        return [one["answers"] for one in records if one is not None and one.get("state") == "sent" and isinstance(one.get("answers"), dict)]
