"""GET /units/{unit}/outputs?month=YYYY-MM: all that can be taken home of a unit; /units/{unit}/roll-up/{month} and /units/{unit}/status/{month}:
two of it as pages, to look at and to print.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.exports.sheets.parts import Sheet
from server.exports.sheets.rollup import rollup_sheet
from server.exports.sheets.status import status_sheet
from server.pages.frame import Frame, Link, PageParts, Visit, answer, begin
from server.pages.outputs.reckoned import MONTH, YEAR, above, asked
from server.pages.words import Say, month_word
from sync.domain.access import may
from sync.domain.errors import Refusal
from sync.domain.units import Unit
from sync.usecases.read_unit import ReadUnit
from sync.usecases.reports.rating_rollup import ReadRatingRollup


@dataclass(frozen=True, slots=True)
class Output:
    """One thing that can be had: its page, where it has one, and its files."""

    title: str
    about: str
    page: Link | None
    files: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class OutputsPage(Frame):
    """What `outputs/list.html` needs."""

    title: Annotated[str, "name of the unit"]
    month: Annotated[str, "the month asked for, `YYYY-MM`"]
    outputs: Annotated[tuple[Output, ...], "what can be had of the unit"]
    no_pdf: Annotated[str, "sentence: why there is no PDF, empty where there is one"]


@dataclass(frozen=True, slots=True)
class SheetPage(Frame):
    """What `outputs/sheet.html` needs."""

    title: Annotated[str, "what the sheet is, and of which month"]
    sheet: Annotated[Sheet, "as it is printed; its words are Vietnamese"]
    wide: Annotated[bool, "whether it is printed on its side"]
    files: Annotated[tuple[Link, ...], "the sheet as files to take"]
    no_pdf: Annotated[str, "sentence: why there is no PDF, empty where there is one"]


class OutputsPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._rollup = ReadRatingRollup(parts.store, parts.directory, parts.catalogue, parts.clock)
        self._unit = ReadUnit(parts.read_model, parts.directory, parts.clock)

    async def show(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        unit = visit.tree.get(request.path_params["unit"])
        month = request.query_params.get("month") or f"{visit.today:%Y-%m}"
        if not MONTH.fullmatch(month):
            raise Refusal("bad_request")
        if unit is None or not _has_any(visit, unit):
            raise Refusal("not_found")
        frame = visit.frame(self._crumbs(visit, unit))
        outputs = tuple(_outputs(visit, unit, month, frame["say"], self._endings()))
        page = OutputsPage(**frame, title=unit.name(visit.today), month=month, outputs=outputs, no_pdf=self._no_pdf(frame["say"]))
        return answer(visit, "outputs/list.html", page)

    async def rollup(self, request: Request) -> Response:
        visit, month = await begin(self._parts, request), asked(request, "month", MONTH)
        told = await self._rollup(visit.person, request.path_params["unit"], month)
        return self._sheet(visit, told.unit, rollup_sheet(told, above(visit, told.unit)), "roll-up", month, wide=True)

    async def status(self, request: Request) -> Response:
        visit, month = await begin(self._parts, request), asked(request, "month", MONTH)
        view = await self._unit(visit.person, request.path_params["unit"], month)
        return self._sheet(visit, view.unit, status_sheet(view, above(visit, view.unit)), "status", view.months[-1], wide=False)

    def _sheet(self, visit: Visit, unit: Unit, sheet: Sheet, what: str, month: str, *, wide: bool) -> Response:
        frame = visit.frame(self._crumbs(visit, unit))
        say = frame["say"]
        endings = (*self._endings(), "xlsx", "csv") if what == "roll-up" else self._endings()
        word = {"roll-up": say("output_rollup"), "status": say("output_status")}[what]
        page = SheetPage(
            **frame, title=f"{word}, {month_word(month)}, {unit.name(visit.today)}", sheet=sheet, wide=wide,
            files=_files(f"/units/{unit.id}/{what}/{month}", endings, say), no_pdf=self._no_pdf(say),
        )  # fmt: skip
        return answer(visit, "outputs/sheet.html", page)

    def _crumbs(self, visit: Visit, unit: Unit) -> tuple[Link, ...]:
        return tuple(Link(one.href, one.text) for one in visit.way_down(unit.id, visit.today))

    def _endings(self) -> tuple[str, ...]:
        return ("docx", "pdf") if self._parts.exports.pdf.is_here else ("docx",)

    def _no_pdf(self, say: Say) -> str:
        return "" if self._parts.exports.pdf.is_here else say("no_pdf")


def _has_any(visit: Visit, unit: Unit) -> bool:
    return visit.oversees(unit.id) or may(visit.person, "read", unit.id, visit.tree, visit.today, "minutes")


def _outputs(visit: Visit, unit: Unit, month: str, say: Say, endings: tuple[str, ...]) -> Iterable[Output]:
    here, lists = f"/units/{unit.id}", ("xlsx", "csv")
    reads = may(visit.person, "read", unit.id, visit.tree, visit.today, "score_sheet")
    span = f"?from={month[:4]}-01&to={month}"
    if unit.type != "cell":
        if visit.oversees(unit.id):
            at = f"{here}/status/{month}"
            yield Output(say("output_status"), say("output_status_about"), Link(at, say("output_look")), _files(at, endings, say))
        if reads:
            at = f"{here}/roll-up/{month}"
            yield Output(say("output_rollup"), say("output_rollup_about"), Link(at, say("output_look")), _files(at, (*endings, *lists), say))
    else:
        year = month[:4]
        if reads and YEAR.fullmatch(year):
            yield Output(say("output_book", year=year), say("output_book_about"), None, _files(f"{here}/book/{year}", endings, say))
            yield Output(say("output_committee_book", year=year), "", None, _files(f"{here}/committee-book/{year}", endings, say))
            yield Output(say("output_members"), "", None, _files(f"{here}/lists/members", lists, say))
    if unit.type != "cell" and visit.oversees(unit.id):
        yield Output(say("output_cells"), say("output_cells_about"), None, _files(f"{here}/lists/cells", lists, say, f"?to={month}"))
    yield Output(say("output_meetings", year=month[:4]), say("output_meetings_about"), None, _files(f"{here}/lists/meetings", lists, say, span))
    if visit.oversees(unit.id):
        yield Output(say("output_owed"), "", None, _files(f"{here}/lists/owed", lists, say))


def _files(at: str, endings: tuple[str, ...], say: Say, query: str = "") -> tuple[Link, ...]:
    words = {"docx": say("file_docx"), "pdf": say("file_pdf"), "xlsx": say("file_xlsx"), "csv": say("file_csv")}
    return tuple(Link(f"{at}.{ending}{query}", words[ending]) for ending in endings)
