"""How papers fare with those who review them. A turn is one revision that came, and what was decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.domain.measures.histogram import median_of
from sync.domain.measures.rate import Rate


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Turns decided within a period. `decided`: turns; `first_decided` and `first_accepted`: those about the first revision of their
    paper; `lag`: days from receipt to decision, by how many; `mended`: days from a return to the next revision, by how many."""

    decided: int = 0
    accepted: int = 0
    first_decided: int = 0
    first_accepted: int = 0
    lag: Mapping[int, int] = field(default_factory=dict)
    mended: Mapping[int, int] = field(default_factory=dict)

    @property
    def acceptance(self) -> Rate:
        return Rate(self.accepted, self.decided)

    @property
    def first_pass_yield(self) -> Rate:
        return Rate(self.first_accepted, self.first_decided)

    @property
    def review_lag(self) -> float | None:
        """Median days a paper waits for its decision."""
        return median_of(self.lag)

    @property
    def days_to_fix(self) -> float | None:
        """Median days from a return to the mended paper."""
        return median_of(self.mended)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for a decision, by age in whole days."""

    ages: Mapping[int, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        return sum(self.ages.values())

    def between(self, first: int, last: int | None) -> int:
        """How many wait from `first` to `last` days, both inclusive; without `last` from `first` on."""
        return sum(count for days, count in self.ages.items() if days >= first and (last is None or days <= last))
