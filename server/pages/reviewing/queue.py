"""GET /units/{unit}/reviews: the sent papers below an office that wait for a review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.pages.frame import Frame, Link, PageParts, answer, begin
from server.pages.paper_names import paper_name
from server.pages.words import Say, moment_word, say_in
from sync.domain.kinds import KINDS, MEETING_CHAIN
from sync.usecases.reviewing.review_queue import ReviewQueue


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One paper that waits. `late`: whether it has waited longer than a week."""

    unit: str
    paper: Link
    received: str
    waits: str
    late: bool


@dataclass(frozen=True, slots=True)
class QueuePage(Frame):
    """What `reviews.html` needs."""

    title: Annotated[str, "name of the office today"]
    all: Annotated[int, "how many papers wait, of the kind chosen"]
    lines: Annotated[tuple[QueueLine, ...], "the papers of this page, the longest waiting first"]
    kinds: Annotated[tuple[Link, ...], "one link a kind that waits, and one for all"]
    earlier: Annotated[str, "address of the page before, empty on the first"]
    later: Annotated[str, "address of the next page, empty on the last"]
    below: Annotated[tuple[Link, ...], "the offices to choose from, where there are too many cells for one list"]


class QueuePages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._queue = ReviewQueue(parts.store, parts.directory, parts.clock)

    async def show(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        asked, number = request.query_params.get("kind", ""), request.query_params.get("page", "")
        kind = asked if asked in KINDS else ""
        queue = await self._queue(visit.person, request.path_params["unit"], kind, int(number) if number.isdecimal() else 1)
        here, today = f"/units/{queue.unit.id}/reviews", visit.today
        say = say_in(visit.lang)
        down = tuple(Link(one.href, one.text) for one in visit.way_down(queue.unit.id, today))
        of_kind = f"&kind={kind}" if kind else ""
        lines = tuple(
            QueueLine(
                one.unit.name(today),
                Link(f"/units/{one.unit.id}/papers/{one.id}", paper_name(one.id, self._parts.catalogue, visit.lang)),
                moment_word(one.received_at),
                say("waits_today") if one.days == 0 else say("waits_days", days=one.days),
                one.days > 7,
            )
            for one in queue.papers
        )
        kinds = tuple(
            Link(f"{here}?kind={name}", f"{self._kind(name, visit.lang, say)} ({count})", name == kind)
            for name, count in sorted(queue.kinds.items(), key=lambda item: list(KINDS).index(item[0]))
        )
        every = Link(here, say("every_kind", count=sum(queue.kinds.values())), not kind)
        page = QueuePage(
            **visit.frame((*down, Link(here, say("queue_title"), True))),
            title=queue.unit.name(today),
            all=queue.all,
            lines=lines,
            kinds=(every, *kinds) if len(kinds) > 1 else (),
            earlier=f"{here}?page={queue.page - 1}{of_kind}" if queue.page > 1 else "",
            later=f"{here}?page={queue.page + 1}{of_kind}" if queue.page < queue.pages else "",
            below=tuple(Link(f"/units/{one.id}/reviews", one.name(today)) for one in queue.below),
        )
        return answer(visit, "reviews.html", page)

    def _kind(self, kind: str, lang: str, say: Say) -> str:
        if kind in MEETING_CHAIN:
            return say(kind)
        return self._parts.catalogue.latest(kind).title.in_(lang)
