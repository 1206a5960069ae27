"""Obligations by what became of them, and the rates that follow.

An obligation counts once. It is expected when its last moment is past, or its paper came before that, unless it is exempt.
So on time + late + late by network + missing = expected, whatever the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from sync.domain.measures.rate import Rate


@dataclass(frozen=True, slots=True)
class Counts:
    """`open`: not done and not yet past its last moment; `exempt`: let go or exempt."""

    on_time: int = 0
    late: int = 0
    by_network: int = 0
    missing: int = 0
    open: int = 0
    exempt: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.on_time + other.on_time,
            self.late + other.late,
            self.by_network + other.by_network,
            self.missing + other.missing,
            self.open + other.open,
            self.exempt + other.exempt,
        )

    @property
    def received(self) -> int:
        return self.on_time + self.late + self.by_network

    @property
    def expected(self) -> int:
        return self.received + self.missing

    @property
    def three_ways(self) -> tuple[int, int, int]:
        """On time, late whatever the cause, missing: their sum is what was expected."""
        return self.on_time, self.late + self.by_network, self.missing

    @property
    def completeness(self) -> Rate:
        return Rate(self.received, self.expected)

    @property
    def timeliness(self) -> Rate:
        return Rate(self.on_time, self.expected)

    @property
    def punctuality(self) -> Rate:
        """Of what came: says nothing of what did not, so it is never shown in the place of timeliness."""
        return Rate(self.on_time, self.received)

    @property
    def fair_timeliness(self) -> Rate:
        """What was done in time on the phone and only waited for a signal counts as in time."""
        return Rate(self.on_time + self.by_network, self.expected)
