"""What differs for one unit: another day (override), nothing owed for a time (exemption), one duty let go (waiver).

All carry their reason. Overrides and exemptions count when a record is made; a waiver is for a record that is there.
"""

from __future__ import annotations

from datetime import date

import msgspec

from sync.domain.obligations.periods import PeriodKind
from sync.domain.obligations.rules import DayOf, Due, Shift


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For one unit and rule, for every period whose last day by the rule lies in `first` to `last` (both inclusive; None:
    until further notice). What is None stays as the rule has it; `period` only for rules that are owed when chosen."""

    unit: str
    rule: str
    first: date
    reason: str
    last: date | None = None
    due: Due | None = None
    opens: DayOf | None = None
    shift: Shift | None = None
    after_meeting: int | None = None
    period: PeriodKind | None = None

    def holds(self, unit: str, rule: str, day: date) -> bool:
        return (self.unit, self.rule) == (unit, rule) and self.first <= day and (self.last is None or day <= self.last)


class Exemption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rule` None: from everything. It always has an end."""

    unit: str
    first: date
    last: date
    reason: str
    rule: str | None = None

    def holds(self, unit: str, rule: str, day: date) -> bool:
        return self.unit == unit and self.rule in (None, rule) and self.first <= day <= self.last


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One obligation of one unit, let go by somebody who may."""

    unit: str
    obligation: str
    reason: str
    by: str
    at: str
