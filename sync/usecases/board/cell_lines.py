"""Cells by how badly they need attention: their months, streaks, and last sign of life. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sync.ports.board import CellMarks, CellNeed, MarkDetail
from sync.usecases.board.scope import Member
from sync.usecases.board.view import CellLine, Coverage, Mark


def in_order(members: Sequence[Member], needs: Iterable[CellNeed], heard: Mapping[str, str], now: datetime) -> list[CellLine]:
    """Longest streak first, then most missing, most late, by name; without their marks."""
    by_cell = {one.unit: one for one in needs}
    lines = []
    for member in members:
        need, at = by_cell[member.unit.id], heard.get(member.unit.id)
        moment = min(datetime.fromisoformat(at), now) if at else None
        lines.append(CellLine(member, moment, need.streak, need.missing, need.late))
    return sorted(lines, key=lambda one: (-one.streak, -one.missing, -one.late, one.member.name, one.member.unit.id))


def with_marks(
    line: CellLine, marks: CellMarks, details: Mapping[tuple[str, str], MarkDetail], months: Sequence[str], readable: bool
) -> CellLine:
    """The same with a mark for each of the months, and the papers behind them."""
    standings = dict(zip(marks.months, marks.standings, strict=True))
    made = []
    for month in months:
        detail, status = details.get((line.member.unit.id, month)), standings.get(month, "not_expected")
        due = date.fromisoformat(detail.due_at[:10]) if detail else None
        made.append(Mark(month, status, due, detail.paper, detail.total, detail.band) if detail else Mark(month, status))
    return replace(line, marks=tuple(made), readable=readable)


def coverage_of(lines: Sequence[CellLine], since: date, today: date) -> Coverage:
    """Cells that gave a sign of life on or after `since`."""
    known = [line.heard.date() for line in lines if line.heard is not None]
    silence = (today - min(known)).days if known and len(known) == len(lines) else None
    return Coverage(since, len(lines), sum(day >= since for day in known), silence)
