"""How punctual units are, as numbers for other software: what became of their obligations, by unit or by month, for whoever oversees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.measures.counts import Counts
from sync.domain.obligations.clock import iso, millis
from sync.ports import Clock
from sync.ports.board import BoardModel
from sync.usecases.directory import Directory
from sync.usecases.papers.where_to_look import units_of


class ListMeasures:
    """Months are `YYYY-MM`, both inclusive; `rule`: of this rule alone, "" for all but the custom ones."""

    def __init__(self, model: BoardModel, directory: Directory, clock: Clock) -> None:
        self._model = model
        self._directory = directory
        self._clock = clock

    async def units(self, person: Person, unit: str, below: bool) -> list[str]:
        """Those that the person oversees, by id; `unit`: "" for all. Raises Refusal `unit_unknown`, `forbidden`."""
        tree, today = await self._directory.units(), self._clock.now().date()
        named = units_of(tree, unit, today, below) if unit else list(tree.units)
        seen = sorted(one for one in named if may(person, "oversee", one, tree, today))
        if unit and not seen:
            raise Refusal("forbidden")
        return seen

    async def by_unit(self, units: Sequence[str], first: str, last: str, rule: str) -> Mapping[str, Counts]:
        """Units that owed nothing are left out. Whoever calls has asked whether they may be seen."""
        return (await self._model.tally(units, last, self._now())).by_unit(_rules(rule), first, last)

    async def by_month(self, units: Sequence[str], first: str, last: str, rule: str) -> Mapping[str, Counts]:
        """All these units together; months in which nothing was owed are left out."""
        return (await self._model.tally(units, last, self._now())).by_month(_rules(rule), first, last)

    def _now(self) -> str:
        return iso(millis(self._clock.now()))


def _rules(rule: str) -> tuple[str, ...]:
    return (rule,) if rule else ()
