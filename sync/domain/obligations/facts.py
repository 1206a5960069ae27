"""What has to be known of a unit to say what it owes: what it is and to whom it reports, both with dates.

The phone is given these facts as they are, so that it needs no tree of units.
"""

from __future__ import annotations

from datetime import date

import msgspec

from sync.domain.obligations.rules import Hop, UnitKind
from sync.domain.units import Dated, Unit, UnitTree


class KindOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: UnitKind
    first: date
    last: date | None = None


class Receiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    to: Hop
    unit: str
    first: date
    last: date | None = None


class UnitFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`first` and `last`: the days the unit exists; days are inclusive, None is until further notice. `since`: the day it came into
    this book, where that is later: what had to be done before is not owed here."""

    unit: str
    first: date
    kinds: tuple[KindOf, ...]
    receivers: tuple[Receiver, ...] = ()
    last: date | None = None
    since: date | None = None

    def kind(self, day: date) -> UnitKind | None:
        """What it is on that day; None where it does not exist. Of two that hold, the one that began later."""
        if not _holds(self, day):
            return None
        held = [one for one in self.kinds if _holds(one, day)]
        return max(held, key=lambda one: (one.first, one.kind)).kind if held else None

    def receivers_on(self, to: Hop, day: date) -> tuple[str, ...]:
        return tuple(sorted({one.unit for one in self.receivers if one.to == to and _holds(one, day)}))


def begins_after(unit: UnitFacts, last: date) -> bool:
    """Whether the unit was not there yet, or not in this book, on the last day to do something."""
    return last < max(unit.first, unit.since or unit.first)


def _holds(dated: UnitFacts | KindOf | Receiver, day: date) -> bool:
    return dated.first <= day and (dated.last is None or day <= dated.last)


_KINDS: dict[str, UnitKind] = {"commune": "commune", "observer_team": "team", "district": "board", "province": "board"}


def facts_of(unit: Unit, tree: UnitTree) -> UnitFacts:
    """From the tree. A cell under a committee above the commune is a base cell. Whoever observes is not in the tree: rows
    `to` `observers` are the unit above and the teams beside it; the caller adds those who are assigned."""
    kinds = tuple(KindOf(_kind(unit, row, tree), row.first, row.last) for row in unit.parents)
    rows = [Receiver("committee", row.value, row.first, row.last) for row in unit.parents]
    if unit.type == "commune":
        rows += [Receiver("observers", row.value, row.first, row.last) for row in unit.parents]
        rows += [team for row in unit.parents for team in _teams(row, tree)]
    own = Receiver("members", unit.id, unit.valid_from, unit.valid_to)
    above = Receiver("standing_board", unit.id, unit.valid_from, unit.valid_to)
    rows += {"observer_team": [own]}.get(unit.type, [above] if _KINDS.get(unit.type) == "board" else [])
    top = () if unit.parents or unit.type == "cell" else (KindOf(_KINDS[unit.type], unit.valid_from, unit.valid_to),)
    since = unit.set_up_on if unit.set_up_on is not None and unit.set_up_on > unit.valid_from else None
    return UnitFacts(unit.id, unit.valid_from, kinds + top, tuple(rows), unit.valid_to, since)


def _kind(unit: Unit, row: Dated, tree: UnitTree) -> UnitKind:
    above = tree.get(row.value)
    if unit.type == "cell":
        return "base_cell" if above is not None and _KINDS.get(above.type) == "board" else "cell"
    return _KINDS[unit.type]


def _teams(row: Dated, tree: UnitTree) -> list[Receiver]:
    """Teams under the same unit, for the days both are."""
    found = []
    for team in tree.units.values():
        for other in team.parents if team.type == "observer_team" else ():
            ends = [one for one in (row.last, other.last, team.valid_to) if one is not None]
            first, last = max(row.first, other.first, team.valid_from), min(ends, default=None)
            if other.value == row.value and (last is None or first <= last):
                found.append(Receiver("observers", team.id, first, last))
    return found
