"""GET and POST /units/{unit}/recipients: to whom the unit's papers go, taken over by every new paper that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.pages.frame import NO_STORE, Frame, Link, PageParts, Visit, answer, begin
from sync.domain.errors import Problem, Refusal
from sync.usecases.office.recipients import LONGEST_LINE, MOST_LINES, Recipients

LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class RecipientsPage(Frame):
    """What `recipients.html` needs."""

    title: Annotated[str, "name of the unit"]
    text: Annotated[str, "one recipient a line, as kept or as typed"]
    kept: Annotated[bool, "whether the list has just been kept"]
    wrong: Annotated[str, "why nothing was kept, empty when all is well"]
    rows: Annotated[int, "height of the field"]


class RecipientsPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._recipients = Recipients(parts.store, parts.directory, parts.clock)

    async def show(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        unit = await self._recipients.of(visit.person, request.path_params["unit"])
        return await self._page(visit, "\n".join(unit.recipients), None)

    async def take(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        fields = await self._parts.forms.read(request, largest=LARGEST)
        text = fields.get("recipients", "")
        try:
            await self._recipients.set(visit.person, request.path_params["unit"], text)
        except Refusal as refusal:
            if refusal.problem.code not in ("answers_invalid", "conflict"):
                raise
            return await self._page(visit, text, refusal.problem)
        return RedirectResponse(f"{request.url.path}?kept=1", 303, NO_STORE)

    async def _page(self, visit: Visit, text: str, problem: Problem | None) -> Response:
        unit = await self._recipients.of(visit.person, visit.request.path_params["unit"])
        frame = visit.frame(visit.way_down(unit.id, visit.today))
        here = Link(visit.request.url.path, frame["say"]("recipients_title"), True)
        page = RecipientsPage(
            **{**frame, "crumbs": (*(Link(one.href, one.text) for one in frame["crumbs"]), here)},
            title=unit.name(visit.today),
            text=text,
            kept="kept" in visit.request.query_params and problem is None,
            wrong=_told(problem, visit.lang) if problem else "",
            rows=min(max(text.count("\n") + 2, 6), 20),
        )
        response = answer(visit, "recipients.html", page)
        response.status_code = {"answers_invalid": 422, "conflict": 409}.get(problem.code, 400) if problem else 200
        return response


def _told(problem: Problem, lang: str) -> str:
    code = problem.fields[0].code if problem.fields else problem.code
    told = Problem(code, {"maximum": LONGEST_LINE if code == "too_long" else MOST_LINES}).to_json(lang)
    return f"{told['message']} {told['action']}"
