"""A small world with deadlines: the store, who administers, and everything that reads what was settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.obligations.record import Obligation
from sync.rules.catalogue import Rules
from sync.stores.memory import MemoryStore
from sync.usecases.directory import Directory
from sync.usecases.obligations.deadlines import Deadlines
from sync.usecases.obligations.make_records import END, PREFIX, MakeRecords, record_in
from sync.usecases.obligations.read_owed import ReadOwed
from sync.usecases.obligations.set_deadlines import SetDeadlines
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.world import make_world

NOW = "2026-11-23T10:00:00+07:00"
DAY = date(2026, 11, 23)


@dataclass
class World:
    store: MemoryStore
    directory: Directory
    clock: FixedClock
    deadlines: Deadlines
    settle: SetDeadlines
    make: MakeRecords
    owed: ReadOwed

    async def person(self, username: str = "quan-tri") -> Person:
        found = await self.directory.person(username)
        assert found is not None
        return found

    async def records(self, unit: str) -> dict[str, Obligation]:
        rows = await self.store.range(workspace(unit), PREFIX, END)
        return {one["_id"]: record_in(one) for one in rows}


async def a_world() -> World:
    store, clock = MemoryStore(), FixedClock(NOW)
    directory = await make_world(store)
    deadlines = Deadlines(store, directory, Rules.load())
    settle = SetDeadlines(store, directory, deadlines, clock, CountingIds())
    owed = ReadOwed(store, directory, deadlines, clock)
    return World(store, directory, clock, deadlines, settle, MakeRecords(store, deadlines), owed)
