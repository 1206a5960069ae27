"""What many units owe and how it stands, a page at a time: unit by unit, in each by last moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.units import Unit
from sync.ports import Clock
from sync.usecases.directory import Directory
from sync.usecases.obligations.read_owed import Owed, ReadOwed
from sync.usecases.papers.where_to_look import units_of

UNITS_AT_ONCE = 8
MOST_UNITS = 200
"""Units looked through for one page: where few of them owe what was asked for, it holds less than its limit, and there is a next one."""
OwedPlace = tuple[str, str, str]
"""Unit, last moment, id of the obligation."""


@dataclass(frozen=True, slots=True)
class OwedAsked:
    """`unit`: "" for all that the person may see. Days are of the last moment, both inclusive; without `first` what was closed long ago is
    left out. Nothing else that is empty asks for anything."""

    unit: str = ""
    below: bool = True
    first: date | None = None
    last: date | None = None
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    rule: str = ""

    def wants(self, one: Owed) -> bool:
        due = one.standing.due_at[:10]
        return (
            (self.first is None or due >= self.first.isoformat())
            and (self.last is None or due <= self.last.isoformat())
            and (not self.statuses or one.standing.status in self.statuses)
            and (not self.kinds or one.obligation.kind in self.kinds)
            and (not self.rule or one.obligation.rule == self.rule)
        )


class ListOwed:
    def __init__(self, owed: ReadOwed, directory: Directory, clock: Clock) -> None:
        self._owed = owed
        self._directory = directory
        self._clock = clock

    async def __call__(
        self, person: Person, asked: OwedAsked, after: OwedPlace | None, limit: int
    ) -> tuple[list[Owed], OwedPlace | None]:
        """At most `limit` behind `after`, and where the next page begins, None at the end. Raises Refusal `unit_unknown`, `forbidden`."""
        units = await self._units(person, asked)
        if after is not None:
            units = [one for one in units if one.id >= after[0]]
        found: list[Owed] = []
        for start in range(0, len(units), UNITS_AT_ONCE):
            some = units[start : start + UNITS_AT_ONCE]
            for one in await self._owed.of_units(some, asked.first):
                if asked.wants(one) and (after is None or place_of(one) > after):
                    if len(found) == limit:
                        return found, place_of(found[-1])
                    found.append(one)
            if start + UNITS_AT_ONCE >= MOST_UNITS and start + UNITS_AT_ONCE < len(units):
                return found, (some[-1].id, "~", "")
        return found, None

    async def _units(self, person: Person, asked: OwedAsked) -> list[Unit]:
        tree, today = await self._directory.units(), self._clock.now().date()
        named = units_of(tree, asked.unit, today, asked.below) if asked.unit else list(tree.units)
        seen = [one for one in named if may(person, "oversee", one, tree, today) or may(person, "read", one, tree, today, "obligation")]
        if asked.unit and not seen:
            raise Refusal("forbidden")
        return [tree.units[one] for one in sorted(seen)]


def place_of(one: Owed) -> OwedPlace:
    return one.unit, one.standing.due_at, one.obligation.id
