"""/api/units: the units a person may see, as they stand today."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency

from server.api.doors import Doors
from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.units import Unit, UnitTree


class UnitRow(msgspec.Struct):
    """A unit in a list. `cell_type` is null for what is no cell."""

    id: str
    name: str
    type: str
    cell_type: str | None
    parent: str | None


class UnitAnswer(UnitRow):
    """A unit with the ones directly below it; `predecessors` are the ids it was made from."""

    valid_from: date
    valid_to: date | None
    predecessors: list[str]
    children: list[UnitRow]


class UnitsController(Controller):
    path = "/units"
    tags = ("units",)

    @get()
    async def list_units(self, person: NamedDependency[Person], doors: NamedDependency[Doors]) -> list[UnitRow]:
        """Every unit of today that this person works in or oversees, by id."""
        tree, day = await doors.directory.units(), doors.clock.now().date()
        seen = (unit for unit in tree.units.values() if unit.exists(day) and _may_see(person, unit, tree, day))
        return [_row(unit, day) for unit in sorted(seen, key=lambda unit: unit.id)]

    @get("/{unit_id:str}")
    async def show_unit(self, unit_id: str, person: NamedDependency[Person], doors: NamedDependency[Doors]) -> UnitAnswer:
        """One unit. Errors: `unit_unknown`, `forbidden`."""
        tree, day = await doors.directory.units(), doors.clock.now().date()
        unit = tree.get(unit_id)
        if unit is None:
            raise Refusal("unit_unknown")
        if not _may_see(person, unit, tree, day):
            raise Refusal("forbidden")
        return UnitAnswer(
            **msgspec.structs.asdict(_row(unit, day)),
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
            predecessors=list(unit.predecessors),
            children=[_row(child, day) for child in tree.children(unit.id, day)],
        )


def _may_see(person: Person, unit: Unit, tree: UnitTree, day: date) -> bool:
    return any(access.may(person, action, unit.id, tree, day) for action in ("enter", "oversee"))


def _row(unit: Unit, day: date) -> UnitRow:
    return UnitRow(unit.id, unit.name(day), unit.type, unit.cell_type, unit.parent(day))
