"""Whether somebody may administer a unit: the role of an administrator in that unit or in one above it.

A unit that begins later is judged as the tree will stand on its first day; the role must be in force today.
"""

from __future__ import annotations

from datetime import date

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.units import Unit, UnitTree


def may_administer(person: Person, unit: Unit, tree: UnitTree, today: date) -> bool:
    """Whether `person` may change the unit, its people and what stands below it."""
    if may(person, "administer", unit.id, tree, today):
        return True
    if unit.exists(today):
        return False
    day = unit.valid_from if unit.valid_from > today else unit.valid_to or today
    return any(may(person, "administer", one.id, tree, today) for one in tree.above(unit.id, day))


def require(person: Person, id: str, tree: UnitTree, today: date) -> Unit:
    """The unit. Raises Refusal `unit_unknown`, `forbidden`; who may administer nothing is not told which units there are."""
    unit = tree.get(id)
    if unit is None:
        raise Refusal("unit_unknown" if administered(person, tree, today) else "forbidden")
    if not may_administer(person, unit, tree, today):
        raise Refusal("forbidden")
    return unit


def administered(person: Person, tree: UnitTree, today: date) -> list[Unit]:
    """The highest units this person administers, by id."""
    held = (tree.get(grant.unit) for grant in person.held(today))
    found = {unit.id: unit for unit in held if unit is not None and may(person, "administer", unit.id, tree, today)}
    return [found[id] for id in sorted(found)]
