"""What stands in a person's calendar: the last days of what his units still owe, the meetings of his cells, those he is to sit in with, and
at a committee those of the cells below it.

Shows what he may see and no more; of papers only what was sent. What was received leaves the calendar: it is no reminder of what is done.
Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.documents import MeetingKey, copy_id, meeting_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.lifecycle import record_of
from sync.domain.obligations.clock import ZONE, day_of, millis
from sync.domain.obligations.rules import Words
from sync.domain.units import Unit, UnitTree
from sync.ports import Clock, DocumentStore, Json, ReadModel
from sync.usecases.directory import Directory
from sync.usecases.obligations.read_owed import ReadOwed
from sync.usecases.papers.read_sent import read_sent

LENGTH = timedelta(hours=2)
"""How long a meeting is taken to last: 90 minutes at least, 120 in a large cell (Hướng dẫn 12-HD/BTCTW)."""
_DAYS_BACK, _DAYS_AHEAD = 31, 100
MOST_BELOW = 200
"""Meetings of cells below a committee, the nearest ones; a district of 180 cells has as many in a month."""
_DONE = frozenset(("done_on_time", "done_late", "late_by_network", "exempt", "waived"))


Role = Literal["own", "visit", "below"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """`about`: id of the obligation; `paper`: what is opened for it, "" where there is no one paper."""

    unit: str
    unit_name: str
    about: str
    title: Words
    period: str
    day: date
    paper: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting: `at` None where only its day is known. `role`: it is his own cell's, he is to sit in with it, or it is of a cell below his
    committee."""

    unit: str
    unit_name: str
    meeting: str
    type: str
    day: date
    at: datetime | None
    place: str
    role: Role


@dataclass(frozen=True, slots=True)
class PersonsCalendar:
    """By day. `left_out`: meetings of cells below that are further away than those told."""

    deadlines: tuple[Deadline, ...]
    sittings: tuple[Sitting, ...]
    left_out: int = 0


