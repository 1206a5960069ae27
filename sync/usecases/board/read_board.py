"""The dashboard of a unit or of a saved group: reads the read model, never the store's papers, and writes nothing.

Shows nothing that the asking person may not oversee; of papers only what was sent.
"""

from __future__ import annotations

from asyncio import gather, to_thread
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.measures.counts import Counts
from sync.domain.measures.ratings import gap_of, weakest
from sync.domain.measures.tally import Tally
from sync.domain.month_status import first_day, last_day
from sync.domain.obligations.clock import iso, millis
from sync.domain.units import UnitTree
from sync.ports import Clock, ReadModel
from sync.ports.board import MINUTES, BoardModel, Duties
from sync.ports.period import PeriodModel
from sync.usecases.board.asked import Asked
from sync.usecases.board.cell_lines import coverage_of, in_order, with_marks
from sync.usecases.board.changes import exempted, unit_changes
from sync.usecases.board.groups import Group
from sync.usecases.board.lights import Lights
from sync.usecases.board.scope import Scope, Scopes
from sync.usecases.board.view import BoardView, CellLine, Exempted, ReviewState, UnitChange
from sync.usecases.directory import Directory
from sync.usecases.obligations.deadlines import Deadlines, Exceptions

LINES = 25
"""Cells of one page of the matrix."""
CALLS = 8
VIEWS = 16
"""Dashboards that are remembered."""
WEAKEST = 8
THEMATIC = "thematic_meeting"


class Model(ReadModel, BoardModel, PeriodModel, Protocol):
    """A read model that dashboards and reports are drawn from."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at one scope."""

    person: Person
    tree: UnitTree
    scope: Scope
    asked: Asked
    now: str
    at: datetime
    today: date
    duties: Duties


@dataclass(frozen=True, slots=True)
class _Ranked:
    """All cells in order, without their marks; and those of the page and of the call list with them."""

    lines: list[CellLine]
    shown: tuple[CellLine, ...]
    calls: tuple[CellLine, ...]
    page: int
    pages: int


