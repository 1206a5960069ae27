"""The board's report on a period (R27): what can be counted is counted from what units owed and sent, with the rows behind each figure.

A duty counts once its last day has come and nothing forgave it; it is done when the server has its paper. Average attendance is that of all
meetings held, taken together. Pure; never fails on a row, however odd.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sync.ports import Json
from sync.usecases.reports.compare import Told
from sync.usecases.reports.rows import Figures, Row, percent
from sync.usecases.reports.team_rows import weak_rows

BANDS = ("good", "fair", "average", "poor")
MOST_LATE = 200
"""Units named; how many there are is told beside the comparisons."""
COMPARED: Told = (
    ("meetings_held", "Số buổi thường kỳ đã họp"), ("meetings_rate", "Tỷ lệ họp (%)"), ("minutes_rate", "Tỷ lệ biên bản đúng hạn (%)"),
    ("attendance_rate", "Tỷ lệ đảng viên dự họp bình quân (%)"), ("thematic_held", "Số buổi chuyên đề đã họp"),
    ("schedules_on_time", "Số lịch tháng gửi đúng hạn"), ("visits_made", "Số lượt đã dự"), ("visits_rate", "Tỷ lệ dự (%)"),
    ("inspections", "Số cuộc kiểm tra"), ("urges", "Số lần đôn đốc"), ("late_units", "Số đơn vị chậm, thiếu"),
)  # fmt: skip
_DONE = frozenset(("done_on_time", "done_late", "late_by_network"))
_OWED = _DONE | {"overdue"}
_WORDS = {"regular_minutes": "Biên bản họp thường kỳ", "thematic_meeting": "Sinh hoạt chuyên đề", "month_schedule": "Lịch tháng",
          "thematic_plan": "Kế hoạch chuyên đề", "thematic_plan_above": "Kế hoạch chuyên đề", "team_report_half_year": "Báo cáo sáu tháng",
          "team_report_year": "Báo cáo năm"}  # fmt: skip
COUNTED = tuple(_WORDS)
"""The rules a report tells of."""
_NOT_COUNTED = frozenset(("attendance_rate", "bands", "late_units", "meetings_rate", "minutes_rate", "visits_rate", "late", "teams", "weakest"))
"""Figures that are no number of rows."""
_PLANS = ("thematic_plan", "thematic_plan_above")
_REPORTS = ("team_report_half_year", "team_report_year")


class OwedFigure(NamedTuple):
    """An obligation as a report counts it. `status` as of `sync.domain.obligations.standing.Status`; `paper`: "" without; `accepted`:
    whether that paper was agreed to."""

    unit: str
    rule: str
    title: str
    period: str
    due_at: str
    status: str
    paper: str = ""
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class PeriodMaterial:
    """What was gathered of a period. `meetings` as of `MeetingsOfCells`; of `visits`, `inspections`, `urges` the papers with `_unit`, the
    unit they lie in; `assignments`: rows with `_unit`; `answered`: ids of urgings."""

    cells: Sequence[str]
    owed: Sequence[OwedFigure]
    meetings: Sequence[Json] = ()
    visits: Sequence[Json] = ()
    assignments: Sequence[Json] = ()
    inspections: Sequence[Json] = ()
    urges: Sequence[Json] = ()
    answered: frozenset[str] = field(default_factory=frozenset)


def period_rows(one: PeriodMaterial) -> Figures:
    """The rows of every figure, by the report's fields; `late_units` beside them."""
    rows = counted_rows(one)
    return {
        **rows,
        "meetings_rate": rows["meetings_due"],
        "minutes_rate": rows["meetings_held"],
        "visits_rate": rows["visits_planned"],
        "late": rows["late_units"],
        "teams": rows["visits_planned"],
        "weakest": weak_rows(one.meetings),
        "attendance_rate": tuple(_attendance(row) for row in one.meetings if _roll(row) != (0, 0)),
        "bands": tuple(_band(row) for row in one.meetings if row.get("own_band") or row.get("official_band")),
    }