class ReadCalendar:
    def __init__(self, store: DocumentStore, read_model: ReadModel, directory: Directory, owed: ReadOwed, clock: Clock) -> None:
        self._store = store
        self._read_model = read_model
        self._directory = directory
        self._owed = owed
        self._clock = clock

    async def __call__(self, person: Person) -> PersonsCalendar:
        tree, today = await self._directory.units(), day_of(millis(self._clock.now()))
        units = [one for id in dict.fromkeys(grant.unit for grant in person.held(today)) if (one := tree.get(id)) is not None]
        deadlines: list[Deadline] = []
        sittings: list[Sitting] = []
        for unit in units:
            if may(person, "oversee", unit.id, tree, today) or may(person, "read", unit.id, tree, today, "obligation"):
                deadlines += await self._deadlines(person, unit)
            if unit.type == "cell" and may(person, "read", unit.id, tree, today, "meeting"):
                sittings += await self._meetings(unit, today)
            elif may(person, "read", unit.id, tree, today, "assignment"):
                sittings += await self._visits(person, unit, tree, today)
        below, left_out = await self._below(person, [one for one in units if one.type != "cell"], tree, today)
        once = {(one.unit, one.meeting): one for one in (*below, *sittings)}
        return PersonsCalendar(
            tuple(sorted(deadlines, key=lambda one: (one.day, one.unit, one.about))),
            tuple(sorted(once.values(), key=lambda one: (one.day, one.unit, one.meeting))),
            left_out,
        )

    async def _deadlines(self, person: Person, unit: Unit) -> list[Deadline]:
        owed = await self._owed.of_unit(person, unit.id)
        asked = [one for one in owed if one.standing.status not in _DONE and one.standing.overtaken_by is None]
        return [
            Deadline(one.unit, one.unit_name, one.obligation.id, one.obligation.title, one.obligation.period,
                     date.fromisoformat(one.standing.due_at[:10]), one.obligation.paper_id or "")
            for one in asked
        ]  # fmt: skip

    async def _meetings(self, cell: Unit, today: date) -> list[Sitting]:
        plans = await self._sent(cell.id, "meeting", today)
        found = (_sitting(cell.id, cell.name(today), str(plan["_id"]), _answers(plan), "own") for plan in plans)
        return [one for one in found if one is not None and _is_near(one.day, today)]

    async def _below(self, person: Person, committees: list[Unit], tree: UnitTree, today: date) -> tuple[list[Sitting], int]:
        """The meetings that the cells of these committees have told of, the nearest `MOST_BELOW`, and how many more there are. Which there are
        is read from the read model; hour and place from the plan where it lies."""
        overseen = [one.id for one in committees if may(person, "oversee", one.id, tree, today)]
        cells = {cell.id: cell for id in overseen for cell in tree.cells(id, today) if may(person, "read", cell.id, tree, today, "meeting")}
        months = _months(today)
        told = await self._read_model.meetings(sorted(cells), months[0], months[-1]) if cells else []
        near = [(day, one) for one in told if (day := _day(one.held_on)) is not None and _is_near(day, today)]
        near.sort(key=lambda pair: (abs(pair[0] - today), pair[1].unit, pair[1].type))
        by_cell: dict[str, dict[str, date]] = {}
        for day, one in near[:MOST_BELOW]:
            by_cell.setdefault(one.unit, {})[f"meeting:{MeetingKey(one.month, one.type, one.number)}"] = day
        found: list[Sitting] = []
        for cell, days in by_cell.items():
            plans = await self._plans(cell, list(days))
            for meeting, day in days.items():
                # Minutes say when it was held; the hour of a plan is that of the day that was planned.
                plan = plans.get(meeting, {})
                hour = plan if plan.get("date") == day.isoformat() else {"date": day.isoformat()}
                sitting = _sitting(cell, cells[cell].name(today), meeting, hour, "below")
                found += [sitting] if sitting is not None else []
        return found, max(0, len(near) - MOST_BELOW)

    async def _visits(self, person: Person, unit: Unit, tree: UnitTree, today: date) -> list[Sitting]:
        """The rows of assignments, made here or brought here, that name him; the day is the cell's own where it has told it since."""
        papers = [*await self._sent(unit.id, "assignment", today), *await self._brought(unit.id, tree, today)]
        rows = [row for paper in papers for row in _rows(paper) if row.get("username") == person.username]
        found = []
        for row in rows:
            cell, meeting = tree.get(str(row.get("cell"))), str(row.get("meeting"))
            if cell is None:
                continue
            copy = await self._read(unit.id, copy_id(cell.id, meeting))
            plan = _answers(copy["paper"]) if copy and isinstance(copy.get("paper"), dict) else {}
            sitting = _sitting(cell.id, cell.name(today), meeting, {**row, **plan}, "visit")
            if sitting is not None and _is_near(sitting.day, today):
                found.append(sitting)
        return found

    async def _brought(self, unit: str, tree: UnitTree, today: date) -> list[Json]:
        above = [one.id for one in tree.above(unit, today) if one.id != unit]
        ids = [copy_id(one, f"assignment:{month}") for one in above for month in _months(today)]
        copies = [copy for id in ids if (copy := await self._read(unit, id)) is not None]
        return [copy["paper"] for copy in copies if isinstance(copy.get("paper"), dict)]

    async def _sent(self, unit: str, kind: str, today: date) -> list[Json]:
        months = _months(today)
        return await read_sent(self._store, unit, f"{kind}:{months[0]}", f"{kind}:{months[-1]}\U0010ffff")

    async def _plans(self, unit: str, meetings: list[str]) -> dict[str, Json]:
        """What the sent plans of these meetings say, by id."""
        try:
            leaves = await self._store.leaves_of(workspace(unit), meetings)
        except NoSuchDatabase:
            return {}
        records = (record_of(some) for some in leaves.values())
        return {str(one["_id"]): _answers(one) for one in records if one is not None and one.get("state") == "sent"}

    async def _read(self, unit: str, id: str) -> Json | None:
        try:
            return await self._store.read(workspace(unit), id)
        except NoSuchDatabase:
            return None


def _months(today: date) -> list[str]:
    """From the month before to the third after, as `YYYY-MM`."""
    first = today.year * 12 + today.month - 2
    return [f"{one // 12}-{one % 12 + 1:02}" for one in range(first, first + 5)]


def _is_near(day: date, today: date) -> bool:
    return today - timedelta(days=_DAYS_BACK) <= day <= today + timedelta(days=_DAYS_AHEAD)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _sitting(unit: str, name: str, meeting: str, told: Json, role: Role) -> Sitting | None:
    key, day = meeting_of(meeting), _day(told.get("date"))
    if key is None or day is None:
        return None
    place = told.get("place")
    return Sitting(unit, name, meeting, key.type, day, _at(day, told.get("start_time")), place if isinstance(place, str) else "", role)


def _at(day: date, clock: object) -> datetime | None:
    try:
        return datetime.combine(day, time.fromisoformat(str(clock)), ZONE)
    except ValueError:
        return None


def _answers(paper: Json) -> Json:
    answers = paper.get("answers")
    return answers if isinstance(answers, dict) else {}


def _rows(paper: Json) -> Iterable[Json]:
    rows = _answers(paper).get("rows")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
