"""A cell's yearly meeting book: a cover with a list of its meetings, then the minutes, numbered through the year, each followed by what
was added to it later.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from server.exports.sheets.heads import issuers, meeting_subject
from server.exports.sheets.layouts import layout_on
from server.exports.sheets.of_paper import BANDS, Known, sheet_of
from server.exports.sheets.parts import Block, Sheet
from sync.domain.units import Unit
from sync.forms.catalogue import Catalogue
from sync.usecases.read_facts import scored_sheet
from sync.usecases.reports.yearly_book import Book, BookEntry

TITLES = {"cell": "Sổ họp chi bộ", "committee": "Sổ họp chi ủy"}


def book_sheets(book: Book, committee: Unit | None, catalogue: Catalogue, known: dict[str, Known]) -> tuple[Sheet, Block, list[Sheet]]:
    """Cover, contents and papers. `known`: by the id of the minutes."""
    day = date(book.year, 12, 31)
    above, issuer = issuers(book.unit, committee, day)
    told = f"Gồm {len(book.entries)} biên bản đã ký của năm {book.year}." if book.entries else f"Năm {book.year} chưa có biên bản nào được gửi."
    cover = Sheet(
        above=above, issuer=issuer, number="", place_date="", title=TITLES[book.which], about=f"Năm {book.year}", opening=(told,),
        sections=(), closing=(), signatures=(), template="meeting_book", layout=layout_on(day),
    )  # fmt: skip
    rows = tuple(_line(place, one, catalogue) for place, one in enumerate(book.entries, 1))
    contents = Block("", heads=("TT", "Buổi họp", "Ngày họp", "Có mặt", "Điểm", "Xếp loại"), rows=rows, numbers=frozenset((4,)))
    return cover, contents, [sheet for place, one in enumerate(book.entries, 1) for sheet in _papers(place, one, book, catalogue, known)]


def _papers(place: int, entry: BookEntry, book: Book, catalogue: Catalogue, known: dict[str, Known]) -> list[Sheet]:
    at = known.get(str(entry.minutes.paper["_id"]), Known())
    minutes = sheet_of(entry.minutes, catalogue, at)
    minutes = replace(minutes, about=f"{minutes.about} (biên bản thứ {place} trong sổ)")
    added = [sheet_of(one, catalogue, at) for one in entry.amendments]
    return [minutes, *(replace(one, about=f"Của biên bản thứ {place} trong sổ") for one in added)]


def _line(place: int, entry: BookEntry, catalogue: Catalogue) -> tuple[str, ...]:
    view = entry.minutes
    roll, sheet = (view.others.get(kind, {}) for kind in ("roll_call", "score_sheet"))
    answers = roll.get("answers")
    present, base = (answers.get(name) if isinstance(answers, dict) else None for name in ("present", "base"))
    scored = scored_sheet(sheet, catalogue) if sheet else None
    return (
        str(place), meeting_subject(view.key) if view.key else "", f"{view.day:%d/%m/%Y}",
        f"{present}/{base}" if isinstance(present, int) and isinstance(base, int) else "",
        f"{scored.total:g}".replace(".", ",") if scored else "", BANDS.get(scored.band, "") if scored else "",
    )  # fmt: skip
