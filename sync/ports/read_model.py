"""What pages are drawn from: facts folded from the store's changes, which may be deleted and rebuilt at any time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sync.ports.documents import Seq


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What the read model keeps of one live paper: its record (the sent leaf where there is one).

    `held_on`, `total`, `band`, `present` and `expected` are "" or None on papers that do not tell them, and on drafts. `cell`, `observer`
    and `attended` are of a visit, whose month, type and number are those of the meeting visited.
    """

    unit: str
    id: str
    kind: str
    state: str
    rev: str
    saved_at: str
    done_at: str = ""
    month: str = ""
    type: str = ""
    number: int = 0
    held_on: str = ""
    total: float | None = None
    band: str = ""
    present: int | None = None
    expected: int | None = None
    cell: str = ""
    observer: str = ""
    attended: bool | None = None


@dataclass(frozen=True, slots=True)
class LostPoints:
    """A criterion of a sheet on which not all points were given."""

    template: str
    version: int
    code: str
    points: float
    max: float


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A sent score sheet: its facts, and where it lost points. `template` and `version` are of its scoring table."""

    paper: PaperFacts
    template: str
    version: int
    lost: tuple[LostPoints, ...]


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A row of an assignment: who sits in with which cell's meeting. `meeting` is the key of the meeting, without its kind; `place`: which
    row of the paper it is, from 1."""

    cell: str
    meeting: str
    observer: str
    name: str
    day: str
    place: int


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """A sent assignment with its rows."""

    paper: PaperFacts
    rows: tuple[PlannedVisit, ...]


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """A sent review of one revision of a paper, beside it. `decision`: `accepted` whatever the word of acceptance, or `returned`."""

    unit: str
    id: str
    paper: str
    rev: str
    decision: str
    official_band: str
    decided_at: str


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """A frozen record of what the unit owes, as JSON."""

    unit: str
    id: str
    body: str


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """One receipt document: when the server had these (paper, revision, number) first. `drift_ms`: server time minus the clock of the
    phone that brought them, None where it was not told."""

    unit: str
    id: str
    received_at: str
    papers: tuple[tuple[str, str, str], ...]
    drift_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """A document of which nothing is to be kept any more, or which was never of interest."""

    unit: str
    id: str


@dataclass(frozen=True, slots=True)
class PhoneFacts:
    """What a phone last told of itself. `unit` is "" and `id` names the phone; `units`: those whose books it holds."""

    unit: str
    id: str
    username: str
    units: tuple[str, ...]
    seen_at: str
    version: str = ""
    unsent: int | None = None
    drift_ms: int | None = None
    storage_free: int | None = None
    push: str = ""


Fact = PaperFacts | SheetFacts | AssignmentFacts | ReceiptFacts | ReviewFacts | RecordFacts | PhoneFacts | Gone


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One revision of a paper that came."""

    paper: str
    rev: str
    received_at: str
    drift_ms: int | None


@dataclass(frozen=True, slots=True)
class WorkspaceFacts:
    """All that is folded of one workspace, from which its standing is worked out."""

    papers: list[PaperFacts]
    receipts: list[ReceivedRow]
    reviews: list[ReviewFacts]
    records: list[str]


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One obligation and what became of it, whatever the time of day (`sync/domain/measures/status.py`).

    `month`: the month it is reckoned to: the period where that is a month, else that of its last day. `days_late`: whole days after the
    last moment, 0 where it came in time. `overtaken`: a plan of a meeting that was held without it. `reason`: of an exemption."""

    unit: str
    id: str
    rule: str
    basis: str
    kind: str
    period: str
    month: str
    opens_at: str
    due_at: str
    outcome: str
    received_at: str
    paper: str
    days_late: int
    decision: str
    draft: bool
    overtaken: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One revision of a paper that is reviewed, and what was decided about it. `next_at`: when the next revision came; `first`: whether
    it was the paper's first. Times are "" while there are none; days are whole."""

    unit: str
    paper: str
    rev: str
    kind: str
    received_at: str
    decision: str
    decided_at: str
    next_at: str
    first: bool
    lag: int | None
    mended: int | None


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """What follows from the facts of one workspace. `heard_at`: the latest sign of life, "" without any."""

    owed: tuple[OwedRow, ...]
    turns: tuple[Turn, ...]
    heard_at: str


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """One meeting of a cell as its sent papers tell it. `minutes` is the id of the sent minutes, "" while there are none;
    `received_at` is when the server first received them."""

    unit: str
    month: str
    type: str
    number: int
    held_on: str = ""
    minutes: str = ""
    done_at: str = ""
    received_at: str = ""
    receipt: str = ""
    total: float | None = None
    band: str = ""
    present: int | None = None
    expected: int | None = None
    official: str = ""


class ReadModel(Protocol):
    """What pages are drawn from: folded from the store's changes, may be deleted and rebuilt at any time.

    The facts of a document depend on that document alone, and everything else here on the facts present and the rules of deadlines: so
    folding in any order, or twice, ends in the same.
    """

    @property
    def folds(self) -> int:
        """Grows whenever something has changed; for whoever waits for news."""
        ...

    async def wait_folded(self, after: int, timeout: float) -> int:
        """`folds` as soon as it is greater than `after`, or as it is after `timeout` seconds."""
        ...

    async def checkpoint(self, db: str) -> tuple[str, Seq]:
        """The `uuid` of the database as last folded and how far; ("", "0") when never."""
        ...

    async def fold(self, db: str, uuid: str, seq: Seq, facts: Sequence[Fact]) -> None:
        """Take facts and the new checkpoint, in one transaction."""
        ...

    async def forget(self, db: str) -> None:
        """Drop everything of a workspace that is gone or was made anew."""
        ...

    async def unsettled(self, keys: Mapping[str, str]) -> list[str]:
        """Units whose standing has to be worked out: those with new facts, and those of `keys` that were settled under another key."""
        ...

    async def settle(self, keys: Mapping[str, str], work_out: Callable[[str, WorkspaceFacts], UnitStanding]) -> None:
        """Work out the standing of each of these units from all that is folded of it, and keep it under the unit's key, in the place of
        what was there; in one transaction. `work_out` is pure, and may be called in another thread."""
        ...

    async def caught_up(self, at: datetime) -> None:
        """Everything that the store held at `at` has been folded."""
        ...

    async def as_of(self) -> str:
        """The last `caught_up`, ISO 8601; "" when never."""
        ...

    async def meetings(self, units: Sequence[str], first_month: str, last_month: str) -> list[MeetingFacts]:
        """Meetings of these units in the months given (both inclusive), by unit, month, type, number."""
        ...

    async def papers(self, unit: str) -> list[PaperFacts]:
        """The sent papers of the meetings of a unit, by id."""
        ...

    async def heard(self, units: Sequence[str]) -> dict[str, str]:
        """The latest sign of life of each unit that ever gave one: a receipt's time, else the phone's own time of a save."""
        ...
