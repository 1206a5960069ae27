"""The board's report: every figure by hand, its rows behind it, and what stands beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.usecases.reports.compare import comparisons, weakest
from sync.usecases.reports.draft_team_report import Span
from sync.usecases.reports.period_figures import COMPARED, OwedFigure, PeriodMaterial, counted_rows, period_answers, period_rows
from sync.usecases.reports.rows import percent, span_before
from sync.usecases.reports.shown import SHOWN
from sync.usecases.reports.team_rows import COMPARED as TEAM_COMPARED
from sync.usecases.reports.team_rows import team_rows

FORM = Catalogue.load().latest("period_report")


def owed(unit: str, rule: str, period: str, status: str, due: str = "2026-05-05", paper: str = "", accepted: bool = False) -> OwedFigure:
    return OwedFigure(unit, rule, rule, period, f"{due}T23:59:59+07:00", status, paper, accepted)


def meeting(cell: str, present: int | None, expected: int | None, own: str = "", official: str = "", **more: Any) -> dict[str, Any]:
    return {"cell": cell, "meeting": "meeting:2026-05:regular:1", "type": "regular", "held_on": "2026-05-03", "present": present, "expected": expected,
            "own_band": own, "official_band": official, **more}  # fmt: skip


def paper(unit: str, id: str, **answers: Any) -> dict[str, Any]:
    return {"_unit": unit, "_id": id, "answers": answers}


MATERIAL = PeriodMaterial(
    cells=["a", "b", "c"],
    owed=[
        owed("a", "regular_minutes", "2026-05", "done_on_time", paper="minutes:2026-05:regular:1"),
        owed("b", "regular_minutes", "2026-05", "done_late", paper="minutes:2026-05:regular:1"),
        owed("c", "regular_minutes", "2026-05", "overdue"), owed("c", "regular_minutes", "2026-04", "overdue"),
        owed("a", "regular_minutes", "2026-06", "due"), owed("b", "regular_minutes", "2026-06", "exempt"), owed("c", "regular_minutes", "2026-06", "waived"),
        owed("a", "regular_minutes", "2026-04", "late_by_network"),
        owed("a", "thematic_meeting", "2026-Q2", "done_on_time"), owed("b", "thematic_meeting", "2026-Q2", "overdue"),
        owed("x", "month_schedule", "2026-05", "done_on_time"), owed("x", "month_schedule", "2026-04", "done_late"),
        owed("a", "thematic_plan", "2026", "done_on_time", paper="thematic_plan:2026", accepted=True),
        owed("b", "thematic_plan", "2026", "done_on_time", paper="thematic_plan:2026"),
        owed("t", "team_report_half_year", "2026-H1", "done_on_time"), owed("u", "meeting_registration", "2026-05", "overdue"),
    ],
    meetings=[meeting("a", 9, 10, "good", "fair"), meeting("b", 5, 10, "fair"), meeting("c", 12, 10), meeting("c", None, None),
              meeting("a", 3, 3, type="committee")],
    visits=[paper("t", "visit:a:2026-05:regular:1:hoa", observer="hoa", cell="a", meeting="meeting:2026-05:regular:1", attended=True),
            paper("t", "visit:b:2026-05:regular:1:hoa", observer="hoa", cell="b", meeting="meeting:2026-05:regular:1", attended=False)],
    assignments=[{"_unit": "t", "username": "hoa", "name": "Hòa", "cell": "a", "meeting": "meeting:2026-05:regular:1", "date": "2026-05-03"},
                 {"_unit": "t", "username": "hoa", "name": "Hòa", "cell": "b", "meeting": "meeting:2026-05:regular:1", "date": "2026-05-04"},
                 {"_unit": "x", "username": "lan", "name": "Lan", "cell": "c", "meeting": "meeting:2026-05:regular:1", "date": "2026-05-04"}],
    inspections=[paper("x", "inspection:1", date="2026-05-09", findings=[{"state": "open", "finding": "Sổ thiếu"}, {"state": "done"}])],
    urges=[paper("x", "urge:1", sent_on="2026-05-10"), paper("x", "urge:2", sent_on="2026-05-11")],
    answered=frozenset({"urge:1"}),
)  # fmt: skip
BY_HAND = {
    "cells": 3, "meetings_due": 5, "meetings_held": 3, "meetings_rate": 60, "minutes_on_time": 1, "minutes_rate": 33.3, "attendance_rate": 70,
    "thematic_due": 2, "thematic_held": 1, "schedules_due": 2, "schedules_on_time": 1, "plans_due": 2, "plans_approved": 1, "reports_due": 1,
    "reports_on_time": 1, "visits_planned": 3, "visits_made": 1, "visits_rate": 33.3, "inspections": 1, "findings_open": 1, "urges": 2, "urges_answered": 1,
    "late_units": 3,
}  # fmt: skip
"""Attendance: (9 + 5) of (10 + 10); more present than expected, and the committee's meeting, are left out."""


