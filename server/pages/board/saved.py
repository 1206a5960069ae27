"""GET and POST /units/{unit}/groups, POST /groups/{group}/drop: groups of units; and /units/{unit}/lights: the thresholds of a unit."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.pages.board.context import GroupsPage, LightsPage
from server.pages.board.words import board_say
from server.pages.frame import NO_STORE, Link, PageParts, Visit, answer, begin
from sync.domain.errors import Problem, Refusal
from sync.usecases.board.groups import LONGEST_NAME, MOST_GROUPS, MOST_MEMBERS, Groups
from sync.usecases.board.lights import Lights

LARGEST = 512 * 1024
_PREFIX = "unit-"


class SavedPages:
    def __init__(self, parts: PageParts, groups: Groups, lights: Lights) -> None:
        self._parts = parts
        self._groups = groups
        self._lights = lights

    async def groups(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        return await self._groups_page(visit, frozenset(), "", "")

    async def make_group(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        fields = await self._parts.forms.read(request, largest=LARGEST, most=MOST_MEMBERS + 10)
        chosen = [name.removeprefix(_PREFIX) for name in fields if name.startswith(_PREFIX)]
        try:
            group = await self._groups.make(visit.person, request.path_params["unit"], fields.get("name", ""), chosen)
        except Refusal as refusal:
            if refusal.problem.code != "answers_invalid":
                raise
            wrong = _sentence(refusal.problem.fields[0].code, visit.lang)
            response = await self._groups_page(visit, frozenset(chosen), fields.get("name", ""), wrong)
            response.status_code = 422
            return response
        return RedirectResponse(f"/groups/{group.id}", 303, NO_STORE)

    async def drop_group(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        await self._parts.forms.read(request)
        group = await self._groups.drop(visit.person, request.path_params["group"])
        return RedirectResponse(f"/units/{group.unit}/groups?dropped=1", 303, NO_STORE)

    async def lights(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        now = await self._lights.of(request.path_params["unit"])
        return await self._lights_page(visit, str(now.green), str(now.amber), "")

    async def set_lights(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        unit = request.path_params["unit"]
        fields = await self._parts.forms.read(request)
        green, amber = fields.get("green", "").strip(), fields.get("amber", "").strip()
        try:
            await self._lights.set(visit.person, unit, green, amber)
        except Refusal as refusal:
            if refusal.problem.code != "answers_invalid":
                raise
            response = await self._lights_page(visit, green, amber, board_say(visit.lang)("lights_wrong"))
            response.status_code = 422
            return response
        return RedirectResponse(f"/units/{unit}", 303, NO_STORE)

    async def _groups_page(self, visit: Visit, chosen: frozenset[str], name: str, wrong: str) -> Response:
        unit_id = visit.request.path_params["unit"]
        unit = visit.tree.get(unit_id)
        if unit is None or not visit.oversees(unit_id):
            raise Refusal("not_found")
        say, today = board_say(visit.lang), visit.today
        below = [one for one in visit.tree.units.values() if one.id != unit_id and visit.tree.was_under(one.id, unit_id) and visit.oversees(one.id)]
        members = sorted(below, key=lambda one: (one.type == "cell", one.name(today)))
        groups = [one for one in await self._groups.seen_by(visit.person) if one.unit == unit_id]
        page = GroupsPage(
            **{**visit.frame(_crumbs(visit, unit_id, say("groups"))), "say": say},
            title=unit.name(today),
            groups=tuple(Link(f"/groups/{one.id}", one.name) for one in groups),
            members=tuple(Link(f"{_PREFIX}{one.id}", one.name(today)) for one in members),
            chosen=frozenset(f"{_PREFIX}{one}" for one in chosen),
            name=name,
            wrong=wrong,
            dropped="dropped" in visit.request.query_params,
        )
        return answer(visit, "groups.html", page)

    async def _lights_page(self, visit: Visit, green: str, amber: str, wrong: str) -> Response:
        unit_id = visit.request.path_params["unit"]
        unit = visit.tree.get(unit_id)
        if unit is None or not await self._lights.may_set(visit.person, unit_id):
            raise Refusal("not_found")
        say = board_say(visit.lang)
        page = LightsPage(
            **{**visit.frame(_crumbs(visit, unit_id, say("lights_title"))), "say": say},
            title=unit.name(visit.today),
            green=green,
            amber=amber,
            wrong=wrong,
            back=f"/units/{unit_id}",
        )
        return answer(visit, "lights.html", page)


def _crumbs(visit: Visit, unit: str, text: str) -> tuple[Link, ...]:
    above = (Link(one.href, one.text) for one in visit.way_down(unit, visit.today))
    return (*above, Link(visit.request.url.path, text, True))


def _sentence(code: str, lang: str) -> str:
    maximum = LONGEST_NAME if code == "too_long" else MOST_GROUPS
    told = Problem(code, {"maximum": maximum}).to_json(lang)
    return f"{told['message']} {told['action']}"
