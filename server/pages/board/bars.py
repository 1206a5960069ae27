"""Obligations three ways (on time, late, missing), by unit below or type of cell and by duty; and what comes next. Words and bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.pages.board.address import Address
from server.pages.board.charts import Piece, pieces
from server.pages.words import Say, day_word
from sync.domain.measures.counts import Counts
from sync.domain.measures.rate import shares
from sync.usecases.board.view import BoardView

KINDS = ("fill-full", "fill-half", "fill-none")


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its rows and its share."""

    number: int
    href: str
    share: str


@dataclass(frozen=True, slots=True)
class BarRow:
    """`label` says the bar in words."""

    name: str
    about: str
    href: str
    pieces: tuple[Piece, ...]
    label: str
    on_time: Count
    late: Count
    missing: Count
    expected: Count


@dataclass(frozen=True, slots=True)
class Due:
    """One duty that comes next."""

    name: str
    day: str
    left: str
    got: str
    href: str
    pieces: tuple[Piece, ...]


MOST_PARTS = 30


def parts_of(view: BoardView, address: Address, say: Say, *, every: bool) -> tuple[BarRow, ...]:
    """A unit below leads to its own dashboard, a type of cell to the dashboard of that type alone. Of many units those with the lowest
    share on time, unless `every` one is asked for."""
    rows, shown = [], view.by_part
    if len(shown) > MOST_PARTS and not every:
        worst = sorted(shown, key=lambda one: (one[1].on_time / one[1].expected if one[1].expected else 2.0, one[0].name))
        shown = tuple(worst[:MOST_PARTS])
    for part, counts in shown:
        if part.unit:
            name, there = part.name, Address(f"/units/{part.unit}", address.asked, address.today)
            rows.append(_row(name, "", there.here(), counts, there, say, {}))
        else:
            name = say(f"type_{part.cell_type}")
            rows.append(_row(name, "", address.here(type=part.cell_type), counts, address, say, {"type": part.cell_type}))
    return tuple(rows)


def rules_of(view: BoardView, address: Address, rules: Mapping[str, str], internal: frozenset[str], say: Say) -> tuple[BarRow, ...]:
    shown = sorted((rule for rule in rules if rule in view.by_rule), key=lambda rule: rule in internal)
    return tuple(
        _row(rules[rule], say("rules_internal") if rule in internal else "", address.here(duty=rule), view.by_rule[rule], address, say, {"duty": rule})
        for rule in shown
    )


def coming_of(view: BoardView, address: Address, rules: Mapping[str, str], say: Say, most: int = 8) -> tuple[Due, ...]:
    found = []
    for one in view.coming[:most]:
        day = date.fromisoformat(one.due_at[:10])
        left = (day - view.today).days
        href = address.rows(duty=one.rule, period=one.period, **{"is": "open"})
        bar = pieces((one.received, one.expected - one.received), ("fill-full", "fill-none"))
        words = say("coming_days", days=left) if left else say("coming_today")
        name = f"{rules.get(one.rule, one.rule)}, {period_word(one.period)}"
        found.append(Due(name, day_word(day), words, say("of_number", part=one.received, whole=one.expected), href, bar))
    return tuple(found)


def period_word(key: str) -> str:
    """`2026-12` as `12/2026`, `2026-Q4` as `Q4/2026`."""
    year, _, part = key.partition("-")
    return f"{part}/{year}" if part else year


def _row(name: str, about: str, href: str, counts: Counts, address: Address, say: Say, more: dict[str, str]) -> BarRow:
    on_time, late, missing = counts.three_ways
    parts = shares(counts.three_ways)

    def count(number: int, standing: str, share: str) -> Count:
        return Count(number, address.rows(**more, **{"is": standing}) if number else "", share)

    label = say("bar_label", name=name, on_time=parts[0], late=parts[1], missing=parts[2], expected=counts.expected)
    return BarRow(
        name,
        about,
        href,
        pieces(counts.three_ways, KINDS),
        label,
        count(on_time, "on_time", f"{parts[0]} %"),
        count(late, "late_both", f"{parts[1]} %"),
        count(missing, "missing", f"{parts[2]} %"),
        count(counts.expected, "expected", "100 %" if counts.expected else ""),
    )