def counted_rows(one: PeriodMaterial) -> Figures:
    """Of every figure that is the number of its rows, and `late_units`."""
    return {name: tuple(_row(found) if isinstance(found, OwedFigure) else found for found in several) for name, several in counted(one).items()}


def counted(one: PeriodMaterial) -> Mapping[str, Sequence[OwedFigure | Row]]:
    """The same before what was owed is made into rows, for whoever only counts: of a province they are tens of thousands."""
    regular, thematic, schedules = (_of(one.owed, rule) for rule in ("regular_minutes", "thematic_meeting", "month_schedule"))
    plans, reports = _of(one.owed, *_PLANS), _of(one.owed, *_REPORTS)
    planned = {_visit_key(row, "username"): row for row in one.assignments}
    attended = {_visit_key(_answers(paper), "observer"): paper for paper in one.visits if _answers(paper).get("attended") is True}
    findings = [(paper, row) for paper in one.inspections for row in _list(_answers(paper), "findings") if row.get("state") != "done"]
    late = [row for row in one.owed if row.status in ("overdue", "done_late") and row.rule in _WORDS]
    return {
        "cells": tuple(Row(cell, "Chi bộ") for cell in one.cells),
        "meetings_due": regular,
        "meetings_held": [row for row in regular if row.status in _DONE],
        "minutes_on_time": _on_time(regular),
        "thematic_due": thematic,
        "thematic_held": [row for row in thematic if row.status in _DONE],
        "late_units": late,
        "schedules_due": schedules,
        "schedules_on_time": _on_time(schedules),
        "plans_due": plans,
        "plans_approved": [row for row in plans if row.accepted],
        "reports_due": reports,
        "reports_on_time": _on_time(reports),
        "visits_planned": tuple(_assigned(row, attended.get(key)) for key, row in planned.items()),
        "visits_made": tuple(_assigned(planned[key], attended[key]) for key in planned if key in attended),
        "inspections": tuple(_paper_row(paper, "date") for paper in one.inspections),
        "findings_open": tuple(Row(str(paper["_unit"]), _text(row, "finding"), _text(row, "due"), "", str(paper["_id"])) for paper, row in findings),
        "urges": tuple(_paper_row(paper, "sent_on") for paper in one.urges),
        "urges_answered": tuple(_paper_row(paper, "sent_on") for paper in one.urges if str(paper["_id"]) in one.answered),
    }  # fmt: skip


def period_answers(one: PeriodMaterial, rows: Mapping[str, Sequence[OwedFigure | Row]]) -> Json:
    """Answers of the form `period_report` that are counted; what has to be judged is left out. `rows`: as of `counted`."""
    counts: Json = {name: len(rows[name]) for name in rows if name not in _NOT_COUNTED}
    parts = [_roll(row) for row in one.meetings]
    lists: Json = {"bands": _bands(one.meetings), "late": _late(one.owed), "teams": _teams(one)}
    rates: Json = {
        "meetings_rate": percent(counts["meetings_held"], counts["meetings_due"]),
        "minutes_rate": percent(counts["minutes_on_time"], counts["meetings_held"]),
        "visits_rate": percent(counts["visits_made"], counts["visits_planned"]),
        "attendance_rate": percent(sum(part for part, _ in parts), sum(whole for _, whole in parts)),
    }
    told = counts | lists | rates | {"late_units": len({row.unit for row in rows["late_units"]})}
    return {name: value for name, value in told.items() if value not in (None, [])}


def _of(owed: Iterable[OwedFigure], *rules: str) -> list[OwedFigure]:
    return [row for row in owed if row.rule in rules and row.status in _OWED]


def _on_time(owed: Iterable[OwedFigure]) -> list[OwedFigure]:
    return [row for row in owed if row.status == "done_on_time"]


def _row(one: OwedFigure) -> Row:
    return Row(one.unit, f"{one.title}, {one.period}", one.due_at[:10], one.status, one.paper)


