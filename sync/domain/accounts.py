"""People who log in, and the roles they hold in units from one day to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

USERNAME = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
ROLES = (
    "secretary", "deputy_secretary", "note_taker", "assessor", "commune_officer", "commune_leader", "observer", "team_leader",
    "organisation_board", "standing_board", "administrator",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in a unit; `last` None = until further notice."""

    role: str
    unit: str
    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is asking. What the doors put in front of every use case."""

    username: str
    name: str
    grants: tuple[Grant, ...]
    lang: str = "vi"

    def held(self, day: date) -> tuple[Grant, ...]:
        """The roles in force on that day."""
        return tuple(grant for grant in self.grants if grant.holds(day))

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Person:
        """Read an `account` document of the database `accounts` (never its password hash)."""
        grants = tuple(
            Grant(
                row["role"], row["unit"], date.fromisoformat(row["from"]), date.fromisoformat(row["to"]) if row.get("to") else None
            )
            for row in document["roles"]
        )
        return cls(document["username"], document["name"], grants, document.get("lang", "vi"))


def account_id(username: str) -> str:
    return f"account:{username}"
