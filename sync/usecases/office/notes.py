"""What an office is told while it writes, and may still send: clashes in an assignment, what a schedule changes of the one sent
before, which cells are missing in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sync.domain.accounts import Person
from sync.domain.clashes import clashes_in
from sync.domain.schedule_differences import differences
from sync.domain.units import UnitTree
from sync.ports import Json
from sync.usecases.directory import Directory
from sync.usecases.office.write_paper import OpenPaper

TRAVEL_MINUTES = 30
"""Between two villages of a commune, at least."""
NoteKind = Literal["same_time", "cell_twice", "not_an_observer", "no_schedule", "added", "removed", "moved", "changed"]
CHANGES: frozenset[NoteKind] = frozenset(("added", "removed", "moved", "changed"))
"""Notes that tell how a schedule differs from the one that was sent."""


@dataclass(frozen=True, slots=True)
class Note:
    """`rows`: what it is about, each as (who or which cell, day, hour)."""

    kind: NoteKind
    rows: tuple[tuple[str, str, str], ...]


async def notes_on(paper: OpenPaper, answers: Json, directory: Directory, tree: UnitTree, today: date) -> list[Note]:
    """Everything to know about what is being written."""
    if paper.kind == "assignment":
        return await _clashes(_rows(answers, "rows"), directory, tree, today)
    if paper.kind == "month_schedule":
        rows = _rows(answers, "meetings")
        before = _rows(paper.sent["answers"], "meetings") if paper.sent else None
        return [*_missing(paper.unit, rows, tree, today), *(_changed(before, rows, tree, today) if before is not None else ())]
    return []


async def _clashes(rows: list[Json], directory: Directory, tree: UnitTree, today: date) -> list[Note]:
    names = {str(row.get("username")) for row in rows if row.get("username")}
    people: dict[str, Person] = {name: found for name in names if (found := await directory.person(name)) is not None}
    by_id = {row.get("_id"): row for row in rows}
    clashes = clashes_in(rows, people, TRAVEL_MINUTES)
    return [Note(one.kind, tuple(_told(by_id[id], tree, today, who=one.kind != "cell_twice") for id in one.rows)) for one in clashes]


def _missing(unit: str, rows: list[Json], tree: UnitTree, today: date) -> list[Note]:
    """The cells below without a row of a regular meeting."""
    planned = {row.get("cell") for row in rows if row.get("meeting_type", "regular") == "regular"}
    cells = [cell for cell in tree.cells(unit, today) if cell.id not in planned]
    return [Note("no_schedule", tuple((cell.name(today), "", "") for cell in cells))] if cells else []


def _changed(before: list[Json], rows: list[Json], tree: UnitTree, today: date) -> list[Note]:
    return [Note(one.kind, (_told(one.after or one.before or {}, tree, today, who=False),)) for one in differences(before, rows)]


def _told(row: Json, tree: UnitTree, today: date, *, who: bool) -> tuple[str, str, str]:
    unit = tree.get(str(row.get("cell")))
    cell = unit.name(today) if unit else ""
    person = str(row.get("name") or row.get("username") or "") if who else ""
    return ", ".join(filter(None, (person, cell))), str(row.get("date", "")), str(row.get("start_time", ""))


def _rows(answers: Any, name: str) -> list[Json]:
    value = answers.get(name) if isinstance(answers, dict) else None
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
