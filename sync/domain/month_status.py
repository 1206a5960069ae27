"""How a cell stands for a month: when the minutes of its regular meeting are due, and what that makes of them on a day.

The report to the committee above is due two days after the meeting; a month with no known meeting is due at its end.
Pure: today comes in as an argument. Never looks at drafts: what was not sent counts as not there.
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
    return held_on + timedelta(days=DAYS_TO_REPORT) if held_on else last_day(month)


def month_status(month: str, held_on: date | None, received_on: date | None, today: date) -> MonthStatus:
    """`received_on`: the day (in Viet Nam) the server first received the sent minutes, None while it has not."""
    due = due_on(month, held_on)
    if received_on is not None:
        return "on_time" if received_on <= due else "late"
    return "missing" if today > due else "not_due"
