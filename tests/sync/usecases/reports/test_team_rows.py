"""The rows behind the figures of a team's report: as many as the figure says, and every figure that is counted has them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sync.forms.catalogue import Catalogue
from sync.usecases.reports.draft_team_report import Span, draft_team_report
from sync.usecases.reports.shown import SHOWN
from sync.usecases.reports.team_rows import team_rows

SPAN = Span("H1", 2026, date(2026, 1, 1), date(2026, 6, 15), "to-2")


def meeting(cell: str, month: int, type: str = "regular", **more: Any) -> dict[str, Any]:
    day = f"2026-{month:02d}-03"
    return {"cell": cell, "meeting": f"meeting:2026-{month:02d}:{type}:1", "type": type, "planned_on": day, "held_on": day, **more}


def assigned(who: str, cell: str, month: int) -> dict[str, Any]:
    return {"username": who, "name": who, "cell": cell, "meeting": f"meeting:2026-{month:02d}:regular:1", "date": f"2026-{month:02d}-03"}


def visit(who: str, cell: str, month: int, **more: Any) -> dict[str, Any]:
    key = f"2026-{month:02d}:regular:1"
    return {"_id": f"visit:{cell}:{key}:{who}", "observer": who, "cell": cell, "meeting": f"meeting:{key}", "date": f"2026-{month:02d}-03",
            "attended": True, **more}  # fmt: skip


VISITS = [
    visit("minh", "a", 1, cell_book="faulty", committee_book="kept", contribution=" Nên chia tổ. ", issues=[{"kind": "late"}], proposed_band="fair"),
    visit("minh", "b", 2, cell_book="kept", committee_book="faulty", issues=[{"kind": "late"}, {"kind": "once"}], needs_help=True, help_note="Thiếu sổ"),
    visit("su", "c", 3, petitions=[{"text": "Làm đường"}, {"text": " "}]),
    visit("su", "a", 4, attended=False, absence_reason="ốm"),
]
ASSIGNED = [assigned("minh", "a", 1), assigned("minh", "b", 2), assigned("su", "a", 4), assigned("su", "d", 5)]
MEETINGS = [
    meeting("a", 1, present=9, expected=10, own_band="good", official_band="fair", deducted={"3.5": "Sổ tay"}),
    meeting("b", 2, held_on="2026-02-05", own_band="fair", official_band="good", present=4, expected=3),
    meeting("b", 3, held_on=None, own_band="odd", official_band="good"), meeting("a", 2, "thematic"), meeting("b", 5, "thematic"),
    meeting("a", 3, "committee", present=3, expected=3),
]  # fmt: skip
ROWS = team_rows(SPAN, VISITS, ASSIGNED, MEETINGS)
ANSWERS = draft_team_report(SPAN, VISITS, ASSIGNED, MEETINGS)


def test_a_count_is_the_number_of_its_rows() -> None:
    fields = Catalogue.load().latest("team_report").fields()
    counts = {name for name in ROWS if fields[name].type == "integer"}
    assert len(counts) == 19
    for name in counts - {"thematic_cells_short"}:
        assert ANSWERS[name] == len(ROWS[name]), name
    assert ANSWERS["thematic_cells_short"] == len({row.unit for row in ROWS["thematic_cells_short"]}) == 3


def test_what_is_no_count_leads_to_what_it_is_reckoned_from() -> None:
    assert [(row.unit, row.how) for row in ROWS["attendance_rate"]] == [("a", "9/10")], "more present than expected is not counted"
    assert [(row.unit, row.how) for row in ROWS["visits_rate"]] == [("a", "attended"), ("b", "attended"), ("a", "ốm"), ("d", "not_attended")]
    assert [row.how for row in ROWS["on_time_rate"]] == ["on_day", "other_day"]
    assert [row.how for row in ROWS["bands"]] == ["good / fair", "fair / good", "odd / good", "fair"]
    assert [(row.unit, row.how) for row in ROWS["weakest"]] == [("a", "3.5")]
    assert len(ROWS["weaknesses"]) == ANSWERS["weaknesses"][0]["times"] == 2


def test_a_visit_leads_to_the_book_of_the_team() -> None:
    assert {(row.paper, row.at) for row in ROWS["visits_made"]} == {(VISITS[0]["_id"], "to-2"), (VISITS[1]["_id"], "to-2")}
    assert [row.paper for row in ROWS["thematic_due"] if row.how == "held"] == ["minutes:2026-02:thematic:1", "minutes:2026-05:thematic:1"]


@pytest.mark.parametrize("kind", SHOWN)
def test_every_figure_that_the_server_counts_can_be_opened(kind: str) -> None:
    """Not the days of the report, nor the comparison, whose figures stand beside those that can be."""
    form = Catalogue.load().latest(kind)
    fields = [one for section in form.sections if section.name not in ("about", "sending", "text") for one in section.fields]
    assert {one.name for one in fields} - SHOWN[kind] == {"before_from", "before_to", "comparisons"}
