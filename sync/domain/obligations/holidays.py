"""Working days: Monday to Friday without public holidays, and Saturdays worked in exchange.

The days are data (`sync/rules/holidays/<country>/<version>.json`). A year that is not in the data is told by `covers`, and
no last day is moved in it: a guess would be worse than the date the directive names.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from sync.domain.obligations.rules import Shift, Words

SATURDAY = 5


class Holiday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`days` off, working days given in exchange or in lieu among them."""

    name: str
    days: tuple[date, ...]


class Year(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`tet`: the first day of the lunar year; `announced`: whether the days off have been announced or follow from the law;
    `worked`: Saturdays worked in exchange for a weekday off."""

    year: int
    tet: date
    announced: bool
    holidays: tuple[Holiday, ...]
    worked: tuple[date, ...] = ()


class Calendar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All years of one file; `names` has the words for each holiday."""

    calendar: str
    version: int
    source: str
    names: dict[str, Words]
    years: tuple[Year, ...]

    def covers(self, day: date) -> bool:
        return any(one.year == day.year for one in self.years)

    def holiday(self, day: date) -> str | None:
        """The name of the holiday a day is off for."""
        found = (one.name for year in self.years if year.year == day.year for one in year.holidays if day in one.days)
        return next(found, None)

    def is_working(self, day: date) -> bool:
        """Whether offices work. In a year that is not covered, from Monday to Friday."""
        worked = any(day in year.worked for year in self.years)
        return worked or (day.weekday() < SATURDAY and self.holiday(day) is None)


def shifted(day: date, policy: Shift, calendar: Calendar | None) -> date:
    """The last day after the policy. Without a calendar, or where it knows the year not, the day as it is."""
    if calendar is None:
        return day
    step = {"none": 0, "next_working_day": 1, "previous_working_day": -1}[policy]
    moved = day
    while step and calendar.covers(moved) and not calendar.is_working(moved):
        moved += timedelta(days=step)
    return moved if calendar.covers(moved) else day
