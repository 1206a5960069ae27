"""The roll of members of a cell, for whoever may read it. Writes nothing."""

from __future__ import annotations

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.directory import Directory
from sync.usecases.papers.read_sent import read_sent


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
        members = await read_sent(self._store, unit_id, "member:")
        return [one["answers"] for one in members if isinstance(one.get("answers"), dict)]
