"""A part of a whole, told in per cent so that nothing looks better than it is.

100 % is said only of everything and 0 % only of nothing; a part that is larger than its whole counts as the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Light = Literal["green", "amber", "red", "grey"]
FEWEST = 5
"""A rate of fewer than this shows no light: one paper more or less would change it."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many per cent on a light is green or amber; below it is red."""

    green: int = 90
    amber: int = 80


@dataclass(frozen=True, slots=True)
class Rate:
    """`part` of `whole`, both counted."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, halves up; None of nothing."""
        if self.whole <= 0:
            return None
        part = min(max(self.part, 0), self.whole)
        if part in (0, self.whole):
            return 100 * part // self.whole
        return min(max((200 * part + self.whole) // (2 * self.whole), 1), 99)

    def light(self, thresholds: Thresholds = Thresholds()) -> Light:
        """Asked of the exact part, not of the rounded per cent: 89.6 % is not yet 90 %."""
        if self.whole < FEWEST:
            return "grey"
        hundredfold = 100 * min(self.part, self.whole)
        if hundredfold >= thresholds.green * self.whole:
            return "green"
        return "amber" if hundredfold >= thresholds.amber * self.whole else "red"


def shares(counts: Sequence[int]) -> tuple[int, ...]:
    """Whole per cent of each, which sum to 100 exactly (largest remainders); all 0 of nothing. Of equal remainders the earlier gains."""
    whole = sum(counts)
    if whole <= 0:
        return tuple(0 for _ in counts)
    floors = [100 * one // whole for one in counts]
    by_rest = sorted(range(len(counts)), key=lambda place: (-(100 * counts[place] % whole), place))
    for place in by_rest[: 100 - sum(floors)]:
        floors[place] += 1
    return tuple(floors)
