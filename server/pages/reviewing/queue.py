"""GET /units/{unit}/reviews: the sent papers below an office that wait for a review; POST agrees to those that are marked.

Each is decided on as if it had been opened alone: whoever may not, or a paper that was sent anew meanwhile, is told by name, and the
others are done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.pages.frame import Frame, Link, PageParts, Visit, answer, begin
from server.pages.paper_names import paper_name
from server.pages.words import Say, moment_word, say_in
from server.security.refused_log import note_refused
from sync.domain.access import may
from sync.domain.errors import Refusal
from sync.domain.kinds import KINDS, MEETING_CHAIN
from sync.domain.reviews import decisions_for
from sync.usecases.reviewing.review_paper import ReviewPaper
from sync.usecases.reviewing.review_queue import ReviewQueue

MARK = "mark:"
"""Begins the name of a box: `mark:<unit>|<paper>`."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One paper that waits. `late`: whether it has waited longer than a week; `mark`: the name of its box and the revision it stands for,
    empty where it takes more than agreeing."""

    unit: str
    paper: Link
    received: str
    waits: str
    late: bool
    mark: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class QueuePage(Frame):
    """What `reviews.html` needs."""

    title: Annotated[str, "name of the office today"]
    all: Annotated[int, "how many papers wait, of the kind chosen"]
    lines: Annotated[tuple[QueueLine, ...], "the papers of this page, the longest waiting first"]
    kinds: Annotated[tuple[Link, ...], "one link a kind that waits, and one for all"]
    earlier: Annotated[str, "address of the page before, empty on the first"]
    later: Annotated[str, "address of the next page, empty on the last"]
    marked: Annotated[bool, "whether every box is marked"]
    mark_all: Annotated[str, "address of this page with every box marked, empty where there is none to mark"]
    done: Annotated[int, "how many papers have just been agreed to"]
    undone: Annotated[tuple[str, ...], "what could not be agreed to, and why"]
    inbox: Annotated[str, "address of what was refused, empty for who cannot settle it"]
    below: Annotated[tuple[Link, ...], "the offices to choose from, where there are too many cells for one list"]


class QueuePages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._queue = ReviewQueue(parts.store, parts.directory, parts.clock)
        self._reviews = ReviewPaper(parts.store, parts.directory, parts.accept, parts.catalogue, parts.clock)

    async def show(self, request: Request) -> Response:
        return await self._page(await begin(self._parts, request))

    async def take(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        sent = await self._parts.forms.read(request)
        done, undone = 0, []
        for name, rev in sent.items():
            start, _, id = name.partition("|")
            if not start.startswith(MARK):
                continue
            unit = start[len(MARK) :]
            try:
                if visit.tree.get(unit) is None or not visit.reviews(unit):
                    raise Refusal("not_your_unit")
                await self._reviews.decide(visit.person, unit, id, rev, "accepted", ())
                done += 1
            except Refusal as refusal:
                note_refused(refusal.problem)
                told = refusal.problem.to_json(visit.lang)
                undone.append(f"{paper_name(id, self._parts.catalogue, visit.lang)}: {told['message']} {told['action']}")
        return await self._page(visit, done, tuple(undone))

    async def _page(self, visit: Visit, done: int = 0, undone: tuple[str, ...] = ()) -> Response:
        request = visit.request
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
                (f"{MARK}{one.unit.id}|{one.id}", one.rev) if "accepted" in decisions_for(one.id.partition(":")[0]) else ("", ""),
            )
            for one in queue.papers
        )
        kinds = tuple(
            Link(f"{here}?kind={name}", f"{self._kind(name, visit.lang, say)} ({count})", name == kind)
            for name, count in sorted(queue.kinds.items(), key=lambda item: list(KINDS).index(item[0]))
        )
        every = Link(here, say("every_kind", count=sum(queue.kinds.values())), not kind)
        at = f"{here}?page={queue.page}{of_kind}"
        page = QueuePage(
            **visit.frame((*down, Link(here, say("queue_title"), True))),
            title=queue.unit.name(today),
            all=queue.all,
            lines=lines,
            kinds=(every, *kinds) if len(kinds) > 1 else (),
            earlier=f"{here}?page={queue.page - 1}{of_kind}" if queue.page > 1 else "",
            later=f"{here}?page={queue.page + 1}{of_kind}" if queue.page < queue.pages else "",
            marked="all" in request.query_params,
            mark_all=f"{at}&all=1" if any(one.mark[0] for one in lines) else "",
            done=done,
            undone=undone,
            inbox="/administration/inbox" if may(visit.person, "decide", queue.unit.id, visit.tree, today) else "",
            below=tuple(Link(f"/units/{one.id}/reviews", one.name(today)) for one in queue.below),
        )
        return answer(visit, "reviews.html", page)

    def _kind(self, kind: str, lang: str, say: Say) -> str:
        if kind in MEETING_CHAIN:
            return say(kind)
        return self._parts.catalogue.latest(kind).title.in_(lang)
