"""GET /units/{unit} and /groups/{group}: a dashboard. Words and links; the numbers come from `sync/usecases/board/read_board.py`.

`?from=&to=` months, `shape=` a day, `duty=` a rule, `type=` of cells, `page=` of the matrix. A cell's own address leads to its meetings;
its dashboard is `/units/{cell}/board`.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.pages.board.address import Address, asked_in, number_in
from server.pages.board.bars import MOST_PARTS, coming_of, parts_of, rules_of
from server.pages.board.context import BoardPage
from server.pages.board.head import head_of
from server.pages.board.matrix import MOST_SILENT, calls_of, matrix_of, silent_of
from server.pages.board.numbers import measures_of, tiles_of
from server.pages.board.office import MOST_PHONES, ages_of, changes_of, phones_of, whole_list
from server.pages.board.quality import meetings_of, ratings_of, trend_of
from server.pages.board.words import board_say
from server.pages.frame import NO_STORE, Link, PageParts, Visit, answer, begin
from sync.ports import PhoneFacts
from sync.usecases.board.groups import Group, Groups
from sync.usecases.board.lights import Lights
from sync.usecases.board.read_board import ReadBoard
from sync.usecases.board.view import BoardView
from sync.usecases.obligations.deadlines import Deadlines


class Duties:
    """The rules by which something is owed, with their names, in the order of the rule set."""

    def __init__(self, deadlines: Deadlines) -> None:
        newest = {one.rule: one for one in sorted(deadlines.rules, key=lambda one: one.version)}
        self._titles = {rule: one.title for rule, one in newest.items()}
        self.internal = frozenset(rule for rule, one in newest.items() if one.basis == "internal")
        self.all = frozenset(newest)

    def names(self, lang: str) -> dict[str, str]:
        return {rule: title.vi if lang == "vi" else title.en for rule, title in self._titles.items()}


async def people_of(parts: PageParts, phones: Iterable[PhoneFacts]) -> dict[str, str]:
    """The names of those whose phones these are, by user name."""
    found = {one.username: await parts.directory.person(one.username) for one in phones}
    return {username: person.name for username, person in found.items() if person is not None}


class BoardPages:
    def __init__(self, parts: PageParts, read: ReadBoard, groups: Groups, lights: Lights, duties: Duties) -> None:
        self._parts = parts
        self._read = read
        self._groups = groups
        self._lights = lights
        self._duties = duties

    async def of_unit(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        unit_id = request.path_params["unit"]
        unit = visit.tree.get(unit_id)
        cell = unit is not None and unit.type == "cell"
        if cell and not request.url.path.endswith("/board"):
            return RedirectResponse(f"/units/{unit_id}/papers", 303, NO_STORE)
        address = Address(request.url.path, asked_in(request, visit.today, self._duties.all), visit.today)
        view = await self._read.of_unit(visit.person, unit_id, address.asked, number_in(request, "page"))
        may_set = await self._lights.may_set(visit.person, unit_id)
        return await self._page(visit, view, address, unit_id, None, f"/units/{unit_id}/lights" if may_set else "")

    async def of_group(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        group = await self._groups.get(visit.person, request.path_params["group"])
        address = Address(f"/groups/{group.id}", asked_in(request, visit.today, self._duties.all), visit.today)
        view = await self._read.of_group(visit.person, group, address.asked, number_in(request, "page"))
        return await self._page(visit, view, address, group.unit, group, "")

    async def _page(self, visit: Visit, view: BoardView, address: Address, home: str, group: Group | None, lights: str) -> Response:
        say, lang = board_say(visit.lang), visit.lang
        crumbs = visit.way_down(home, view.day)
        if group is not None:
            crumbs = (*(Link(one.href, one.text) for one in crumbs), Link(visit.request.url.path, group.name, True))
        names = self._duties.names(lang)
        reviews = f"/units/{home}/reviews" if group is None and visit.reviews(home) else ""
        call_page = f"/units/{home}/calls" if group is None else ""
        people = await people_of(self._parts, view.phones[:MOST_PHONES])
        every = visit.request.query_params.get("parts") == "all"
        hidden = len(view.by_part) > MOST_PARTS and not every
        units = {line.member.unit.id: line.member.name for line in view.lines}
        page = BoardPage(
            **{**visit.frame(crumbs), "say": say},
            title=view.title,
            head=head_of(view, address, names, say),
            links=self._links(visit, home, group, reviews),
            action=address.base,
            news=f"/units/{home}/news",
            cells=view.cells,
            coming=coming_of(view, address, names, say),
            tiles=tiles_of(view, address, say, reviews=visit.reviews(home)),
            calls=calls_of(view, say, call_page),
            matrix=matrix_of(view, address, say, lang),
            parts=parts_of(view, address, say, every=every),
            parts_all=Link(f"{address.here(parts='all')}#parts", say("rows_all", count=len(view.by_part))) if hidden else None,
            by_type=any(part.cell_type for part, _ in view.by_part),
            duties=rules_of(view, address, names, self._duties.internal, say),
            trend=trend_of(view, address, say),
            ratings=ratings_of(view, address, self._parts.catalogue, say, lang),
            meetings=meetings_of(view, address, say),
            ages=ages_of(view, say),
            reviews=reviews,
            phones=phones_of(view, units | self._named(visit, view), people, self._parts.app_version, address, say),
            changes=changes_of(view, names, address, say),
            measures=measures_of(view, address, say, lang),
            unheard=silent_of(view, say),
            unheard_all=whole_list(address, "silent", len(view.unheard), MOST_SILENT, say),
            lights=lights,
        )
        return answer(visit, "board.html", page)

    @staticmethod
    def _named(visit: Visit, view: BoardView) -> dict[str, str]:
        """Names of units whose phones are shown."""
        ids = (unit for one in view.phones for unit in one.units)
        return {id: unit.name(view.day) for id in dict.fromkeys(ids) if visit.oversees(id) and (unit := visit.tree.get(id))}

    def _links(self, visit: Visit, home: str, group: Group | None, reviews: str) -> tuple[Link, ...]:
        say = board_say(visit.lang)
        if group is not None:
            return (Link(f"/units/{home}/groups", say("groups")),)
        found = [Link(f"/units/{home}/desk", say("desk_link"))] if visit.writes(home) else []
        found += [Link(reviews, say("queue_title"))] if reviews else []
        return (*found, Link(f"/units/{home}/outputs", say("outputs_link")), Link(f"/units/{home}/groups", say("groups")))
