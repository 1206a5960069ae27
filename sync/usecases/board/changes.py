"""Exemptions that hold in a period, and what became of units in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sync.domain.month_status import first_day, last_day
from sync.domain.units import Unit, UnitTree
from sync.usecases.board.view import Exempted, UnitChange
from sync.usecases.obligations.deadlines import Exceptions


def exempted(units: Iterable[str], exceptions: Mapping[str, Exceptions], tree: UnitTree, first: str, last: str, day: date) -> list[Exempted]:
    """By unit's name and first day; months `YYYY-MM`, both inclusive."""
    begin, end = first_day(first), last_day(last)
    found = []
    for id in units:
        own, unit = exceptions.get(id), tree.get(id)
        if own is None or unit is None:
            continue
        held = (one for one in own.exemptions if one.first <= end and one.last >= begin)
        found += [Exempted(id, unit.name(day), one.rule, one.first, one.last, one.reason) for one in held]
        for waiver in own.waivers:
            at = date.fromisoformat(waiver.at[:10])
            if begin <= at <= end:
                found.append(Exempted(id, unit.name(day), waiver.obligation.split(":")[1], at, None, waiver.reason))
    return sorted(found, key=lambda one: (one.name, one.first, one.rule or ""))


def unit_changes(units: Iterable[str], tree: UnitTree, top: str, first: str, last: str) -> list[UnitChange]:
    """What happened to these units, and to those that once were under `top` and ended; in the order of days."""
    begin, end = first_day(first), last_day(last)
    ended = (
        one.id
        for one in tree.units.values()
        if one.valid_to is not None and begin <= one.valid_to <= end and (not top or tree.was_under(one.id, top))
    )
    touched = (unit for id in dict.fromkeys((*units, *ended)) if (unit := tree.get(id)) is not None and _is_touched(unit, begin, end))
    rows = [row for unit in touched for row in _of(unit, tree)]
    return sorted((one for one in rows if begin <= one.day <= end), key=lambda one: (one.day, one.name, one.what))


def _is_touched(unit: Unit, begin: date, end: date) -> bool:
    """Whether anything of it begins or ends in these days; most units are as they were."""
    days = [unit.valid_from, *(one.first for one in unit.names), *(one.first for one in unit.parents)]
    return any(begin <= day <= end for day in (days if unit.valid_to is None else [*days, unit.valid_to]))


def _of(unit: Unit, tree: UnitTree) -> Iterator[UnitChange]:
    def name(id: str, day: date) -> str:
        other = tree.get(id)
        return other.name(day) if other else id

    before = ", ".join(name(one, unit.valid_from) for one in unit.predecessors)
    yield UnitChange(unit.id, unit.name(unit.valid_from), "began", unit.valid_from, before)
    if unit.valid_to is not None:
        yield UnitChange(unit.id, unit.name(unit.valid_to), "ended", unit.valid_to)
    for dated in unit.names[1:]:
        yield UnitChange(unit.id, unit.names[0].value, "renamed", dated.first, dated.value)
    for dated in unit.parents[1:]:
        yield UnitChange(unit.id, unit.name(dated.first), "moved", dated.first, name(dated.value, dated.first))
