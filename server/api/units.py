"""/api/units: the units a person may see, as they stand today."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency

from server.api.asking import SCOPE
from server.api.doors import Doors
from server.api.paging import Below, Cursor, Limit, UnitId
from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.units import Unit, UnitTree
from sync.usecases.papers.where_to_look import units_seen

UnitType = Literal["province", "district", "commune", "cell", "observer_team"]


class UnitRow(msgspec.Struct):
    """A unit in a list. `cell_type` is null for what is no cell."""

    id: str
    name: str
    type: str
    cell_type: str | None
    parent: str | None


class UnitsPage(msgspec.Struct):
    items: list[UnitRow]
    next: str | None


class UnitAnswer(UnitRow):
    """A unit with the ones directly below it; `predecessors` are the ids it was made from."""

    valid_from: date
    valid_to: date | None
    predecessors: list[str]
    children: list[UnitRow]


class UnitsController(Controller):
    path = "/units"
    tags = ("units",)
    opt = {SCOPE: "units"}  # noqa: RUF012

    @get()
    async def list_units(
        self, person: NamedDependency[Person], doors: NamedDependency[Doors], unit: UnitId = "", below: Below = True,
        type: UnitType | None = None, on: date | None = None, limit: Limit = 100, cursor: Cursor = "",
    ) -> UnitsPage:  # fmt: skip
        """Every unit that this person works in or oversees and that is there `on` that day, by default today, by id. Errors: `unit_unknown`,
        `forbidden`."""
        tree, today = await doors.directory.units(), doors.clock.now().date()
        day = on or today
        question = ["units", unit, below, type, on]
        after = doors.cursors.read(question, cursor)
        seen = [
            one for one in units_seen(person, tree, today, unit, below)
            if one.exists(day) and (type is None or one.type == type) and (after is None or one.id > after[0])
        ]  # fmt: skip
        rows = [_row(one, day) for one in seen[:limit]]
        return UnitsPage(rows, doors.cursors.write(question, [rows[-1].id] if len(seen) > limit else None))

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
