"""GET /units/{unit}/desk: what a person writes for an office, what lies there, and what would come next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.pages.frame import Frame, Link, PageParts, answer, begin
from server.pages.paper_names import paper_name
from server.pages.words import Say, day_word
from sync.usecases.office.read_desk import DeskKind, DeskPaper, ReadDesk
from sync.usecases.office.recipients import ASKING


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A paper as a row: its link, the day it is from, the word and the icon of where it stands."""

    link: Link
    about: str
    day: str
    word: str
    icon: str
    rework: Link | None


@dataclass(frozen=True, slots=True)
class DeskSection:
    title: str
    lines: tuple[DeskLine, ...]
    fresh: tuple[Link, ...]
    more: int


@dataclass(frozen=True, slots=True)
class DeskPage(Frame):
    """What `desk.html` needs."""

    title: Annotated[str, "name of the unit"]
    sections: Annotated[tuple[DeskSection, ...], "one a kind of paper the person may write here"]
    recipients: Annotated[str, "address of the list of recipients, empty where no paper here names any"]


ICONS = {"draft": "edit", "sent": "received", "returned": "returned"}


class DeskPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._read = ReadDesk(parts.store, parts.directory, parts.catalogue, parts.clock, parts.ids)

    async def show(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        view = await self._read(visit.person, request.path_params["unit"])
        frame = visit.frame(visit.way_down(view.unit.id, visit.today))
        sections = tuple(self._section(view.unit.id, one, frame["say"], visit.lang) for one in view.kinds)
        asking = any(one.kind in ASKING for one in view.kinds)
        page = DeskPage(
            **frame,
            title=view.unit.name(visit.today),
            sections=sections,
            recipients=f"/units/{view.unit.id}/recipients" if asking else "",
        )
        return answer(visit, "desk.html", page)

    def _section(self, unit: str, kind: DeskKind, say: Say, lang: str) -> DeskSection:
        catalogue = self._parts.catalogue
        title = catalogue.latest(kind.kind).title.in_(lang)
        names = {id: paper_name(id, catalogue, lang) for id in kind.fresh}
        fresh = (Link(f"/units/{unit}/write/{id}", say("write_new") if name == title else name) for id, name in names.items())
        lines = tuple(self._line(unit, one, say, lang) for one in kind.papers)
        return DeskSection(title, lines, tuple(fresh), kind.more)

    def _line(self, unit: str, paper: DeskPaper, say: Say, lang: str) -> DeskLine:
        draft = paper.standing == "draft"
        write, read = f"/units/{unit}/write/{paper.id}", f"/units/{unit}/papers/{paper.id}"
        return DeskLine(
            Link(write if draft else read, paper_name(paper.id, self._parts.catalogue, lang)),
            paper.about,
            day_word(date.fromisoformat(paper.day)) if len(paper.day) == 10 else "",
            say(f"standing_{paper.standing}"),
            ICONS.get(paper.standing, "accepted"),
            None if draft else Link(write, say("go_on_reworking" if paper.reworked else "work_over")),
        )
