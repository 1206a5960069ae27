"""/api/push: the phone has itself reminded, and tells what became of it (docs/reminders.md)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_204_NO_CONTENT
from msgspec import Meta

from server.api.asking import scope_of
from server.api.doors import Doors
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.reminders.endpoints import LONGEST_ENDPOINT
from sync.domain.reminders.subscription import Subscription
from sync.domain.reminders.wishes import Wishes
from sync.usecases.reminders.take_events import Told

MOST_EVENTS = 50
Endpoint = Annotated[str, Meta(max_length=LONGEST_ENDPOINT)]


class Key(msgspec.Struct):
    """`key`: base64url of an uncompressed P-256 point, for `applicationServerKey`; `id` is told back with what was made with it."""

    key: str
    id: str


class BrowserKeys(msgspec.Struct):
    """As `PushSubscription.toJSON()` gives them."""

    p256dh: Annotated[str, Meta(max_length=120)]
    auth: Annotated[str, Meta(max_length=120)]


class NewSubscription(msgspec.Struct, forbid_unknown_fields=True):
    """`device`: a word by which the person knows his phone again; `key`: id of the key it was made with; `replaces`: the endpoint the
    browser had before."""

    device: Annotated[str, Meta(max_length=120)]
    endpoint: Endpoint
    keys: BrowserKeys
    key: Annotated[str, Meta(max_length=40)]
    replaces: Endpoint | None = None


class OldSubscription(msgspec.Struct, forbid_unknown_fields=True):
    endpoint: Endpoint


class ToldEvent(msgspec.Struct, forbid_unknown_fields=True):
    """`at`: by the phone's clock, ISO 8601 with offset."""

    reminder: Annotated[str, Meta(max_length=120)]
    event: Literal["shown", "opened", "later"]
    at: Annotated[str, Meta(max_length=40)]


class ToldWishes(msgspec.Struct, forbid_unknown_fields=True):
    """`first`: the clock time (`HH:MM`) before which nothing is told, "" for that of the rules; `meetings`: whether to be told of the
    meetings of tomorrow."""

    first: Annotated[str, Meta(max_length=5)]
    meetings: bool


class PushController(Controller):
    path = "/push"
    tags = ("push",)

    @get("/key")
    async def key(self, doors: NamedDependency[Doors]) -> Key:
        """The newest key. Error: `push_not_set_up`."""
        _set_up(doors)
        newest = doors.push_keys.newest
        return Key(newest.public, newest.id)

    @post("/subscriptions", status_code=HTTP_204_NO_CONTENT)
    async def subscribe(
        self,
        data: NewSubscription,
        request: Request[Any, Any, Any],
        person: NamedDependency[Person],
        doors: NamedDependency[Doors],
    ) -> None:
        """Remind this phone. Errors: `push_not_set_up`, `push_endpoint_refused`, `push_subscription_wrong`."""
        _set_up(doors)
        session = await doors.identity.session_of(scope_of(request))
        if session is None:
            raise Refusal("session_missing")
        made = Subscription(
            person.username, session.hash, data.device or session.device, data.endpoint, data.keys.p256dh, data.keys.auth, data.key, ""
        )
        await doors.subscriptions.keep(made, (one.id for one in doors.push_keys.all()), data.replaces)

    @delete("/subscriptions", status_code=HTTP_204_NO_CONTENT)
    async def unsubscribe(self, data: OldSubscription, person: NamedDependency[Person], doors: NamedDependency[Doors]) -> None:
        """Remind this phone no more; of one that is not there nothing happens."""
        await doors.subscriptions.forget(person.username, data.endpoint)

    @post("/events", status_code=HTTP_204_NO_CONTENT)
    async def events(
        self,
        data: Annotated[list[ToldEvent], Meta(max_length=MOST_EVENTS)],
        person: NamedDependency[Person],
        doors: NamedDependency[Doors],
    ) -> None:
        """What became of digests: shown, opened, wanted again in the afternoon. May be told late and twice."""
        if len(data) > MOST_EVENTS:
            raise Refusal("body_too_large")
        await doors.take_events(person, [Told(one.reminder, one.event, one.at) for one in data])


    @get("/wishes")
    async def wishes(self, person: NamedDependency[Person], doors: NamedDependency[Doors]) -> ToldWishes:
        """What this person wants of his reminders."""
        held = await doors.wishes.of(person.username)
        return ToldWishes(held.first, held.meetings)

    @put("/wishes", status_code=HTTP_204_NO_CONTENT)
    async def wish(self, data: ToldWishes, person: NamedDependency[Person], doors: NamedDependency[Doors]) -> None:
        """Want something else, on all his phones. Errors: `answers_invalid`, `conflict`."""
        await doors.wishes.keep(person.username, Wishes(data.first, data.meetings))


def _set_up(doors: Doors) -> None:
    if doors.subscriptions.hosts.none:
        raise Refusal("push_not_set_up")
