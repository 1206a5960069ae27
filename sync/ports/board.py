"""What the dashboards ask of the read model: counts, made where the rows are, and rows a page at a time.

Units, months and days are asked for; nothing here knows who asks. Months are `YYYY-MM`, both inclusive; `now` is ISO 8601 with +07:00
and milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.domain.measures.counts import Counts
from sync.domain.measures.observing import Observed
from sync.domain.measures.ratings import Weakness
from sync.domain.measures.reviewing import Queue, Reviewed
from sync.domain.measures.tally import Tally
from sync.ports.read_model import OwedRow, PhoneFacts

MINUTES = "regular_minutes"
"""The rule whose months the matrix shows, and by which cells are ranked."""


@dataclass(frozen=True, slots=True)
class Duties:
    """Which obligations: of these rules; of all but the custom ones where `rules` is empty."""

    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkDetail:
    """What a square of the matrix tells beside its standing. `received_at`: "" while nothing was."""

    paper: str
    total: float | None
    band: str
    due_at: str
    received_at: str


@dataclass(frozen=True, slots=True)
class Coming:
    """What is still to come of one rule and period: how many units owe it by `due_at` (the nearest), and how many have sent it."""

    rule: str
    period: str
    due_at: str
    expected: int
    received: int


@dataclass(frozen=True, slots=True)
class Ratings:
    """Of regular meetings with a sheet: `bands` by name, `both`: (own, official, how many), `lost`: criteria where points were lost."""

    bands: dict[str, int]
    both: tuple[tuple[str, str, int], ...]
    lost: tuple[Weakness, ...]


@dataclass(frozen=True, slots=True)
class Attendance:
    """Of regular meetings with a roll call: members present of those who should have been."""

    month: str
    present: int
    expected: int
    meetings: int


@dataclass(frozen=True, slots=True)
class OwedFilter:
    """Which rows of obligations. `standing`: one of `on_time`, `late`, `late_by_network`, `missing`, `open`, `exempt`, `received`,
    `expected`, `accepted`, `returned`, `late_both`, `fair`, `on_the_phone`, or "" for all."""

    first: str
    last: str
    duties: Duties = Duties()
    standing: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class OwedPage:
    """Rows of one page, and how many there are in all."""

    rows: list[OwedRow]
    all: int


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that makes a number. `about` depends on what was asked: a band, points, present of expected, a decision."""

    unit: str
    paper: str
    at: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PapersPage:
    rows: list[PaperRow]
    all: int


class BoardModel(Protocol):
    """Counts for the dashboards; all of it read from what was folded."""

    async def tally(self, units: Sequence[str], last: str, now: str) -> Tally:
        """All that these units owed up to a month, to be counted in many ways."""
        ...

    async def owed_of_rule(self, rule: str, units: Sequence[str], first: str, last: str, now: str) -> dict[str, Counts]:
        """Of one rule, by period."""
        ...

    async def days_late(self, units: Sequence[str], first: str, last: str, duties: Duties) -> dict[int, int]:
        """Of what came late, by whole days, how many."""
        ...

    async def coming(self, units: Sequence[str], duties: Duties, now: str) -> list[Coming]:
        """What is open now, the nearest last moment first."""
        ...

    async def mark_details(self, cells: Sequence[str], first: str, last: str) -> dict[tuple[str, str], MarkDetail]:
        """By (cell, month)."""
        ...

    async def reviewed(self, units: Sequence[str], first: str, last: str) -> Reviewed:
        """Turns decided in these months."""
        ...

    async def queue(self, units: Sequence[str], until: str) -> Queue:
        """What waited for a decision at that moment."""
        ...

    async def returned(self, units: Sequence[str], until: str) -> int:
        """Papers that were returned and had not come back by that moment."""
        ...

    async def ratings(self, cells: Sequence[str], first: str, last: str) -> Ratings:
        """Bands, gaps and lost points of these months."""
        ...

    async def attendance(self, cells: Sequence[str], first: str, last: str) -> list[Attendance]:
        """By month."""
        ...

    async def observed(self, cells: Sequence[str], first: str, last: str, today: str) -> Observed:
        """Visits to meetings of these months."""
        ...

    async def phones(self, units: Sequence[str]) -> list[PhoneFacts]:
        """Phones that hold the book of one of these units, the one longest not seen first."""
        ...

    async def owed_rows(self, units: Sequence[str], asked: OwedFilter, now: str, page: int, size: int) -> OwedPage:
        """What is missing first, then by last moment. Raises KeyError for a standing that is none."""
        ...

    async def paper_rows(self, what: str, units: Sequence[str], first: str, last: str, now: str, page: int, size: int) -> PapersPage:
        """Papers that make a number: `waiting`, `returned`, `decided`, `ratings`, `gap`, `attendance`, `visits`, `planned`, `missed`, `ahead`,
        `ratings:<band>` or `lost:<template>:<version>:<code>`. Raises KeyError or ValueError for what is none of these."""
        ...
