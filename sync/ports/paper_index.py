"""Which sent papers there are, where each stands, and in which of them words occur: folded from the store's changes, may be deleted
and rebuilt at any time.

Tells ids and facts, never what a paper says: that is read in the store. Who may see what is asked by the use cases, which name the
units and kinds to look in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sync.ports.documents import Seq
from sync.ports.read_model import Gone, ReceiptFacts


@dataclass(frozen=True, slots=True)
class SentPaper:
    """The record of a sent paper. `month` `YYYY-MM`, "" where it is of none; `day`: of its meeting, else when it was sent; `words`:
    what it says, folded, words parted by spaces."""

    unit: str
    id: str
    kind: str
    rev: str
    form: str
    version: int
    month: str
    day: str
    author: str
    done_at: str
    words: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A review that was sent: what was decided about revision `rev` of `paper`."""

    unit: str
    id: str
    paper: str
    rev: str
    decision: str
    at: str


Indexed = SentPaper | Decided | ReceiptFacts | Gone
"""What the index keeps of one document."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A sent paper as lists tell it. `received_at` and `receipt`: of this very revision, "" while there is none; `decision`: the newest
    about this revision, "" for none; `changed_at`: the newest of all this, by which what is new is asked for."""

    unit: str
    id: str
    kind: str
    rev: str
    form: str
    version: int
    month: str
    day: str
    author: str
    done_at: str
    received_at: str
    receipt: str
    decision: str
    decided_at: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class Within:
    """Where to look: in `units`, for `kinds`."""

    units: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperFilter:
    """What to tell of; "" asks nothing. `first` and `last`: days, both inclusive; `since`: what changed at that moment or later;
    `decision`: "sent" for papers about which nothing was decided."""

    first: str = ""
    last: str = ""
    since: str = ""
    decision: str = ""
    author: str = ""


Order = Literal["id", "changed", "newest"]
"""By unit and id; by when it changed, the oldest first; by day, the newest first."""
PlaceInOrder = tuple[str, ...]
"""What a list goes on after: (unit, id), (changed_at, unit, id) or (day, unit, id)."""


def place_of(row: PaperRow, order: Order) -> PlaceInOrder:
    """Where a paper stands in that order."""
    match order:
        case "id":
            return row.unit, row.id
        case "changed":
            return row.changed_at, row.unit, row.id
        case "newest":
            return row.day, row.unit, row.id


class PaperIndex(Protocol):
    """Folding in any order, or twice, ends in the same."""

    async def checkpoint(self, db: str) -> tuple[str, Seq]:
        """The `uuid` of the database as last folded and how far; ("", "0") when never."""
        ...

    async def fold(self, db: str, uuid: str, seq: Seq, facts: Sequence[Indexed]) -> None:
        """Take facts and the new checkpoint, in one transaction."""
        ...

    async def forget(self, db: str) -> None:
        """Drop everything of a workspace that is gone or was made anew."""
        ...

    async def caught_up(self, at: datetime) -> None:
        """Everything that the store held at `at` has been folded."""
        ...

    async def as_of(self) -> str:
        """The last `caught_up`, ISO 8601; "" when never."""
        ...

    async def papers(
        self, within: Sequence[Within], asked: PaperFilter, order: Order, after: PlaceInOrder | None, limit: int
    ) -> list[PaperRow]:
        """At most `limit` of them, those after `after`."""
        ...

    async def receipts_numbered(self, number: str) -> list[tuple[str, str]]:
        """(unit, id) of the receipt documents that hold this short number."""
        ...

    async def count(self, within: Sequence[Within], asked: PaperFilter) -> int: ...

    async def find(
        self, within: Sequence[Within], terms: Sequence[str], asked: PaperFilter, after: PlaceInOrder | None, limit: int, *, begun: bool = False
    ) -> list[PaperRow]:
        """The newest first: papers in which all `terms` occur. A term is one or more folded words that stand beside each other; `begun`:
        the last may be the beginning of a word."""
        ...
