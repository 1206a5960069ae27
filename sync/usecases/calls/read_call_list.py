"""The call list of a committee: the cells that owe something overdue, the longest streak first, with all that is needed to call; then the
cells whose phones are silent. Of drafts it tells only that there are some. What is owed is read from the read model: a district has
180 cells, and to work out anew how each stands took a third of a second. Writes nothing.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sync.domain.accounts import Person
from sync.domain.calls.call import Call
from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.lifecycle import record_of
from sync.domain.obligations.clock import day_of, iso, millis
from sync.domain.obligations.rules import Words
from sync.ports import Clock, DocumentStore
from sync.ports.board import Duties, OwedFilter
from sync.ports.read_model import OwedRow
from sync.usecases.board.read_board import Model
from sync.usecases.calls.call_log import CallLog
from sync.usecases.obligations.deadlines import Deadlines
from sync.usecases.obligations.make_records import END, PREFIX
from sync.usecases.obligations.read_owed import DAYS_BACK
from sync.usecases.read_unit import CellRow, ReadUnit, UnitView
from sync.usecases.reminders.read_reminders import ReadReminders, UnitReminders

SILENT_DAYS = 14
"""A phone that has given no sign for so long is told as silent: two visits to a market or a school with a signal have gone by."""
_PORTION, _AT_ONCE = 1_000, 16
REMINDED_WITHIN = 60
"""Days back in which the last reminder is looked for."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something a cell owes. `draft`: a paper for it has been begun on a phone, and has not been sent."""

    about: str
    title: Words
    period: str
    due: date
    days: int
    draft: bool


@dataclass(frozen=True, slots=True)
class Callee:
    """A cell to call. `streak`: months in a row without minutes; `reminded_at`, `shown_at`: the last reminder, ISO 8601 or ""; `urged`: how often
    it was urged by this office, and when last; `overdue`: what is begun on a phone before the rest, the longest overdue first."""

    id: str
    name: str
    parent: str
    contact_name: str
    contact_phone: str
    contact_email: str
    heard: datetime | None
    silent: bool
    streak: int
    overdue: tuple[Overdue, ...]
    reminded_at: str
    shown_at: str
    call: Call | None
    urged: int
    urged_on: str

    @property
    def days_late(self) -> int:
        return max((one.days for one in self.overdue), default=0)

    @property
    def on_phone(self) -> bool:
        return any(one.draft for one in self.overdue)


@dataclass(frozen=True, slots=True)
class CallList:
    """`to_call`: who owes; `silent`: who owes nothing overdue and has not been heard from for `SILENT_DAYS`."""

    unit: str
    name: str
    today: date
    as_of: str
    to_call: tuple[Callee, ...]
    silent: tuple[Callee, ...]


