"""The tree of units as of a day, and one unit: its history, and everything that can be done to it from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.pages.administration.desk import (
    Desk,
    DeskFrame,
    DeskParts,
    as_problem,
    day_of,
    refuse,
    require_office,
    seen,
    sit_down,
)
from server.pages.administration.unit_forms import PARTS, closed_up, forms_of, new_unit
from server.pages.administration.words import cell_word, type_word
from server.pages.frame import Link
from server.pages.words import day_word
from sync.domain.errors import Refusal
from sync.domain.unit_changes import NewUnit, NotPossible, Wrong
from sync.domain.units import Unit, UnitTree
from sync.usecases.administration.rights import administered, require
from sync.usecases.administration.tables import read_day


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit of the tree with those below it."""

    link: Link
    type: str
    below: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that holds from one day to another."""

    first: str
    last: str
    text: str


@dataclass(frozen=True, slots=True)
class UnitsPage(DeskFrame):
    """What `administration/units.html` needs."""

    day: Annotated[str, "the day of the tree, ISO 8601"]
    day_words: Annotated[str, "the day, in words"]
    branches: Annotated[tuple[Branch, ...], "the units this person administers, from the top"]
    others: Annotated[tuple[Link, ...], "those that have ended, or not begun, on that day"]


@dataclass(frozen=True, slots=True)
class UnitHistoryPage(DeskFrame):
    """What `administration/unit.html` needs."""

    type: Annotated[str, "type of the unit, in words"]
    lines: Annotated[tuple[HistoryLine, ...], "its names and parents, and when it was in being, oldest first"]
    predecessors: Annotated[tuple[Link, ...], "the units it was made from"]
    successors: Annotated[tuple[Link, ...], "the units made from it"]
    below: Annotated[tuple[Link, ...], "the units directly below it today"]
    links: Annotated[tuple[Link, ...], "its people, the papers that were refused, its deadlines and its contact"]


class UnitsDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def tree(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        require_office(desk)
        day = read_day(request.query_params.get("day", "")) or desk.today
        tree = desk.visit.tree
        tops = [unit for unit in administered(desk.visit.person, tree, desk.today) if unit.exists(day)]
        tops = [one for one in tops if not any(one is not other and tree.is_under(one.id, other.id, day) for other in tops)]
        branches = tuple(_branch(one, tree, day, desk.lang, set()) for one in tops)
        drawn: set[str] = set()
        for one in branches:
            _collect(one, drawn)
        others = tuple(_link(unit, desk.today) for unit in desk.mine() if f"/administration/units/{unit.id}" not in drawn)
        frame = desk.frame(desk.say("units_title"), (), None, {})
        return desk.answer(
            "units.html", UnitsPage(**frame, day=day.isoformat(), day_words=day_word(day), branches=branches, others=others)
        )

    async def show(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        return self._page(desk, request.path_params["unit"], None, {})

    async def take(self, request: Request) -> Response:
        sent = closed_up(await self._parts.pages.forms.read(request))
        desk = await sit_down(self._parts, request)
        id = request.path_params["unit"]
        unit = require(desk.visit.person, id, desk.visit.tree, desk.today)
        try:
            await self._change(desk, unit, sent)
        except NotPossible as problem:
            return self._page(desk, id, problem, sent)
        except Refusal as refusal:
            return self._page(desk, id, as_problem(refusal), sent)
        return seen(f"/administration/units/{id}")

    async def _change(self, desk: Desk, unit: Unit, sent: Mapping[str, str]) -> None:
        units, person, tree, wrongs, do = self._parts.units, desk.visit.person, desk.visit.tree, list[Wrong](), sent.get("do")
        day = day_of(sent, "last" if do == "close" else "from", wrongs)
        if do == "create":
            new = new_unit(sent, "", tree, sent.get("type", ""), sent.get("cell_type") or None)
            refuse(wrongs)
            await units.create(person, new, unit.id, day)
        elif do == "rename":
            refuse(wrongs)
            await units.rename(person, unit.id, sent.get("name", ""), day)
        elif do == "move":
            parent = _chosen(sent, "parent", wrongs)
            refuse(wrongs)
            await units.move(person, unit.id, parent, day)
        elif do == "close":
            refuse(wrongs)
            await units.close(person, unit.id, day)
        elif do == "merge":
            into = _chosen(sent, "into", wrongs)
            sources = (unit.id, *(name.removeprefix("sources-") for name in sent if name.startswith("sources-")))
            refuse(wrongs)
            target = new_unit(sent, "new_", tree, unit.type, unit.cell_type) if into == "-" else into
            await units.merge(person, sources, target, unit.parent(day) if into == "-" else None, day)
        elif do == "split":
            goes_on = _chosen(sent, "goes_on", wrongs) == "yes"
            places = [place for place in range(1, PARTS + 1) if sent.get(f"part_{place}_name", "").strip()]
            parts: list[NewUnit] = []
            for place in places:
                parts.append(new_unit(sent, f"part_{place}_", tree, unit.type, unit.cell_type, taken={one.id for one in parts}))
            refuse(wrongs)
            await units.split(person, unit.id, tuple(parts), day, goes_on=goes_on)
        else:
            raise Refusal("bad_request")

    def _page(self, desk: Desk, id: str, problem: NotPossible | None, sent: Mapping[str, str]) -> Response:
        tree, today = desk.visit.tree, desk.today
        unit = require(desk.visit.person, id, tree, today)
        frame = desk.frame(unit.name(today), forms_of(desk, unit), problem, sent)
        kind = type_word(unit.type, desk.lang)
        page = UnitHistoryPage(
            **frame,
            type=f"{kind}, {cell_word(unit.cell_type, desk.lang)}" if unit.cell_type else kind,
            lines=_history(desk, unit),
            predecessors=tuple(_link(one, today) for id in unit.predecessors if (one := tree.get(id)) is not None),
            successors=tuple(_link(one, today) for one in tree.units.values() if unit.id in one.predecessors),
            below=tuple(_link(one, today) for one in tree.children(unit.id, today)),
            links=(
                Link(f"/administration/people?unit={unit.id}", desk.say("to_people")),
                Link(f"/administration/inbox/{unit.id}", desk.say("to_inbox")),
                Link(f"/administration/deadlines/{unit.id}", desk.say("to_deadlines")),
                Link(f"/units/{unit.id}/contact", desk.say("contact_title")),
            ),
        )
        return desk.answer("unit.html", page)


def _branch(unit: Unit, tree: UnitTree, day: date, lang: str, above: set[str]) -> Branch:
    path = above | {unit.id}
    below = tuple(_branch(one, tree, day, lang, path) for one in tree.children(unit.id, day) if one.id not in path)
    return Branch(_link(unit, day), type_word(unit.type, lang), below)


def _collect(branch: Branch, drawn: set[str]) -> None:
    drawn.add(branch.link.href)
    for one in branch.below:
        _collect(one, drawn)


def _link(unit: Unit, day: date) -> Link:
    return Link(f"/administration/units/{unit.id}", unit.name(day))


def _history(desk: Desk, unit: Unit) -> tuple[HistoryLine, ...]:
    rows = [(unit.valid_from, unit.valid_to, desk.say("history_exists"))]
    rows += [(one.first, one.last, desk.say("history_name", text=one.value)) for one in unit.names]
    for one in unit.parents:
        above = desk.visit.tree.get(one.value)
        rows.append((one.first, one.last, desk.say("history_parent", text=above.name(one.first) if above else one.value)))
    rows.sort(key=lambda row: row[0])
    open_ = desk.say("until_further")
    return tuple(HistoryLine(day_word(first), day_word(last) if last else open_, text) for first, last, text in rows)


def _chosen(sent: Mapping[str, str], name: str, wrongs: list[Wrong]) -> str:
    if not sent.get(name):
        wrongs.append(Wrong(name, "required"))
    return sent.get(name, "")
