"""A month of five cells from papers in the store to every number of the dashboard, each worked out by hand."""

from __future__ import annotations

from pathlib import Path

from sync.domain.measures.observing import Observed
from sync.ports import Write
from sync.usecases.board.asked import Asked
from sync.usecases.board.view import BoardView
from sync.usecases.directory import RULES
from tests.support.board import BOARD, BoardWorld, board_world, full_sheet
from tests.support.world import BINH_LU

OCTOBER = Asked("2026-10", "2026-10")
MINUTES, SHEET, ROLL = "minutes:2026-10:regular:1", "score_sheet:2026-10:regular:1", "roll_call:2026-10:regular:1"
HELD = {"date": "2026-10-03"}
"""Minutes and rating are due on 05/10."""


async def october(world: BoardWorld) -> BoardView:
    """Five cells, a to e: on time; late by two days; late for want of a signal; nothing; exempt."""
    for cell in "abcde":
        await world.cell(cell)
    await world.send("a", MINUTES, HELD, received="2026-10-04T08:00:00+07:00")
    await world.send("a", SHEET, full_sheet(c4_5=3.0), received="2026-10-04T08:00:00+07:00")
    await world.send("a", ROLL, {"present": 9, "base": 10}, received="2026-10-04T08:00:00+07:00")
    await world.send("b", MINUTES, HELD, received="2026-10-07T08:00:00+07:00")
    await world.send("b", SHEET, full_sheet(c4_5=4.0, c7=15.0), received="2026-10-05T23:00:00+07:00")
    await world.send("b", ROLL, {"present": 14, "base": 12}, received="2026-10-07T08:00:00+07:00")
    await world.send("c", MINUTES, HELD, done="2026-10-04T21:00:00+07:00", received="2026-10-09T08:00:00+07:00", drift_ms=0)
    await world.send("d", "meeting:2026-10:regular:1", HELD, received="2026-10-02T08:00:00+07:00")
    await world.store.write(RULES, [Write({"_id": "exemption:e:1", "kind": "exemption", "by": "q", "at": "2026-10-01", "says": {
        "unit": "e", "rule": None, "reason": "lũ", "first": "2026-10-01", "last": "2026-10-31"}}, mode="edit")])  # fmt: skip
    # The commune's own schedule of October was due before 02/10 and came then.
    await world.send(BINH_LU, "month_schedule:2026-10", {"month": "2026-10"}, received="2026-10-01T08:00:00+07:00")
    return await world.see(OCTOBER)