def test_every_figure_is_what_a_hand_counts() -> None:
    answers = period_answers(MATERIAL, period_rows(MATERIAL))
    assert {name: value for name, value in answers.items() if name in BY_HAND} == BY_HAND


def test_lists_name_the_late_the_bands_and_the_teams() -> None:
    answers = period_answers(MATERIAL, period_rows(MATERIAL))
    assert [(row["unit"], row["what"]) for row in answers["late"]] == [
        ("c", "Biên bản họp thường kỳ: thiếu 2"), ("b", "Biên bản họp thường kỳ: trễ 1; Sinh hoạt chuyên đề: thiếu 1"), ("x", "Lịch tháng: trễ 1"),
    ]  # fmt: skip
    assert [(row["band"], row["own"], row["official"]) for row in answers["bands"]] == [("good", 1, 0), ("fair", 1, 1), ("average", 0, 0), ("poor", 0, 0)]
    assert [(row["team"], row["planned"], row["made"], row["rate"]) for row in answers["teams"]] == [("t", 2, 1, 50), ("x", 1, 0, 0)]


def test_a_count_is_the_number_of_its_rows() -> None:
    rows = period_rows(MATERIAL)
    answers = period_answers(MATERIAL, rows)
    for name in counted_rows(MATERIAL).keys() - {"late_units"}:
        assert answers.get(name, 0) == len(rows[name]), name
    assert {row.unit for row in rows["late_units"]} == {"b", "c", "x"}


def test_what_is_counted_passes_the_form_and_its_own_sums_agree() -> None:
    answers = period_answers(MATERIAL, period_rows(MATERIAL))
    told = {name: value for name, value in answers.items() if name != "late_units"} | {"from": "2026-04-01", "to": "2026-06-30"}
    checked = check(FORM, told)
    assert [one for one in checked.errors if one.code != "required"] == []
    for name in ("meetings_rate", "minutes_rate", "visits_rate"):
        assert checked.calculated[name] == answers[name]


def test_nothing_gives_nothing_and_no_rate() -> None:
    nothing = PeriodMaterial([], [])
    answers = period_answers(nothing, period_rows(nothing))
    assert not any(name.endswith("_rate") for name in answers) and answers["meetings_due"] == 0


@pytest.mark.parametrize("kind", SHOWN)
def test_every_figure_that_is_shown_is_counted_and_the_other_way(kind: str) -> None:
    form = Catalogue.load().latest(kind).fields()
    span = Span("Y", 2026, date(2026, 1, 1), date(2026, 12, 10), "t")
    rows = period_rows(MATERIAL) if kind == "period_report" else team_rows(span, [], [], [])
    assert set(rows) == SHOWN[kind]
    assert {name for name in rows if name not in form} <= {"late_units"}
    compared = COMPARED if kind == "period_report" else TEAM_COMPARED
    assert {name for name, _ in compared} - form.keys() <= {"late_units"}


def test_the_period_before_stands_beside_each_figure() -> None:
    told = comparisons((("held", "Đã họp"), ("rate", "Tỷ lệ"), ("none", "Không có")), {"held": 5, "rate": 60.5}, {"rate": 70})
    assert told == [{"_id": "c1", "what": "Đã họp", "now": 5}, {"_id": "c2", "what": "Tỷ lệ", "now": 60.5, "before": 70, "change": -9.5}]


def test_the_weakest_criteria_come_first_with_their_share() -> None:
    rated = [{"deducted": {"3.5": "Đăng tài liệu", "7": "Kết quả"}}, {"deducted": {"3.5": "Đăng tài liệu"}}, {"deducted": {}}, {}, None]
    assert [(row["what"], row["times"], row["of"], row["rate"]) for row in weakest(rated)] == [("3.5 Đăng tài liệu", 2, 3, 66.7), ("7 Kết quả", 1, 3, 33.3)]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [("2026-01-01", "2026-06-30", ("2025-07-01", "2025-12-31")), ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),
     ("2026-10-01", "2026-12-31", ("2026-07-01", "2026-09-30")), ("2026-11-10", "2026-11-12", ("2026-11-07", "2026-11-09")),
     ("2026-10-01", "2026-11-28", ("2026-08-03", "2026-09-30"))],
)  # fmt: skip
def test_the_period_before_is_as_long_and_ends_the_day_before(first: str, last: str, told: tuple[str, str]) -> None:
    assert tuple(map(str, span_before(date.fromisoformat(first), date.fromisoformat(last)))) == told


def test_no_rate_is_above_a_hundred_of_what_lies_within() -> None:
    assert all((percent(part, whole) or 0) <= 100 for whole in range(1, 60) for part in range(whole + 1))
