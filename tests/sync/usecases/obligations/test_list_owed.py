"""What other software reads of obligations, a page at a time, is what the dashboards count, frozen by the worker or not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.ports import Write
from sync.ports.board import Duties, OwedFilter
from sync.usecases.obligations.list_owed import ListOwed, OwedAsked
from sync.usecases.obligations.make_records import document_of
from sync.usecases.obligations.read_owed import Owed, ReadOwed
from tests.support.board import BOARD, BoardWorld, board_world

NOW = "2026-11-20T10:00:00.000+07:00"
EVERYTHING = Duties(("regular_minutes", "regular_rating", "thematic_meeting", "meeting_registration", "thematic_plan", "month_schedule"))
OUTCOMES = {"done_on_time": "on_time", "done_late": "late", "late_by_network": "late_by_network", "exempt": "exempt", "waived": "exempt"}


async def a_year(world: BoardWorld) -> None:
    """Cells that came into this book long before the worker could freeze anything; of one, a month was frozen."""
    for cell in "ab":
        await world.cell(cell, set_up_on="2025-12-01")
    await world.send("a", "minutes:2026-02:regular:1", {"date": "2026-02-03"}, received="2026-02-04T08:00:00+07:00")
    await world.send("a", "minutes:2026-03:regular:1", {"date": "2026-03-03"}, received="2026-03-09T08:00:00+07:00")
    known = await world.deadlines.known()
    frozen = known.between("b", date(2026, 4, 1), date(2026, 4, 30))
    await world.store.write(workspace("b"), [Write(document_of(one), mode="edit") for one in frozen])
    await world.follower.catch_up()


async def listed(world: BoardWorld, person: Person, asked: OwedAsked, limit: int) -> list[Owed]:
    """Page by page."""
    owed = ReadOwed(world.store, world.directory, world.deadlines, world.clock)
    read, found, after = ListOwed(owed, world.directory, world.clock), list[Owed](), None
    while True:
        rows, after = await read(person, asked, after, limit)
        assert len(rows) <= limit
        found += rows
        if after is None:
            return found


async def test_the_list_and_the_dashboard_agree_where_nothing_was_frozen(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        await a_year(world)
        rows = (await world.model.owed_rows(["a", "b"], OwedFilter("0000-01", "9999-12", EVERYTHING), NOW, 1, 10_000)).rows
        found = await listed(world, BOARD, OwedAsked(first=date(2025, 1, 1)), 7)
    told = {(one.unit, one.obligation.id): (one.standing.due_at, OUTCOMES.get(one.standing.status, ""), one.standing.paper or "") for one in found}
    assert {key: how for key, how in told.items() if key[0] in "ab"} == {(row.unit, row.id): (row.due_at, row.outcome, row.paper) for row in rows}
    assert len(told) == len(found) and len(rows) > 80


async def test_what_was_never_sent_is_told_however_old(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        await a_year(world)
        asked = OwedAsked(unit="a", statuses=("overdue",), rule="regular_minutes")
        found = await listed(world, BOARD, asked, 3)
        counts = (await world.model.tally(["a"], "2026-11", NOW)).by_unit(("regular_minutes",), "2025-12", "2026-11")
    assert [one.obligation.period for one in found] == ["2025-12", "2026-01", *(f"2026-{month:02d}" for month in range(4, 11))]
    assert counts["a"].missing == len(found)
