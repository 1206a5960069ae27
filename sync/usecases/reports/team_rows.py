"""The rows behind the figures of an observer team's report, as `draft_team_report` counts them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sync.ports import Json
from sync.usecases.reports.compare import Told
from sync.usecases.reports.draft_team_report import BANDS, RECURS, Key, Span, attended_of, key_of, planned_of, thematic_of, within
from sync.usecases.reports.rows import Figures, Row

COMPARED: Told = (
    ("cells_visited", "Số chi bộ đã dự"), ("visits_made", "Số lượt đã dự"), ("visits_rate", "Tỷ lệ dự (%)"),
    ("meetings_held", "Số buổi thường kỳ đã họp"), ("on_time_rate", "Tỷ lệ họp đúng lịch (%)"),
    ("attendance_rate", "Tỷ lệ đảng viên dự họp bình quân (%)"), ("thematic_held", "Số buổi chuyên đề đã họp"),
    ("own_higher_rate", "Tỷ lệ tự xếp cao hơn (%)"), ("contributions_made", "Số buổi tổ viên có ý kiến đóng góp"),
)  # fmt: skip

_LONGEST = 300
"""Signs of what somebody wrote that a row shows; the paper has all of it."""


def team_rows(span: Span, visits: Iterable[Any], assignments: Iterable[Any], meetings: Iterable[Any]) -> Figures:
    """The same rows as `draft_team_report` takes, visits with their `_id`; by the fields of its form."""
    seen, sent = within(span, visits, ("date", "planned_on")), within(span, assignments, ("date",))
    held = within(span, meetings, ("held_on", "planned_on"))
    return {**_of_visits(span, seen, planned_of(sent)), **_of_meetings(span, held, sent), **_of_bands(span, seen, held), **_noted(span, seen)}


def _of_visits(span: Span, seen: Sequence[Json], planned: Mapping[Key, Json]) -> Figures:
    attended, by_key = attended_of(seen), {key_of(row, "observer"): row for row in seen}
    went = [row for row in seen if row.get("attended") is True]
    assigned, made = {cell for _, cell, _ in planned}, {cell for _, cell, _ in attended}
    rows = {key: _planned(span, row, by_key.get(key), key in attended) for key, row in planned.items()}
    all_ = tuple(rows.values())
    return {
        "cells_assigned": tuple(Row(cell, "Chi bộ") for cell in sorted(assigned)),
        "cells_visited": tuple(Row(cell, "Chi bộ") for cell in sorted(assigned & made)),
        "visits_planned": all_,
        "visits_made": tuple(row for key, row in rows.items() if key in attended),
        "visits_rate": all_,
        "members": all_,
        "missed": tuple(row for key, row in rows.items() if key not in attended),
        "visits_unplanned": tuple(_visit(span, row) for row in went if not attended_of([row]) & planned.keys()),
    }


def _of_meetings(span: Span, held: Sequence[Json], sent: Sequence[Json]) -> Figures:
    regular = [row for row in held if row.get("type") == "regular"]
    made = [row for row in regular if row.get("held_on")]
    on_day = [row for row in made if row.get("held_on") == row.get("planned_on")]
    themes = thematic_of(span, held, sent)
    rolls = [row for row in held if row.get("held_on") and row.get("type") != "committee"]
    return {
        "meetings_due": tuple(map(_meeting, regular)),
        "meetings_held": tuple(map(_meeting, made)),
        "meetings_on_time": tuple(map(_meeting, on_day)),
        "on_time_rate": tuple(_meeting(row, "on_day" if row in on_day else "other_day") for row in made),
        "attendance_rate": tuple(row for one in rolls if (row := _roll(one)) is not None),
        "thematic_due": tuple(_theme(cell, quarter, row) for (cell, quarter), row in themes.items()),
        "thematic_held": tuple(_meeting(row) for row in held if row.get("type") == "thematic" and row.get("held_on")),
        "thematic_cells_short": tuple(_theme(cell, quarter, row) for (cell, quarter), row in themes.items() if row is None),
    }


def _of_bands(span: Span, seen: Sequence[Json], held: Sequence[Json]) -> Figures:
    both = [row for row in held if _text(row, "own_band") in BANDS and _text(row, "official_band") in BANDS]
    steps = {id(row): BANDS.index(row["own_band"]) - BANDS.index(row["official_band"]) for row in both}
    rated = [row for row in held if row.get("own_band") or row.get("official_band")]
    proposed = [row for row in seen if row.get("attended") is True and _text(row, "proposed_band") in BANDS]
    return {
        "bands": (*map(_bands, rated), *(_visit(span, row, _text(row, "proposed_band")) for row in proposed)),
        "compared_official": tuple(map(_bands, both)),
        "own_higher": tuple(_bands(row) for row in both if steps[id(row)] < 0),
        "own_lower": tuple(_bands(row) for row in both if steps[id(row)] > 0),
        "own_higher_rate": tuple(map(_bands, both)),
        "weakest": weak_rows(held),
    }


def _noted(span: Span, seen: Sequence[Json]) -> Figures:
    """What observers wrote down where they were."""
    went = [row for row in seen if row.get("attended") is True]
    times = Counter(kind for row in went for one in _inner(row, "issues") if (kind := _text(one, "kind")))
    recurring = {kind for kind, count in times.items() if count >= RECURS}
    books = {name: [row for row in went if row.get(f"{name}_book") in ("kept", "faulty")] for name in ("cell", "committee")}
    return {
        **{f"{name}_books_checked": tuple(_visit(span, row, str(row[f"{name}_book"])) for row in rows) for name, rows in books.items()},
        **{f"{name}_books_faulty": tuple(_visit(span, row) for row in rows if row[f"{name}_book"] == "faulty") for name, rows in books.items()},
        "weaknesses": tuple(_visit(span, row) for row in went if any(_text(one, "kind") in recurring for one in _inner(row, "issues"))),
        "cells_to_help": tuple(_visit(span, row, _text(row, "help_note")) for row in went if row.get("needs_help") is True),
        "contributions_made": tuple(_visit(span, row) for row in went if _text(row, "contribution")),
        "contributions": tuple(_visit(span, row, _text(row, "contribution")[:_LONGEST]) for row in went if _text(row, "contribution")),
        "petitions": tuple(
            _visit(span, row, _text(one, "text")[:_LONGEST]) for row in went for one in _inner(row, "petitions") if _text(one, "text")
        ),
    }  # fmt: skip


def weak_rows(meetings: Iterable[Json]) -> tuple[Row, ...]:
    """The meetings whose sheet lost points, with the criteria."""
    lost = ((row, row["deducted"]) for row in meetings if isinstance(row.get("deducted"), dict) and row["deducted"])
    return tuple(
        Row(_text(row, "cell"), _text(row, "meeting"), _text(row, "held_on"), ", ".join(sorted(codes)), _paper(row, "score_sheet")) for row, codes in lost
    )


def _bands(row: Json) -> Row:
    told = " / ".join(_text(row, name) or "–" for name in ("own_band", "official_band"))
    return Row(_text(row, "cell"), _text(row, "meeting"), _text(row, "held_on"), told, _paper(row, "score_sheet"))


def _planned(span: Span, row: Json, visit: Json | None, made: bool) -> Row:
    id = _text(visit, "_id") if visit is not None else ""
    how = "attended" if made else _text(visit or {}, "absence_reason") or "not_attended"
    return Row(_text(row, "cell"), f"{_text(row, 'name')}, {_text(row, 'meeting')}", _text(row, "date"), how, id, span.team)


def _visit(span: Span, row: Json, how: str = "") -> Row:
    what = f"{_text(row, 'observer_name') or _text(row, 'observer')}, {_text(row, 'meeting')}"
    return Row(_text(row, "cell"), what, _text(row, "date"), how, _text(row, "_id"), span.team)


def _meeting(row: Json, how: str = "") -> Row:
    day, planned = _text(row, "held_on"), _text(row, "planned_on")
    return Row(_text(row, "cell"), _text(row, "meeting"), day or planned, how if day else "not_held", _paper(row, "minutes") if day else "")


def _roll(row: Json) -> Row | None:
    present, expected = row.get("present"), row.get("expected")
    if type(present) is not int or type(expected) is not int or not 0 <= present <= expected:
        return None
    return Row(_text(row, "cell"), _text(row, "meeting"), _text(row, "held_on"), f"{present}/{expected}", _paper(row, "roll_call"))


def _theme(cell: str, quarter: int, row: Json | None) -> Row:
    """`quarter` on one count for all years."""
    what = f"Chuyên đề, Q{quarter % 4 + 1}/{quarter // 4}"
    return Row(cell, what, _text(row, "held_on"), "held", _paper(row, "minutes")) if row else Row(cell, what, "", "not_held")


def _paper(row: Json, kind: str) -> str:
    return _text(row, "meeting").replace("meeting:", f"{kind}:")


def _inner(row: Json, name: str) -> list[Json]:
    value = row.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(row: Json, name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""
