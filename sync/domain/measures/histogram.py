"""Whole days (of lateness, of waiting, of mending) by how many took so long: their median and their longest.

Counted so, a year of a province is a few dozen numbers.
"""

from __future__ import annotations

from collections.abc import Mapping


def median_of(days: Mapping[int, int]) -> float | None:
    """The median of `{days: how many}`; of an even count the mean of the middle two; None of nothing."""
    count = sum(days.values())
    if not count:
        return None
    return (_at(days, (count - 1) // 2) + _at(days, count // 2)) / 2


def longest_of(days: Mapping[int, int]) -> int | None:
    return max((one for one, count in days.items() if count), default=None)


def _at(days: Mapping[int, int], place: int) -> int:
    for one in sorted(days):
        place -= days[one]
        if place < 0:
            return one
    raise IndexError(place)
