"""People with roles in the units of an administrator, and one person: roles, password, the phones he is logged in with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.pages.administration.desk import (
    AskForm,
    Desk,
    DeskFrame,
    DeskParts,
    Question,
    as_problem,
    day_of,
    refuse,
    seen,
    sit_down,
)
from server.pages.administration.words import role_word
from server.pages.frame import Link
from server.pages.words import day_word, moment_word
from sync.domain.accounts import ROLES, Grant
from sync.domain.errors import Refusal
from sync.domain.people_changes import NewPerson, free_username, grants_of
from sync.domain.unit_changes import NotPossible, Wrong
from sync.ports import Json
from sync.usecases.administration.people import Told
from sync.usecases.administration.rights import may_administer, require
from sync.usecases.administration.tables import read_day


@dataclass(frozen=True, slots=True)
class RoleLine:
    role: str
    unit: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person of the list, with the roles in force."""

    link: Link
    username: str
    phone: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A device; `hash` names its session in the form that locks it, empty where this administrator may not."""

    device: str
    at: str
    hash: str


@dataclass(frozen=True, slots=True)
class PeoplePage(DeskFrame):
    """What `administration/people.html` needs."""

    about: Annotated[str, "whose people these are, a sentence"]
    people: Annotated[tuple[PersonLine, ...], "by name"]
    told: Annotated[Told | None, "a new password, shown once"]
    told_href: Annotated[str, "the page of the person it is for"]


@dataclass(frozen=True, slots=True)
class PersonPage(DeskFrame):
    """What `administration/person.html` needs."""

    username: Annotated[str, "the user name"]
    phone: Annotated[str, "telephone number, or empty"]
    state: Annotated[str, "sentence: deactivated, or without a password; else empty"]
    roles: Annotated[tuple[RoleLine, ...], "all roles, in the order they were given"]
    phones: Annotated[tuple[PhoneLine, ...], "where this person is logged in"]
    told: Annotated[Told | None, "a new password, shown once"]


class PeopleDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def list(self, request: Request) -> Response:
        return await self._people(await sit_down(self._parts, request), None, {})

    async def add(self, request: Request) -> Response:
        sent = await self._parts.pages.forms.read(request)
        desk = await sit_down(self._parts, request)
        try:
            wrongs: list[Wrong] = []
            grant = grant_of(sent, wrongs)
            taken = {one["username"] for one in await self._parts.people.visible(desk.visit.person)}
            username = sent.get("username", "").strip().lower() or free_username(sent.get("name", ""), taken)
            refuse(wrongs)
            told = await self._parts.people.create(
                desk.visit.person, NewPerson(username, sent.get("name", ""), sent.get("phone", "")), grant
            )
        except NotPossible as problem:
            return await self._people(desk, problem, sent)
        except Refusal as refusal:
            return await self._people(desk, as_problem(refusal), sent)
        return await self._people(desk, None, {}, told)

    async def show(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        return await self._person(desk, request.path_params["username"], None, {})

    async def take(self, request: Request) -> Response:
        sent = await self._parts.pages.forms.read(request)
        desk = await sit_down(self._parts, request)
        username = request.path_params["username"]
        try:
            told = await self._change(desk, username, sent)
        except NotPossible as problem:
            return await self._person(desk, username, problem, sent)
        except Refusal as refusal:
            return await self._person(desk, username, as_problem(refusal), sent)
        if told is not None:
            return await self._person(desk, username, None, {}, told)
        return seen(f"/administration/people/{username}")

    async def _change(self, desk: Desk, username: str, sent: Mapping[str, str]) -> Told | None:
        people, person, wrongs, do = self._parts.people, desk.visit.person, list[Wrong](), sent.get("do")
        if do == "give":
            grant = grant_of(sent, wrongs)
            refuse(wrongs)
            await people.give(person, username, grant)
        elif do == "end":
            ended, last = held_of(sent.get("held", ""), wrongs), day_of(sent, "to", wrongs)
            refuse(wrongs)
            await people.end(person, username, ended, last)
        elif do == "reset":
            told = await people.reset_password(person, username)
            await self._log_out(username)
            return told
        elif do == "deactivate":
            await people.deactivate(person, username)
            await self._log_out(username)
        elif do == "lock":
            if not await people.may_command(person, await people.account(username)):
                raise Refusal("forbidden")
            for session in await self._parts.sessions.of(username):
                if session.hash == sent.get("session"):
                    await self._parts.sessions.end(session)
        else:
            raise Refusal("bad_request")
        return None

    async def _log_out(self, username: str) -> None:
        self._parts.identity.forget(username)
        await self._parts.sessions.end_all(username)

    async def _people(
        self, desk: Desk, problem: NotPossible | None, sent: Mapping[str, str], told: Told | None = None
    ) -> Response:
        accounts = await self._parts.people.visible(desk.visit.person)
        asked = desk.visit.request.query_params.get("unit")
        unit = require(desk.visit.person, asked, desk.visit.tree, desk.today) if asked else None
        if unit is not None:
            accounts = [one for one in accounts if any(row["unit"] == unit.id for row in one["roles"])]
        add = AskForm("add", desk.say("person_add"), desk.say("person_add_button"), (
            Question("name", desk.say("person_name")),
            Question("username", desk.say("username"), hint=desk.say("username_hint"), required=False),
            Question("phone", desk.say("telephone"), required=False),
            *role_questions(desk, unit.id if unit else ""),
        ))  # fmt: skip
        page = PeoplePage(
            **desk.frame(desk.say("people_title"), (add,), problem, sent),
            about=desk.say("people_of", unit=unit.name(desk.today)) if unit else desk.say("people_about"),
            people=tuple(_line(desk, one) for one in accounts),
            told=told,
            told_href=f"/administration/people/{told.username}" if told else "",
        )
        return desk.answer("people.html", page)

    async def _person(
        self, desk: Desk, username: str, problem: NotPossible | None, sent: Mapping[str, str], told: Told | None = None
    ) -> Response:
        await self._parts.people.visible(desk.visit.person)  # who administers nothing is not told who there is
        account = await self._parts.people.account(username)
        if not await self._parts.people.may_see(desk.visit.person, account):
            raise Refusal("forbidden")
        commands = await self._parts.people.may_command(desk.visit.person, account)
        phones = await self._parts.sessions.of(username)
        page = PersonPage(
            **desk.frame(account["name"], _forms(desk, account, commands), problem, sent),
            username=username,
            phone=account.get("phone", ""),
            state=_state(desk, account),
            roles=tuple(_role(desk, grant) for grant in grants_of(account)),
            phones=tuple(PhoneLine(one.device, moment_word(one.last_seen), one.hash if commands else "") for one in phones),
            told=told,
        )
        return desk.answer("person.html", page)


def role_questions(desk: Desk, unit: str = "") -> tuple[Question, ...]:
    """Which role, where, from when to when."""
    roles = tuple((role, role_word(role, desk.lang)) for role in ROLES)
    open_ = [one for one in desk.mine() if one.valid_to is None or one.valid_to >= desk.today]
    return (
        Question("role", desk.say("role"), "select", options=roles),
        Question("unit", desk.say("in_unit"), "select", unit, options=desk.options(open_)),
        Question("from", desk.say("from"), "date", desk.today.isoformat()),
        Question("to", desk.say("last_role_day"), "date", required=False),
    )


def grant_of(sent: Mapping[str, str], wrongs: list[Wrong]) -> Grant:
    """The role a form speaks of."""
    wrongs += [Wrong(name, "required") for name in ("role", "unit") if not sent.get(name)]
    first = day_of(sent, "from", wrongs)
    last = day_of(sent, "to", wrongs) if sent.get("to", "").strip() else None
    return Grant(sent.get("role", ""), sent.get("unit", ""), first, last)


def held_options(desk: Desk, account: Json) -> tuple[tuple[str, str], ...]:
    """The roles of an account that may be ended by this administrator, for a select."""
    tree, found = desk.visit.tree, []
    for grant in grants_of(account):
        unit = tree.get(grant.unit)
        if (
            unit is not None
            and may_administer(desk.visit.person, unit, tree, desk.today)
            and (grant.last is None or grant.last >= desk.today)
        ):
            value = "|".join((grant.role, grant.unit, grant.first.isoformat(), grant.last.isoformat() if grant.last else ""))
            found.append((value, f"{role_word(grant.role, desk.lang)}, {unit.name(desk.today)}"))
    return tuple(found)


def held_of(value: str, wrongs: list[Wrong]) -> Grant:
    """The role that a value of `held_options` names."""
    role, unit, first, last = (*value.split("|"), "", "", "", "")[:4]
    day = read_day(first)
    if day is None:
        wrongs.append(Wrong("held", "required"))
    return Grant(role, unit, day or date.min, read_day(last) if last else None)


def _line(desk: Desk, account: Json) -> PersonLine:
    now = [grant for grant in grants_of(account) if grant.holds(desk.today)]
    words = tuple(f"{one.role}, {one.unit}" for one in (_role(desk, grant) for grant in now))
    link = Link(f"/administration/people/{account['username']}", account["name"])
    return PersonLine(link, account["username"], account.get("phone", ""), words)


def _role(desk: Desk, grant: Grant) -> RoleLine:
    unit = desk.visit.tree.get(grant.unit)
    last = day_word(grant.last) if grant.last else desk.say("until_further")
    return RoleLine(role_word(grant.role, desk.lang), unit.name(desk.today) if unit else grant.unit, day_word(grant.first), last)


def _state(desk: Desk, account: Json) -> str:
    if day := read_day(account.get("deactivated_on", "")):
        return desk.say("deactivated", day=day_word(day))
    return "" if account.get("password_hash") else desk.say("no_password")


def _forms(desk: Desk, account: Json, commands: bool) -> list[AskForm]:
    say = desk.say
    forms = [AskForm("give", say("give"), say("give_button"), role_questions(desk))]
    if held := held_options(desk, account):
        questions = (
            Question("held", say("role"), "select", options=held),
            Question("to", say("to"), "date", desk.today.isoformat()),
        )
        forms.append(AskForm("end", say("end"), say("end_button"), questions))
    if commands:
        forms.append(AskForm("reset", say("reset"), say("reset_button"), about=say("reset_about")))
        forms.append(AskForm("deactivate", say("deactivate"), say("deactivate_button"), about=say("deactivate_about")))
    return forms
