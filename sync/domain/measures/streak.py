"""How many periods in a row a paper is missing, up to the last one that was due."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile, takewhile

from sync.domain.month_status import MonthStatus


def streak_of(months: Sequence[MonthStatus]) -> int:
    """`months` oldest first. What is not due yet is passed over; a month in which nothing was expected ends the row."""
    due = dropwhile(lambda one: one == "not_due", reversed(months))
    return sum(1 for _ in takewhile(lambda one: one == "missing", due))
