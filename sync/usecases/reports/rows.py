"""What a figure of a report is counted from: rows that a reader can follow to the papers behind them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

Figures = Mapping[str, tuple["Row", ...]]
"""By the name of the report's field, the rows it is counted from."""


HOW = ("held", "not_held", "on_day", "other_day", "attended", "not_attended", "kept", "faulty")
"""How a row may stand, beside the statuses of obligations; a test asks that each has a word."""


class Row(NamedTuple):
    """`unit`: id; `what`: the paper's id, or words; `day`: `YYYY-MM-DD`, "" where there is none; `how`: an obligation's status, or
    words; `paper`: id of a paper that shows it, "" without; `at`: the unit in whose book that lies, "" where it is `unit`."""

    unit: str
    what: str
    day: str = ""
    how: str = ""
    paper: str = ""
    at: str = ""


def percent(part: int, whole: int) -> float | int | None:
    """`part` of `whole` in per cent to one digit, halves up; None of nothing. Exact, and what the form's own sum gives."""
    if whole <= 0:
        return None
    tenths = (2000 * part + whole) // (2 * whole)
    return tenths // 10 if tenths % 10 == 0 else tenths / 10


def span_before(first: date, last: date) -> tuple[date, date]:
    """The period of the same length just before: whole months before whole months, else as many days."""
    following = last + timedelta(days=1)
    if first.day == 1 and following.day == 1:
        months = (following.year - first.year) * 12 + following.month - first.month
        count = first.year * 12 + first.month - 1 - months
        return date(count // 12, count % 12 + 1, 1), first - timedelta(days=1)
    return first - (last - first) - timedelta(days=1), first - timedelta(days=1)
