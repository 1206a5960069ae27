"""An address that is told of papers: what it wants to hear, how far it was told, and what happens when it does not answer. Pure.

Messages are those of Standard Webhooks (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md): signed with
HMAC-SHA256, told in order and at least once. An address that keeps failing is dead: it is told nothing more until an administrator has
it go on, from where it stopped.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sync.domain.accounts import Grant, Person
from sync.domain.machines.addresses import wrong_with_url
from sync.domain.machines.events import EVENT_TYPES, Event
from sync.domain.machines.machine import ROLE, wrong_with_name
from sync.domain.unit_changes import Wrong

State = Literal["on", "paused", "dead", "ended"]
"""paused: by an administrator; dead: it did not answer for days; ended: for good."""
DELAYS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds from one try of a message to the next, as Standard Webhooks proposes; after the last of them the address is dead."""
LONGEST_DELAY = 86_400
OLD_SECRET = timedelta(days=1)
"""How long messages are signed with the secret before, too, once a new one was made."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far an address was told: up to `seq` of the history whose database has this `uuid`, and of the `entry` after it `within`
    events. `at`: when the newest entry passed was accepted. `since`: while a history that was moved is gone through from its beginning,
    what was accepted before is not told again; else ""."""

    uuid: str = ""
    seq: str = "0"
    entry: str = ""
    within: int = 0
    at: str = ""
    since: str = ""

    def past(self, seq: str, at: str) -> Place:
        """Behind one entry more."""
        return Place(self.uuid, seq, "", 0, max(self.at, at), self.since)


@dataclass(frozen=True, slots=True)
class Failing:
    """A message that was not taken: since when, how often it was tried, when again, and why (`status` 0: no answer)."""

    since: str
    tries: int
    next_at: str
    status: int
    why: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """`secrets`: which secret it has, from 1 on; `secret_at`: since when. `told_at`: when a message was last taken, "" when never."""

    id: str
    name: str
    unit: str
    url: str
    events: tuple[str, ...]
    made_by: str
    made_at: str
    state: State
    place: Place
    failing: Failing | None = None
    secrets: int = 1
    secret_at: str = ""
    told_at: str = ""
    told: int = 0

    @property
    def person(self) -> Person:
        """As whom it may know of papers: a machine let in to its unit."""
        return Person(f"webhook:{self.id}", self.name, (Grant(ROLE, self.unit, date.min),))

    def wants(self, event: Event) -> bool:
        return event.type in self.events

    def secrets_at(self, now: datetime) -> tuple[int, ...]:
        """Which of its secrets sign a message now, the newest first."""
        if self.secrets > 1 and now - datetime.fromisoformat(self.secret_at) < OLD_SECRET:
            return self.secrets, self.secrets - 1
        return (self.secrets,)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Webhook:
        """Read a `webhook` document of the database `webhooks`."""
        place, failing = document.get("place") or {}, document.get("failing")
        return cls(
            document["_id"].removeprefix("webhook:"), document["name"], document["unit"], document["url"],
            tuple(document["events"]), document["made_by"], document["made_at"], document["state"], Place(**place),
            Failing(**failing) if failing else None, document.get("secrets", 1), document.get("secret_at", ""),
            document.get("told_at", ""), document.get("told", 0),
        )  # fmt: skip


def webhook_id(id: str) -> str:
    """The id of its document."""
    return f"webhook:{id}"


def failed(before: Failing | None, now: datetime, status: int, why: str, wait: float | None = None) -> tuple[State, Failing]:
    """What becomes of an address after one more try that failed; `wait`: seconds its answer asked us to wait."""
    tries = (before.tries if before else 0) + 1
    dead = status == 410 or tries > len(DELAYS)
    delay = min(max(DELAYS[min(tries, len(DELAYS)) - 1], wait or 0), LONGEST_DELAY)
    next_at = (now + timedelta(seconds=delay)).isoformat(timespec="seconds")
    since = before.since if before else now.isoformat(timespec="seconds")
    return ("dead" if dead else "on"), Failing(since, tries, next_at, status, why)


def shown_secret(key: bytes) -> str:
    """A secret as its owner is told it."""
    return "whsec_" + base64.b64encode(key).decode()


def headers(id: str, at: datetime, body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """Of one message: its id, the moment of this try, and a signature by each key."""
    stamp = str(int(at.timestamp()))
    signed = f"{id}.{stamp}.".encode() + body
    signatures = (base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in keys)
    return {"webhook-id": id, "webhook-timestamp": stamp, "webhook-signature": " ".join(f"v1,{one}" for one in signatures)}


def wrong_with_webhook(name: str, url: str, events: Iterable[str]) -> list[Wrong]:
    """What is wrong with an address that is to be told of papers."""
    wrongs, events = wrong_with_name(name), list(events)
    if code := wrong_with_url(url):
        wrongs.append(Wrong("url", code))
    if not events:
        wrongs.append(Wrong("events", "required"))
    wrongs += [Wrong("events", "event_unknown", {"event": one[:40]}) for one in events if one not in EVENT_TYPES]
    return wrongs
