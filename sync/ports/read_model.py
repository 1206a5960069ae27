"""What pages are drawn from: facts folded from the store's changes, which may be deleted and rebuilt at any time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sync.ports.documents import Seq


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What the read model keeps of one live paper: its record (the sent leaf where there is one).

    `held_on`, `total`, `band`, `present` and `expected` are "" or None on papers that do not tell them, and on drafts.
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


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """One receipt document: when the server had these (paper, revision, number) first."""

    unit: str
    id: str
    received_at: str
    papers: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """A document of which nothing is to be kept any more, or which was never of interest."""

    unit: str
    id: str


Fact = PaperFacts | ReceiptFacts | Gone


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


class ReadModel(Protocol):
    """What pages are drawn from: folded from the store's changes, may be deleted and rebuilt at any time.

    The facts of a document depend on that document alone, and everything else here on the facts present: so folding in
    any order, or twice, ends in the same.
    """

    async def checkpoint(self, db: str) -> tuple[str, Seq]:
        """The `uuid` of the database as last folded and how far; ("", "0") when never."""
        ...

    async def fold(self, db: str, uuid: str, seq: Seq, facts: Sequence[Fact]) -> None:
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

    async def meetings(self, units: Sequence[str], first_month: str, last_month: str) -> list[MeetingFacts]:
        """Meetings of these units in the months given (both inclusive), by unit, month, type, number."""
        ...

    async def papers(self, unit: str) -> list[PaperFacts]:
        """The sent papers of the meetings of a unit, by id."""
        ...

    async def heard(self, units: Sequence[str]) -> dict[str, str]:
        """The latest sign of life of each unit that ever gave one: a receipt's time, else the phone's own time of a save."""
        ...
