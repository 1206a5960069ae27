"""/administration/machines: machines that are let in through the API; a new token is shown once, and one can be revoked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
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
    require_office,
    seen,
    sit_down,
)
from server.pages.words import day_word, moment_word
from sync.domain.errors import Refusal
from sync.domain.machines.machine import LONGEST_NAME, SCOPES, Machine
from sync.domain.unit_changes import NotPossible, Wrong
from sync.usecases.administration.tables import read_day

PATH = "/administration/machines"
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class MachineLine:
    """One machine; `revoke`: words for the button, "" where there is nothing to revoke any more."""

    id: str
    name: str
    unit: str
    scopes: tuple[str, ...]
    seen: str
    state: str
    revoke: str


@dataclass(frozen=True, slots=True)
class ToldKey:
    """A token or a secret, to be shown once."""

    title: str
    key: str


@dataclass(frozen=True, slots=True)
class MachinesPage(DeskFrame):
    """What `administration/machines.html` needs."""

    machines: Annotated[tuple[MachineLine, ...], "those that are let in first"]
    told: Annotated[ToldKey | None, "a new token, shown once"]


class MachinesDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def show(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        require_office(desk)
        return await self._page(desk, None, {})

    async def take(self, request: Request) -> Response:
        sent = await self._parts.pages.forms.read(request)
        desk = await sit_down(self._parts, request)
        require_office(desk)
        person, machines = desk.visit.person, self._parts.machines
        try:
            if sent.get("do") == "revoke":
                await machines.shut_out(person, sent.get("id", ""))
                return seen(PATH)
            wrongs: list[Wrong] = []
            last = day_of(sent, "last", wrongs)
            wrongs += [] if sent.get("unit") else [Wrong("unit", "required")]
            refuse(wrongs)
            scopes = [one for one in SCOPES if sent.get(f"scopes-{one}")]
            new = await machines.let_in(person, sent.get("name", ""), sent["unit"], scopes, last)
        except NotPossible as problem:
            return await self._page(desk, problem, sent)
        except Refusal as refusal:
            return await self._page(desk, as_problem(refusal), sent)
        return await self._page(desk, None, {}, ToldKey(desk.say("told_token", name=new.machine.name), new.token))

    async def _page(
        self, desk: Desk, problem: NotPossible | None, sent: Mapping[str, str], told: ToldKey | None = None
    ) -> Response:
        say = desk.say
        add = AskForm("add", say("machine_add"), say("machine_add_button"), (
            Question("name", say("machine_name"), hint=say("machine_name_hint"), longest=LONGEST_NAME),
            Question("unit", say("machine_unit"), "select", options=desk.options(desk.mine())),
            Question("scopes", say("machine_scopes"), "checks", options=tuple((one, say(f"scope_{one}")) for one in SCOPES)),
            Question("last", say("machine_last"), "date", (desk.today + _YEAR).isoformat()),
        ))  # fmt: skip
        page = MachinesPage(
            **desk.frame(say("machines_title"), (add,), problem, sent),
            machines=tuple(_line(desk, one) for one in await self._parts.machines.listed(desk.visit.person)),
            told=told,
        )
        return desk.answer("machines.html", page)


def _line(desk: Desk, one: Machine) -> MachineLine:
    unit, day = desk.visit.tree.get(one.unit), read_day(one.seen_at)
    holds = one.holds(desk.today)
    if one.revoked_at:
        state = desk.say("machine_revoked", at=moment_word(one.revoked_at), by=one.revoked_by or desk.say("machine_operator"))
    else:
        state = desk.say("machine_holds" if holds else "machine_ended", day=day_word(one.last))
    return MachineLine(
        one.id, one.name, unit.name(desk.today) if unit else one.unit, tuple(desk.say(f"scope_{scope}") for scope in one.scopes),
        day_word(day) if day else desk.say("machine_never"), state, desk.say("machine_revoke_of", name=one.name) if holds else "",
    )  # fmt: skip
