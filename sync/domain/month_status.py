"""How a cell stands for a month: when the minutes of its regular meeting are due, and what that makes of them on a day.

The rule `regular_minutes` of `sync/rules` in short, for pages that show a year of many cells at once (a test compares them): the
report is due two days after the meeting; a month with no known meeting is due at its end. Where something else was settled for
one cell, its records decide (`sync/usecases/obligations/read_owed.py`). Pure: today comes in as an argument. Never looks at
drafts: what was not sent counts as not there.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

MonthStatus = Literal["not_due", "missing", "on_time", "late", "not_expected"]
DAYS_TO_REPORT = 2


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


def due_on(month: str, held_on: date | None) -> date:
    """The last day on which the minutes are on time; `held_on`: the day of the meeting where it is known."""
    if held_on is None or abs(held_on.year - first_day(month).year) > 1:
        return last_day(month)
    # A meeting put off beyond its month gains no more than one on its last day.
    return max(min(held_on, last_day(month)) + timedelta(days=DAYS_TO_REPORT), first_day(month))


def month_status(due: date, received_on: date | None, today: date) -> MonthStatus:
    """`received_on`: the day (in Viet Nam) the server first received the sent minutes, None while it has not."""
    if received_on is not None:
        return "on_time" if received_on <= due else "late"
    return "missing" if today > due else "not_due"
