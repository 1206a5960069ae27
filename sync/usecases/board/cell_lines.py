"""Cells by how badly they need attention: their months, streaks, and last sign of life. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sync.domain.measures.streak import streak_of
from sync.domain.month_status import MonthStatus
from sync.ports.board import MarkDetail, MonthMark
from sync.usecases.board.scope import Member
from sync.usecases.board.view import CellLine, Coverage, Mark


def in_order(
    members: Sequence[Member], marks: Iterable[MonthMark], months: Sequence[str], heard: Mapping[str, str], now: datetime
) -> list[CellLine]:
    """Longest streak first, then most missing, most late, by name; without the details of their marks."""
    by_cell: dict[str, dict[str, MonthStatus]] = {one.unit.id: {} for one in members}
    for mark in marks:
        by_cell[mark.unit][mark.month] = mark.standing
    lines = [_line(one, by_cell[one.unit.id], months, heard.get(one.unit.id), now) for one in members]
    return sorted(lines, key=lambda one: (-one.streak, -one.missing, -one.late, one.member.name, one.member.unit.id))


def _line(member: Member, by_month: Mapping[str, MonthStatus], months: Sequence[str], heard: str | None, now: datetime) -> CellLine:
    statuses = [by_month.get(month, "not_expected") for month in months]
    return CellLine(
        member,
        min(datetime.fromisoformat(heard), now) if heard else None,
        streak_of(statuses),
        statuses.count("missing"),
        statuses.count("late"),
        tuple(Mark(month, status) for month, status in zip(months, statuses, strict=True)),
    )


def with_details(line: CellLine, details: Mapping[tuple[str, str], MarkDetail], readable: bool) -> CellLine:
    """The same with the papers behind its marks."""
    marks = []
    for mark in line.marks:
        detail = details.get((line.member.unit.id, mark.month))
        due = date.fromisoformat(detail.due_at[:10]) if detail else None
        marks.append(Mark(mark.month, mark.status, due, detail.paper, detail.total, detail.band) if detail else mark)
    return replace(line, marks=tuple(marks), readable=readable)


def coverage_of(lines: Sequence[CellLine], since: date, today: date) -> Coverage:
    """Cells that gave a sign of life on or after `since`."""
    known = [line.heard.date() for line in lines if line.heard is not None]
    silence = (today - min(known)).days if known and len(known) == len(lines) else None
    return Coverage(since, len(lines), sum(day >= since for day in known), silence)
