"""Cells by how badly they need attention: their months, streaks, and last sign of life. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sync.domain.measures.streak import LETTERS, streak_of
from sync.ports.board import MarkDetail
from sync.usecases.board.scope import Member
from sync.usecases.board.view import CellLine, Coverage, Mark


def in_order(members: Sequence[Member], letters: Mapping[str, str], heard: Mapping[str, str], now: datetime) -> list[CellLine]:
    """Longest streak first, then most missing, most late, by name; without their marks. `letters`: of the minutes each cell owed
    (`Tally.letters_of`)."""
    lines = []
    for member in members:
        own, at = letters.get(member.unit.id, ""), heard.get(member.unit.id)
        moment = min(datetime.fromisoformat(at), now) if at else None
        lines.append(CellLine(member, moment, streak_of(own), own.count("m"), own.count("l") + own.count("n")))
    return sorted(lines, key=lambda one: (-one.streak, -one.missing, -one.late, one.member.name, one.member.unit.id))


def with_marks(
    line: CellLine, letters: Sequence[tuple[str, str]], details: Mapping[tuple[str, str], MarkDetail], months: Sequence[str], readable: bool
) -> CellLine:
    """The same with a mark for each of the months, and the papers behind them. `letters`: (month, letter) of its minutes."""
    standings = dict(letters)
    made = []
    for month in months:
        detail, status = details.get((line.member.unit.id, month)), LETTERS[standings.get(month, "x")]
        due = date.fromisoformat(detail.due_at[:10]) if detail else None
        made.append(Mark(month, status, due, detail.paper, detail.total, detail.band) if detail else Mark(month, status))
    return replace(line, marks=tuple(made), readable=readable)


def coverage_of(lines: Sequence[CellLine], since: date, today: date) -> Coverage:
    """Cells that gave a sign of life on or after `since`."""
    known = [line.heard.date() for line in lines if line.heard is not None]
    silence = (today - min(known)).days if known and len(known) == len(lines) else None
    return Coverage(since, len(lines), sum(day >= since for day in known), silence)
