"""A period report of a small committee, from papers in the store to its figures: counted as the dashboard of the same months counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sync.domain.accounts import Grant, Person
from sync.domain.obligations.periods import days_of
from sync.ports import Json
from sync.usecases.board.asked import Asked
from sync.usecases.reports.draft_reports import DraftReports
from tests.support.board import BOARD, CATALOGUE, BoardWorld, board_world, full_sheet
from tests.support.world import BINH_LU

OCTOBER = "period_report:2026-10-01:2026-10-31"
MEETING, MINUTES, SHEET, ROLL = (f"{kind}:2026-10:regular:1" for kind in ("meeting", "minutes", "score_sheet", "roll_call"))
VISIT = "visit:a:2026-10:regular:1:hoa"


def reports(world: BoardWorld) -> DraftReports:
    return DraftReports(world.store, world.model, world.directory, CATALOGUE, world.clock, world.deadlines.rules)


async def october(world: BoardWorld) -> None:
    """Three cells: on time with everything, late, and one that only planned."""
    for cell in "abc":
        await world.cell(cell)
    received = "2026-10-04T08:00:00+07:00"
    await world.send("a", MEETING, {"date": "2026-10-03"}, received="2026-10-01T08:00:00+07:00")
    await world.send("a", MINUTES, {"date": "2026-10-03"}, received=received)
    await world.send("a", SHEET, full_sheet(c4_5=3.0), received=received)
    await world.send("a", ROLL, {"present": 9, "base": 10}, received=received)
    await world.review("a", SHEET, "accepted", "2026-10-06T08:00:00+07:00", official_band="fair")
    await world.send("b", MINUTES, {"date": "2026-10-03"}, received="2026-10-07T08:00:00+07:00")
    await world.send("b", ROLL, {"present": 14, "base": 12}, received="2026-10-07T08:00:00+07:00")
    await world.send("c", MEETING, {"date": "2026-10-04"}, received="2026-10-02T08:00:00+07:00")
    rows = [{"_id": "1", "cell": "a", "meeting": MEETING, "username": "hoa", "name": "Hòa", "date": "2026-10-03"},
            {"_id": "2", "cell": "b", "meeting": MEETING, "username": "hoa", "name": "Hòa", "date": "2026-11-03"}]  # fmt: skip
    await world.send(BINH_LU, "assignment:2026-10", {"month": "2026-10", "rows": rows}, received=received)
    await world.send(BINH_LU, VISIT, {"observer": "hoa", "cell": "a", "meeting": MEETING, "attended": True, "date": "2026-10-03"}, received=received)
    urge, other = f"urge:{'0' * 26}", f"urge:{'1' * 26}"
    for id in (urge, other):
        await world.send(BINH_LU, id, {"to": "b", "sent_on": "2026-10-08"}, received=received)
    await world.send("b", f"urge_answer:{'2' * 26}", {"of": urge}, received=received)
    await world.send(BINH_LU, f"inspection:{'3' * 26}", {"date": "2026-09-30"}, received=received)
    await world.follower.catch_up()


async def test_a_month_is_counted_as_the_dashboard_counts_it(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        await october(world)
        answers = await reports(world).answers(BOARD, BINH_LU, OCTOBER)
        view = await world.see(Asked("2026-10", "2026-10", duty="regular_minutes"))
    assert (answers["meetings_due"], answers["meetings_held"], answers["minutes_on_time"]) == (3, 2, 1)
    assert (view.counts.expected, view.counts.received, view.counts.on_time) == (3, 2, 1)
    assert answers["attendance_rate"] == 90 and [(row["what"][:3], row["of"]) for row in answers["weakest"]] == [("4.5", 1)]
    bands = {row["band"]: (row["own"], row["official"]) for row in answers["bands"]}
    assert bands == {"good": (1, 0), "fair": (0, 1), "average": (0, 0), "poor": (0, 0)}
    assert (answers["visits_planned"], answers["visits_made"]) == (1, 1)
    assert (answers["urges"], answers["urges_answered"]) == (2, 1) and answers["inspections"] == 0


async def test_rows_lead_to_papers_of_their_units(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        await october(world)
        rows = await reports(world).rows(BOARD, BINH_LU, OCTOBER)
    assert [(row.unit, row.paper) for row in rows["meetings_held"]] == [("a", MINUTES), ("b", MINUTES)]
    assert [(row.unit, row.paper, row.how) for row in rows["attendance_rate"]] == [("a", ROLL, "9/10")]
    assert [(row.unit, row.at, row.paper) for row in rows["visits_made"]] == [("a", BINH_LU, VISIT)]
    assert [(row.unit, row.how) for row in rows["weakest"]] == [("a", "4.5")] and rows["late"] == rows["late_units"] != ()


@pytest.mark.parametrize("role", ["secretary", "observer"])
async def test_nobody_is_told_of_units_he_does_not_oversee(tmp_path: Path, role: str) -> None:
    person = Person("x", "X", (Grant(role, "a", date(2020, 1, 1)),))
    async with board_world(tmp_path) as world:
        await october(world)
        answers: Json = await reports(world).answers(person, BINH_LU, OCTOBER)
    assert answers["cells"] == 0 and answers["meetings_due"] == 0 and answers["visits_planned"] == 0


async def test_a_quarter_counts_in_a_period_that_holds_it_or_its_last_moment(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        await world.cell("a", set_up_on="2026-01-01")
        await world.follower.catch_up()
        told = {}
        for span in ("2026-07-01:2026-09-30", "2026-08-01:2026-09-30", "2026-07-01:2026-09-29", "2026-08-01:2026-08-31"):
            told[span] = (await reports(world).answers(BOARD, BINH_LU, f"period_report:{span}"))["thematic_due"]
    assert list(told.values()) == [1, 1, 0, 0]


def test_the_days_of_a_period_follow_from_its_key() -> None:
    assert days_of("2026-02") == ("2026-02-01", "2026-02-28") and days_of("2026-Q4") == ("2026-10-01", "2026-12-31")
    assert days_of("2026-H1") == ("2026-01-01", "2026-06-30") and days_of("2026") == ("2026-01-01", "2026-12-31")