async def test_obligations_of_a_month_by_what_became_of_them(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        view = await october(world)
    # Minutes: a on time, b late, c late by network, d missing; ratings: a and b on time, c and d missing; the commune's schedule on time.
    assert (view.counts.on_time, view.counts.late, view.counts.by_network, view.counts.missing) == (4, 1, 1, 3)
    assert (view.counts.exempt, view.counts.open, view.counts.expected) == (2, 0, 9)
    assert sum(view.counts.three_ways) == view.counts.expected
    assert view.counts.completeness.percent == 67 and view.counts.timeliness.percent == 44
    assert view.counts.fair_timeliness.percent == 56 and view.counts.punctuality.percent == 67
    assert view.days_late == {2: 1, 4: 1}
    [(part, counts)] = view.by_part
    assert part.cell_type == "village" and counts.expected == 8, "the commune's own is no cell's"
    assert view.by_rule["regular_minutes"].three_ways == (1, 2, 1)


async def test_the_matrix_begins_with_the_cell_that_needs_most_attention(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        view = await october(world)
    told = {line.member.unit.id: (line.marks[-1].status, line.streak) for line in view.lines}
    assert told == {"d": ("missing", 1), "b": ("late", 0), "c": ("late", 0), "a": ("on_time", 0), "e": ("not_expected", 0)}
    assert [line.member.unit.id for line in view.lines] == ["d", "b", "c", "a", "e"]
    marks = {line.member.unit.id: line.marks[-1] for line in view.lines}
    assert str(marks["d"].due) == "2026-10-05" and marks["a"].total == 98 and marks["a"].paper == MINUTES
    assert [line.member.unit.id for line in view.calls] == ["d"] and view.to_call == 1
    assert all(mark.status == "not_expected" for line in view.lines for mark in line.marks[:-1]), "before it came into this book"


async def test_ratings_attendance_and_lost_points(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        view = await october(world)
    # a: 100 − 2 = 98; b: 100 − 1 − 15 = 84, which is fair.
    assert view.bands == {"good": 1, "fair": 1}
    told = [(one.code, one.sheets, one.lost, one.of) for one in view.weak]
    assert told == [("7", 1, 15.0, 2), ("4.5", 2, 3.0, 2)]
    [attended] = view.attendance
    assert (attended.present, attended.expected, attended.meetings) == (21, 22, 2), "nobody attends more than once"


async def test_reviews_of_a_month(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        await october(world)
        await world.review("a", MINUTES, "accepted", "2026-10-06T09:00:00+07:00")
        await world.review("b", MINUTES, "accepted", "2026-10-08T09:00:00+07:00")
        await world.review("a", SHEET, "returned", "2026-10-06T09:00:00+07:00")
        await world.send("a", SHEET, full_sheet(), received="2026-10-10T20:00:00+07:00")
        await world.review("a", SHEET, "accepted", "2026-10-11T09:00:00+07:00", official_band="fair")
        await world.review("b", SHEET, "returned", "2026-10-08T09:00:00+07:00")
        view = await world.see(OCTOBER)
    reviewed = view.review.reviewed
    assert reviewed.acceptance == type(reviewed.acceptance)(3, 5)
    # First decisions: two minutes accepted, two sheets returned.
    assert reviewed.first_pass_yield == type(reviewed.acceptance)(2, 4)
    # Waits: a 2 and 2 days, b 1 and 3, the mended sheet 1.
    assert reviewed.lag == {1: 2, 2: 2, 3: 1} and reviewed.review_lag == 2
    assert reviewed.mended == {4: 1} and reviewed.days_to_fix == 4
    assert view.review.returned == 1, "b's sheet has not come back"
    # Waiting at the end of October: the two roll calls, c's minutes, d's plan and the commune's schedule.
    assert view.review.queue.waiting == 5 and view.review.before.waiting == 0
    assert view.bands == {"good": 1, "fair": 1} and (view.gap.meetings, view.gap.above) == (1, 1)


async def test_observers_planned_made_missed(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        await october(world)
        rows = [{"_id": cell, "username": "an", "name": "An", "cell": cell, "meeting": "meeting:2026-10:regular:1", "date": "2026-10-03"} for cell in "abcd"]
        await world.send(BINH_LU, "assignment:2026-10", {"month": "2026-10", "rows": rows}, received="2026-10-02T08:00:00+07:00")
        for cell, there in (("a", True), ("b", True), ("c", False)):
            answers = {"cell": cell, "attended": there}
            await world.send(BINH_LU, f"visit:{cell}:2026-10:regular:1:an", answers, received="2026-10-04T08:00:00+07:00")
        await world.send(BINH_LU, "visit:e:2026-10:regular:1:binh", {"cell": "e", "attended": True}, received="2026-10-04T08:00:00+07:00")
        view = await world.see(OCTOBER)
    assert view.observed == Observed(planned=4, made=2, excused=1, missed=1, ahead=0, unplanned=1, seen=3, cells=5)


async def test_coverage_says_how_many_cells_were_heard_and_how_long_the_silent_one_is(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        october_view = await october(world)
        november = await world.see(Asked("2026-11", "2026-11"))
        await world.send("e", MINUTES, HELD, received="2026-10-20T08:00:00+07:00")
        heard = await world.see(OCTOBER)
    assert (october_view.coverage.heard, october_view.coverage.cells, october_view.coverage.longest_silence) == (4, 5, None)
    assert (november.coverage.heard, november.coverage.cells) == (0, 5)
    assert heard.coverage.longest_silence == 49, "d was last heard from on 02/10, 49 days before 20/11"


async def test_what_is_still_to_come_is_told_with_what_has_come(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        await october(world)
        await world.send("a", "minutes:2026-11:regular:1", {"date": "2026-11-19"}, received="2026-11-19T22:00:00+07:00")
        await world.send("b", "minutes:2026-11:regular:1", {"date": "2026-11-19"}, received=None, state="draft")
        view = await world.see(Asked("2026-11", "2026-11"))
        of_b = await world.rows.owed(BOARD, BINH_LU, view.asked, "on_the_phone", "", 1)
    [minutes] = [one for one in view.coming if one.rule == "regular_minutes" and one.period == "2026-11"]
    assert (minutes.due_at[:10], minutes.expected, minutes.received) == ("2026-11-30", 5, 1)
    assert [(one.row.unit, one.row.rule, one.status) for one in of_b.owed] == [("b", "regular_minutes", "on_the_phone")]


async def test_what_was_settled_for_a_unit_shows_at_once_and_so_does_a_change_of_the_tree(tmp_path: Path) -> None:
    async with board_world(tmp_path) as world:
        before = await october(world)
        says = {"unit": "d", "obligation": "obligation:regular_minutes:2026-10", "reason": "mất điện", "by": "q", "at": "2026-10-20T08:00:00+07:00"}
        await world.store.write(RULES, [Write({"_id": "waiver:d:obligation:regular_minutes:2026-10", "kind": "waiver", "says": says}, mode="edit")])
        waived = await world.see(OCTOBER)
        unit = await world.store.read("units", "unit:d")
        assert unit is not None
        await world.store.write("units", [Write({**unit, "valid_to": "2026-10-02"}, mode="edit")])
        gone = await world.see(OCTOBER)
    assert (before.counts.missing, waived.counts.missing, waived.counts.exempt) == (3, 2, 3)
    assert [one.reason for one in waived.exempted] == ["mất điện", "lũ"]
    assert "d" not in {line.member.unit.id for line in gone.lines}
    assert ("d", "ended") in {(one.unit, one.what) for one in gone.changes}
