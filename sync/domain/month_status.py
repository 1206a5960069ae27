"""Months as pages count them, and how a cell stands in one of them.

What makes a cell stand so are its obligations (`sync/domain/obligations/`): the regular minutes it owes for that month.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Literal

MonthStatus = Literal["not_due", "missing", "on_time", "late", "not_expected"]


def first_day(month: str) -> date:
    """Of a month `YYYY-MM`."""
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    first = first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def months_until(month: str, count: int) -> tuple[str, ...]:
    """`count` months in order, the last of which is `month`."""
    first = first_day(month)
    number = first.year * 12 + first.month - 1
    return tuple(f"{one // 12:04d}-{one % 12 + 1:02d}" for one in range(number - count + 1, number + 1))
