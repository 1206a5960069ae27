"""One obligation: what a unit owes for one period, with everything that was decided when it was made. Never changes after.

It stands by itself: the rule may be replaced and the unit renamed, the record still says what was owed and why.
"""

from __future__ import annotations

from typing import Any, Self

import msgspec

from sync.domain.obligations.rules import Basis, Grace, Hop, UnitKind, Words


class Exempt(msgspec.Struct, frozen=True):
    """`last`: the last day of the exemption, `YYYY-MM-DD`."""

    reason: str
    last: str


class Obligation(msgspec.Struct, frozen=True, kw_only=True):
    """`papers`: patterns of paper ids of which one fulfils it (`*` stands for one part); `paper_id`: the one to begin, where
    there is only one. `opens_at`, `due_at`: first and last moment, ISO 8601 with +07:00. `first`, `last` and the days of
    `reminders`: `YYYY-MM-DD`. `reminders_from_meeting`: days from the meeting, once its day is known. `moved_from`: the last day
    before it was moved by a holiday. `override`: the reason why another day holds for this unit. `calendar`: the holidays
    that were asked, None where they were not or did not know the year."""

    id: str
    rule: str
    rule_version: int
    rows: tuple[str, ...]
    title: Words
    source: str
    basis: Basis
    unit: str
    unit_kind: UnitKind
    to: Hop
    receivers: tuple[str, ...]
    kind: str
    paper_id: str | None
    papers: tuple[str, ...]
    period: str
    first: str
    last: str
    opens_at: str
    due_at: str
    after_meeting: int | None
    reminders: tuple[str, ...]
    reminders_from_meeting: tuple[int, ...]
    soon_days: int
    grace: Grace
    moved_from: str | None
    calendar: str | None
    override: str | None
    exempt: Exempt | None

    def as_json(self) -> dict[str, Any]:
        """Plain objects, the same as the phone's engine makes."""
        made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return made

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """Raises msgspec.ValidationError for what is no obligation; members that are not known are passed over."""
        return msgspec.convert(plain, cls)


def obligation_id(rule: str, period: str) -> str:
    """The id within the unit's workspace."""
    return f"obligation:{rule}:{period}"
