"""/api/units/{unit}/deadlines: what was settled for one unit alone, added and ended by administrators of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_201_CREATED, HTTP_204_NO_CONTENT
from msgspec import Meta

from server.api.doors import Doors
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.obligations.exceptions import Exemption, Override
from sync.domain.obligations.periods import PeriodKind
from sync.domain.obligations.rules import DayOf, Due, Shift

Reason = Annotated[str, Meta(max_length=1000)]


class NewOverride(msgspec.Struct, forbid_unknown_fields=True):
    """Another day for one rule; see docs/obligations.md. Takes the place of the one set before."""

    rule: Annotated[str, Meta(max_length=60)]
    first: date
    reason: Reason
    last: date | None = None
    due: Due | None = None
    opens: DayOf | None = None
    shift: Shift | None = None
    after_meeting: int | None = None
    period: PeriodKind | None = None


class NewExemption(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing owed of one rule, or of all when `rule` is null."""

    first: date
    last: date
    reason: Reason
    rule: Annotated[str, Meta(max_length=60)] | None = None


class NewWaiver(msgspec.Struct, forbid_unknown_fields=True):
    """One obligation let go, by its id."""

    obligation: Annotated[str, Meta(max_length=120)]
    reason: Reason


class Ending(msgspec.Struct, forbid_unknown_fields=True):
    """`id` of what ends; `last`: the last day it holds."""

    id: Annotated[str, Meta(max_length=300)]
    last: date
    reason: Reason


class Made(msgspec.Struct):
    id: str


class Settled(msgspec.Struct):
    """`says`: what was settled; `ended`: when, by whom and why it ended, null while it holds."""

    id: str
    kind: str
    by: str
    at: str
    says: dict[str, Any]
    ended: dict[str, Any] | None


class DeadlinesController(Controller):
    """Errors of all: `unit_unknown`, `forbidden`, `answers_invalid` with every wrong field, `conflict`."""

    path = "/units/{unit_id:str}/deadlines"
    tags = ("units",)

    @get()
    async def list_deadlines(self, unit_id: str, person: NamedDependency[Person], doors: NamedDependency[Doors]) -> list[Settled]:
        """All that was ever settled for the unit, ended or not."""
        rows = await doors.settle.listed(person, unit_id)
        return [Settled(one["_id"], one["kind"], one["by"], one["at"], one["says"], one.get("ended")) for one in rows]

    @post("/overrides", status_code=HTTP_201_CREATED)
    async def add_override(
        self, unit_id: str, data: NewOverride, person: NamedDependency[Person], doors: NamedDependency[Doors]
    ) -> Made:
        """Set another day."""
        return Made(await doors.settle.override(person, Override(unit=unit_id, **msgspec.structs.asdict(data))))

    @post("/exemptions", status_code=HTTP_201_CREATED)
    async def add_exemption(
        self, unit_id: str, data: NewExemption, person: NamedDependency[Person], doors: NamedDependency[Doors]
    ) -> Made:
        """Exempt the unit for a time."""
        return Made(await doors.settle.exempt(person, Exemption(unit=unit_id, **msgspec.structs.asdict(data))))

    @post("/waivers", status_code=HTTP_201_CREATED)
    async def add_waiver(
        self, unit_id: str, data: NewWaiver, person: NamedDependency[Person], doors: NamedDependency[Doors]
    ) -> Made:
        """Let one obligation go."""
        return Made(await doors.settle.waive(person, unit_id, data.obligation, data.reason))

    @post("/endings", status_code=HTTP_204_NO_CONTENT)
    async def end(self, unit_id: str, data: Ending, person: NamedDependency[Person], doors: NamedDependency[Doors]) -> None:
        """End one of them. Error: `not_found`, also for what belongs to another unit."""
        if data.id.split(":")[1:2] != [unit_id]:
            raise Refusal("not_found")
        await doors.settle.end(person, data.id, data.last, data.reason)
