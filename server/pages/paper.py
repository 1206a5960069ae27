"""GET /units/{unit}/papers/{paper}: one sent paper, laid out as it is printed, with its receipt, where it stands, and the other
papers of the meeting beside it; POST …/review takes what a reviewer says of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import status_of
from server.exports.known import known_of
from server.exports.sheets.of_paper import sheet_of
from server.exports.sheets.parts import Sheet
from server.pages.frame import NO_STORE, Frame, Link, PageParts, Visit, answer, begin
from server.pages.paper_names import paper_name
from server.pages.reviewing.marks import MarksPart, marks_part
from server.pages.reviewing.part import ReviewPart, posted_comments, review_part
from server.pages.words import Say, moment_word, number_word
from server.security.refused_log import note_refused
from sync.domain.access import may
from sync.domain.errors import Problem, Refusal
from sync.domain.kinds import MEETING_CHAIN
from sync.domain.numbering.official import written
from sync.forms.catalogue import Catalogue
from sync.usecases.office.read_marks import ReadMarks
from sync.usecases.photos.read_photo import photos_of
from sync.usecases.read_facts import scored_sheet
from sync.usecases.read_paper import PaperView, ReadPaper
from sync.usecases.reviewing.review_paper import ReviewPaper

LARGEST = 256 * 1024
MOST_FIELDS = 1000


@dataclass(frozen=True, slots=True)
class PaperPage(Frame):
    """What `paper.html` needs."""

    title: Annotated[str, "kind of paper, meeting and cell"]
    sheet: Annotated[Sheet, "the paper as printed; its words are Vietnamese"]
    others: Annotated[tuple[Link, ...], "the sent papers of the meeting, in the order they are filled"]
    all_meetings: Annotated[str, "address of the list of meetings"]
    received_at: Annotated[str, "when the server received it, empty without a receipt"]
    receipt: Annotated[str, "number of the receipt"]
    done_at: Annotated[str, "when it was finished on the phone"]
    author: Annotated[str, "who sent it, empty when unknown"]
    rating: Annotated[str, "total and band of the meeting's score sheet, empty without one"]
    photos: Annotated[tuple[str, ...], "addresses of the pictures of the paper book that have arrived"]
    missing_photos: Annotated[int, "how many the paper names beside them"]
    review: Annotated[ReviewPart, "where it stands, what was said of it, and the form for who may review it"]
    marks: Annotated[MarksPart | None, "of an orientation: which cells have read it; None for other papers"]
    here: Annotated[str, "address of this page"]
    files: Annotated[tuple[Link, ...], "the paper as files to take"]
    handbook: Annotated[tuple[Link, ...], "the pack of the meeting for the handbook app, and what was put in; none for other papers"]
    no_pdf: Annotated[str, "sentence: why there is no PDF, empty where there is one"]
    number_notes: Annotated[tuple[str, ...], "what to know of its official number: another one than was proposed, or printed on another paper too"]


class PaperPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._read = ReadPaper(parts.store, parts.directory, parts.clock)
        self._review = ReviewPaper(parts.store, parts.directory, parts.accept, parts.catalogue, parts.clock)
        self._marks = ReadMarks(parts.store)

    async def show(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        return await self._page(visit)

    async def take(self, request: Request) -> Response:
        """A posted review. What was typed is shown again when it could not be taken."""
        visit = await begin(self._parts, request)
        unit, paper = request.path_params["unit"], request.path_params["paper"]
        await self._read(visit.person, unit, paper)
        fields = await self._parts.forms.read(request, largest=LARGEST, most=MOST_FIELDS)
        try:
            await self._review.decide(
                visit.person, unit, paper, fields.get("base", ""), fields.get("decision", ""),
                posted_comments(fields), fields.get("official_band", ""),
            )  # fmt: skip
        except Refusal as refusal:
            note_refused(refusal.problem)
            return await self._page(visit, fields, refusal.problem)
        return RedirectResponse(f"/units/{unit}/papers/{paper}#standing", 303, NO_STORE)

    async def _page(self, visit: Visit, typed: Mapping[str, str] | None = None, problem: Problem | None = None) -> Response:
        params = visit.request.path_params
        view = await self._read(visit.person, params["unit"], params["paper"])
        reviews = await self._review.read(visit.person, view.unit.id, view.paper)
        here = f"/units/{view.unit.id}/papers"
        down = visit.way_down(view.unit.id, visit.today)
        name = paper_name(str(view.paper["_id"]), self._parts.catalogue, visit.lang)
        crumbs = (*(Link(one.href, one.text) for one in down), Link(f"{here}/{view.paper['_id']}", name, True))
        frame = visit.frame(crumbs)
        photos = await photos_of(self._parts.store, view.unit.id, view.paper, self._parts.catalogue)
        say = frame["say"]
        page = PaperPage(
            **frame,
            title=f"{name}, {view.unit.name(view.day)}",
            sheet=sheet_of(view, self._parts.catalogue, await known_of(self._parts.store, self._parts.directory, view)),
            others=tuple(
                Link(f"{here}/{view.others[kind]['_id']}", say(kind), view.others[kind]["_id"] == view.paper["_id"])
                for kind in MEETING_CHAIN
                if kind in view.others
            ),
            all_meetings=here,
            received_at=moment_word(str(view.receipt["received_at"])) if view.receipt else "",
            receipt=str(view.receipt["number"]) if view.receipt else "",
            done_at=moment_word(str(view.paper.get("done_at", ""))),
            author=view.author,
            rating=_rating(view, self._parts.catalogue, say, visit.lang),
            photos=tuple(f"/sync/photos/{view.unit.id}/{digest}" for digest in photos.arrived),
            missing_photos=photos.missing,
            review=review_part(
                view.paper, view.receipt is not None, reviews, self._parts.catalogue, say, visit.lang, typed,
                _told(problem, visit.lang) if problem else (),
            ),
            marks=await self._marks_of(visit, view),
            here=f"{here}/{view.paper['_id']}",
            files=_files(view, f"{here}/{view.paper['_id']}", self._parts.exports.pdf.is_here, say),
            handbook=_handbook(visit, view, here, say),
            no_pdf="" if self._parts.exports.pdf.is_here else say("no_pdf"),
            number_notes=_number_notes(view, say),
        )  # fmt: skip
        response = answer(visit, "paper.html", page)
        if problem is not None:
            response.status_code = 409 if problem.code == "review_stale" else status_of(problem.code)
        return response

    async def _marks_of(self, visit: Visit, view: PaperView) -> MarksPart | None:
        if view.paper.get("kind") != "orientation":
            return None
        return marks_part(await self._marks(visit.person, view.unit.id, str(view.paper["_id"]), visit.tree, visit.today), visit, self._parts)


def _files(view: PaperView, here: str, has_pdf: bool, say: Say) -> tuple[Link, ...]:
    """Word and PDF of the paper; of a plan the notice too."""
    found = [Link(f"{here}.docx", say("file_docx")), Link(f"{here}.pdf", say("file_pdf"))]
    if view.paper.get("kind") == "meeting":
        found += [Link(f"{here}.notice.docx", say("notice_docx")), Link(f"{here}.notice.pdf", say("notice_pdf"))]
    return tuple(one for one in found if has_pdf or not one.href.endswith(".pdf"))


def _handbook(visit: Visit, view: PaperView, here: str, say: Say) -> tuple[Link, ...]:
    """Of a paper of a meeting: the pack, what was put in, and where that is noted down by who does it for the cell."""
    if view.key is None or not view.others.keys() & {"meeting", "minutes"}:
        return ()
    key = str(view.paper["_id"]).partition(":")[2]
    found = [Link(f"{here}/meeting:{key}.pack.zip", say("pack_zip"))]
    if "handbook_upload" in view.others:
        found.append(Link(f"{here}/handbook_upload:{key}", say("pack_record"), view.paper.get("kind") == "handbook_upload"))
    if may(visit.person, "write", view.unit.id, visit.tree, visit.today, "handbook_upload"):
        found.append(Link(f"/units/{view.unit.id}/write/handbook_upload:{key}", say("pack_write")))
    return tuple(found)


def _number_notes(view: PaperView, say: Say) -> tuple[str, ...]:
    """For both papers of a collision: copies may be printed that bear the number which the other one has now."""
    number, id = view.number, str(view.paper["_id"])
    if number is None:
        return ()
    moved = (say("number_moved", proposed=written(number.proposed, id), number=written(number.number, id)),) if number.moved else ()
    return (*moved, *(say("number_also", number=written(number.number, id), other=written(other, id)) for _, other in number.also))


def _told(problem: Problem, lang: str) -> tuple[str, ...]:
    """Why a review was not taken, and what to do."""
    if problem.fields:
        return tuple(one.message for one in problem.fields)
    told = problem.to_json(lang)
    return told["message"], told["action"]


def _rating(view: PaperView, catalogue: Catalogue, say: Say, lang: str) -> str:
    sheet = view.others.get("score_sheet")
    scored = scored_sheet(sheet, catalogue) if sheet else None
    if scored is None:
        return ""
    return f"{say('points', points=number_word(scored.total, lang))}, {say(f'band_{scored.band}')}"
