"""/api/session: the phone logs in, asks who it is, logs out."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, delete, get, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta

from server.api.asking import scope_of
from server.api.doors import Doors
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.usecases.obligations.describe_units import describe_units


class LogInRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What the phone sends."""

    username: Annotated[str, Meta(max_length=80)]
    password: Annotated[str, Meta(max_length=1024)]
    device: Annotated[str, Meta(max_length=120)] = ""
    """A word by which the person knows his phone again."""


class Account(msgspec.Struct):
    username: str
    name: str
    lang: str


class UnitOfPerson(msgspec.Struct, omit_defaults=True):
    """A unit whose book this person keeps on his phone, as the exchange tells it (docs/architecture.md, "Exchange"). `cells`: names
    of the cells a committee or a team observes, by id; `beside`: of the cells under the same committee as a cell."""

    id: str
    name: str
    type: str
    cell_type: str | None
    parent_name: str
    roles: list[str]
    deadlines: dict[str, Any]
    cells: dict[str, str] = {}
    beside: dict[str, str] = {}


class SessionAnswer(msgspec.Struct):
    """Who is logged in, where he works, and the server's time (ISO 8601 with offset)."""

    account: Account
    units: list[UnitOfPerson]
    now: str


class SessionController(Controller):
    """One session, that of the cookie."""

    path = "/session"
    tags = ("session",)

    @post(status_code=HTTP_200_OK, response_headers=[ResponseHeader(name="Set-Cookie", documentation_only=True)])
    async def log_in(
        self, data: LogInRequest, request: Request[Any, Any, Any], doors: NamedDependency[Doors]
    ) -> Response[SessionAnswer]:
        """Log in. Errors: `credentials_wrong`, `too_many_tries`."""
        person = await doors.identity.log_in(data.username.strip().lower(), data.password, scope_of(request))
        old = await doors.identity.session_of(scope_of(request))
        if old is not None:
            await doors.sessions.end(old)
        token = await doors.sessions.begin(person.username, data.device)
        cookie = doors.cookies.keep(doors.cookies.session, token, doors.sessions.lifetime)
        return Response(await _answer(doors, person), headers={"Set-Cookie": cookie, "Cache-Control": "no-store"})

    @get()
    async def show(self, person: NamedDependency[Person], doors: NamedDependency[Doors]) -> Response[SessionAnswer]:
        """Who is logged in here. Error: `session_missing`."""
        return Response(await _answer(doors, person), headers={"Cache-Control": "no-store"})

    @delete()
    async def log_out(self, request: Request[Any, Any, Any], doors: NamedDependency[Doors]) -> Response[None]:
        """Log out. Error: `session_missing`."""
        session = await doors.identity.session_of(scope_of(request))
        if session is None:
            raise Refusal("session_missing")
        await doors.sessions.end(session)
        return Response(None, status_code=204, headers={"Set-Cookie": doors.cookies.drop(doors.cookies.session)})


async def _answer(doors: Doors, person: Person) -> SessionAnswer:
    now = doors.clock.now()
    described = await describe_units(person, await doors.directory.units(), now.date(), doors.deadlines)
    units = [UnitOfPerson(**one) for one in described]
    account = Account(person.username, person.name, person.lang)
    return SessionAnswer(account, units, now.isoformat(timespec="milliseconds"))