def _late(owed: Sequence[OwedFigure]) -> list[Json]:
    """The units that sent late or not at all, worst first, each with what and how often."""
    late = [row for row in owed if row.status in ("overdue", "done_late") and row.rule in _WORDS]
    by_unit: dict[str, Counter[tuple[str, str]]] = {}
    for row in late:
        by_unit.setdefault(row.unit, Counter())[_WORDS[row.rule], row.status] += 1
    missing = {unit: sum(n for (_, status), n in counts.items() if status == "overdue") for unit, counts in by_unit.items()}
    units = sorted(by_unit, key=lambda unit: (-missing[unit], -sum(by_unit[unit].values()), unit))[:MOST_LATE]
    how = {"overdue": "thiếu", "done_late": "trễ"}
    return [
        {"_id": f"l{place}", "unit": unit, "what": "; ".join(f"{what}: {how[status]} {n}" for (what, status), n in sorted(by_unit[unit].items()))[:300]}
        for place, unit in enumerate(units, 1)
    ]


def _bands(meetings: Sequence[Json]) -> list[Json]:
    own, official = (Counter(row.get(name) for row in meetings) for name in ("own_band", "official_band"))
    if not any(own[band] or official[band] for band in BANDS):
        return []
    return [{"_id": f"b{place}", "band": band, "own": own[band], "official": official[band]} for place, band in enumerate(BANDS, 1)]


def _teams(one: PeriodMaterial) -> list[Json]:
    planned = {_visit_key(row, "username"): str(row["_unit"]) for row in one.assignments}
    attended = {_visit_key(_answers(paper), "observer") for paper in one.visits if _answers(paper).get("attended") is True}
    all_, made = Counter(planned.values()), Counter(unit for key, unit in planned.items() if key in attended)
    return [
        {"_id": f"t{place}", "team": unit, "planned": all_[unit], "made": made[unit], "rate": percent(made[unit], all_[unit])}
        for place, unit in enumerate(sorted(all_), 1)
    ]


def _attendance(row: Json) -> Row:
    part, whole = _roll(row)
    return Row(_text(row, "cell"), _text(row, "meeting"), _text(row, "held_on"), f"{part}/{whole}", _text(row, "meeting").replace("meeting:", "roll_call:"))


def _roll(row: Json) -> tuple[int, int]:
    present, expected = row.get("present"), row.get("expected")
    if type(present) is not int or type(expected) is not int or not row.get("held_on") or row.get("type") == "committee":
        return 0, 0
    return (present, expected) if 0 <= present <= expected else (0, 0)


def _band(row: Json) -> Row:
    told = " / ".join(str(row.get(name) or "–") for name in ("own_band", "official_band"))
    return Row(_text(row, "cell"), _text(row, "meeting"), _text(row, "held_on"), told, _text(row, "meeting").replace("meeting:", "score_sheet:"))


def _assigned(planned: Json, visit: Json | None) -> Row:
    """Of the cell that was to be visited, with the paper of whoever was there."""
    what, day = f"{_text(planned, 'name')}, {_text(planned, 'meeting')}", _text(planned, "date")
    if visit is None:
        return Row(_text(planned, "cell"), what, day, "not_attended")
    return Row(_text(planned, "cell"), what, day, "attended", str(visit["_id"]), str(visit["_unit"]))


def _paper_row(paper: Json, day: str) -> Row:
    return Row(str(paper["_unit"]), str(paper["_id"]), _text(_answers(paper), day), "", str(paper["_id"]))


def _visit_key(row: Json, person: str) -> tuple[str, str, str]:
    return _text(row, person), _text(row, "cell"), _text(row, "meeting") or _text(row, "date")


def in_span(text: Any, first: date, last: date) -> bool:
    """Whether a day, as text, lies in a period."""
    return isinstance(text, str) and first.isoformat() <= text[:10] <= last.isoformat() and len(text) >= 10


def _answers(paper: Json) -> Json:
    answers = paper.get("answers")
    return answers if isinstance(answers, dict) else {}


def _list(answers: Json, name: str) -> list[Json]:
    value = answers.get(name)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _text(row: Json, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
