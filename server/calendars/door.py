"""GET /calendar/{token}.ics: a person's calendar, for whoever has its address. No session, no cookie; an address that is none any more is told
in one line, and neither it nor any other is ever logged.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sync.ports import Clock
from sync.usecases.calendars.address import CalendarAddress
from sync.usecases.calendars.read_calendar import ReadCalendar

_HEADERS = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


class CalendarDoor:
    """`url`: where people find the server."""

    def __init__(self, addresses: CalendarAddress, read: ReadCalendar, clock: Clock, url: str) -> None:
        self._addresses = addresses
        self._read = read
        self._clock = clock
        self._url = url

    def routes(self) -> list[Route]:
        return [Route("/calendar/{token}.ics", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        person = await self._addresses.owner(request.path_params["token"])
        if person is None:
            return PlainTextResponse("Địa chỉ lịch này không dùng được nữa. Hãy tạo địa chỉ mới trong Sổ Họp.\n", 404, _HEADERS)
        from server.calendars.written import ics_of  # not before somebody asks: icalendar takes long to import

        text, tag = ics_of(await self._read(person), name=person.name, lang=person.lang, url=self._url, now=self._clock.now())
        headers = {**_HEADERS, "ETag": f'"{tag}"'}
        if request.headers.get("if-none-match", "").removeprefix("W/") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        headers["Content-Disposition"] = 'inline; filename="so-hop.ics"'
        return Response(text, headers=headers, media_type="text/calendar; charset=utf-8")
