"""/api/calendar: the secret address of one's own calendar is made, looked for, and taken back."""

from __future__ import annotations

import msgspec
from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from server.api.doors import Doors
from sync.domain.accounts import Person


class CalendarMade(msgspec.Struct):
    """`made_at`: of the present address, "" where there is none."""

    made_at: str


class CalendarUrl(msgspec.Struct):
    """To be told this once: the server does not know it afterwards."""

    url: str


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """An empty object: what a form of another site cannot send."""


class CalendarController(Controller):
    path = "/calendar"
    tags = ("calendar",)

    @get()
    async def made(self, person: NamedDependency[Person], doors: NamedDependency[Doors]) -> CalendarMade:
        """Whether there is an address."""
        return CalendarMade(await doors.calendars.made_at(person))

    @post(status_code=HTTP_200_OK)
    async def make(self, data: Nothing, person: NamedDependency[Person], doors: NamedDependency[Doors]) -> CalendarUrl:
        """A new address; the one before shows nothing any more."""
        return CalendarUrl(f"{doors.url}/calendar/{await doors.calendars.make(person)}.ics")

    @delete(status_code=HTTP_204_NO_CONTENT)
    async def drop(self, person: NamedDependency[Person], doors: NamedDependency[Doors]) -> None:
        """Take the address back."""
        await doors.calendars.drop(person)
