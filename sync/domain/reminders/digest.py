"""A digest: everything one person is told at once, why, and what became of it. One document, `reminder:<user name>:<day>:<n>`.

The id says whose it is and of which round of which day, so that any number of workers make it once, however often they start again.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from sync.domain.obligations.rules import Words

ItemKind = Literal["owed", "finished", "overdue", "returned", "assigned", "meeting", "below"]
Outcome = Literal["unknown", "accepted", "gone", "throttled", "too_large", "refused", "failed", "timeout", "unreachable", "forbidden_host"]
State = Literal["planned", "sending", "closed"]
Result = Literal["", "accepted", "no_phone", "not_owed_any_more", "failed", "too_late"]
Event = Literal["shown", "opened", "later"]


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to do. `about`: the obligation or the paper. `paper`: what a tap opens, "" for the list of tasks. `due_at`: its last
    moment, "" where there is none. `day`: the day that called for it, `YYYY-MM-DD`. `count`: of `below`, how many units owe it, of
    `assigned`, to how many meetings. Of a meeting `title` is the place where it is known, `due_at` the day and `at` the clock time."""

    kind: ItemKind
    unit: str
    unit_name: str
    about: str
    title: Words
    day: str
    due_at: str = ""
    paper: str = ""
    count: int = 1
    at: str = ""

    @property
    def key(self) -> str:
        """The same as long as it is about the same thing, whatever the words."""
        return f"{self.unit}/{self.about}"


class Attempt(msgspec.Struct, frozen=True, omit_defaults=True):
    """One sending to one phone. Written down before it is made, `unknown`: whoever starts again knows that it may have gone out."""

    phone: str
    at: str
    outcome: Outcome = "unknown"
    status: int | None = None
    again_at: str = ""


class Followed(msgspec.Struct, frozen=True):
    """A paper that came within 24 hours of what asked for it."""

    unit: str
    about: str
    received_at: str


class Digest(msgspec.Struct, frozen=True, omit_defaults=True):
    """`rules`: what it was made by. `owed`: what the person owes in all. `expires_at`: after it nobody needs to be told any more. `claim`
    and `claimed_until`: the worker that is sending it, and how long the others leave it alone. Times are ISO 8601."""

    username: str
    day: str
    n: int
    made_at: str
    rules: str
    lang: str
    items: tuple[Item, ...]
    owed: int
    expires_at: str
    state: State = "planned"
    claim: str = ""
    claimed_until: str = ""
    result: Result = ""
    closed_at: str = ""
    attempts: tuple[Attempt, ...] = ()
    accepted_at: str = ""
    shown_at: str = ""
    opened_at: str = ""
    later_at: str = ""
    followed: tuple[Followed, ...] = ()

    @property
    def id(self) -> str:
        return reminder_id(self.username, self.day, self.n)

    def to_document(self) -> dict[str, Any]:
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return {"_id": self.id, "kind": "reminder", **plain}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Digest:
        """Raises msgspec.ValidationError."""
        return msgspec.convert(document, cls)


def reminder_id(username: str, day: str, n: int) -> str:
    return f"reminder:{username}:{day}:{n}"
