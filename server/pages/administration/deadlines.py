"""Deadlines: the rules in force with where they come from, and which units have something of their own.

Changes nothing; what may be changed is on the page of one unit (`unit_deadlines.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.pages.administration.deadline_words import in_force, rule_when, title_word
from server.pages.administration.desk import Desk, DeskFrame, DeskParts, require_office, sit_down
from server.pages.frame import NO_STORE, Link
from server.pages.words import day_word
from sync.domain.obligations.rules import Rule
from sync.domain.units import Unit
from sync.usecases.administration.rights import require
from sync.usecases.obligations.deadlines import Exceptions

PAGE = "/administration/deadlines"


@dataclass(frozen=True, slots=True)
class RuleLine:
    """`rows`: its rows of the table of requirements; `basis`: who set the date."""

    rows: str
    what: str
    who: str
    every: str
    when: str
    source: str
    basis: str


@dataclass(frozen=True, slots=True)
class DeadlinesPage(DeskFrame):
    """What `administration/deadlines.html` needs."""

    about: Annotated[str, "since when these hold, a sentence"]
    rules: Annotated[tuple[RuleLine, ...], "as published"]
    own: Annotated[tuple[Link, ...], "units for which something was settled"]
    choices: Annotated[tuple[tuple[str, str], ...], "the units of the administrator, id and name"]


class DeadlinesDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def show(self, request: Request) -> Response:
        """With `unit` in the query: on to the page of that unit."""
        desk = await sit_down(self._parts, request)
        require_office(desk)
        if asked := request.query_params.get("unit", ""):
            unit = require(desk.visit.person, asked, desk.visit.tree, desk.today)
            return RedirectResponse(f"{PAGE}/{unit.id}", 303, NO_STORE)
        units, deadlines = desk.mine(), self._parts.deadlines
        page = DeadlinesPage(
            **desk.frame(desk.say("deadlines_title"), (), None, {}),
            about=desk.say("deadlines_about", day=day_word(desk.today)),
            rules=tuple(rule_line(one, desk) for one in in_force(deadlines.rules, desk.today)),
            own=tuple(_own(units, await deadlines.exceptions(), desk)),
            choices=desk.options(units),
        )
        return desk.answer("deadlines.html", page)


def rule_line(rule: Rule, desk: Desk) -> RuleLine:
    say = desk.say
    return RuleLine(
        ", ".join(rule.rows),
        title_word(rule.title, desk.lang),
        ", ".join(say(f"owes_{one}") for one in rule.owes),
        say(f"every_{rule.period}"),
        rule_when(rule, say),
        rule.source,
        say(f"basis_{rule.basis}"),
    )


def _own(units: Iterable[Unit], exceptions: dict[str, Exceptions], desk: Desk) -> Iterable[Link]:
    for unit in units:
        own = exceptions.get(unit.id)
        if own is not None:
            counts = {"overrides": len(own.overrides), "exemptions": len(own.exemptions), "waivers": len(own.waivers)}
            yield Link(f"{PAGE}/{unit.id}", desk.say("own_count", unit=unit.name(desk.today), **counts))
