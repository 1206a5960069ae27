"""GET /units/{unit}/calls: whom to call; GET and POST /units/{unit}/calls/{cell}: one cell, its log, and what can be done: note a call, write an
urging, send a message. Everything works without JavaScript.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import status_of
from server.pages.calling.rows import CallRow, call_row, call_words, duty_words
from server.pages.frame import NO_STORE, Frame, Link, PageParts, Visit, answer, begin
from server.pages.words import Say, moment_word, say_in
from server.security.refused_log import note_refused
from sync.domain.access import may
from sync.domain.calls.call import BY_HAND, LONGEST
from sync.domain.calls.message import Channel
from sync.domain.errors import Problem, Refusal
from sync.usecases.calls.call_log import CallLog
from sync.usecases.calls.read_call_list import SILENT_DAYS, Callee, CallList, ReadCallList
from sync.usecases.calls.send_message import SendMessage
from sync.usecases.obligations.read_owed import ReadOwed
from sync.usecases.office.first_answers import FirstAnswers
from sync.usecases.office.write_paper import WritePaper
from sync.usecases.read_unit import ReadUnit
from sync.usecases.reminders.read_reminders import ReadReminders
from sync.usecases.reports.draft_reports import DraftReports

A_PAGE = 50
_LARGEST = 16 * 1024


@dataclass(frozen=True, slots=True)
class CallsPage(Frame):
    """What `calls.html` needs."""

    title: Annotated[str, "name of the unit"]
    as_of: Annotated[str, "sentence: how new the data are"]
    rows: Annotated[tuple[CallRow, ...], "the cells of this page that owe something overdue"]
    silent: Annotated[tuple[CallRow, ...], "cells that owe nothing overdue and have not been heard from"]
    silent_about: Annotated[str, "sentence: what silent means"]
    place: Annotated[str, "which page of how many, empty where there is one"]
    before: Annotated[str, "address of the page before, empty on the first"]
    after: Annotated[str, "address of the next page, empty on the last"]
    reminders: Annotated[str, "address of the page that tells how far reminders came"]


@dataclass(frozen=True, slots=True)
class CallPage(Frame):
    """What `call.html` needs."""

    title: Annotated[str, "name of the cell"]
    row: Annotated[CallRow, "the cell, its debts and its contact"]
    log: Annotated[tuple[str, ...], "earlier calls in words, newest first"]
    outcomes: Annotated[tuple[tuple[str, str], ...], "what may be noted, with its words"]
    typed: Annotated[dict[str, str], "what was typed and not kept"]
    today: Annotated[str, "the first day that can be promised"]
    wrong: Annotated[dict[str, str], "what is wrong with it, by field"]
    told: Annotated[str, "what was done, empty when nothing was"]
    problem: Annotated[str, "why something was not done, empty when all is well"]
    may_urge: Annotated[bool, "whether this person may write an urging for the office"]
    longest: Annotated[int, "signs a note may have"]
    contact: Annotated[str, "where its contact is changed, empty for whom that is not"]


class CallingPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._log = CallLog(parts.store, parts.directory, parts.clock, parts.ids)
        read_unit, owed = ReadUnit(parts.read_model, parts.directory, parts.clock), ReadOwed(parts.store, parts.directory, parts.deadlines, parts.clock)
        reminders = ReadReminders(parts.store, parts.directory, parts.clock)
        self._read = ReadCallList(parts.store, parts.read_model, parts.deadlines, read_unit, reminders, self._log, parts.clock)
        self._send = SendMessage(parts.messages, self._log, owed, parts.directory, parts.clock)
        self._write = WritePaper(parts.store, parts.directory, parts.accept, parts.catalogue, parts.clock)
        reports = DraftReports(parts.store, parts.read_model, parts.directory, parts.catalogue, parts.clock, parts.deadlines.rules)
        self._first = FirstAnswers(parts.store, parts.directory, parts.clock, reports)

    async def show(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        found = await self._read(visit.person, request.path_params["unit"])
        frame = visit.frame(self._crumbs(visit, found))
        say, here = frame["say"], f"/units/{found.unit}/calls"
        pages = max(1, -(-len(found.to_call) // A_PAGE))
        number = request.query_params.get("page", "")
        page = min(max(int(number), 1), pages) if number.isascii() and number.isdigit() and len(number) < 6 else 1

        def row(one: Callee) -> CallRow:
            return call_row(one, found.unit, found.name, self._channels, say, visit.lang)

        context = CallsPage(
            **frame,
            title=found.name,
            as_of=say("as_of", at=moment_word(found.as_of)) if found.as_of else say("not_yet"),
            rows=tuple(row(one) for one in found.to_call[(page - 1) * A_PAGE : page * A_PAGE]),
            silent=tuple(row(one) for one in found.silent),
            silent_about=say("calls_silent_about", days=SILENT_DAYS),
            place=say("calls_page", page=page, pages=pages) if pages > 1 else "",
            before=f"{here}?page={page - 1}" if page > 1 else "",
            after=f"{here}?page={page + 1}" if page < pages else "",
            reminders=f"/units/{found.unit}/reminders",
        )
        return answer(visit, "calling/calls.html", context)

    async def show_one(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        done = request.query_params.get("done", "")
        return await self._page(visit, told="calls_kept" if done == "note" else "calls_sent" if done == "message" else "")

    async def take(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        fields = await self._parts.forms.read(request, largest=_LARGEST)
        unit, cell = request.path_params["unit"], request.path_params["cell"]
        wish, here = fields.get("do", "note"), request.url.path
        try:
            if wish == "urge":
                return RedirectResponse(await self._urging(visit, unit, cell), 303, NO_STORE)
            if wish in ("sms", "email"):
                channel: Channel = "sms" if wish == "sms" else "email"
                await self._send(visit.person, cell, channel)
                return RedirectResponse(f"{here}?done=message", 303, NO_STORE)
            await self._log.note(visit.person, cell, fields.get("outcome", ""), fields.get("text", ""), fields.get("promised_for", ""))
        except Refusal as refusal:
            if refusal.problem.code == "not_found":
                raise
            note_refused(refusal.problem)
            return await self._page(visit, typed=dict(fields), problem=refusal.problem)
        return RedirectResponse(f"{here}?done=note", 303, NO_STORE)

    @property
    def _channels(self) -> tuple[Channel, ...]:
        return tuple(self._parts.messages)

    def _crumbs(self, visit: Visit, found: CallList, *more: Link) -> tuple[Link, ...]:
        down = tuple(Link(one.href, one.text) for one in visit.way_down(found.unit, visit.today))
        return (*down, Link(f"/units/{found.unit}/calls", say_in(visit.lang)("calls_title"), not more), *more)

    async def _page(self, visit: Visit, *, typed: dict[str, str] | None = None, problem: Problem | None = None, told: str = "") -> Response:
        unit, cell = visit.request.path_params["unit"], visit.request.path_params["cell"]
        found = await self._read.one(visit.person, unit, cell)
        [callee] = found.to_call or found.silent
        frame = visit.frame(self._crumbs(visit, found, Link(visit.request.url.path, callee.name, True)))
        say: Say = frame["say"]
        wrong = {one.path: _told(one.code, visit.lang) for one in problem.fields} if problem else {}
        context = CallPage(
            **frame,
            title=callee.name,
            row=call_row(callee, unit, found.name, self._channels, say, visit.lang),
            log=tuple(call_words(one, say) for one in await self._log.of(visit.person, cell)),
            outcomes=tuple((one, say(f"call_{one}")) for one in BY_HAND),
            typed=typed or {},
            today=str(visit.today),
            wrong=wrong,
            told=say(told) if told else "",
            problem="" if problem is None or wrong else _told(problem.code, visit.lang),
            may_urge=may(visit.person, "write", unit, visit.tree, visit.today, "urge"),
            longest=LONGEST,
            contact=f"/units/{cell}/contact" if visit.reviews(cell) or visit.administers(cell) else "",
        )
        response = answer(visit, "calling/call.html", context)
        response.status_code = 422 if wrong else status_of(problem.code) if problem else 200
        return response

    async def _urging(self, visit: Visit, unit: str, cell: str) -> str:
        """A draft of an urging that already says to whom and what; gives where it is written on and sent."""
        found = await self._read.one(visit.person, unit, cell)
        [callee] = found.to_call or found.silent
        id, say = f"urge:{self._parts.ids.ulid()}", say_in(visit.lang)
        paper = await self._write.open(visit.person, unit, id, await self._first(visit.person, unit, id))
        await self._write.keep(visit.person, paper, {**paper.answers, **_asked(callee, say, visit.lang)})
        return f"/units/{unit}/write/{id}"


def _asked(callee: Callee, say: Say, lang: str) -> dict[str, Any]:
    what = "; ".join(duty_words(one, lang) for one in callee.overdue)
    due: date | None = min((one.due for one in callee.overdue), default=None)
    return {"to": callee.id, "text": say("urge_text"), **({"what": what[:500]} if what else {}), **({"due_on": str(due)} if due else {})}


def _told(code: str, lang: str) -> str:
    told = Problem(code, {"maximum": LONGEST}).to_json(lang)
    return f"{told['message']} {told['action']}"
