"""Reports that write themselves: a team's half-year and yearly report and the board's report on a period, with figures counted, the period
before beside them and what is weakest; and the rows behind each figure. What has to be judged is left to a person, who may change all of it.

Only sent papers of units the asking person may see are counted. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sync.domain.accounts import Person
from sync.domain.obligations.rules import Rule
from sync.domain.units import Unit, UnitTree
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Json
from sync.ports.period import PeriodModel
from sync.usecases.directory import Directory
from sync.usecases.papers.read_sent import read_sent
from sync.usecases.reports import period_figures, team_rows
from sync.usecases.reports.compare import comparisons, weakest
from sync.usecases.reports.draft_team_report import Span, draft_team_report
from sync.usecases.reports.gather_period import GatherPeriod
from sync.usecases.reports.meetings_of_cells import MeetingsOfCells
from sync.usecases.reports.period_figures import counted, period_answers, period_rows
from sync.usecases.reports.rows import Figures, span_before

KINDS = ("team_report", "period_report")


@dataclass(frozen=True, slots=True)
class _Team:
    span: Span
    visits: list[Json]
    assignments: list[Json]
    meetings: list[Json]

    def answers(self) -> Json:
        return draft_team_report(self.span, self.visits, self.assignments, self.meetings)


class DraftReports:
    def __init__(
        self, store: DocumentStore, model: PeriodModel, directory: Directory, catalogue: Catalogue, clock: Clock, rules: Iterable[Rule]
    ) -> None:
        """`rules`: every version, for what duties are called."""
        self._store = store
        self._directory = directory
        self._clock = clock
        self._period = GatherPeriod(store, model, directory, catalogue, clock, rules)
        self._meetings_of = MeetingsOfCells(store, catalogue)

    async def answers(self, person: Person, unit: str, id: str) -> Json:
        """The first answers of the report of that id; none for another paper, or an id whose days make no period."""
        kind, _, rest = id.partition(":")
        if kind == "team_report":
            return await self._team_answers(unit, rest)
        span = _days(rest) if kind == "period_report" else None
        return await self._period_answers(person, unit, *span) if span else {}

    async def rows(self, person: Person, unit: str, id: str) -> Figures:
        """The rows of each figure, counted now."""
        kind, _, rest = id.partition(":")
        if kind == "team_report":
            one = await self._team(unit, self._span(unit, rest))
            return team_rows.team_rows(one.span, one.visits, one.assignments, one.meetings)
        span = _days(rest) if kind == "period_report" else None
        return period_rows(await self._period(person, unit, *span)) if span else {}

    async def _period_answers(self, person: Person, unit: str, first: date, last: date) -> Json:
        before = span_before(first, last)
        now, past = await self._period(person, unit, first, last), await self._period(person, unit, *before)
        answers, earlier = period_answers(now, counted(now)), period_answers(past, counted(past))
        beside = comparisons(period_figures.COMPARED, answers, earlier) if past.owed or past.meetings else []
        told = {name: value for name, value in answers.items() if name != "late_units"}
        return {"from": str(first), "to": str(last), "issued_on": str(self._clock.now().date()), **told, **_beside(before, beside, weakest(now.meetings))}

    async def _team_answers(self, unit: str, rest: str) -> Json:
        span = self._span(unit, rest)
        now, past = await self._team(unit, span), await self._team(unit, _before(span))
        answers, earlier = now.answers(), past.answers()
        beside = comparisons(team_rows.COMPARED, answers, earlier) if earlier["visits_planned"] or earlier["meetings_due"] else []
        return {**answers, **_beside((past.span.first, past.span.last), beside, weakest(now.meetings))}

    def _span(self, unit: str, rest: str) -> Span:
        year, half = int(rest[:4]), rest.endswith("H1")
        # The year's report is due in December and tells of the eleven months before it.
        last = date(year, 6, 20) if half else date(year, 12, 10)
        return Span("H1" if half else "Y", year, date(year, 1, 1), min(last, self._clock.now().date()), unit)

    async def _team(self, unit_id: str, span: Span) -> _Team:
        tree = await self._directory.units()
        unit = tree.get(unit_id)
        visits = [{**_answers(one), "_id": one["_id"]} for one in await read_sent(self._store, unit_id, "visit:")]
        assignments = [row for one in await read_sent(self._store, unit_id, "assignment:") for row in _rows(_answers(one), "rows")]
        cells = _looked_after(unit, tree, self._clock.now().date(), span, assignments) if unit else []
        meetings = await self._meetings_of(cells, f"{span.first:%Y-%m}", f"{span.last:%Y-%m}")
        return _Team(span, visits, assignments, meetings)


def _before(span: Span) -> Span:
    """The half-year before a half-year, the year before a year."""
    if span.period == "Y":
        return Span("Y", span.year - 1, date(span.year - 1, 1, 1), date(span.year - 1, 12, 10), span.team)
    return Span("H1", span.year - 1, date(span.year - 1, 7, 1), date(span.year - 1, 12, 31), span.team)


def _beside(before: tuple[date, date], beside: list[Json], weak: list[Json]) -> Json:
    told: Json = {"before_from": str(before[0]), "before_to": str(before[1]), "comparisons": beside} if beside else {}
    return told | ({"weakest": weak} if weak else {})


def _days(rest: str) -> tuple[date, date] | None:
    first, _, last = rest.partition(":")
    try:
        span = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return span if span[0] <= span[1] and span[0].year > 1900 else None


def _looked_after(unit: Unit, tree: UnitTree, today: date, span: Span, rows: Iterable[Json]) -> list[str]:
    """The cells that a team was sent to in those days, as far as they lay under its own committee then: of no other it is told."""
    top = unit.parent(today) if unit.type == "observer_team" else unit.id
    found = set()
    for row in rows:
        cell, text = row.get("cell"), row.get("date")
        try:
            day = date.fromisoformat(text) if isinstance(text, str) else None
        except ValueError:
            continue
        if top and isinstance(cell, str) and day and span.first <= day <= span.last and tree.is_under(cell, top, day):
            found.add(cell)
    return sorted(found)


def _answers(paper: Json) -> Json:
    answers = paper.get("answers")
    return answers if isinstance(answers, dict) else {}


def _rows(answers: Json, name: str) -> list[Json]:
    value: Any = answers.get(name)
    rows: Iterable[Any] = value if isinstance(value, list) else ()
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("_id"), str)]
