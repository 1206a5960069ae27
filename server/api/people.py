"""/api/people: who holds which role today, in the units of whoever asks."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency

from server.api.asking import SCOPE
from server.api.doors import Doors
from server.api.paging import Below, Cursor, Limit, UnitId
from sync.domain.accounts import Person


class RoleRow(msgspec.Struct):
    """`last` is null until further notice."""

    role: str
    unit: str
    first: date
    last: date | None


class PersonRow(msgspec.Struct):
    """`roles`: those held today in units that whoever asks may see."""

    username: str
    name: str
    roles: list[RoleRow]


class PeoplePage(msgspec.Struct):
    items: list[PersonRow]
    next: str | None


class PeopleController(Controller):
    path = "/people"
    tags = ("people",)
    opt = {SCOPE: "people"}  # noqa: RUF012

    @get()
    async def list_people(
        self, person: NamedDependency[Person], doors: NamedDependency[Doors], unit: UnitId = "", below: Below = True,
        limit: Limit = 100, cursor: Cursor = "",
    ) -> PeoplePage:  # fmt: skip
        """By user name. Names and roles; no telephone numbers. Errors: `unit_unknown`, `forbidden`."""
        question = ["people", unit, below]
        after = doors.cursors.read(question, cursor)
        found = await doors.people(person, unit, below, after[0] if after else "", limit + 1)
        rows = [
            PersonRow(one.username, one.name, [RoleRow(role.role, role.unit, role.first, role.last) for role in one.roles])
            for one in found[:limit]
        ]
        return PeoplePage(rows, doors.cursors.write(question, [rows[-1].username] if len(found) > limit else None))
