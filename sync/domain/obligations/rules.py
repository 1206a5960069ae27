"""The shape of a rule: who owes which paper, in which period, by when, to whom, and which document says so.

Rules are data (`sync/rules/<rule set>/<version>.json`); a published version never changes.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from sync.domain.obligations.periods import PeriodKind

UnitKind = Literal["cell", "base_cell", "commune", "team", "board"]
Hop = Literal["committee", "observers", "members", "standing_board"]
"""To whom: the committee above; those who are assigned to observe; the members of the team; the standing board."""
Shift = Literal["none", "next_working_day", "previous_working_day"]
Basis = Literal["directive", "national", "internal"]
"""Who set the date: the directive; central guidance; or only custom here, which no one is blamed for."""
Grace = Literal["network", "none"]
"""`network`: done on the phone in time and received later is a class of its own; `none`: the server's clock alone counts."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    vi: str
    en: str


class DayOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day of the month that lies `month` months from the period's first; a day the month has not is its last."""

    month: int
    day: int


class Due(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`before` the day unless `inclusive`: "trước ngày 02" ends with day 01. `shift`: where the last day is no working day."""

    month: int
    day: int
    inclusive: bool = False
    shift: Shift = "none"


class Reminder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of: a day of a month; days from the last day (`due`, not above 0); days from the meeting, where its day is known."""

    month: int | None = None
    day: int | None = None
    due: int | None = None
    meeting: int | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rows` are the rows of the requirement table it answers; `only` the numbers of the periods in their year (all when
    empty); `papers` the patterns of paper ids of which one fulfils it; `after_meeting` the days the report may take once
    the meeting's day is known. `owed` `when_chosen`: only by units for which an override sets the day."""

    rule: str
    rows: tuple[str, ...]
    title: Words
    source: str
    basis: Basis
    owes: tuple[UnitKind, ...]
    to: Hop
    kind: str
    papers: tuple[str, ...]
    period: PeriodKind
    opens: DayOf
    due: Due
    grace: Grace
    valid_from: date
    valid_to: date | None = None
    only: tuple[int, ...] = ()
    after_meeting: int | None = None
    reminders: tuple[Reminder, ...] = ()
    soon_days: int = 3
    owed: Literal["always", "when_chosen"] = "always"
    version: int = 0
    """Of the rule set it stands in; filled in by `RuleSet.dated`."""


class RuleSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file. A later version may change some rules and leave others out; those stand as they were."""

    set: str
    version: int
    title: Words
    source: str
    rules: tuple[Rule, ...]

    def dated(self) -> tuple[Rule, ...]:
        """Its rules, each knowing its version."""
        return tuple(msgspec.structs.replace(rule, version=self.version) for rule in self.rules)
