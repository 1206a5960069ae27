"""GET /units/{unit}/papers: the meetings of a cell and the papers it has sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.pages.frame import Frame, Link, PageParts, answer, begin
from server.pages.words import Say, day_word, moment_word, month_word, number_word
from sync.usecases.read_meetings import MeetingRow, ReadMeetings


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting as a row of the table."""

    name: str
    held: str
    papers: tuple[Link, ...]
    attendance: str
    score: str
    received: str
    receipt: str


@dataclass(frozen=True, slots=True)
class MeetingsPage(Frame):
    """What `papers.html` needs."""

    title: Annotated[str, "name of the cell today"]
    outputs: Annotated[str, "address of what can be taken home of the cell"]
    meetings: Annotated[tuple[MeetingLine, ...], "its meetings, newest first"]


class MeetingsPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._read = ReadMeetings(parts.read_model, parts.directory, parts.clock)

    async def show(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        view = await self._read(visit.person, request.path_params["unit"])
        frame = visit.frame(visit.way_down(view.unit.id, visit.today))
        lines = tuple(_line(view.unit.id, row, frame["say"], visit.lang) for row in view.meetings)
        return answer(visit, "papers.html", MeetingsPage(**frame, title=view.unit.name(visit.today), outputs=f"/units/{view.unit.id}/outputs", meetings=lines))


def _line(unit: str, row: MeetingRow, say: Say, lang: str) -> MeetingLine:
    facts = row.facts
    name = say("type_of_month", type=say(f"type_{row.key.type}"), month=month_word(row.key.month))
    papers = tuple(Link(f"/units/{unit}/papers/{id}", say(kind)) for kind, id in row.papers.items())
    attendance = f"{facts.present}/{facts.expected}" if facts.present is not None and facts.expected is not None else ""
    score = say("points", points=number_word(facts.total, lang)) if facts.total is not None else ""
    held = day_word(date.fromisoformat(facts.held_on)) if facts.held_on else ""
    band = say(f"band_{facts.band}") if facts.band in ("good", "fair", "average", "poor") else ""
    return MeetingLine(
        name if row.key.number == 1 else f"{name} ({row.key.number})", held, papers, attendance,
        ", ".join(part for part in (score, band) if part), moment_word(facts.received_at), facts.receipt,
    )  # fmt: skip
