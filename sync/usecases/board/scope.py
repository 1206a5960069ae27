"""Whom a dashboard is about: the cells and offices of a unit or a saved group as the tree stood on a day, as far as the asking person
oversees them today. Kept while the tree stands still: a province has two thousand cells."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sync.domain.access import may, units_where
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.units import CELL_TYPES, Unit, UnitTree
from sync.usecases.board.groups import Group

_KEPT = 64


@dataclass(frozen=True, slots=True)
class Member:
    """A cell as it was called on the day, and its committee then."""

    unit: Unit
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the cells: those of a unit below (`unit`), or those of a type (`cell_type`) where there is no unit between."""

    unit: str
    name: str
    cell_type: str
    cells: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """`by_origin`: the unit is dissolved on that day, and these are the cells that come from it. `units`: all whose obligations count, the
    cells among them."""

    day: date
    by_origin: bool
    cells: tuple[Member, ...]
    units: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the cells."""
        return tuple(one.unit.id for one in self.cells)


class Scopes:
    """Makes scopes."""

    def __init__(self) -> None:
        self._tree: UnitTree | None = None
        self._kept: OrderedDict[Any, Scope] = OrderedDict()

    def of_unit(self, person: Person, unit_id: str, tree: UnitTree, today: date, day: date, cell_type: str = "") -> Scope:
        """Raises Refusal `not_found` for a unit that is not there or that the person may not oversee."""
        unit = tree.get(unit_id)
        if unit is None or not may(person, "oversee", unit_id, tree, today):
            raise Refusal("not_found")
        key = (person.grants, unit_id, today, day, cell_type)
        return self._keep(tree, key, lambda: _of_unit(person, unit, tree, today, day, cell_type))

    def of_group(self, person: Person, group: Group, tree: UnitTree, today: date, day: date, cell_type: str = "") -> Scope:
        """Raises Refusal `not_found` for a person who does not oversee the unit the group belongs to."""
        if not may(person, "oversee", group.unit, tree, today):
            raise Refusal("not_found")
        key = (person.grants, group, today, day, cell_type)
        return self._keep(tree, key, lambda: _of_group(person, group, tree, today, day, cell_type))

    def _keep(self, tree: UnitTree, key: Any, make: Any) -> Scope:
        if tree is not self._tree:
            self._tree = tree
            self._kept.clear()
        if key not in self._kept:
            self._kept[key] = make()
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def _of_unit(person: Person, unit: Unit, tree: UnitTree, today: date, day: date, cell_type: str) -> Scope:
    by_origin = not unit.exists(day)
    found = [unit] if unit.type == "cell" and unit.exists(day) else tree.cells(unit.id, day)
    cells = _members(person, found, tree, today, day, cell_type)
    offices = [] if by_origin or cell_type or unit.type == "cell" else _offices(person, unit, tree, today, day)
    parts = _below(tree, unit, day, cells) or _by_type(cells)
    return Scope(day, by_origin, cells, (*offices, *(one.unit.id for one in cells)), parts)


def _of_group(person: Person, group: Group, tree: UnitTree, today: date, day: date, cell_type: str) -> Scope:
    found: dict[str, Unit] = {}
    for id in group.members:
        unit = tree.get(id)
        if unit is not None:
            own = [unit] if unit.type == "cell" and unit.exists(day) else tree.cells(id, day)
            found |= {one.id: one for one in own}
    cells = _members(person, sorted(found.values(), key=lambda one: one.name(day)), tree, today, day, cell_type)
    by_parent: dict[str, set[str]] = {}
    for one in cells:
        by_parent.setdefault(one.unit.parent(day) or "", set()).add(one.unit.id)
    parts = [Part(id, unit.name(day), "", frozenset(ids)) for id, ids in by_parent.items() if (unit := tree.get(id))]
    return Scope(day, False, cells, tuple(one.unit.id for one in cells), tuple(sorted(parts, key=lambda one: one.name)))


def _members(person: Person, cells: Iterable[Unit], tree: UnitTree, today: date, day: date, cell_type: str) -> tuple[Member, ...]:
    names: dict[str, str] = {}
    found, overseen = [], units_where(person, "oversee", tree, today)
    for cell in cells:
        if cell_type in ("", cell.cell_type) and cell.id in overseen:
            parent = cell.parent(day) or ""
            if parent not in names:
                above = tree.get(parent)
                names[parent] = above.name(day) if above else ""
            found.append(Member(cell, cell.name(day), names[parent]))
    return tuple(found)


def _offices(person: Person, unit: Unit, tree: UnitTree, today: date, day: date) -> list[str]:
    """The unit itself and everything under it that is no cell."""
    found, open_ = [unit.id], [unit.id]
    while open_:
        below = [one.id for id in open_ for one in tree.children(id, day) if one.type != "cell" and one.id not in found]
        below = [id for id in below if may(person, "oversee", id, tree, today)]
        found += below
        open_ = below
    return found


def _below(tree: UnitTree, unit: Unit, day: date, cells: tuple[Member, ...]) -> tuple[Part, ...]:
    """The units between `unit` and its cells; of a dissolved unit those that were ever directly below it."""
    if unit.exists(day):
        children = [one for one in tree.children(unit.id, day) if one.type != "cell"]
    else:
        ever = (one for one in tree.units.values() if one.type != "cell" and unit.id in {dated.value for dated in one.parents})
        children = sorted(ever, key=lambda one: one.name(day))
    held: dict[str, set[str]] = {child.id: set() for child in children}
    gone = [child.id for child in children if not child.exists(day)]
    for one in cells:
        for above in tree.above(one.unit.id, day):
            if above.id in held and above.exists(day):
                held[above.id].add(one.unit.id)
        for id in gone:
            if tree.was_under(one.unit.id, id):
                held[id].add(one.unit.id)
    return tuple(Part(child.id, child.name(day), "", frozenset(held[child.id])) for child in children if held[child.id])


def _by_type(cells: tuple[Member, ...]) -> tuple[Part, ...]:
    found = {kind: frozenset(one.unit.id for one in cells if one.unit.cell_type == kind) for kind in CELL_TYPES}
    return tuple(Part("", "", kind, ids) for kind, ids in found.items() if ids)
