"""What is reckoned from many papers, as files: the month's rating roll-up, the one-page status report, a cell's yearly book.

GET /units/{unit}/roll-up/{month}.docx, .pdf, .xlsx, .csv; /units/{unit}/status/{month}.docx, .pdf; /units/{unit}/book/{year}.docx, .pdf and
/units/{unit}/committee-book/{year}.docx, .pdf.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from server.exports.exports import file_name
from server.exports.known import known_of
from server.exports.lists.rollup import rollup_table
from server.exports.lists.table import ListTable, as_csv, as_xlsx
from server.exports.sheets.book import book_sheets
from server.exports.sheets.rollup import rollup_sheet
from server.exports.sheets.status import status_sheet
from server.pages.frame import PageParts, Visit, begin
from server.pages.outputs.files import file_answer, sheet_file, word_or_pdf
from sync.domain.errors import Refusal
from sync.domain.units import Unit
from sync.usecases.read_unit import ReadUnit
from sync.usecases.reports.rating_rollup import ReadRatingRollup
from sync.usecases.reports.yearly_book import ReadBook, Which

MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
YEAR = re.compile(r"(19|20)[0-9]{2}")


class ReckonedFiles:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._rollup = ReadRatingRollup(parts.store, parts.directory, parts.catalogue, parts.clock)
        self._unit = ReadUnit(parts.read_model, parts.directory, parts.clock)
        self._book = ReadBook(parts.store, parts.directory, parts.clock)

    async def rollup(self, request: Request) -> Response:
        visit, month = await begin(self._parts, request), asked(request, "month", MONTH)
        unit, ending = request.path_params["unit"], request.path_params["ending"]
        told = await self._rollup(visit.person, unit, month)
        if ending in ("xlsx", "csv"):
            data = list_file(rollup_table(told, visit.lang), ending, visit.lang)
        else:
            data = await sheet_file(self._parts.exports, rollup_sheet(told, above(visit, told.unit)), ending)
        return file_answer(data, file_name("xep-loai", month, unit, ending=ending))

    async def status(self, request: Request) -> Response:
        visit, month = await begin(self._parts, request), asked(request, "month", MONTH)
        unit, ending = request.path_params["unit"], request.path_params["ending"]
        view = await self._unit(visit.person, unit, month)
        data = await sheet_file(self._parts.exports, status_sheet(view, above(visit, view.unit)), ending)
        return file_answer(data, file_name("tinh-hinh", view.months[-1], unit, ending=ending))

    async def cell_book(self, request: Request) -> Response:
        return await self._book_file(request, "cell")

    async def committee_book(self, request: Request) -> Response:
        return await self._book_file(request, "committee")

    async def _book_file(self, request: Request, which: Which) -> Response:
        visit, year = await begin(self._parts, request), asked(request, "year", YEAR)
        unit, ending = request.path_params["unit"], request.path_params["ending"]
        book = await self._book(visit.person, unit, int(year), which)
        parts = self._parts
        known = {str(one.minutes.paper["_id"]): await known_of(parts.store, parts.directory, one.minutes) for one in book.entries}
        word = await parts.exports.book(*book_sheets(book, above(visit, book.unit), parts.catalogue, known))
        name = "so-hop-chi-bo" if which == "cell" else "so-hop-chi-uy"
        return file_answer(await word_or_pdf(parts.exports, word, ending), file_name(name, year, unit, ending=ending))


def asked(request: Request, name: str, pattern: re.Pattern[str]) -> str:
    """What the address asks for. Raises Refusal `bad_request` for what is no month or year."""
    value = str(request.path_params[name])
    if not pattern.fullmatch(value):
        raise Refusal("bad_request")
    return value


def above(visit: Visit, unit: Unit) -> Unit | None:
    return visit.tree.get(unit.parent(visit.today) or "")


def list_file(table: ListTable, ending: str, lang: str) -> bytes:
    """Raises Refusal `not_found` for another ending."""
    match ending:
        case "xlsx":
            return as_xlsx(table, lang)
        case "csv":
            return as_csv(table, lang)
        case _:
            raise Refusal("not_found")
