"""Whether observers sat in where they were sent, and how much of the unit they saw."""

from __future__ import annotations

from dataclasses import dataclass

from sync.domain.measures.rate import Rate


@dataclass(frozen=True, slots=True)
class Observed:
    """`planned`: meetings somebody was assigned to; `made`: those he attended; `excused`: those he told why he did not; `missed`: the
    day is past and nothing was told; `ahead`: still to come; `unplanned`: visits nobody had assigned; `cells` of which `seen` were
    visited at least once."""

    planned: int = 0
    made: int = 0
    excused: int = 0
    missed: int = 0
    ahead: int = 0
    unplanned: int = 0
    seen: int = 0
    cells: int = 0

    @property
    def coverage(self) -> Rate:
        return Rate(self.seen, self.cells)

    @property
    def kept(self) -> Rate:
        """Of the assignments whose day is past."""
        return Rate(self.made, self.made + self.excused + self.missed)
