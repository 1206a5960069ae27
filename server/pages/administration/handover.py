"""Handing a role over: one ends the day before, the other begins, in one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from server.pages.administration.people import held_of, held_options
from sync.domain.errors import Refusal
from sync.domain.people_changes import NewPerson, free_username
from sync.domain.unit_changes import NotPossible, Wrong
from sync.usecases.administration.people import Told


@dataclass(frozen=True, slots=True)
class HandoverPage(DeskFrame):
    """What `administration/handover.html` needs."""

    told: Annotated[Told | None, "the password of a new account, shown once"]


class HandoverDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def show(self, request: Request) -> Response:
        return await self._page(await sit_down(self._parts, request), None, {}, None)

    async def take(self, request: Request) -> Response:
        sent = await self._parts.pages.forms.read(request)
        desk = await sit_down(self._parts, request)
        try:
            told = await self._hand_over(desk, sent)
        except NotPossible as problem:
            return await self._page(desk, problem, sent, None)
        except Refusal as refusal:
            return await self._page(desk, as_problem(refusal), sent, None)
        return await self._page(desk, None, {}, told) if told else seen("/administration/handover", "handover_done")

    async def _hand_over(self, desk: Desk, sent: Mapping[str, str]) -> Told | None:
        wrongs: list[Wrong] = []
        old, _, held = sent.get("held", "").partition("|")
        grant, first = held_of(held, wrongs), day_of(sent, "from", wrongs)
        name = sent.get("name", "").strip()
        if not sent.get("new") and not name:
            wrongs.append(Wrong("new", "new_missing"))
        refuse(wrongs)
        new: str | NewPerson = sent.get("new", "")
        if not new:
            taken = {one["username"] for one in await self._parts.people.visible(desk.visit.person)}
            username = sent.get("username", "").strip().lower() or free_username(name, taken)
            new = NewPerson(username, name)
        return await self._parts.people.hand_over(desk.visit.person, grant, old, new, first)

    async def _page(self, desk: Desk, problem: NotPossible | None, sent: Mapping[str, str], told: Told | None) -> Response:
        accounts, say = await self._parts.people.visible(desk.visit.person), desk.say
        held = tuple(
            (f"{one['username']}|{value}", f"{one['name']}: {words}")
            for one in accounts
            for value, words in held_options(desk, one)
        )
        people = tuple(
            (one["username"], f"{one['name']} ({one['username']})") for one in accounts if not one.get("deactivated_on")
        )
        form = AskForm("handover", say("handover"), say("handover_button"), (
            Question("held", say("handover_role"), "select", options=held),
            Question("new", say("handover_to"), "select", options=people, required=False),
            Question("name", say("handover_new"), required=False),
            Question("username", say("username"), hint=say("username_hint"), required=False),
            Question("from", say("from"), "date", desk.today.isoformat()),
        ), say("handover_about"), open=True)  # fmt: skip
        return desk.answer("handover.html", HandoverPage(**desk.frame(say("handover_title"), (form,), problem, sent), told=told))
