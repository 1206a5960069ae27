"""GET and POST /me/calendar: the secret address of one's own calendar, for whoever works on the office pages; the phone has a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.pages.frame import NO_STORE, Frame, PageParts, Visit, answer, begin
from server.pages.words import moment_word
from sync.domain.errors import Refusal
from sync.usecases.calendars.address import CalendarAddress

_LARGEST = 4 * 1024


@dataclass(frozen=True, slots=True)
class OwnCalendarPage(Frame):
    """What `calling/own_calendar.html` needs."""

    present: Annotated[str, "sentence: since when there is an address, empty where there is none"]
    address: Annotated[str, "the address that was just made, to be shown this once; empty otherwise"]
    dropped: Annotated[bool, "whether it has just been taken back"]


class OwnCalendarPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._addresses = CalendarAddress(parts.store, parts.directory, parts.clock, parts.ids)

    async def show(self, request: Request) -> Response:
        return await self._page(await begin(self._parts, request))

    async def take(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        wish = (await self._parts.forms.read(request, largest=_LARGEST)).get("do", "")
        if wish == "make":
            # Told in the very answer: a further request could not be told it any more.
            return await self._page(visit, f"{self._parts.url}/calendar/{await self._addresses.make(visit.person)}.ics")
        if wish != "drop":
            raise Refusal("bad_request")
        await self._addresses.drop(visit.person)
        return RedirectResponse(f"{request.url.path}?dropped=1", 303, NO_STORE)

    async def _page(self, visit: Visit, address: str = "") -> Response:
        made_at, frame = await self._addresses.made_at(visit.person), visit.frame(())
        page = OwnCalendarPage(
            **frame,
            present=frame["say"]("calendar_present", at=moment_word(made_at)) if made_at and not address else "",
            address=address,
            dropped="dropped" in visit.request.query_params and not made_at,
        )
        return answer(visit, "calling/own_calendar.html", page)
