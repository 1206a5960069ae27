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


def month_number(month: str) -> int:
    """Months on one count for all years."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month_named(number: int) -> str:
    """`YYYY-MM` of a `month_number`."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def months_until(month: str, count: int) -> tuple[str, ...]:
    """`count` months in order, the last of which is `month`."""
    number = month_number(month)
    return tuple(month_named(one) for one in range(number - count + 1, number + 1))
