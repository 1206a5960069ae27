"""GET and POST /units/{unit}/contact: whom to call in a unit, by which number, and to which address messages go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.pages.administration.words import say_here
from server.pages.frame import NO_STORE, Frame, Link, PageParts, Visit, answer, begin
from sync.domain.errors import Refusal
from sync.domain.unit_changes import NotPossible, Wrong
from sync.usecases.administration.contacts import Contact, UnitContacts

_LARGEST = 16 * 1024


@dataclass(frozen=True, slots=True)
class ContactPage(Frame):
    """What `calling/contact.html` needs."""

    title: Annotated[str, "name of the unit"]
    typed: Annotated[Contact, "the contact as it is kept, or as it was typed and not kept"]
    kept: Annotated[bool, "whether it has just been kept"]
    wrong: Annotated[dict[str, str], "what is wrong with it, by field"]
    problem: Annotated[str, "why nothing was kept where no field is wrong, empty when all is well"]


class ContactPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._contacts = UnitContacts(parts.store, parts.directory, parts.clock)

    async def show(self, request: Request) -> Response:
        return await self._page(await begin(self._parts, request), None, ())

    async def take(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        fields = await self._parts.forms.read(request, largest=_LARGEST)
        typed = Contact.typed(fields.get("name", ""), fields.get("phone", ""), fields.get("email", ""))
        try:
            await self._contacts.set(visit.person, request.path_params["unit"], typed)
        except NotPossible as refused:
            return await self._page(visit, typed, refused.wrongs)
        except Refusal as refusal:
            if refusal.problem.code != "conflict":
                raise
            return await self._page(visit, typed, (Wrong("", "conflict"),))
        return RedirectResponse(f"{request.url.path}?kept=1", 303, NO_STORE)

    async def _page(self, visit: Visit, typed: Contact | None, wrongs: tuple[Wrong, ...]) -> Response:
        unit, known = await self._contacts.of(visit.person, visit.request.path_params["unit"])
        frame = visit.frame(visit.way_down(unit.id, visit.today))
        say, here = say_here(visit.lang), Link(visit.request.url.path, frame["say"]("contact_title"), True)
        told = {one.path: say(f"wrong_{one.code}", **one.data) for one in wrongs}
        page = ContactPage(
            **{**frame, "crumbs": (*(Link(one.href, one.text) for one in frame["crumbs"]), here)},
            title=unit.name(visit.today),
            typed=typed or known,
            kept="kept" in visit.request.query_params and not wrongs,
            wrong={path: text for path, text in told.items() if path},
            problem=told.get("", ""),
        )
        response = answer(visit, "calling/contact.html", page)
        response.status_code = (409 if page.problem else 422) if wrongs else 200
        return response
