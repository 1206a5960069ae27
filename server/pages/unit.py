"""GET /units/{unit}?month=YYYY-MM: what a committee sees of the cells below it. Words and links; the numbers come from
`sync/usecases/read_unit.py`. A cell's own address leads to its meetings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.pages.frame import NO_STORE, Frame, PageParts, answer, begin
from server.pages.owed import OwedSection, section_of
from server.pages.words import Say, day_word, moment_word, month_word, number_word
from sync.domain.errors import Refusal
from sync.domain.month_status import MonthStatus
from sync.usecases.read_unit import CellRow, Mark, ReadUnit, Sums, UnitView

MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
MOST_ROWS = 250
ICONS: dict[MonthStatus, str] = {
    "on_time": "received", "late": "late", "missing": "missing", "not_due": "waiting", "not_expected": ""}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarkCell:
    """A square of the matrix; `figure` is the score, `points` the same in words."""

    kind: str
    icon: str
    word: str
    about: str = ""
    href: str = ""
    figure: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A cell of the matrix."""

    name: str
    href: str
    parent: str
    marks: tuple[MarkCell, ...]


@dataclass(frozen=True, slots=True)
class SumCell:
    """Received of expected in one month; `kind` as in the matrix."""

    kind: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class SumRow:
    """A unit below."""

    name: str
    href: str
    sums: tuple[SumCell, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """One number, where its rows are, and the month before."""

    name: str
    icon: str
    number: str
    about: str
    href: str
    before: str


@dataclass(frozen=True, slots=True)
class Call:
    """A cell to be called."""

    name: str
    parent: str
    contact: str
    phone: str
    phone_href: str
    overdue: str
    heard: str


@dataclass(frozen=True, slots=True)
class UnitPage(Frame):
    """What `unit.html` needs."""

    title: Annotated[str, "name of the unit on the day shown"]
    month: Annotated[str, "the month shown, in words"]
    earlier: Annotated[str, "address of the month before"]
    later: Annotated[str, "address of the month after, empty in the present month"]
    as_of: Annotated[str, "sentence: how new the data are"]
    unheard_line: Annotated[str, "sentence: how many cells have not been heard from"]
    next_due: Annotated[str, "sentence: the next deadline"]
    by_origin: Annotated[bool, "whether the unit is dissolved"]
    tiles: Annotated[tuple[Tile, ...], "the numbers of the month"]
    months: Annotated[tuple[str, ...], "heads of the twelve columns, newest first"]
    below: Annotated[tuple[SumRow, ...], "the units below, with received of expected a month"]
    rows: Annotated[tuple[MatrixRow, ...], "cells with their marks, the one that needs most attention first"]
    more: Annotated[str, "sentence when not all cells are shown, else empty"]
    key: Annotated[tuple[MarkCell, ...], "the marks and what they mean"]
    calls: Annotated[tuple[Call, ...], "whom to call, longest overdue first"]
    unheard: Annotated[tuple[Call, ...], "cells that gave no sign of life this month"]
    desk: Annotated[str, "address of what this person writes for the unit, empty when he writes nothing"]
    outputs: Annotated[str, "address of what can be taken home of the unit"]
    reviews: Annotated[str, "address of what waits for a review, empty for who reviews nothing here"]
    owed: Annotated[OwedSection | None, "what is owed now; None where an earlier month is shown"]


class UnitPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._read = ReadUnit(parts.read_model, parts.directory, parts.owed, parts.clock)

    async def show(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        unit_id = request.path_params["unit"]
        month = request.query_params.get("month")
        if month is not None and not MONTH.fullmatch(month):
            raise Refusal("bad_request")
        unit = visit.tree.get(unit_id)
        if unit is not None and unit.type == "cell":
            return RedirectResponse(f"/units/{unit_id}/papers", 303, NO_STORE)
        view = await self._read(visit.person, unit_id, month)
        frame = visit.frame(visit.way_down(unit_id, view.day))
        now = view.months[-1] == f"{view.today:%Y-%m}"
        owed = section_of(*await self._parts.owed.below(visit.person, unit_id), frame["say"], visit.lang) if now else None
        reviews = f"/units/{unit_id}/reviews" if visit.reviews(unit_id) else ""
        desk = f"/units/{unit_id}/desk" if visit.writes(unit_id) else ""
        told = _told(view, frame["say"], visit.lang)
        return answer(visit, "unit.html", UnitPage(**frame, **told, outputs=f"/units/{unit_id}/outputs", desk=desk, reviews=reviews, owed=owed))


def _told(view: UnitView, say: Say, lang: str) -> dict[str, Any]:
    month, shown = view.months[-1], view.cells[:MOST_ROWS]
    here = f"/units/{view.unit.id}"
    following = f"{view.today:%Y-%m}" > month and _after(month)
    return {
        "title": view.name,
        "month": say("month", month=month_word(month)),
        "earlier": f"{here}?month={view.months[-2]}",
        "later": f"{here}?month={following}" if following else "",
        "as_of": say("as_of", at=moment_word(view.as_of)) if view.as_of else say("not_yet"),
        "unheard_line": say("unheard_of", count=len(view.unheard)) if view.unheard else say("unheard_none"),
        "next_due": _next_due(view, say),
        "by_origin": view.by_origin,
        "tiles": _tiles(view.sums[-1], view.sums[-2], say),
        "months": tuple(month_word(one) for one in reversed(view.months)),
        "below": tuple(
            SumRow(one.name, f"/units/{one.id}?month={month}", tuple(_sum(sums) for sums in reversed(one.sums)))
            for one in view.below
        ),
        "rows": tuple(_row(one, view, say, lang) for one in shown),
        "more": say("matrix_more", shown=len(shown), all=len(view.cells)) if len(shown) < len(view.cells) else "",
        "key": tuple(MarkCell(_kind(one), icon, say(one)) for one, icon in ICONS.items()),
        "calls": tuple(_call(one, view, say) for one in view.to_call),
        "unheard": tuple(_call(one, view, say) for one in view.unheard),
    }


def _after(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def _next_due(view: UnitView, say: Say) -> str:
    if view.next_due is None:
        return say("next_due_none")
    left = (view.next_due - view.today).days
    word = "next_due" if left else "next_due_today"
    return say(word, cells=view.next_due_cells, day=day_word(view.next_due), left=left)


def _tiles(now: Sums, before: Sums, say: Say) -> tuple[Tile, ...]:
    def tile(name: str, icon: str, number: int, last: int, href: str) -> Tile:
        about, then = say("of_expected", expected=now.expected), say("before", number=f"{last}/{before.expected}")
        return Tile(say(name), icon, str(number), about, href, then)

    return (
        tile("tile_received", "received", now.received, before.received, "#matrix"),
        tile("tile_on_time", "check", now.on_time, before.on_time, "#matrix"),
        tile("tile_late", "late", now.late, before.late, "#matrix"),
        tile("tile_missing", "missing", now.missing, before.missing, "#call-list"),
    )


def _kind(status: MonthStatus) -> str:
    return f"mark-{status.replace('_', '-')}"


def _sum(sums: Sums) -> SumCell:
    status: MonthStatus = "not_due" if not sums.expected else "missing" if sums.missing else "late" if sums.late else "on_time"
    return SumCell(_kind(status), ICONS[status], f"{sums.received}/{sums.expected}" if sums.expected else "–")


def _row(cell: CellRow, view: UnitView, say: Say, lang: str) -> MatrixRow:
    readable = any(mark.readable for mark in cell.marks)
    parent = cell.parent if cell.parent != view.name else ""
    marks = tuple(_mark(mark, cell, say, lang) for mark in reversed(cell.marks))
    return MatrixRow(cell.name, f"/units/{cell.id}/papers" if readable else "", parent, marks)


def _mark(mark: Mark, cell: CellRow, say: Say, lang: str) -> MarkCell:
    href = f"/units/{cell.id}/papers/{mark.minutes}" if mark.readable else ""
    figure = number_word(mark.total, lang) if mark.total is not None else ""
    points = say("points", points=figure) if figure else ""
    about = f"{cell.name}, {month_word(mark.month)}:"
    return MarkCell(_kind(mark.status), ICONS[mark.status], say(mark.status), about, href, figure, points)


def _call(cell: CellRow, view: UnitView, say: Say) -> Call:
    streak = cell.streak
    overdue = ""
    if cell.owed_since is not None:
        days = (view.today - cell.owed_since).days
        overdue = say("call_overdue" if streak > 1 else "call_overdue_once", streak=streak, days=days)
    heard = say("heard", at=moment_word(cell.heard)) if cell.heard else say("heard_never")
    digits = "".join(one for one in cell.contact_phone if one in "+0123456789")
    parent = cell.parent if cell.parent != view.name else ""
    return Call(cell.name, parent, cell.contact_name, cell.contact_phone, f"tel:{digits}" if digits else "", overdue, heard)
