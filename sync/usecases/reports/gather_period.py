"""What the board's report is counted from, read where it lies: what units below owed, their meetings, visits, inspections, urging.

Only units that the asking person may oversee, and only sent papers. Writes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.reviews import standing
from sync.domain.units import Unit, UnitTree
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.directory import Directory
from sync.usecases.obligations.read_owed import Owed, ReadOwed
from sync.usecases.papers.read_sent import read_sent
from sync.usecases.reports.meetings_of_cells import MeetingsOfCells
from sync.usecases.reports.period_figures import PeriodMaterial, in_span

_AT_ONCE = 8


class GatherPeriod:
    """Call it with a unit and the first and last day."""

    def __init__(self, store: DocumentStore, directory: Directory, owed: ReadOwed, catalogue: Catalogue, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._owed = owed
        self._clock = clock
        self._meetings_of = MeetingsOfCells(store, catalogue)

    async def __call__(self, person: Person, unit_id: str, first: date, last: date) -> PeriodMaterial:
        """Nothing is found of a unit that the person may not oversee."""
        tree, today = await self._directory.units(), self._clock.now().date()
        day = min(last, today)
        units = [unit for unit in _with_below(tree, unit_id, day) if may(person, "oversee", unit.id, tree, today)]
        cells = [unit.id for unit in units if unit.type == "cell"]
        offices = [unit for unit in units if unit.type != "cell"]
        owed = await self._owed_by(units, first, last, day)
        meetings: list[Json] = []
        for start in range(0, len(cells), _AT_ONCE):
            some = cells[start : start + _AT_ONCE]
            found = await asyncio.gather(*(self._meetings_of([cell], f"{first:%Y-%m}", f"{last:%Y-%m}") for cell in some))
            meetings += [row for rows in found for row in rows if in_span(row.get("held_on") or row.get("planned_on"), first, last)]
        visits = [one for one in await self._all(offices, "visit") if _falls(one, ("date", "planned_on"), first, last)]
        assigned = [
            {**row, "_unit": one["_unit"]} for one in await self._all(offices, "assignment") for row in _rows(one) if in_span(row.get("date"), first, last)
        ]
        inspections = [one for one in await self._all(offices, "inspection") if _falls(one, ("date",), first, last)]
        urges = [one for one in await self._all(offices, "urge") if _falls(one, ("sent_on",), first, last)]
        answers = await self._all(units, "urge_answer") if urges else []
        return PeriodMaterial(
            cells, owed, meetings, visits, assigned, inspections, urges,
            approved=await self._approved(units, first.year, last.year),
            answered=frozenset(str(_answers(one).get("of")) for one in answers),
        )  # fmt: skip

    async def _owed_by(self, units: Sequence[Unit], first: date, last: date, day: date) -> list[Owed]:
        found: list[Owed] = []
        for start in range(0, len(units), _AT_ONCE):
            some = units[start : start + _AT_ONCE]
            found += [one for rows in await asyncio.gather(*(self._owed.between(unit, first, last, day) for unit in some)) for one in rows]
        return found

    async def _all(self, units: Sequence[Unit], kind: str) -> list[Json]:
        """The sent papers of a kind, each with `_unit`."""
        return [{**one, "_unit": unit.id} for unit in units for one in await read_sent(self._store, unit.id, f"{kind}:", f"{kind};")]

    async def _approved(self, units: Sequence[Unit], first: int, last: int) -> frozenset[tuple[str, str]]:
        found = set()
        for unit in units:
            for plan in await read_sent(self._store, unit.id, f"thematic_plan:{first}", f"thematic_plan:{last};"):
                id = str(plan["_id"])
                reviews = await self._store.range(workspace(unit.id), f"review:{id}:", f"review:{id};")
                if standing(plan, reviews) == "approved":
                    found.add((unit.id, id))
        return frozenset(found)


def _with_below(tree: UnitTree, unit_id: str, day: date) -> list[Unit]:
    unit = tree.get(unit_id)
    found = [unit] if unit is not None else []
    open_ = list(found)
    while open_:
        below = [child for one in open_ for child in tree.children(one.id, day) if child not in found]
        found += below
        open_ = below
    return found


def _falls(paper: Json, days: Sequence[str], first: date, last: date) -> bool:
    told = _answers(paper)
    return in_span(next((told[name] for name in days if told.get(name)), None), first, last)


def _rows(paper: Json) -> list[Json]:
    value = _answers(paper).get("rows")
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _answers(paper: Json) -> Json:
    answers = paper.get("answers")
    return answers if isinstance(answers, dict) else {}
