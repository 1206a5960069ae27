"""The four tiles and the table of measures: each number with what it is made of, and a link to the rows that make it."""

from __future__ import annotations

from dataclasses import dataclass

from server.pages.board.address import Address
from server.pages.words import Say, number_word
from sync.domain.measures.histogram import longest_of, median_of
from sync.domain.measures.rate import Rate
from sync.usecases.board.view import BoardView


@dataclass(frozen=True, slots=True)
class Tile:
    """`light` and `light_word`: how a rate stands, "" for what is no rate."""

    name: str
    icon: str
    number: str
    about: str
    href: str
    before: str
    light: str = ""
    light_word: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    name: str
    value: str
    made_of: str
    href: str
    light: str = ""
    light_word: str = ""


def percent_words(rate: Rate, say: Say) -> str:
    return say("tile_none") if rate.percent is None else f"{rate.percent} %"


def tiles_of(view: BoardView, address: Address, say: Say, *, reviews: bool) -> tuple[Tile, ...]:
    """`reviews`: whether the asking person decides about these papers himself."""
    now, before, review = view.counts, view.before, view.review

    def rate(name: str, icon: str, this: Rate, last: Rate, about: str, standing: str) -> Tile:
        light = this.light(view.thresholds)
        told = say("tile_before", number=percent_words(last, say))
        href = address.rows(**{"is": standing})
        return Tile(say(name), icon, percent_words(this, say), about, href, told, f"light-{light}", say(f"light_{light}"))

    def count(name: str, icon: str, this: int, last: int, of: str) -> Tile:
        return Tile(say(name), icon, str(this), say("tile_papers"), address.rows(of=of), say("tile_before", number=last))

    waiting = "tile_waiting" if reviews else "tile_waiting_others"
    return (
        rate("tile_completeness", "received", now.completeness, before.completeness,
             say("tile_received_of", part=now.received, whole=now.expected), "expected"),
        rate("tile_timeliness", "check", now.timeliness, before.timeliness,
             say("tile_on_time_of", part=now.on_time, whole=now.expected), "on_time"),
        count(waiting, "waiting", review.queue.waiting, review.before.waiting, "waiting"),
        count("tile_returned", "returned", review.returned, review.returned_before, "returned"),
    )  # fmt: skip


def measures_of(view: BoardView, address: Address, say: Say, lang: str) -> tuple[Measure, ...]:
    now, reviewed, observed = view.counts, view.review.reviewed, view.observed

    def rate(name: str, this: Rate, href: str, *, lit: bool = True) -> Measure:
        made = say("m_of", part=this.part, whole=this.whole)
        if not lit:
            return Measure(say(name), percent_words(this, say), made, href)
        light = this.light(view.thresholds)
        return Measure(say(name), percent_words(this, say), made, href, f"light-{light}", say(f"light_{light}"))

    def days(name: str, median: float | None, made: str, href: str) -> Measure:
        value = say("tile_none") if median is None else say("m_days", days=number_word(median, lang))
        return Measure(say(name), value, made, href)

    late, most = median_of(view.days_late), longest_of(view.days_late)
    lates = say("tile_none") if late is None else say("m_days_two", days=number_word(late, lang), most=most)
    streak = max((line.streak for line in view.calls), default=0)
    gap = "–" if view.gap.mean is None else signed_word(view.gap.mean, lang)
    decided = address.rows(of="decided")
    return (
        rate("m_completeness", now.completeness, address.rows(**{"is": "received"})),
        rate("m_timeliness", now.timeliness, address.rows(**{"is": "on_time"})),
        rate("m_fair", now.fair_timeliness, address.rows(**{"is": "fair"})),
        rate("m_punctuality", now.punctuality, address.rows(**{"is": "on_time"})),
        Measure(say("m_late"), lates, say("m_lates", count=sum(view.days_late.values())), address.rows(**{"is": "late_both"})),
        Measure(say("m_streak"), say("m_months", count=streak), say("m_cells", count=view.to_call), "#call-list"),
        rate("m_acceptance", reviewed.acceptance, decided, lit=False),
        rate("m_first_pass", reviewed.first_pass_yield, decided, lit=False),
        days("m_lag", reviewed.review_lag, say("m_decided", count=reviewed.decided), decided),
        days("m_fix", reviewed.days_to_fix, say("m_mended", count=sum(reviewed.mended.values())), decided),
        rate("m_coverage", observed.coverage, address.rows(of="visits"), lit=False),
        Measure(say("m_gap"), gap, say("m_both", count=view.gap.meetings), address.rows(of="gap")),
    )


def signed_word(number: float, lang: str) -> str:
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return f"{sign}{number_word(abs(number), lang)}"
