"""Trend, ratings, attendance, thematic meetings and observers of a dashboard: words, tables and the charts before them."""

from __future__ import annotations

from dataclasses import dataclass

from server.pages.board.address import Address
from server.pages.board.bars import period_word
from server.pages.board.charts import LineChart, length, line_chart
from server.pages.board.numbers import percent_words, signed_word
from server.pages.words import Say, month_word, number_word
from sync.domain.measures.rate import Rate, shares
from sync.domain.measures.ratings import BANDS, Weakness
from sync.forms.catalogue import Catalogue
from sync.usecases.board.read_board import THEMATIC
from sync.usecases.board.view import BoardView


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table behind a chart: a name and its figures; `length` of its bar where it has one."""

    name: str
    figures: tuple[str, ...]
    href: str = ""
    length: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    chart: LineChart
    label: str
    target: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Ratings:
    of: str
    bands: tuple[Row, ...]
    weak: tuple[Row, ...]
    gap: str
    gap_href: str


@dataclass(frozen=True, slots=True)
class Meetings:
    """`thematic` and `observers` are tables alone."""

    chart: LineChart | None
    attendance: tuple[Row, ...]
    thematic: tuple[Row, ...]
    observers: tuple[Row, ...]


def trend_of(view: BoardView, address: Address, say: Say) -> Trend:
    months = [month for month, _ in view.trend]
    complete, timely = [one.completeness for _, one in view.trend], [one.timeliness for _, one in view.trend]
    rows = tuple(
        Row(month_word(month), (_told(one.completeness, say), _told(one.timeliness, say)), address.months(month, month))
        for month, one in reversed(view.trend)
    )
    target = view.thresholds.green
    chart = line_chart(months, (("line-complete", complete), ("line-timely", timely)), target)
    return Trend(chart, say("trend_label", target=target), say("trend_target", target=target), rows)


def ratings_of(view: BoardView, address: Address, catalogue: Catalogue, say: Say, lang: str) -> Ratings:
    counts = [view.bands.get(band, 0) for band in BANDS]
    most = max(counts, default=0)
    bands = tuple(
        Row(say(f"band_{band}"), (str(count), f"{share} %"), address.rows(of=f"ratings:{band}") if count else "", length(count, most))
        for band, count, share in zip(BANDS, counts, shares(counts), strict=True)
    )
    gap, most_lost = view.gap, max((one.mean for one in view.weak), default=0.0)
    told = say("gap_none")
    if gap.mean is not None:
        mean = signed_word(gap.mean, lang)
        told = say("gap_told", count=gap.meetings, same=gap.by_steps.get(0, 0), above=gap.above, below=gap.below, mean=mean)
    return Ratings(
        say("ratings_of", count=sum(counts)) if sum(counts) else "",
        bands if sum(counts) else (),
        tuple(_weak(one, most_lost, address, catalogue, lang) for one in view.weak),
        told,
        address.rows(of="gap") if gap.above or gap.below else "",
    )


def meetings_of(view: BoardView, address: Address, say: Say) -> Meetings:
    by_month = {one.month: Rate(one.present, one.expected) for one in view.attendance}
    months = view.asked.trend
    rates = [by_month.get(month, Rate(0, 0)) for month in months]
    attendance = tuple(
        Row(month_word(month), (_told(rate, say),), address.rows(of="attendance", **{"from": month, "to": month}))
        for month, rate in zip(reversed(months), reversed(rates), strict=True)
        if rate.whole
    )
    thematic = tuple(
        Row(
            period_word(period), (f"{one.received}/{one.expected + one.open}", percent_words(one.completeness, say)),
            address.rows(duty=THEMATIC, period=period),
        )
        for period, one in view.thematic
    )
    chart = line_chart(months, (("line-complete", rates),), None) if attendance else None
    return Meetings(chart, attendance, thematic, _observers(view, address, say))


def _observers(view: BoardView, address: Address, say: Say) -> tuple[Row, ...]:
    seen = view.observed
    if not (seen.planned or seen.unplanned):
        return ()
    visits = address.rows(of="visits")

    def planned(of: str, count: int) -> str:
        return address.rows(of=of) if count else ""

    rows = (
        ("planned", str(seen.planned), planned("planned", seen.planned)),
        ("made", f"{seen.made} ({percent_words(seen.kept, say)})", visits),
        ("excused", str(seen.excused), visits),
        ("missed", str(seen.missed), planned("missed", seen.missed)),
        ("ahead", str(seen.ahead), planned("ahead", seen.ahead)),
        ("unplanned", str(seen.unplanned), visits),
        ("seen", f"{seen.seen}/{seen.cells} ({percent_words(seen.coverage, say)})", visits),
    )
    return tuple(Row(say(f"observers_{name}"), (text,), href) for name, text, href in rows)


def _weak(one: Weakness, most: float, address: Address, catalogue: Catalogue, lang: str) -> Row:
    template = catalogue.template(one.template, one.version)
    item = template.items().get(one.code) if template else None
    name = f"{one.code}. {item.label.in_(lang)}" if item else one.code
    lost = number_word(round(one.mean, 2), lang)
    href = address.rows(of=f"lost:{one.template}:{one.version}:{one.code}")
    return Row(name, (lost, f"{one.sheets}/{one.of}", f"{one.share.percent} %"), href, length(one.mean, most))


def _told(rate: Rate, say: Say) -> str:
    return f"{percent_words(rate, say)} ({rate.part}/{rate.whole})" if rate.whole else "–"
