"""How meetings were rated: bands, the distance between a cell's own band and the official one, and where points are lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sync.domain.measures.rate import Rate

BANDS = ("good", "fair", "average", "poor")
"""From the highest down."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Meetings with both bands, by how many bands the cell's own stands above (+) or below (−) the official one."""

    by_steps: Mapping[int, int]

    @property
    def meetings(self) -> int:
        return sum(self.by_steps.values())

    @property
    def mean(self) -> float | None:
        """In bands, to two digits; above 0 where cells rate themselves higher than they are rated."""
        return round(sum(steps * count for steps, count in self.by_steps.items()) / self.meetings, 2) if self.meetings else None

    @property
    def agreeing(self) -> Rate:
        return Rate(self.by_steps.get(0, 0), self.meetings)

    @property
    def above(self) -> int:
        return sum(count for steps, count in self.by_steps.items() if steps > 0)

    @property
    def below(self) -> int:
        return sum(count for steps, count in self.by_steps.items() if steps < 0)


def gap_of(bands: Iterable[tuple[str, str, int]]) -> Gap:
    """From rows (own band, official band, how many); rows where either is no band are left out."""
    found: dict[int, int] = {}
    for own, official, count in bands:
        if own in BANDS and official in BANDS:
            steps = BANDS.index(official) - BANDS.index(own)
            found[steps] = found.get(steps, 0) + count
    return Gap(found)


@dataclass(frozen=True, slots=True)
class Weakness:
    """A criterion: on how many sheets points were lost, how many, of how many sheets in all."""

    template: str
    version: int
    code: str
    sheets: int
    lost: float
    of: int

    @property
    def share(self) -> Rate:
        return Rate(self.sheets, self.of)

    @property
    def mean(self) -> float:
        """Points lost a sheet."""
        return self.lost / self.of if self.of else 0.0


def weakest(found: Iterable[Weakness], count: int) -> list[Weakness]:
    """Those that lose most points a sheet, the worst first."""
    return sorted(found, key=lambda one: (-one.mean, one.template, one.version, one.code))[:count]
