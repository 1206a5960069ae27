"""What a committee sees of the cells below it: for a month and the eleven before it, every cell's standing, the units
below in sums, whom to call, and who has not been heard from.

Shows nothing that the asking person may not oversee; of papers only what was sent. Reads the read model, never writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import dropwhile, takewhile

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.month_status import MonthStatus, due_on, first_day, last_day, month_status, months_until
from sync.domain.units import Unit, UnitTree
from sync.ports import Clock, MeetingFacts, ReadModel
from sync.usecases.directory import Directory
from sync.usecases.obligations.read_owed import MonthDue, ReadOwed

MONTHS = 12
EXPECTED_TYPE = "regular"
"""One regular meeting a month is what every cell owes (Party statute, article 24)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell in a month. `minutes`: id of the sent minutes, "" without; `readable`: whether the asking person may open them."""

    month: str
    status: MonthStatus
    due: date
    received_on: date | None = None
    minutes: str = ""
    readable: bool = False
    total: float | None = None
    band: str = ""


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell with its twelve marks, oldest first."""

    id: str
    name: str
    parent: str
    contact_name: str
    contact_phone: str
    contact_email: str
    heard: datetime | None
    marks: tuple[Mark, ...]

    @property
    def present(self) -> Mark:
        """The mark of the month asked for."""
        return self.marks[-1]

    @property
    def streak(self) -> int:
        """For how many months in a row minutes are missing, up to the last month that was due."""
        return len(self._owed())

    @property
    def owed_since(self) -> date | None:
        """The day by which the oldest minutes of the streak were due."""
        owed = self._owed()
        return owed[-1].due if owed else None

    def _owed(self) -> list[Mark]:
        due = dropwhile(lambda mark: mark.status == "not_due", reversed(self.marks))
        return list(takewhile(lambda mark: mark.status == "missing", due))

    @property
    def missing(self) -> int:
        return sum(mark.status == "missing" for mark in self.marks)

    @property
    def late(self) -> int:
        return sum(mark.status == "late" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Sums:
    """Cells by status in one month. `expected` counts those that owe a paper by now or have sent it early."""

    month: str
    on_time: int = 0
    late: int = 0
    missing: int = 0
    not_due: int = 0

    @property
    def received(self) -> int:
        return self.on_time + self.late

    @property
    def expected(self) -> int:
        return self.received + self.missing

    @property
    def cells(self) -> int:
        return self.expected + self.not_due


@dataclass(frozen=True, slots=True)
class BelowRow:
    """A unit below, in sums, oldest month first."""

    id: str
    name: str
    sums: tuple[Sums, ...]


@dataclass(frozen=True, slots=True)
class UnitView:
    """All that the page of a unit tells. `by_origin`: the unit is dissolved, and these are the cells that come from it."""

    unit: Unit
    name: str
    day: date
    today: date
    as_of: str
    months: tuple[str, ...]
    by_origin: bool
    cells: tuple[CellRow, ...]
    below: tuple[BelowRow, ...]
    sums: tuple[Sums, ...]
    next_due: date | None
    next_due_cells: int
    unheard: tuple[CellRow, ...]
    to_call: tuple[CellRow, ...]


class ReadUnit:
    """Makes a `UnitView`."""

    def __init__(self, read_model: ReadModel, directory: Directory, owed: ReadOwed, clock: Clock) -> None:
        self._read_model = read_model
        self._directory = directory
        self._owed = owed
        self._clock = clock

    async def __call__(self, person: Person, unit_id: str, month: str | None = None) -> UnitView:
        """`month` `YYYY-MM`, the present one by default; a later one is the present one. Raises Refusal `not_found` for a
        unit that is not there or that the person may not oversee."""
        now = self._clock.now()
        today, tree = now.date(), await self._directory.units()
        unit = tree.get(unit_id)
        if unit is None or not may(person, "oversee", unit_id, tree, today):
            raise Refusal("not_found")
        month = min(month or f"{today:%Y-%m}", f"{today:%Y-%m}")
        day = min(last_day(month), today)
        months = months_until(month, MONTHS)
        seen = [cell for cell in tree.cells(unit_id, day) if may(person, "oversee", cell.id, tree, today)]
        ids = [cell.id for cell in seen]
        meetings = _by_cell(await self._read_model.meetings(ids, months[0], months[-1]))
        heard = await self._read_model.heard(ids)
        settled = await self._owed.settled(ids, months[0], months[-1], {key: one.held_on for key, one in meetings.items()})

        def row(cell: Unit) -> CellRow:
            readable = may(person, "read", cell.id, tree, today, "minutes")
            parent = tree.get(cell.parent(day) or "")
            at = heard.get(cell.id)
            return CellRow(
                cell.id, cell.name(day), parent.name(day) if parent else "", cell.contact_name, cell.contact_phone, cell.contact_email,
                min(datetime.fromisoformat(at), now) if at else None,
                tuple(_mark(cell, one, meetings.get((cell.id, one)), settled.get((cell.id, one)), today, readable) for one in months),
            )  # fmt: skip

        cells = sorted((row(cell) for cell in seen), key=lambda one: (-one.streak, -one.missing, -one.late, one.name))
        due = sorted(one.present.due for one in cells if one.present.status == "not_due")
        return UnitView(
            unit, unit.name(day), day, today, await self._read_model.as_of(), months, not unit.exists(day),
            cells=tuple(cells),
            below=tuple(_below(tree, unit, day, cells)),
            sums=_sums(cells, months),
            next_due=due[0] if due else None,
            next_due_cells=due.count(due[0]) if due else 0,
            unheard=tuple(one for one in cells if one.heard is None or one.heard.date() < first_day(month)),
            to_call=tuple(one for one in cells if one.streak),
        )  # fmt: skip


def _by_cell(meetings: Iterable[MeetingFacts]) -> dict[tuple[str, str], MeetingFacts]:
    """The regular meeting of every cell and month; of several the one received first, else the first."""
    found: dict[tuple[str, str], MeetingFacts] = {}
    for one in meetings:
        best = found.get((one.unit, one.month))
        if one.type == EXPECTED_TYPE and (best is None or (one.received_at and not best.received_at)):
            found[one.unit, one.month] = one
    return found


def _mark(cell: Unit, month: str, meeting: MeetingFacts | None, settled: MonthDue | None, today: date, readable: bool) -> Mark:
    held_on = date.fromisoformat(meeting.held_on) if meeting and meeting.held_on else None
    received = date.fromisoformat(meeting.received_at[:10]) if meeting and meeting.received_at else None
    due = settled.due if settled else due_on(month, held_on)
    if received is None and (not _lived(cell, month) or (settled is not None and settled.forgiven)):
        return Mark(month, "not_expected", due)
    status = month_status(due, received, today)
    if meeting is None or received is None:
        return Mark(month, status, due)
    return Mark(month, status, due, received, meeting.minutes, readable and bool(meeting.minutes), meeting.total, meeting.band)


def _lived(cell: Unit, month: str) -> bool:
    """A cell owes a month that it saw the whole of."""
    return cell.exists(first_day(month)) and cell.exists(last_day(month))


def _sums(cells: Iterable[CellRow], months: tuple[str, ...]) -> tuple[Sums, ...]:
    counts = [Counter[str](cell.marks[place].status for cell in cells) for place in range(len(months))]
    return tuple(
        Sums(month, count["on_time"], count["late"], count["missing"], count["not_due"])
        for month, count in zip(months, counts, strict=True)
    )


def _below(tree: UnitTree, unit: Unit, day: date, cells: list[CellRow]) -> Iterable[BelowRow]:
    """The units between `unit` and its cells; of a dissolved unit those that were ever directly below it."""
    if unit.exists(day):
        children = [one for one in tree.children(unit.id, day) if one.type != "cell"]
    else:
        ever = (one for one in tree.units.values() if one.type != "cell" and unit.id in {dated.value for dated in one.parents})
        children = sorted(ever, key=lambda one: one.name(day))
    months = tuple(mark.month for mark in cells[0].marks) if cells else ()
    for child in children:
        belongs = _belonging(tree, child, day)
        inside = [cell for cell in cells if belongs(cell.id)]
        if inside:
            yield BelowRow(child.id, child.name(day), _sums(inside, months))


def _belonging(tree: UnitTree, child: Unit, day: date) -> Callable[[str], bool]:
    if child.exists(day):
        return lambda cell: tree.is_under(cell, child.id, day)
    return lambda cell: tree.was_under(cell, child.id)
