"""The head of a dashboard: whom and when it shows, how much of it can be known, and the form that asks for something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.pages.board.address import Address
from server.pages.frame import Link
from server.pages.words import Say, day_word, moment_word, month_word
from sync.domain.measures.rate import Thresholds
from sync.domain.month_status import months_until
from sync.domain.units import CELL_TYPES
from sync.usecases.board.view import BoardView, Coverage


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Head:
    """`told`: the sentence that stands at every total; `notes`: what of the choice is not the default."""

    period: str
    as_of: str
    coverage: str
    told: str
    notes: tuple[str, ...]
    quick: tuple[Link, ...]
    first: str
    last: str
    shape: str
    duties: tuple[Choice, ...]
    types: tuple[Choice, ...]
    lights: str


def head_of(view: BoardView, address: Address, rules: Mapping[str, str], say: Say) -> Head:
    """`rules`: names of duties by rule, in the language of the page."""
    it = view.asked
    covered = coverage_words(view.coverage, say)
    at = moment_word(view.as_of)
    notes = []
    if it.shape or view.by_origin:
        notes.append(say("by_origin") if view.by_origin else say("shape_told", day=day_word(view.day)))
    if it.duty:
        notes.append(say("duty_told", duty=rules[it.duty]))
    if it.cell_type:
        notes.append(say(f"type_{it.cell_type}"))
    duties = (Choice("", say("duty_all"), not it.duty), *(Choice(name, text, name == it.duty) for name, text in rules.items()))
    types = (Choice("", say("type_all"), not it.cell_type), *(Choice(one, say(f"type_{one}"), one == it.cell_type) for one in CELL_TYPES))
    return Head(
        period=period_words(it.first, it.last, say),
        as_of=say("as_of", at=at) if view.as_of else say("not_yet"),
        coverage=covered,
        told=say("told_as_of", at=at, coverage=covered[0].lower() + covered[1:]) if view.as_of else say("not_yet"),
        notes=tuple(notes),
        quick=_quick(address, view.today, say),
        first=it.first,
        last=it.last,
        shape=it.shape.isoformat() if it.shape else "",
        duties=duties,
        types=types,
        lights=lights_words(view.thresholds, say),
    )


def period_words(first: str, last: str, say: Say) -> str:
    if first == last:
        return say("period_one", month=month_word(first))
    return say("period_span", first=month_word(first), last=month_word(last))


def coverage_words(coverage: Coverage, say: Say) -> str:
    since = day_word(coverage.since)
    if coverage.heard == coverage.cells:
        return say("coverage_all", cells=coverage.cells, since=since)
    if coverage.longest_silence is None:
        return say("coverage_never", heard=coverage.heard, cells=coverage.cells, since=since)
    return say("coverage", heard=coverage.heard, cells=coverage.cells, since=since, silence=coverage.longest_silence)


def lights_words(thresholds: Thresholds, say: Say) -> str:
    return say("lights_now", green=thresholds.green, amber=thresholds.amber)


def _quick(address: Address, today: date, say: Say) -> tuple[Link, ...]:
    month, number = f"{today:%Y-%m}", today.month
    before = months_until(month, 2)[0]
    spans = {
        "this_month": (month, month),
        "last_month": (before, before),
        "this_quarter": (f"{today.year}-{(number - 1) // 3 * 3 + 1:02d}", month),
        "this_half": (f"{today.year}-{1 if number < 7 else 7:02d}", month),
        "this_year": (f"{today.year}-01", month),
        "twelve": (months_until(month, 12)[0], month),
    }
    asked = (address.asked.first, address.asked.last)
    return tuple(Link(address.months(*span), say(word), span == asked) for word, span in spans.items())