class ReadCallList:
    def __init__(
        self, store: DocumentStore, model: Model, deadlines: Deadlines, read_unit: ReadUnit, reminders: ReadReminders, log: CallLog, clock: Clock
    ) -> None:
        self._store = store
        self._model = model
        self._deadlines = deadlines
        self._read_unit = read_unit
        self._reminders = reminders
        self._log = log
        self._clock = clock

    async def __call__(self, person: Person, unit_id: str) -> CallList:
        """Raises Refusal `not_found` for a unit that is not there or that the person may not oversee."""
        return await self._of(person, await self._read_unit(person, unit_id), None)

    async def one(self, person: Person, unit_id: str, cell_id: str) -> CallList:
        """As the list, of one cell alone, whether it owes anything or not. Raises Refusal `not_found` for a cell that is not in it too."""
        view = await self._read_unit(person, unit_id)
        if all(cell.id != cell_id for cell in view.cells):
            raise Refusal("not_found")
        return await self._of(person, view, cell_id)

    async def _of(self, person: Person, view: UnitView, only: str | None) -> CallList:
        unit_id, now = view.unit.id, self._clock.now()
        cells = [cell for cell in view.cells if only is None or cell.id == only]
        owed = await self._overdue([cell.id for cell in cells], now)
        silent = {cell.id for cell in cells if cell.heard is None or now - cell.heard > timedelta(days=SILENT_DAYS)}
        told = [cell for cell in cells if only is not None or cell.id in owed or cell.id in silent]
        report = await self._reminders(person, unit_id, view.today - timedelta(days=REMINDED_WITHIN), view.today)
        reminded = {one.unit: one for one in report.units}
        calls, urged = await self._log.newest(cell.id for cell in told), await self._urged(unit_id)
        rows = [
            _callee(cell, owed.get(cell.id, ()), cell.id in silent, reminded.get(cell.id), calls.get(cell.id), urged[cell.id])
            for cell in told
        ]
        rows.sort(key=lambda one: (-one.streak, -one.days_late, one.name))
        return CallList(
            unit_id, view.name, view.today, view.as_of,
            tuple(one for one in rows if one.overdue),
            tuple(sorted((one for one in rows if not one.overdue), key=lambda one: (one.heard.isoformat() if one.heard else "", one.name))),
        )  # fmt: skip

    async def _overdue(self, cells: Sequence[str], now: datetime) -> dict[str, tuple[Overdue, ...]]:
        """By cell, what is begun on a phone before the rest, the longest overdue first."""
        titles = {one.rule: one.title for one in sorted(self._deadlines.rules, key=lambda one: one.version)}
        asked = OwedFilter("0000-01", "9999-12", Duties(tuple(titles)), "missing")
        today, rows, page = day_of(millis(now)), list[OwedRow](), 1
        while True:
            found = await self._model.owed_rows(cells, asked, iso(millis(now)), page, _PORTION)
            rows += found.rows
            if not found.rows or len(rows) >= found.all:
                break
            page += 1
        recorded, oldest = await self._recorded({row.unit for row in rows}), (today - timedelta(days=DAYS_BACK)).isoformat()
        owed: defaultdict[str, list[Overdue]] = defaultdict(list)
        for row in sorted(rows, key=lambda one: (not one.draft, one.due_at)):
            if not row.overtaken and (row.id in recorded[row.unit] or row.due_at >= oldest):
                due = date.fromisoformat(row.due_at[:10])
                owed[row.unit].append(Overdue(row.id, titles[row.rule], row.period, due, (today - due).days, row.draft))
        return {cell: tuple(some) for cell, some in owed.items()}

    async def _recorded(self, cells: Iterable[str]) -> dict[str, set[str]]:
        """By cell, the duties it was ever told of. The dashboards count those from before it came into this book as well; nobody is called about
        them."""
        asked, found = sorted(cells), dict[str, set[str]]()
        for start in range(0, len(asked), _AT_ONCE):
            some = asked[start : start + _AT_ONCE]
            found |= zip(some, await asyncio.gather(*map(self._records, some)), strict=True)
        return found

    async def _records(self, cell: str) -> set[str]:
        try:
            return {id for id, _ in await self._store.index(workspace(cell), PREFIX, END)}
        except NoSuchDatabase:
            return set()

    async def _urged(self, unit: str) -> defaultdict[str, tuple[int, str]]:
        """By cell, how often this office has urged it in writing, and the last day."""
        found: defaultdict[str, tuple[int, str]] = defaultdict(lambda: (0, ""))
        try:
            ids = [id for id, _ in await self._store.index(workspace(unit), "urge:", "urge;")]
            leaves = await self._store.leaves_of(workspace(unit), ids) if ids else {}
        except NoSuchDatabase:
            return found
        for record in (record_of(some) for some in leaves.values()):
            answers = record.get("answers") if record is not None and record.get("state") == "sent" else None
            if isinstance(answers, dict) and isinstance(answers.get("to"), str):
                count, last = found[answers["to"]]
                found[answers["to"]] = (count + 1, max(last, str(answers.get("sent_on", ""))[:10]))
        return found


def _callee(
    cell: CellRow, rows: tuple[Overdue, ...], silent: bool, reminded: UnitReminders | None, call: Call | None, urged: tuple[int, str]
) -> Callee:
    return Callee(
        cell.id, cell.name, cell.parent, cell.contact_name, cell.contact_phone, cell.contact_email, cell.heard, silent, cell.streak, rows,
        reminded.last if reminded else "", reminded.last_shown if reminded else "", call, *urged,
    )  # fmt: skip
