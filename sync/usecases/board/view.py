"""All that a dashboard tells, as numbers and names; words and pictures are the page's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sync.domain.measures.counts import Counts
from sync.domain.measures.observing import Observed
from sync.domain.measures.rate import Thresholds
from sync.domain.measures.ratings import Gap, Weakness
from sync.domain.measures.reviewing import Queue, Reviewed
from sync.domain.month_status import MonthStatus
from sync.ports.board import Attendance, Coming
from sync.ports.read_model import PhoneFacts
from sync.usecases.board.asked import Asked
from sync.usecases.board.scope import Member, Part


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell in a month. `paper`: id of the sent minutes, "" without; `due`: the last day, None where nothing was owed."""

    month: str
    status: MonthStatus
    due: date | None = None
    paper: str = ""
    total: float | None = None
    band: str = ""


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell with its marks, oldest first; `readable`: whether the asking person may open its minutes."""

    member: Member
    heard: datetime | None
    streak: int
    missing: int
    late: int
    marks: tuple[Mark, ...] = ()
    readable: bool = False

    @property
    def owed_since(self) -> date | None:
        """The day by which the oldest minutes of the streak were due."""
        gone = [mark for mark in self.marks if mark.status == "missing"]
        return gone[-self.streak].due if self.streak and len(gone) >= self.streak else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what is shown can be known: cells that gave a sign of life since `since`, and the days since the one that is silent
    longest did, None where one never has."""

    since: date
    cells: int
    heard: int
    longest_silence: int | None


@dataclass(frozen=True, slots=True)
class Exempted:
    """An exemption that holds in the period, or an obligation let go in it. `rule`: None for all."""

    unit: str
    name: str
    rule: str | None
    first: date
    last: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class UnitChange:
    """`what`: `began`, `ended`, `renamed`, `moved`; `about`: the new name, the new committee, or what it was made from."""

    unit: str
    name: str
    what: str
    day: date
    about: str = ""


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What waits, and what was returned and is not back, now and at the end of the period before."""

    queue: Queue
    before: Queue
    returned: int
    returned_before: int
    reviewed: Reviewed


@dataclass(frozen=True, slots=True)
class BoardView:
    """`unit` or `group` says about whom. `page` of `pages`: of the matrix, whose lines have their marks; `calls`: the first of those to be
    called, of `to_call`."""

    title: str
    asked: Asked
    today: date
    now: str
    as_of: str
    day: date
    by_origin: bool
    thresholds: Thresholds
    coverage: Coverage
    counts: Counts
    before: Counts
    trend: tuple[tuple[str, Counts], ...]
    by_part: tuple[tuple[Part, Counts], ...]
    by_rule: Mapping[str, Counts]
    coming: tuple[Coming, ...]
    days_late: Mapping[int, int]
    lines: tuple[CellLine, ...]
    page: int
    pages: int
    cells: int
    calls: tuple[CellLine, ...]
    to_call: int
    unheard: tuple[CellLine, ...]
    review: ReviewState
    bands: Mapping[str, int]
    gap: Gap
    weak: tuple[Weakness, ...]
    attendance: tuple[Attendance, ...]
    thematic: tuple[tuple[str, Counts], ...]
    observed: Observed
    phones: tuple[PhoneFacts, ...]
    exempted: tuple[Exempted, ...]
    changes: tuple[UnitChange, ...]
