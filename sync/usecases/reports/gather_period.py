"""What the board's report is counted from: what units below owed and how their meetings went, from the read model, as the dashboards count
it; visits, inspections and urging where they lie.

Only units that the asking person may oversee, and only sent papers. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sync.domain.access import units_where
from sync.domain.accounts import Person
from sync.domain.month_status import month_named, month_number
from sync.domain.obligations.clock import iso, millis
from sync.domain.obligations.periods import days_of
from sync.domain.obligations.rules import Rule
from sync.domain.units import Unit, UnitTree
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Json
from sync.ports.period import PeriodModel
from sync.usecases.directory import Directory
from sync.usecases.papers.read_sent import read_sent
from sync.usecases.reports.period_figures import COUNTED, OwedFigure, PeriodMaterial, in_span

_STATUSES = {"on_time": "done_on_time", "late": "done_late", "late_by_network": "late_by_network", "exempt": "exempt"}


class GatherPeriod:
    """Call it with a unit and the first and last day."""

    def __init__(self, store: DocumentStore, model: PeriodModel, directory: Directory, catalogue: Catalogue, clock: Clock, rules: Iterable[Rule]) -> None:
        self._store = store
        self._model = model
        self._directory = directory
        self._catalogue = catalogue
        self._clock = clock
        self._titles = {one.rule: one.title.vi for one in sorted(rules, key=lambda one: one.version)}
        self._monthly = {one.rule for one in rules if one.period == "month"} - {one.rule for one in rules if one.period != "month"}

    async def __call__(self, person: Person, unit_id: str, first: date, last: date) -> PeriodMaterial:
        """Nothing is found of a unit that the person may not oversee."""
        tree, now = await self._directory.units(), self._clock.now()
        today = now.date()
        overseen = units_where(person, "oversee", tree, today)
        units = [unit for unit in _with_below(tree, unit_id, min(last, today)) if unit.id in overseen]
        cells = [unit.id for unit in units if unit.type == "cell"]
        offices = [unit.id for unit in units if unit.type != "cell"]
        meetings = await self._meetings(cells, first, last)
        visits = [one for one in await self._all(offices, "visit") if _falls(one, ("date", "planned_on"), first, last)]
        assigned = [
            {**row, "_unit": one["_unit"]} for one in await self._all(offices, "assignment") for row in _rows(one) if in_span(row.get("date"), first, last)
        ]
        inspections = [one for one in await self._all(offices, "inspection") if _falls(one, ("date",), first, last)]
        urges = [one for one in await self._all(offices, "urge") if _falls(one, ("sent_on",), first, last)]
        answers = await self._all([unit.id for unit in units], "urge_answer") if urges else []
        return PeriodMaterial(
            cells, await self._owed([unit.id for unit in units], first, last, iso(millis(now))), meetings, visits, assigned, inspections, urges,
            answered=frozenset(str(_answers(one).get("of")) for one in answers),
        )  # fmt: skip

    async def _owed(self, units: Sequence[str], first: date, last: date, now: str) -> list[OwedFigure]:
        """What units had to do in `first` to `last`: of periods that lie within, and of longer ones that touch it whose last moment does."""
        begin, end = str(first), str(last)
        found: list[OwedFigure] = []
        spans: dict[str, tuple[str, str]] = {}
        for rule in COUNTED:
            # A longer period is reckoned to the month of its last moment, which may lie well outside of it.
            around = 0 if rule in self._monthly else 13
            months = month_named(month_number(begin) - around), month_named(month_number(end) + around)
            for one in await self._model.duties(rule, units, *months):
                if one.period not in spans:
                    spans[one.period] = days_of(one.period)
                opens, closes = spans[one.period]
                within = (begin <= opens and closes <= end) or (opens <= end and closes >= begin and begin <= one.due_at[:10] <= end)
                status = _STATUSES.get(one.outcome) or ("overdue" if one.due_at < now else "")
                if within and status:
                    found.append(OwedFigure(one.unit, rule, self._titles.get(rule, rule), one.period, one.due_at, status, one.paper, one.accepted))
        places = {unit: place for place, unit in enumerate(units)}
        return sorted(found, key=lambda one: places[one.unit])

    async def _meetings(self, cells: Sequence[str], first: date, last: date) -> list[Json]:
        """As `MeetingsOfCells` tells them. A criterion without points is one where all were lost, as on the dashboards."""
        months = f"{first:%Y-%m}", f"{last:%Y-%m}"
        lost: dict[tuple[str, str], dict[str, str]] = {}
        labels: dict[tuple[str, int, str], str] = {}
        for unit, key, name, version, code in await self._model.lost_at(cells, *months):
            criterion = name, version, code
            if criterion not in labels:
                template = self._catalogue.template(name, version)
                item = template.items().get(code) if template else None
                labels[criterion] = item.label.vi if item else code
            lost.setdefault((unit, key), {})[code] = labels[criterion]
        found = []
        for one in await self._model.held_meetings(cells, *months):
            if in_span(one.held_on or one.planned_on, first, last):
                deducted = lost.get((one.unit, one.key), {}) if one.own_band else None
                row = {"cell": one.unit, "meeting": f"meeting:{one.key}", "type": one.type, "planned_on": one.planned_on or None,
                       "held_on": one.held_on or None, "present": one.present, "expected": one.expected, "own_band": one.own_band or None,
                       "official_band": one.official_band or None, "deducted": deducted}  # fmt: skip
                found.append({name: value for name, value in row.items() if value is not None})
        return found

    async def _all(self, units: Sequence[str], kind: str) -> list[Json]:
        """The sent papers of a kind, each with `_unit`: read where they lie, and only where there are any."""
        holders = dict.fromkeys(unit for unit, _ in await self._model.sent_papers(kind, units))
        return [{**one, "_unit": unit} for unit in holders for one in await read_sent(self._store, unit, f"{kind}:", f"{kind};")]


def _with_below(tree: UnitTree, unit_id: str, day: date) -> list[Unit]:
    unit = tree.get(unit_id)
    found = {unit.id: unit} if unit is not None else {}
    open_ = list(found)
    while open_:
        below = {child.id: child for id in open_ for child in tree.children(id, day) if child.id not in found}
        found |= below
        open_ = list(below)
    return list(found.values())


def _falls(paper: Json, days: Sequence[str], first: date, last: date) -> bool:
    told = _answers(paper)
    return in_span(next((told[name] for name in days if told.get(name)), None), first, last)


def _rows(paper: Json) -> list[Json]:
    value = _answers(paper).get("rows")
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _answers(paper: Json) -> Json:
    answers = paper.get("answers")
    return answers if isinstance(answers, dict) else {}