class ReadBoard:
    """Makes a `BoardView`."""

    def __init__(self, model: Model, directory: Directory, deadlines: Deadlines, lights: Lights, clock: Clock) -> None:
        self._model = model
        self._directory = directory
        self._deadlines = deadlines
        self._lights = lights
        self._clock = clock
        self._scopes = Scopes()
        self._views: OrderedDict[Any, tuple[Scope, dict[str, Exceptions], BoardView]] = OrderedDict()

    async def of_unit(self, person: Person, unit_id: str, asked: Asked, page: int = 1) -> BoardView:
        """Raises Refusal `not_found` for a unit that is not there or that the person may not oversee."""
        look = await self.look(person, asked, unit_id)
        unit = look.tree.units[unit_id]
        return await self._kept(look, unit.name(look.scope.day), unit_id, unit_id, page)

    async def of_group(self, person: Person, group: Group, asked: Asked, page: int = 1) -> BoardView:
        """Raises Refusal `not_found`."""
        look = await self.look(person, asked, group)
        return await self._kept(look, group.name, group.unit, "", page)

    async def look(self, person: Person, asked: Asked, whom: str | Group) -> _Look:
        """Whom, when and what. Raises Refusal `not_found`."""
        at = self._clock.now()
        now = iso(millis(at))
        today, tree = date.fromisoformat(now[:10]), await self._directory.units()
        day = asked.day(today)
        if isinstance(whom, Group):
            scope = self._scopes.of_group(person, whom, tree, today, day, asked.cell_type)
        else:
            scope = self._scopes.of_unit(person, whom, tree, today, day, asked.cell_type)
        return _Look(person, tree, scope, asked, now, at, today, Duties((asked.duty,) if asked.duty else ()))

    async def _kept(self, look: _Look, title: str, home: str, top: str, page: int) -> BoardView:
        """The same again where nothing has changed within the minute: many open the same page at once. A scope is made anew when the tree or
        the asking person's roles are others."""
        exceptions, folds, lights = await self.exceptions(), self._model.folds, await self._lights.of(home)
        key = (id(look.scope), title, look.asked, page, look.now[:16], folds, lights)
        found = self._views.get(key)
        if found is not None and found[0] is look.scope and found[1] is exceptions:
            return found[2]
        view = await self._view(look, title, home, top, page)
        self._views[key] = look.scope, exceptions, view
        while len(self._views) > VIEWS:
            self._views.popitem(last=False)
        return view

    async def _view(self, look: _Look, title: str, home: str, top: str, page: int) -> BoardView:
        asked, scope, model = look.asked, look.scope, self._model
        units, cells, now = scope.units, scope.ids, look.now
        first, last, months = asked.first, asked.last, asked.trend
        before_first, before_last = asked.before
        # Asked together: each waits for the disk or its turn, none for another.
        (tally, coming, days_late), (heard, review), (ratings, attendance, thematic, observed, phones, as_of) = await gather(
            gather(
                model.tally(units, last, now),
                model.coming(units, look.duties, now),
                model.days_late(units, first, last, look.duties),
            ),
            gather(model.heard(cells), self._review(look, units, before_last)),
            gather(
                model.ratings(cells, first, last),
                model.attendance(cells, months[0], months[-1]),
                model.owed_of_rule(THEMATIC, cells, f"{last[:4]}-01", f"{last[:4]}-12", now),
                model.observed(cells, first, last, now[:10]),
                model.phones(units),
                model.as_of(),
            ),
        )  # fmt: skip
        by_month, by_part = await _summed(look, tally, min(first, before_first, months[0]))
        ranked = await self._ranked(look, page, tally, heard)
        exceptions, since, lines = await self.exceptions(), min(first_day(last), look.today), ranked.lines
        return BoardView(
            title=title,
            asked=asked,
            today=look.today,
            now=now,
            as_of=as_of,
            day=scope.day,
            by_origin=scope.by_origin,
            thresholds=await self._lights.of(home),
            coverage=coverage_of(lines, since, look.today),
            counts=_sum(by_month, first, last),
            before=_sum(by_month, before_first, before_last),
            trend=tuple((month, by_month.get(month, Counts())) for month in months),
            by_part=tuple(zip(scope.parts, by_part, strict=True)),
            by_rule=tally.by_rule(first, last),
            coming=tuple(coming) if last >= now[:7] else (),
            days_late=days_late,
            lines=ranked.shown,
            page=ranked.page,
            pages=ranked.pages,
            cells=len(lines),
            calls=ranked.calls,
            to_call=sum(line.streak > 0 for line in lines),
            unheard=tuple(line for line in lines if line.heard is None or line.heard.date() < since),
            review=review,
            bands=ratings.bands,
            gap=gap_of(ratings.both),
            weak=tuple(weakest(ratings.lost, WEAKEST)),
            attendance=tuple(attendance),
            thematic=tuple(sorted(thematic.items())),
            observed=observed,
            phones=tuple(phones),
            exempted=tuple(self.exempted(look, exceptions)),
            changes=tuple(self.changes(look, top)),
        )

    async def exceptions(self) -> dict[str, Exceptions]:
        """What was settled for single units, by unit."""
        return (await self._deadlines.known()).exceptions

    @staticmethod
    def exempted(look: _Look, exceptions: dict[str, Exceptions]) -> list[Exempted]:
        return exempted(look.scope.units, exceptions, look.tree, look.asked.first, look.asked.last, look.scope.day)

    @staticmethod
    def changes(look: _Look, top: str) -> list[UnitChange]:
        """`top`: the unit looked at, "" for a group."""
        return unit_changes(look.scope.units, look.tree, top, look.asked.first, look.asked.last)

    async def _ranked(self, look: _Look, page: int, tally: Tally, heard: Mapping[str, str]) -> _Ranked:
        months = look.asked.trend
        lines = in_order(look.scope.cells, tally.letters_of(MINUTES, months[0], months[-1]), heard, look.at)
        pages = max(1, -(-len(lines) // LINES))
        page = min(max(page, 1), pages)
        shown, calls = lines[(page - 1) * LINES : page * LINES], [line for line in lines[:CALLS] if line.streak]
        ids = [line.member.unit.id for line in (*shown, *calls)]
        details = await self._model.mark_details(ids, months[0], months[-1])
        marks = tally.months_of(MINUTES, months[0], months[-1], frozenset(ids))

        def full(line: CellLine) -> CellLine:
            id = line.member.unit.id
            return with_marks(line, marks.get(id, ()), details, months, may(look.person, "read", id, look.tree, look.today, "minutes"))

        return _Ranked(lines, tuple(map(full, shown)), tuple(map(full, calls)), page, pages)

    async def _review(self, look: _Look, units: Sequence[str], before_last: str) -> ReviewState:
        """What stands now, or stood at the end of a period that is over; and the same one period before."""
        model, asked = self._model, look.asked
        until, then = _end(asked.last, look), _end(before_last, look)
        return ReviewState(
            *await gather(
                model.queue(units, until),
                model.queue(units, then),
                model.returned(units, until),
                model.returned(units, then),
                model.reviewed(units, asked.first, asked.last),
            )
        )


async def _summed(look: _Look, tally: Tally, begin: str) -> tuple[dict[str, Counts], list[Counts]]:
    """By month from `begin` on, and by part of the period; beside the loop, for a province is long to count."""
    asked, rules, parts = look.asked, look.duties.rules, [part.cells for part in look.scope.parts]
    return await gather(to_thread(tally.by_month, rules, begin, asked.last), to_thread(tally.of_parts, rules, asked.first, asked.last, parts))


def _end(month: str, look: _Look) -> str:
    """The end of a month, or now where that is to come."""
    return min(f"{last_day(month) + timedelta(days=1)}T00:00:00.000+07:00", look.now)


def _sum(by_month: dict[str, Counts], first: str, last: str) -> Counts:
    return sum((counts for month, counts in by_month.items() if first <= month <= last), Counts())
