"""Which papers carry an official number, in which series it runs, and what two papers that proposed the same one come to. Pure.

Numbers run from 01 for each type of paper and each term of the Party's congresses, which meet every five years (Điều lệ Đảng, điều 12;
the terms 2020–2025, 2025–2030 and so on). A number once given is never given again, and never taken away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

NUMBERED = {"resolution": "NQ/CB"}
"""By kind, what stands behind the number: `05-NQ/CB`."""
PREFIX = "official_number:"
_TERM_YEARS = 5
_DIGITS = 5
LARGEST = 99_999


@dataclass(frozen=True, slots=True)
class OfficialNumber:
    """`proposed`: what the paper said when it came; `taken_by`: the paper that had it already, "" where nobody had; `also`: papers that
    proposed `number` too and were given `instead`, so that printed copies of them may bear it."""

    paper: str
    number: int
    proposed: int
    taken_by: str = ""
    also: tuple[tuple[str, int], ...] = ()

    @property
    def moved(self) -> bool:
        """Whether it is another one than was proposed, and perhaps printed."""
        return self.number != self.proposed


def series_of(id: str) -> str | None:
    """Where the ids of the numbers begin among which that of a paper is; None for a paper that carries none."""
    kind, _, rest = id.partition(":")
    if kind not in NUMBERED or not rest[:4].isdigit():
        return None
    year = int(rest[:4])
    return f"{PREFIX}{kind}:{year - year % _TERM_YEARS}:"


def number_id(series: str, number: int) -> str:
    """One document for each number: two papers can never both have it."""
    return f"{series}{number:0{_DIGITS}d}"


def proposed_in(paper: dict[str, Any]) -> int | None:
    """The number a paper proposes; None where it proposes none that could be given."""
    answers = paper.get("answers")
    told = answers.get("number") if isinstance(answers, dict) else None
    return told if isinstance(told, int) and not isinstance(told, bool) and 1 <= told <= LARGEST else None


def free_from(wanted: int, taken: Iterable[int]) -> int:
    """The number itself, or the next one that nobody has."""
    known = set(taken)
    while wanted in known:
        wanted += 1
    return wanted


def number_in(documents: Iterable[dict[str, Any]], paper: str) -> OfficialNumber | None:
    """The number of a paper, from the documents of its series."""
    rows = list(documents)
    own = min((row for row in rows if row.get("paper") == paper), key=lambda row: int(row["number"]), default=None)
    if own is None:
        return None
    also = [(str(row["paper"]), int(row["number"])) for row in rows if row.get("paper") != paper and row.get("proposed") == own["number"] != row["number"]]
    return OfficialNumber(paper, int(own["number"]), int(own["proposed"]), str(own.get("taken_by", "")), tuple(also))


def written(number: int, id: str) -> str:
    """As it stands on paper: `05-NQ/CB`."""
    return f"{number:02d}-{NUMBERED[id.partition(':')[0]]}"
