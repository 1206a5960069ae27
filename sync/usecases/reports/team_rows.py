"""The rows behind the figures of an observer team's report, as `draft_team_report` counts them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sync.ports import Json
from sync.usecases.reports.compare import Told
from sync.usecases.reports.draft_team_report import Span, attended_of, planned_of, within
from sync.usecases.reports.rows import Figures, Row

COMPARED: Told = (
    ("cells_visited", "Số chi bộ đã dự"), ("visits_made", "Số lượt đã dự"), ("visits_rate", "Tỷ lệ dự (%)"),
    ("meetings_held", "Số buổi thường kỳ đã họp"), ("on_time_rate", "Tỷ lệ họp đúng lịch (%)"),
    ("attendance_rate", "Tỷ lệ đảng viên dự họp bình quân (%)"), ("thematic_held", "Số buổi chuyên đề đã họp"),
    ("own_higher_rate", "Tỷ lệ tự xếp cao hơn (%)"), ("contributions_made", "Số buổi tổ viên có ý kiến đóng góp"),
)  # fmt: skip


def team_rows(span: Span, visits: Iterable[Any], assignments: Iterable[Any], meetings: Iterable[Any]) -> Figures:
    """The same rows as `draft_team_report` takes; by the fields of its form."""
    seen, planned = within(span, visits, ("date", "planned_on")), planned_of(within(span, assignments, ("date",)))
    held = within(span, meetings, ("held_on", "planned_on"))
    attended = attended_of(seen)
    regular = [row for row in held if row.get("type") == "regular"]
    made = [row for row in regular if row.get("held_on")]
    thematic = [row for row in held if row.get("type") == "thematic" and row.get("held_on")]
    went = [row for row in seen if row.get("attended") is True]
    return {
        "cells_assigned": tuple(Row(cell, "Chi bộ") for cell in sorted({cell for _, cell, _ in planned})),
        "cells_visited": tuple(Row(cell, "Chi bộ") for cell in sorted({cell for _, cell, _ in planned} & {cell for _, cell, _ in attended})),
        "visits_planned": tuple(_planned(row) for row in planned.values()),
        "visits_made": tuple(_planned(row) for key, row in planned.items() if key in attended),
        "visits_unplanned": tuple(_visit(row) for row in went if not attended_of([row]) & planned.keys()),
        "meetings_due": tuple(_meeting(row) for row in regular),
        "meetings_held": tuple(_meeting(row) for row in made),
        "meetings_on_time": tuple(_meeting(row) for row in made if row.get("held_on") == row.get("planned_on")),
        "thematic_held": tuple(_meeting(row) for row in thematic),
        "compared_official": _both(held),
        "cell_books_checked": tuple(_visit(row, str(row.get("cell_book"))) for row in went if row.get("cell_book") in ("kept", "faulty")),
        "cell_books_faulty": tuple(_visit(row) for row in went if row.get("cell_book") == "faulty"),
        "contributions_made": tuple(_visit(row) for row in went if isinstance(row.get("contribution"), str) and row["contribution"].strip()),
    }  # fmt: skip


def _both(held: Sequence[Json]) -> tuple[Row, ...]:
    both = [row for row in held if row.get("own_band") and row.get("official_band")]
    return tuple(Row(_text(row, "cell"), _text(row, "meeting"), _text(row, "held_on"), f"{row['own_band']} / {row['official_band']}") for row in both)


def _planned(row: Json) -> Row:
    return Row(_text(row, "cell"), f"{_text(row, 'name')}, {_text(row, 'meeting')}", _text(row, "date"))


def _visit(row: Json, how: str = "") -> Row:
    return Row(_text(row, "cell"), f"{_text(row, 'observer_name') or _text(row, 'observer')}, {_text(row, 'meeting')}", _text(row, "date"), how)


def _meeting(row: Json) -> Row:
    day, planned = _text(row, "held_on"), _text(row, "planned_on")
    minutes = _text(row, "meeting").replace("meeting:", "minutes:") if day else ""
    return Row(_text(row, "cell"), _text(row, "meeting"), day or planned, "" if day else "chưa họp", minutes)


def _text(row: Json, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
