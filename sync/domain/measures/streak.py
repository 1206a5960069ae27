"""A cell's months as a text, a letter each, oldest first: how many papers are missing in a row, up to the last one that was due."""

from __future__ import annotations

from sync.domain.month_status import MonthStatus

LETTERS: dict[str, MonthStatus] = {"t": "on_time", "l": "late", "n": "late", "m": "missing", "d": "not_due", "x": "not_expected"}


def streak_of(months: str) -> int:
    """What is not due yet is passed over; a month in which nothing was expected ends the row."""
    due = months.rstrip("d")
    return len(due) - len(due.rstrip("m"))
