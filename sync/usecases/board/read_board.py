"""The dashboard of a unit or of a saved group: reads the read model, never the store's papers, and writes nothing.

Shows nothing that the asking person may not oversee; of papers only what was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.measures.counts import Counts
from sync.domain.measures.ratings import gap_of, weakest
from sync.domain.month_status import first_day, last_day
from sync.domain.obligations.clock import iso, millis
from sync.domain.units import UnitTree
from sync.ports import Clock, ReadModel
from sync.ports.board import BoardModel, Duties
from sync.usecases.board.asked import Asked
from sync.usecases.board.cell_lines import coverage_of, in_order, with_details
from sync.usecases.board.changes import exempted, unit_changes
from sync.usecases.board.groups import Group
from sync.usecases.board.lights import Lights
from sync.usecases.board.scope import Scope, Scopes
from sync.usecases.board.view import BoardView, CellLine, ReviewState
from sync.usecases.directory import Directory
from sync.usecases.obligations.deadlines import Deadlines

LINES = 25
"""Cells of one page of the matrix."""
CALLS = 8
WEAKEST = 8
THEMATIC = "thematic_meeting"


class Model(ReadModel, BoardModel, Protocol):
    """A read model that dashboards are drawn from."""


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


class ReadBoard:
    """Makes a `BoardView`."""

    def __init__(self, model: Model, directory: Directory, deadlines: Deadlines, lights: Lights, clock: Clock) -> None:
        self._model = model
        self._directory = directory
        self._deadlines = deadlines
        self._lights = lights
        self._clock = clock
        self._scopes = Scopes()

    async def of_unit(self, person: Person, unit_id: str, asked: Asked, page: int = 1) -> BoardView:
        """Raises Refusal `not_found` for a unit that is not there or that the person may not oversee."""
        look = await self.look(person, asked, unit_id)
        unit = look.tree.units[unit_id]
        return await self._view(look, unit.name(look.scope.day), unit_id, unit_id, page)

    async def of_group(self, person: Person, group: Group, asked: Asked, page: int = 1) -> BoardView:
        """Raises Refusal `not_found`."""
        look = await self.look(person, asked, group)
        return await self._view(look, group.name, group.unit, "", page)

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

    async def _view(self, look: _Look, title: str, home: str, top: str, page: int) -> BoardView:
        asked, scope, model = look.asked, look.scope, self._model
        before_first, before_last = asked.before
        months, units, cells = asked.trend, scope.units, scope.ids
        start = min(asked.first, before_first, months[0])
        by_month = await model.owed_by_month(units, start, asked.last, look.duties, look.now)
        by_unit = await model.owed_by_unit(units, asked.first, asked.last, look.duties, look.now)
        lines = in_order(scope.cells, await model.marks(cells, months[0], months[-1], look.now), months, await model.heard(cells), look.at)
        pages = max(1, -(-len(lines) // LINES))
        page = min(max(page, 1), pages)
        shown = await self._detailed(look, lines[(page - 1) * LINES : page * LINES])
        to_call = [line for line in lines if line.streak]
        ratings = await model.ratings(cells, asked.first, asked.last)
        since = min(first_day(asked.last), look.today)
        year = asked.last[:4]
        thematic = await model.owed_of_rule(THEMATIC, cells, f"{year}-01", f"{year}-12", look.now)
        exceptions = (await self._deadlines.known()).exceptions
        return BoardView(
            title=title,
            asked=asked,
            today=look.today,
            now=look.now,
            as_of=await model.as_of(),
            day=scope.day,
            by_origin=scope.by_origin,
            thresholds=await self._lights.of(home),
            coverage=coverage_of(lines, since, look.today),
            counts=_sum(by_month, asked.first, asked.last),
            before=_sum(by_month, before_first, before_last),
            trend=tuple((month, by_month.get(month, Counts())) for month in months),
            by_part=tuple((part, sum((by_unit.get(one, Counts()) for one in part.cells), Counts())) for part in scope.parts),
            by_rule=await model.owed_by_rule(units, asked.first, asked.last, look.now),
            coming=tuple(await model.coming(units, look.duties, look.now)) if asked.last >= look.now[:7] else (),
            days_late=await model.days_late(units, asked.first, asked.last, look.duties),
            lines=tuple(shown),
            page=page,
            pages=pages,
            cells=len(lines),
            calls=tuple(await self._detailed(look, to_call[:CALLS])),
            to_call=len(to_call),
            unheard=tuple(line for line in lines if line.heard is None or line.heard.date() < since),
            review=await self._review(look, units, before_last),
            bands=ratings.bands,
            gap=gap_of(ratings.both),
            weak=tuple(weakest(ratings.lost, WEAKEST)),
            attendance=tuple(await model.attendance(cells, months[0], months[-1])),
            thematic=tuple(sorted(thematic.items())),
            observed=await model.observed(cells, asked.first, asked.last, look.now[:10]),
            phones=tuple(await model.phones(units)),
            exempted=tuple(exempted(units, exceptions, look.tree, asked.first, asked.last, scope.day)),
            changes=tuple(unit_changes(units, look.tree, top, asked.first, asked.last)),
        )

    async def _detailed(self, look: _Look, lines: Sequence[CellLine]) -> list[CellLine]:
        if not lines:
            return []
        ids = [line.member.unit.id for line in lines]
        details = await self._model.mark_details(ids, look.asked.trend[0], look.asked.trend[-1])
        return [with_details(line, details, self._readable(look, line.member.unit.id)) for line in lines]

    @staticmethod
    def _readable(look: _Look, cell: str) -> bool:
        return may(look.person, "read", cell, look.tree, look.today, "minutes")

    async def _review(self, look: _Look, units: Sequence[str], before_last: str) -> ReviewState:
        """What stands now, or stood at the end of a period that is over; and the same one period before."""
        model, asked = self._model, look.asked
        until, then = _end(asked.last, look), _end(before_last, look)
        return ReviewState(
            await model.queue(units, until),
            await model.queue(units, then),
            await model.returned(units, until),
            await model.returned(units, then),
            await model.reviewed(units, asked.first, asked.last),
        )


def _end(month: str, look: _Look) -> str:
    """The end of a month, or now where that is to come."""
    return min(f"{last_day(month) + timedelta(days=1)}T00:00:00.000+07:00", look.now)


def _sum(by_month: dict[str, Counts], first: str, last: str) -> Counts:
    return sum((counts for month, counts in by_month.items() if first <= month <= last), Counts())
