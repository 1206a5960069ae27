"""What the call list of a district costs: 180 cells with the records of four months, of which some are always late and one in eight sends hardly
anything, on the embedded store. What is told is this process's own time.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from server.worker.follow import Follower
from sync.domain.obligations.clock import day_of, millis
from sync.forms.catalogue import Catalogue
from sync.stores.sqlite.read_model import SqliteReadModel
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.board.settle_units import SettleUnits
from sync.usecases.calls.call_log import CallLog
from sync.usecases.calls.read_call_list import ReadCallList
from sync.usecases.read_unit import ReadUnit
from sync.usecases.reminders.read_reminders import ReadReminders
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.reminders.reminding import World
from tests.year.reminders.district import DISTRICT, YEAR, deeds, make_district

UNTIL = date(YEAR, 4, 20)


async def _until_then(store: SqliteStore) -> World:
    """The district as it stands on that day: its records made, its papers sent, everybody reminded once a day."""
    world, told = World(store, await make_district(store), FixedClock(f"{YEAR}-01-01T00:05:00+07:00")), deeds()
    day = date(YEAR, 1, 1)
    while day <= UNTIL:
        world.clock.to(f"{day.isoformat()}T00:05:00+07:00")
        if day.day == 1:
            await world.make(day_of(millis(world.clock.now())))
        for paper in sorted(told.by_day[day.isoformat()], key=lambda one: one.at):
            if not paper.returns and paper.state == "sent":
                world.clock.to(paper.at)
                await world.send_paper(paper.unit, paper.id, paper.answers)
        if day > UNTIL - timedelta(days=30):
            await world.at(f"{day.isoformat()}T23:59:00+07:00" if day < UNTIL else f"{day.isoformat()}T09:00:00+07:00")
        day += timedelta(days=1)
    return world


async def measure() -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        store, model = await SqliteStore.open(Path(folder) / "sohop.sqlite"), SqliteReadModel(Path(folder) / "read-model.sqlite")
        try:
            world = await _until_then(store)
            await Follower(store, model, Catalogue.load(), world.clock, SettleUnits(model, world.deadlines, world.clock)).catch_up()
            log = CallLog(store, world.directory, world.clock, CountingIds())
            read_unit = ReadUnit(model, world.directory, world.clock)
            reminders = ReadReminders(store, world.directory, world.clock)
            read = ReadCallList(store, model, world.deadlines, read_unit, reminders, log, world.clock)
            person = await world.directory.person("ban-to-chuc")
            assert person is not None
            first = await read(person, DISTRICT)
            began, spent = time.perf_counter(), time.process_time()
            for _ in range(5):
                found = await read(person, DISTRICT)
            wall, cpu = (time.perf_counter() - began) / 5, (time.process_time() - spent) / 5
            assert found.to_call == first.to_call
            assert len(found.to_call) > 20
        finally:
            await model.close()
            await store.close()
    what = f"call list of a district of 180 cells, {len(found.to_call)} of them to call, on the embedded store"
    return [(what, f"{cpu * 1000:.0f} ms of one core, {wall * 1000:.0f} ms")]


if __name__ == "__main__":
    print(asyncio.run(measure()))
