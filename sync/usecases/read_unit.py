"""The regular minutes of the cells below a committee, for a month and the eleven before it: every cell's standing, the units below in
sums, whom to call, and who has not been heard from. For the papers of one page; the dashboard has a use case of its own.

Shows nothing that the asking person may not oversee; of papers only what was sent. Reads the read model, never writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import dropwhile, takewhile

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.measures.streak import LETTERS
from sync.domain.month_status import MonthStatus, first_day, last_day, months_until
from sync.domain.obligations.clock import iso, millis
from sync.domain.units import Unit
from sync.ports import Clock
from sync.ports.board import MINUTES, MarkDetail
from sync.usecases.board.read_board import Model
from sync.usecases.board.scope import Member, Part, Scopes
from sync.usecases.directory import Directory

MONTHS = 12


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

    def __init__(self, read_model: Model, directory: Directory, clock: Clock) -> None:
        self._read_model = read_model
        self._directory = directory
        self._clock = clock
        self._scopes = Scopes()

    async def __call__(self, person: Person, unit_id: str, month: str | None = None) -> UnitView:
        """`month` `YYYY-MM`, the present one by default; a later one is the present one. Raises Refusal `not_found` for a
        unit that is not there or that the person may not oversee."""
        at = self._clock.now()
        now = iso(millis(at))
        today, tree = date.fromisoformat(now[:10]), await self._directory.units()
        month = min(month or now[:7], now[:7])
        day = min(last_day(month), today)
        months = months_until(month, MONTHS)
        scope = self._scopes.of_unit(person, unit_id, tree, today, day)
        unit, ids = tree.units[unit_id], scope.ids
        marks = (await self._read_model.tally(ids, months[-1], now)).months_of(MINUTES, months[0], months[-1], frozenset(ids))
        standing = {(unit, month): LETTERS[letter] for unit, letters in marks.items() for month, letter in letters}
        details = await self._read_model.mark_details(ids, months[0], months[-1])
        heard = await self._read_model.heard(ids)

        def row(member: Member) -> CellRow:
            cell = member.unit
            readable = may(person, "read", cell.id, tree, today, "minutes")
            moment = heard.get(cell.id)
            marks = (_mark(one, standing.get((cell.id, one)), details.get((cell.id, one)), readable) for one in months)
            return CellRow(
                cell.id, member.name, member.parent, cell.contact_name, cell.contact_phone, cell.contact_email,
                min(datetime.fromisoformat(moment), at) if moment else None, tuple(marks),
            )  # fmt: skip

        cells = sorted((row(one) for one in scope.cells), key=lambda one: (-one.streak, -one.missing, -one.late, one.name))
        due = sorted(one.present.due for one in cells if one.present.status == "not_due")
        return UnitView(
            unit, unit.name(day), day, today, await self._read_model.as_of(), months, scope.by_origin,
            cells=tuple(cells),
            below=tuple(_below(scope.parts, cells)),
            sums=_sums(cells, months),
            next_due=due[0] if due else None,
            next_due_cells=due.count(due[0]) if due else 0,
            unheard=tuple(one for one in cells if one.heard is None or one.heard.date() < first_day(month)),
            to_call=tuple(one for one in cells if one.streak),
        )  # fmt: skip


def _mark(month: str, status: MonthStatus | None, detail: MarkDetail | None, readable: bool) -> Mark:
    if status is None or detail is None:
        return Mark(month, "not_expected", last_day(month))
    due = date.fromisoformat(detail.due_at[:10])
    if not detail.paper:
        return Mark(month, status, due)
    return Mark(month, status, due, date.fromisoformat(detail.received_at[:10]), detail.paper, readable, detail.total, detail.band)


def _sums(cells: Iterable[CellRow], months: tuple[str, ...]) -> tuple[Sums, ...]:
    counts = [Counter[str](cell.marks[place].status for cell in cells) for place in range(len(months))]
    return tuple(
        Sums(month, count["on_time"], count["late"], count["missing"], count["not_due"])
        for month, count in zip(months, counts, strict=True)
    )


def _below(parts: Iterable[Part], cells: list[CellRow]) -> Iterable[BelowRow]:
    """The units between the unit and its cells, in sums."""
    months = tuple(mark.month for mark in cells[0].marks) if cells else ()
    for part in parts:
        if part.unit:
            yield BelowRow(part.unit, part.name, _sums([cell for cell in cells if cell.id in part.cells], months))
