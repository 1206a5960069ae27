"""GET and POST /units/{unit}/write/{paper}: a paper of the office, written in one page that needs no JavaScript.

Every button keeps what was typed. What another person has written meanwhile is never replaced unseen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import status_of
from server.pages.frame import NO_STORE, Frame, Link, PageParts, Visit, answer, begin
from server.pages.paper_names import paper_name
from server.pages.reviewing.part import ReviewPart, review_part
from server.pages.words import say_in
from server.pages.writing.choices import choices_for
from server.pages.writing.fields import Drawing, Facts, Finding, Part, findings_of
from server.pages.writing.figures import figure_links
from server.pages.writing.notes import NoteLines, note_lines, with_changes_told
from server.pages.writing.posted import posted_answers
from server.security.refused_log import note_refused
from sync.domain.errors import Problem, Refusal
from sync.ports import Json
from sync.usecases.office.first_answers import FirstAnswers, gathered_anew
from sync.usecases.office.notes import Note, notes_on
from sync.usecases.office.observers import Observer, observers_around, with_names
from sync.usecases.office.write_paper import OpenPaper, WritePaper
from sync.usecases.reports.draft_reports import KINDS as REPORTS
from sync.usecases.reports.draft_reports import DraftReports
from sync.usecases.reviewing.review_paper import ReviewPaper

LARGEST = 512 * 1024
MOST_FIELDS = 10_000


@dataclass(frozen=True, slots=True)
class WritingPage(Frame):
    """What `write_paper.html` needs."""

    title: Annotated[str, "what the paper is called"]
    about: Annotated[str, "the unit, and where the paper stands"]
    parts: Annotated[tuple[Part, ...], "the sections of the form, with what was typed"]
    settled: Annotated[Facts, "what the paper is about, to read"]
    by_the_app: Annotated[Facts, "what the app has filled in behind it, to read"]
    base: Annotated[str, "the revision the form was drawn from"]
    wrong: Annotated[tuple[Finding, ...], "what has to be put right before it is sent, as links"]
    problem: Annotated[str, "why nothing was kept or sent, empty when all is well"]
    kept: Annotated[bool, "whether the draft has just been kept"]
    notes: Annotated[tuple[NoteLines, ...], "clashes, what changes, who is missing: to know, not to mend"]
    figures: Annotated[tuple[Link, ...], "of a report, each figure it counts, with the rows behind it; none for other papers"]
    gathers: Annotated[bool, "whether rows can be taken anew from what the cells have sent"]
    sent_href: Annotated[str, "address of what was sent before, empty without"]
    review: Annotated[ReviewPart | None, "what was said of the revision that was sent, with the comments to answer"]


class WritingPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._write = WritePaper(parts.store, parts.directory, parts.accept, parts.catalogue, parts.clock)
        self._reviews = ReviewPaper(parts.store, parts.directory, parts.accept, parts.catalogue, parts.clock)
        self._reports = DraftReports(parts.store, parts.read_model, parts.directory, parts.catalogue, parts.clock, parts.deadlines.rules)
        self._first = FirstAnswers(parts.store, parts.directory, parts.clock, self._reports)

    async def show(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        paper = await self._open(visit)
        return await self._page(visit, paper, paper.answers, kept="kept" in request.query_params)

    async def take(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        paper = await self._open(visit)
        fields = await self._parts.forms.read(request, largest=LARGEST, most=MOST_FIELDS)
        wish, _, rest = fields.get("do", "keep").partition(":")
        answers = posted_answers(paper.definition, fields, paper.answers)
        if paper.kind == "assignment":
            answers = with_names(answers, await self._observers(visit, paper))
        if fields.get("base", "") != paper.base:
            return await self._page(visit, paper, answers, problem=Problem("conflict"))
        if wish == "add":
            rest = f"{rest}.{self._parts.ids.ulid()}"
            name, _, row = rest.partition(".")
            answers.setdefault(name, []).append({"_id": row})
        elif wish == "gather":
            planned = (await self._first(visit.person, paper.unit, paper.id)).get("meetings", [])
            answers["meetings"] = gathered_anew(answers.get("meetings", []), planned)
        elif wish == "remove":
            name, _, row = rest.partition(":")
            answers[name] = [one for one in answers.pop(name, []) if one["_id"] != row]
            answers = {key: value for key, value in answers.items() if value != []}
        try:
            if wish == "send":
                if paper.kind == "month_schedule":
                    answers = with_changes_told(answers, paper.sent, await self._notes(visit, paper, answers), visit.lang)
                await self._write.send(visit.person, paper, answers)
                return RedirectResponse(f"/units/{paper.unit}/papers/{paper.id}", 303, NO_STORE)
            await self._write.keep(visit.person, paper, answers)
        except Refusal as refusal:
            note_refused(refusal.problem)
            if refusal.problem.fields and wish == "send":
                await self._write.keep(visit.person, paper, answers)
                paper = await self._open(visit)
            return await self._page(visit, paper, answers, problem=refusal.problem)
        anchor = f"#answers.{rest.partition(':')[0]}" if wish in ("add", "remove") else ""
        return RedirectResponse(f"{request.url.path}?kept=1{anchor}", 303, NO_STORE)

    async def _open(self, visit: Visit) -> OpenPaper:
        params = visit.request.path_params
        paper = await self._write.open(visit.person, params["unit"], params["paper"])
        return paper if paper.base else replace(paper, answers=await self._first(visit.person, paper.unit, paper.id))

    async def _page(
        self, visit: Visit, paper: OpenPaper, answers: Json, *, problem: Problem | None = None, kept: bool = False
    ) -> Response:
        findings = problem.fields if problem else ()
        choices = await choices_for(self._parts, visit, paper, await self._observers(visit, paper))
        drawing = Drawing.of(visit.lang, paper.kind, answers, findings, choices)
        settled, by_the_app = drawing.by_the_app(paper.definition)
        unit = visit.tree.get(paper.unit)
        name = paper_name(paper.id, self._parts.catalogue, visit.lang)
        crumbs = (*visit.way_down(paper.unit, visit.today), Link(visit.request.url.path, name, True))
        page = WritingPage(
            **visit.frame(crumbs),
            title=name,
            about=unit.name(visit.today) if unit else "",
            parts=drawing.parts(paper.definition),
            settled=settled,
            by_the_app=by_the_app,
            base=paper.base,
            wrong=findings_of(paper.definition, findings, visit.lang),
            problem="" if problem is None or problem.fields else " ".join(_told(problem, visit.lang)),
            kept=kept,
            notes=note_lines(await self._notes(visit, paper, answers), visit.lang),
            figures=figure_links(paper, visit.lang) if paper.kind in REPORTS else (),
            gathers=paper.kind == "month_schedule",
            sent_href=f"/units/{paper.unit}/papers/{paper.id}" if paper.sent else "",
            review=await self._said(visit, paper),
        )
        response = answer(visit, "write_paper.html", page)
        response.status_code = 422 if findings else status_of(problem.code) if problem else 200
        return response

    async def _notes(self, visit: Visit, paper: OpenPaper, answers: Json) -> list[Note]:
        return await notes_on(paper, answers, self._parts.directory, visit.tree, visit.today)

    async def _observers(self, visit: Visit, paper: OpenPaper) -> list[Observer]:
        if paper.kind != "assignment":
            return []
        return await observers_around(self._parts.store, paper.unit, visit.tree, visit.today)

    async def _said(self, visit: Visit, paper: OpenPaper) -> ReviewPart | None:
        """What a reviewer said of the very revision that is worked over."""
        if paper.sent is None:
            return None
        reviews = await self._reviews.read(visit.person, paper.unit, paper.sent)
        current = replace(reviews, opinions=tuple(one for one in reviews.opinions if one.is_current), decisions=())
        return review_part(paper.sent, True, current, self._parts.catalogue, say_in(visit.lang), visit.lang)


def _told(problem: Problem, lang: str) -> tuple[str, str]:
    told = problem.to_json(lang)
    return told["message"], told["action"]
