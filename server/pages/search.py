"""GET /search: papers in which words occur, with or without their tone marks, among those that the person may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from server.api.page_cursors import PageCursors
from server.pages.frame import Frame, Link, PageParts, Visit, answer, begin
from server.pages.words import Say, day_word
from sync.domain.errors import Refusal
from sync.domain.kinds import PAPERS
from sync.domain.text import fold
from sync.ports.paper_index import PaperFilter
from sync.usecases.papers.list_papers import PapersAsked
from sync.usecases.papers.search_papers import LONGEST_QUERY, FoundPaper, SearchPapers

PAGE = 20
MOST_UNITS = 8
"""Units whose own name fits that are shown."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line, and whether it was asked for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A paper that was found."""

    link: Link
    unit: str
    day: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class SearchResults(Frame):
    """What `search.html` needs."""

    q: Annotated[str, "what was typed"]
    longest: Annotated[int, "how many characters may be typed"]
    kinds: Annotated[tuple[tuple[str, str, bool], ...], "kinds of paper: value, word, whether it is chosen; by word"]
    first: Annotated[str, "first day asked for, `YYYY-MM-DD`, or empty"]
    last: Annotated[str, "last day asked for, or empty"]
    told: Annotated[str, "sentence: what is the matter where nothing is shown, or empty"]
    places: Annotated[tuple[Link, ...], "units whose own name fits"]
    found: Annotated[tuple[FoundRow, ...], "the newest first"]
    next: Annotated[str, "address of the next page, or empty"]


class SearchPages:
    def __init__(self, parts: PageParts, search: SearchPapers, cursors: PageCursors) -> None:
        self._parts = parts
        self._search = search
        self._cursors = cursors

    async def show(self, request: Request) -> Response:
        """What cannot be asked asks nothing: an address with a mistake in it is still a page."""
        visit = await begin(self._parts, request)
        given = request.query_params
        q, kind = given.get("q", "").strip()[:LONGEST_QUERY], given.get("kind", "")
        kind = kind if kind in {one.name for one in PAPERS} else ""
        first, last = _day(given.get("first", "")), _day(given.get("last", ""))
        asked = PapersAsked("", True, (kind,) if kind else (), PaperFilter(first, last))
        question = ["search page", q, asked]
        try:
            after = self._cursors.read(question, given.get("cursor", ""))
        except Refusal:
            after = None
        page = await self._search(visit.person, q, asked, after, PAGE)
        say: Say = visit.frame(())["say"]
        told = "" if not q or page.found else say("search_nothing" if page.terms else "search_wordless")
        on = {"q": q, "kind": kind, "first": first, "last": last, "cursor": self._cursors.write(question, page.next) or ""}
        return answer(visit, "search.html", SearchResults(
            **visit.frame(()), q=q, longest=LONGEST_QUERY, kinds=_kinds(visit, kind), first=first, last=last, told=told,
            places=_places(visit, page.terms) if after is None else (),
            found=tuple(_row(one) for one in page.found),
            next=f"/search?{urlencode({name: value for name, value in on.items() if value})}" if page.next else "",
        ))  # fmt: skip


def _row(one: FoundPaper) -> FoundRow:
    parts = one.line.parts if one.line else ()
    told = tuple(Part(text, bool(place % 2)) for place, text in enumerate(parts) if text)
    day = day_word(date.fromisoformat(one.row.day)) if one.row.day else ""
    return FoundRow(Link(f"/units/{one.row.unit}/papers/{one.row.id}", one.title), one.unit_name, day, told)


def _places(visit: Visit, terms: tuple[str, ...]) -> tuple[Link, ...]:
    """Units in whose name every term occurs, among those this person oversees."""
    if not terms:
        return ()
    named = ((fold(one.name(visit.today)), one) for one in visit.tree.units.values())
    fits = [one for name, one in named if all(term in name for term in terms) and visit.oversees(one.id)]
    fits.sort(key=lambda one: one.name(visit.today))
    return tuple(Link(f"/units/{one.id}", one.name(visit.today)) for one in fits[:MOST_UNITS])


def _kinds(visit: Visit, chosen: str) -> tuple[tuple[str, str, bool], ...]:
    words = [(one.name, visit.parts.catalogue.latest(one.name).title.in_(visit.lang), one.name == chosen) for one in PAPERS]
    return tuple(sorted(words, key=lambda one: fold(one[1])))


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else ""
    except ValueError:
        return ""
