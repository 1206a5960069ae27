"""GET /units/{unit}/papers/{paper}: one sent paper, laid out as it is printed, with its receipt and the other papers of
the meeting beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.pages.frame import Frame, Link, PageParts, answer, begin
from server.pages.paper_names import paper_name
from server.pages.sheet import sheet_of
from server.pages.sheet_parts import Sheet
from server.pages.words import Say, moment_word, number_word
from sync.domain.kinds import MEETING_CHAIN
from sync.forms.catalogue import Catalogue
from sync.usecases.read_facts import scored_sheet
from sync.usecases.read_paper import PaperView, ReadPaper
from sync.usecases.read_photo import photos_of


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


class PaperPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._read = ReadPaper(parts.store, parts.directory, parts.clock)

    async def show(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        view = await self._read(visit.person, request.path_params["unit"], request.path_params["paper"])
        here = f"/units/{view.unit.id}/papers"
        down = visit.way_down(view.unit.id, visit.today)
        name = paper_name(str(view.paper["_id"]), self._parts.catalogue, visit.lang)
        crumbs = (*(Link(one.href, one.text) for one in down), Link(request.url.path, name, True))
        frame = visit.frame(crumbs)
        photos = await photos_of(self._parts.store, view.unit.id, view.paper, self._parts.catalogue)
        say = frame["say"]
        page = PaperPage(
            **frame,
            title=f"{name}, {view.unit.name(view.day)}",
            sheet=sheet_of(view, self._parts.catalogue, await self._names(view.day)),
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
        )
        return answer(visit, "paper.html", page)

    async def _names(self, day: date) -> Callable[[str], str]:
        """How a unit was called on that day; "" for one that is not there."""
        tree = await self._parts.directory.units()

        def name(id: str) -> str:
            unit = tree.get(id)
            return unit.name(day) if unit else ""

        return name


def _rating(view: PaperView, catalogue: Catalogue, say: Say, lang: str) -> str:
    sheet = view.others.get("score_sheet")
    scored = scored_sheet(sheet, catalogue) if sheet else None
    if scored is None:
        return ""
    return f"{say('points', points=number_word(scored.total, lang))}, {say(f'band_{scored.band}')}"
