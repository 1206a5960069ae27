"""Periods a duty comes round in: month `2026-12`, quarter `2026-Q4`, half-year `2026-H2`, year `2026`.

Days are counted from the first month of the period, so that one rule fits all. Pure calendar, no holidays.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

PeriodKind = Literal["month", "quarter", "half_year", "year"]
MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_MARK = {"quarter": "-Q", "half_year": "-H"}


class Period(NamedTuple):
    """`start`: the first month, counted from the year 0. Ordered in time within one kind."""

    kind: PeriodKind
    start: int

    @property
    def year(self) -> int:
        return self.start // 12

    @property
    def number(self) -> int:
        """Which one of its year, from 1."""
        return self.start % 12 // MONTHS[self.kind] + 1

    @property
    def key(self) -> str:
        if self.kind == "year":
            return f"{self.year:04d}"
        return month_key(self.start) if self.kind == "month" else f"{self.year:04d}{_MARK[self.kind]}{self.number}"

    @property
    def months(self) -> tuple[str, ...]:
        return tuple(month_key(self.start + one) for one in range(MONTHS[self.kind]))

    @property
    def first(self) -> date:
        return self.day(0, 1)

    @property
    def last(self) -> date:
        return self.day(MONTHS[self.kind] - 1, 31)

    def day(self, month: int, day: int) -> date:
        """A day of the month that lies `month` months from the first one; a day the month has not is its last."""
        count = self.start + month
        year, number = count // 12, count % 12 + 1
        return date(year, number, min(day, monthrange(year, number)[1]))

    def away(self, count: int) -> Period:
        return Period(self.kind, self.start + count * MONTHS[self.kind])


def days_of(key: str) -> tuple[str, str]:
    """The first and last day, `YYYY-MM-DD`, of the period with that key. Raises ValueError for what is none."""
    year, _, part = key.partition("-")
    kind: PeriodKind = "year" if not part else "quarter" if part[0] == "Q" else "half_year" if part[0] == "H" else "month"
    number = int(part.lstrip("QH")) if part else 1
    period = Period(kind, int(year) * 12 + (number - 1) * MONTHS[kind])
    return period.first.isoformat(), period.last.isoformat()


def month_key(count: int) -> str:
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def period_of(kind: PeriodKind, day: date) -> Period:
    """The period a day lies in."""
    count = day.year * 12 + day.month - 1
    return Period(kind, count - count % MONTHS[kind])


@lru_cache(maxsize=256)
def periods_between(kind: PeriodKind, first: date, last: date) -> tuple[Period, ...]:
    """Every period that has a day in common with `first` to `last`, both inclusive."""
    if last < first:
        return ()
    start, end = period_of(kind, first), period_of(kind, last)
    return tuple(start.away(one) for one in range((end.start - start.start) // MONTHS[kind] + 1))
