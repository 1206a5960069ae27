"""Where the lines of a chart run: geometry alone, in units of its view box. Templates draw; colours and patterns are the style sheet's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sync.domain.measures.rate import Rate

BAR = 300.0
TREND_WIDTH, TREND_HEIGHT = 640.0, 200.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 24.0, 12.0, 28.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle of a bar; `kind` says how it is filled."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Series:
    """A line through the months that have a figure; a month without one breaks it."""

    kind: str
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """`target`: height of the line that should be reached, "" without one."""

    series: tuple[Series, ...]
    months: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    target: str


def pieces(counts: Sequence[int], kinds: Sequence[str], width: float = BAR) -> tuple[Piece, ...]:
    """One beside the other over the whole width, exactly in proportion; none of nothing."""
    whole, done, found = sum(counts), 0, []
    for count, kind in zip(counts, kinds, strict=True):
        if count:
            found.append(Piece(kind, _n(width * done / whole), _n(width * count / whole)))
        done += count
    return tuple(found)


def length(part: float, whole: float, width: float = BAR) -> str:
    """How long the bar of one count is beside the longest."""
    return _n(width * part / whole) if whole else "0"


def line_chart(months: Sequence[str], rates: Sequence[tuple[str, Sequence[Rate]]], target: int | None) -> LineChart:
    """`rates`: (kind, one rate a month) a series, in per cent from 0 to 100."""
    step = (TREND_WIDTH - _LEFT - _RIGHT) / max(1, len(months) - 1)
    places = [_LEFT + step * place for place in range(len(months))]
    series = tuple(_series(kind, [one.percent for one in some], places) for kind, some in rates)
    ticks = tuple(Tick(_n(place), f"{month[5:]}/{month[2:4]}") for place, month in zip(places, months, strict=True))
    levels = tuple(Tick(_n(_height(level)), f"{level} %") for level in (0, 50, 100))
    return LineChart(series, ticks, levels, _n(_height(target)) if target is not None else "")


def _series(kind: str, values: Sequence[int | None], places: Sequence[float]) -> Series:
    runs: list[list[str]] = [[]]
    dots = []
    for value, place in zip(values, places, strict=True):
        if value is None:
            runs.append([])
            continue
        dots.append(Dot(_n(place), _n(_height(value))))
        runs[-1].append(f"{_n(place)},{_n(_height(value))}")
    return Series(kind, tuple(" ".join(run) for run in runs if len(run) > 1), tuple(dots))


def _height(percent: int) -> float:
    return TREND_HEIGHT - _BOTTOM - (TREND_HEIGHT - _TOP - _BOTTOM) * percent / 100


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
