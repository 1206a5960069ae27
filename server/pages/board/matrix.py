"""Cells by months, whom to call, and who is silent: words and links for the lines of a dashboard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.pages.board.address import Address
from server.pages.board.places import RATING, RECEIVED, at
from server.pages.words import Say, day_word, moment_word, month_word, number_word
from sync.domain.month_status import MonthStatus
from sync.usecases.board.view import BoardView, CellLine, Mark

MOST_SILENT = 40
ICONS: dict[MonthStatus, str] = {
    "on_time": "received", "late": "late", "missing": "missing", "not_due": "waiting", "not_expected": ""}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarkCell:
    """A square of the matrix; `figure` is the score, `points` what is read aloud behind it."""

    kind: str
    icon: str
    word: str
    about: str = ""
    href: str = ""
    figure: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    name: str
    href: str
    parent: str
    marks: tuple[MarkCell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`pages`: a sentence where the cells go over several pages, else empty; addresses are empty where there is no such page."""

    months: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    key: tuple[MarkCell, ...]
    pages: str
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Call:
    """A cell to be called, or one that is silent."""

    name: str
    parent: str
    contact: str
    phone: str
    phone_href: str
    overdue: str
    heard: str


@dataclass(frozen=True, slots=True)
class Calls:
    """`all`: address of the whole list, empty where there is none."""

    rows: tuple[Call, ...]
    all: str
    all_text: str


def matrix_of(view: BoardView, address: Address, say: Say, lang: str) -> Matrix:
    several = view.pages > 1
    return Matrix(
        months=tuple(month_word(one) for one in reversed(view.asked.trend)),
        rows=tuple(_row(one, view, say, lang) for one in view.lines),
        key=tuple(MarkCell(_kind(one), icon, say(one)) for one, icon in ICONS.items()),
        pages=say("page_of", page=view.page, pages=view.pages, all=view.cells) if several else "",
        earlier=f"{address.here(page=str(view.page - 1))}#matrix" if view.page > 1 else "",
        later=f"{address.here(page=str(view.page + 1))}#matrix" if view.page < view.pages else "",
    )


def calls_of(view: BoardView, say: Say, whole_list: str) -> Calls:
    """`whole_list`: address of the page that holds all of it, empty for a group."""
    told = say("calls_all", count=view.to_call) if view.to_call else say("calls_noted")
    return Calls(tuple(call_of(one, view, say) for one in view.calls), whole_list, told)


def silent_of(view: BoardView, say: Say) -> tuple[Call, ...]:
    """The first of them; the page of rows has all."""
    return tuple(call_of(one, view, say) for one in view.unheard[:MOST_SILENT])


def call_of(line: CellLine, view: BoardView, say: Say) -> Call:
    unit, overdue = line.member.unit, ""
    if line.owed_since is not None:
        days = (view.today - line.owed_since).days
        overdue = say("call_overdue" if line.streak > 1 else "call_overdue_once", streak=line.streak, days=days)
    heard = say("heard", at=moment_word(line.heard)) if line.heard else say("heard_never")
    digits = "".join(one for one in unit.contact_phone if one in "+0123456789")
    return Call(
        line.member.name, _parent(line, view), unit.contact_name, unit.contact_phone, f"tel:{digits}" if digits else "", overdue, heard
    )  # fmt: skip


def _parent(line: CellLine, view: BoardView) -> str:
    return line.member.parent if line.member.parent != view.title else ""


def _kind(status: MonthStatus) -> str:
    return f"mark-{status.replace('_', '-')}"


def _row(line: CellLine, view: BoardView, say: Say, lang: str) -> MatrixRow:
    readable = line.readable and any(mark.paper for mark in line.marks)
    href = f"/units/{line.member.unit.id}/papers" if readable else ""
    return MatrixRow(line.member.name, href, _parent(line, view), tuple(_marks(line, say, lang)))


def _marks(line: CellLine, say: Say, lang: str) -> Iterable[MarkCell]:
    for mark in reversed(line.marks):
        yield _mark(mark, line, say, lang)


def _mark(mark: Mark, line: CellLine, say: Say, lang: str) -> MarkCell:
    href = at(f"/units/{line.member.unit.id}/papers/{mark.paper}" if line.readable and mark.paper else "", RECEIVED if mark.total is None else RATING)
    figure = number_word(mark.total, lang) if mark.total is not None else ""
    about = f"{line.member.name}, {month_word(mark.month)}:"
    if mark.due is not None and mark.status == "missing":
        about = f"{line.member.name}, {month_word(mark.month)} ({say('rows_due').lower()} {day_word(mark.due)}):"
    points = say("points", points=figure).removeprefix(figure) if figure else ""
    return MarkCell(_kind(mark.status), ICONS[mark.status], say(mark.status), about, href, figure, points)
