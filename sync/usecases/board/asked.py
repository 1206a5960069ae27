"""What a dashboard is asked for: a period of months, the shape of the tree on a day, which obligations, which cells. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sync.domain.errors import Refusal
from sync.domain.month_status import last_day, month_named, month_number, months_until
from sync.domain.units import CELL_TYPES

MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
TREND = 12
"""Months of the matrix and of the trend, the last of which is the last of the period."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`first`, `last`: months `YYYY-MM`, both inclusive. `shape`: the day the tree is taken from, None for the last day of the period that
    is not to come. `duty`: the rule of the obligations counted, "" for all that directive and national guidance ask. `cell_type`: cells of
    that type only, "" for all units."""

    first: str
    last: str
    shape: date | None = None
    duty: str = ""
    cell_type: str = ""

    @property
    def months(self) -> int:
        return month_number(self.last) - month_number(self.first) + 1

    @property
    def before(self) -> tuple[str, str]:
        """The period of the same length before this one."""
        start = month_number(self.first)
        return month_named(start - self.months), month_named(start - 1)

    @property
    def trend(self) -> tuple[str, ...]:
        return months_until(self.last, TREND)

    def day(self, today: date) -> date:
        """The day whose tree is shown."""
        return self.shape or min(last_day(self.last), today)


def asked(first: str, last: str, shape: str, duty: str, cell_type: str, *, today: date, rules: frozenset[str]) -> Asked:
    """From the words of an address, "" for what was not said; the present month by default, a coming one is the present one.

    Raises Refusal `bad_request` for what is no month, no day, no rule or no type, and for a period that ends before it begins.
    """
    present = f"{today:%Y-%m}"
    first, last = first or last or present, last or first or present
    if not MONTH.fullmatch(first) or not MONTH.fullmatch(last) or first > last:
        raise Refusal("bad_request")
    if duty and duty not in rules:
        raise Refusal("bad_request")
    if cell_type and cell_type not in CELL_TYPES:
        raise Refusal("bad_request")
    return Asked(min(first, present), min(last, present), _shape(shape), duty, cell_type)


def _shape(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal("bad_request") from None
