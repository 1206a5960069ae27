"""What stands in a person's calendar: the last days of what his units still owe, the meetings of his cells, and those he is to sit in with.

Shows what he may see and no more; of papers only what was sent. What was received leaves the calendar: it is no reminder of what is done.
Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.documents import copy_id, meeting_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.obligations.clock import ZONE, day_of, millis
from sync.domain.obligations.rules import Words
from sync.domain.units import Unit, UnitTree
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.directory import Directory
from sync.usecases.obligations.read_owed import ReadOwed
from sync.usecases.papers.read_sent import read_sent

LENGTH = timedelta(hours=2)
"""How long a meeting is taken to last: 90 minutes at least, 120 in a large cell (Hướng dẫn 12-HD/BTCTW)."""
_DAYS_BACK, _DAYS_AHEAD = 31, 100
_DONE = frozenset(("done_on_time", "done_late", "late_by_network", "exempt", "waived"))


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
    """A meeting: `at` None where only its day is known. `visit`: he is to sit in with it."""

    unit: str
    unit_name: str
    meeting: str
    type: str
    day: date
    at: datetime | None
    place: str
    visit: bool


@dataclass(frozen=True, slots=True)
class PersonsCalendar:
    """By day."""

    deadlines: tuple[Deadline, ...]
    sittings: tuple[Sitting, ...]


class ReadCalendar:
    def __init__(self, store: DocumentStore, directory: Directory, owed: ReadOwed, clock: Clock) -> None:
        self._store = store
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
        once = {(one.unit, one.meeting): one for one in sittings}
        return PersonsCalendar(
            tuple(sorted(deadlines, key=lambda one: (one.day, one.unit, one.about))),
            tuple(sorted(once.values(), key=lambda one: (one.day, one.unit, one.meeting))),
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
        found = (_sitting(cell.id, cell.name(today), str(plan["_id"]), _answers(plan), visit=False) for plan in plans)
        return [one for one in found if one is not None and _is_near(one.day, today)]

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
            sitting = _sitting(cell.id, cell.name(today), meeting, {**row, **plan}, visit=True)
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


def _sitting(unit: str, name: str, meeting: str, told: Json, *, visit: bool) -> Sitting | None:
    key = meeting_of(meeting)
    try:
        day = date.fromisoformat(str(told.get("date")))
    except ValueError:
        return None
    if key is None:
        return None
    place = told.get("place")
    return Sitting(unit, name, meeting, key.type, day, _at(day, told.get("start_time")), place if isinstance(place, str) else "", visit)


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
