"""/administration/webhooks: addresses that are told of papers. What does not answer is shown first, with why."""

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
    refuse,
    require_office,
    seen,
    sit_down,
)
from server.pages.administration.machines.list import ToldKey
from server.pages.words import moment_word
from sync.domain.errors import Refusal
from sync.domain.machines.addresses import LONGEST_URL
from sync.domain.machines.events import EVENT_TYPES
from sync.domain.machines.machine import LONGEST_NAME
from sync.domain.machines.webhook import Webhook
from sync.domain.unit_changes import NotPossible, Wrong

PATH = "/administration/webhooks"
_DEEDS = {"on": ("ping", "pause", "renew", "end"), "paused": ("ping", "go_on", "renew", "end"), "dead": ("ping", "go_on", "renew", "end"), "ended": ()}


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be done to one of them: a button."""

    do: str
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """One address; `wrong`: whether a person has to look at it."""

    id: str
    name: str
    unit: str
    url: str
    events: tuple[str, ...]
    state: str
    wrong: bool
    told: str
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class WebhooksPage(DeskFrame):
    """What `administration/webhooks.html` needs."""

    webhooks: Annotated[tuple[WebhookLine, ...], "the dead first, those removed last"]
    told: Annotated[ToldKey | None, "a new secret, shown once"]
    tried: Annotated[str, "sentence: what came of a message that tried an address out, or empty"]


class WebhooksDesk:
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
        try:
            if sent.get("do") == "add":
                return await self._add(desk, sent)
            return await self._do(desk, sent.get("do", ""), sent.get("id", ""))
        except NotPossible as problem:
            return await self._page(desk, problem, sent)
        except Refusal as refusal:
            return await self._page(desk, as_problem(refusal), sent)

    async def _add(self, desk: Desk, sent: Mapping[str, str]) -> Response:
        refuse([] if sent.get("unit") else [Wrong("unit", "required")])
        events = [one for one in EVENT_TYPES if sent.get(f"events-{one}")]
        new = await self._parts.webhooks.add(desk.visit.person, sent.get("name", ""), sent["unit"], sent.get("url", ""), events)
        return await self._page(desk, None, {}, ToldKey(desk.say("told_secret", name=new.webhook.name), new.secret))

    async def _do(self, desk: Desk, do: str, id: str) -> Response:
        webhooks, person = self._parts.webhooks, desk.visit.person
        if do == "ping":
            answered = await webhooks.ping(person, id)
            name = next(one.name for one in await webhooks.listed(person) if one.id == id)
            if answered.taken:
                return await self._page(desk, None, {}, tried=desk.say("webhook_ping_taken", name=name))
            why = why_word(desk, answered.why, answered.status)
            raise NotPossible([Wrong("", "told", {"why": desk.say("webhook_ping_failed", name=name, why=why)})])
        if do == "renew":
            new = await webhooks.renew_secret(person, id)
            return await self._page(desk, None, {}, ToldKey(desk.say("told_secret", name=new.webhook.name), new.secret))
        deeds = {"pause": webhooks.pause, "go_on": webhooks.go_on, "end": webhooks.end}
        if do not in deeds:
            raise Refusal("bad_request")
        await deeds[do](person, id)
        return seen(PATH)

    async def _page(
        self, desk: Desk, problem: NotPossible | None, sent: Mapping[str, str], told: ToldKey | None = None, tried: str = ""
    ) -> Response:
        say = desk.say
        add = AskForm("add", say("webhook_add"), say("webhook_add_button"), (
            Question("name", say("machine_name"), longest=LONGEST_NAME),
            Question("unit", say("webhook_unit"), "select", options=desk.options(desk.mine())),
            Question("url", say("webhook_url"), "text", hint=say("webhook_url_hint"), longest=LONGEST_URL),
            Question("events", say("webhook_events"), "checks", options=tuple((one, say(f"event_{one}")) for one in EVENT_TYPES)),
        ))  # fmt: skip
        page = WebhooksPage(
            **desk.frame(say("webhooks_title"), (add,), problem, sent),
            webhooks=tuple(_line(desk, one) for one in await self._parts.webhooks.listed(desk.visit.person)),
            told=told,
            tried=tried,
        )
        return desk.answer("webhooks.html", page)


def why_word(desk: Desk, why: str, status: int) -> str:
    """Why an address did not take a message."""
    return desk.say(f"why_{why}", status=status)


def _line(desk: Desk, one: Webhook) -> WebhookLine:
    say, unit = desk.say, desk.visit.tree.get(one.unit)
    deeds = tuple(
        Deed(do, say(f"webhook_{do}"), say("webhook_of", do=say(f"webhook_{do}"), name=one.name)) for do in _DEEDS[one.state]
    )
    told = say("webhook_told", count=one.told, at=moment_word(one.told_at)) if one.told else say("webhook_told_none")
    return WebhookLine(
        one.id, one.name, unit.name(desk.today) if unit else one.unit, one.url, tuple(say(f"event_{event}") for event in one.events),
        _state(desk, one), one.state == "dead" or (one.state == "on" and one.failing is not None), told, deeds,
    )  # fmt: skip


def _state(desk: Desk, one: Webhook) -> str:
    failing = one.failing
    why = why_word(desk, failing.why, failing.status) if failing else ""
    if one.state == "dead" and failing:
        return desk.say("webhook_dead", since=moment_word(failing.since), why=why)
    if one.state == "on" and failing:
        return desk.say("webhook_retrying", at=moment_word(failing.next_at), tries=failing.tries, why=why)
    return desk.say(f"webhook_{one.state}")
