"""A machine that reads through the API: which unit it was let in to, what it may ask for, and until when. Pure.

A machine is to the use cases a `Person` who holds the role `machine` in its unit (`sync/domain/access.py`): it reads what was sent
there and below, and writes nothing. Its scopes narrow that further, and are asked by the door.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from sync.domain.accounts import Grant, Person
from sync.domain.text import nfc
from sync.domain.unit_changes import Wrong

Scope = Literal["units", "people", "papers", "obligations", "measures"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
ROLE = "machine"
LONGEST_NAME = 80
"""Characters."""
LONGEST_LIFE = 731
"""Days a token is good for at most: who wants more makes a new one."""
_TOKEN = re.compile(r"sohop_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Machine:
    """`hash` is all that is kept of its token; `last`: the last day it is let in; `seen_at`: the last day it asked for something,
    "" when never; `revoked_at`: ISO 8601, "" while it holds."""

    id: str
    name: str
    unit: str
    scopes: tuple[Scope, ...]
    hash: str
    made_by: str
    made_at: datetime
    last: date
    seen_at: str = ""
    revoked_at: str = ""
    revoked_by: str = ""

    def holds(self, day: date) -> bool:
        return not self.revoked_at and day <= self.last

    @property
    def person(self) -> Person:
        """Who the use cases are told is asking."""
        return Person(f"machine:{self.id}", self.name, (Grant(ROLE, self.unit, self.made_at.date(), self.last),))

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Machine:
        """Read a `machine` document of the database `machines`."""
        revoked = document.get("revoked") or {}
        return cls(
            document["_id"].removeprefix("machine:"), document["name"], document["unit"],
            tuple(scope for scope in SCOPES if scope in document["scopes"]), document["token_hash"], document["made_by"],
            datetime.fromisoformat(document["made_at"]), date.fromisoformat(document["last"]),
            document.get("seen_at", ""), revoked.get("at", ""), revoked.get("by", ""),
        )  # fmt: skip


def machine_id(id: str) -> str:
    """The id of its document."""
    return f"machine:{id}"


def token_of(chance: str) -> str:
    """A token from 43 characters of chance; its beginning tells a scanner for lost secrets what it found."""
    return f"sohop_{chance}"


def hash_of(token: str) -> str | None:
    """What is kept of a token (SHA-256, hex): 256 random bits need no slow hash. None for what cannot be one."""
    return hashlib.sha256(token.encode()).hexdigest() if _TOKEN.fullmatch(token) else None


def wrong_with_machine(name: str, scopes: Iterable[str], last: date, today: date) -> list[Wrong]:
    """What is wrong with a machine that is to be let in."""
    wrongs = wrong_with_name(name)
    scopes = list(scopes)
    if not scopes:
        wrongs.append(Wrong("scopes", "required"))
    wrongs += [Wrong("scopes", "scope_unknown", {"scope": one[:40]}) for one in scopes if one not in SCOPES]
    if last < today:
        wrongs.append(Wrong("last", "day_past"))
    elif (last - today).days > LONGEST_LIFE:
        wrongs.append(Wrong("last", "day_far", {"maximum": str(LONGEST_LIFE)}))
    return wrongs


def wrong_with_name(name: str) -> list[Wrong]:
    """A name that is shown to people."""
    if not name.strip():
        return [Wrong("name", "required")]
    if len(name) > LONGEST_NAME or name != nfc(name) or any(ord(sign) < 32 or ord(sign) == 127 for sign in name):
        return [Wrong("name", "name_unusable", {"maximum": str(LONGEST_NAME)})]
    return []
