"""What every office page has around it, and how a page is rendered: the context is a dataclass whose fields are
annotated with what they are (a test compares them with what the template uses).

Never decides access: that is done before a page is made.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Annotated, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from server.exports.exports import Exports
from server.pages.words import LANGUAGES, Say, say_in
from server.rendering import Renderer
from server.security.csrf import FIELD, Forms
from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.calls.message import Channel
from sync.domain.errors import Refusal
from sync.domain.kinds import KINDS
from sync.domain.units import UnitTree
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, IdSource
from sync.ports.messages import MessageSender
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.board.read_board import Model
from sync.usecases.directory import Directory
from sync.usecases.forms.published import PublishedForms
from sync.usecases.obligations.deadlines import Deadlines

NO_STORE = {"Cache-Control": "no-store"}
LANGUAGE_COOKIE = "sohop_lang"


@dataclass(frozen=True, slots=True)
class Link:
    """An address, its words, and whether it is the page shown."""

    href: str
    text: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What `base.html` needs."""

    lang: Annotated[str, "`vi` or `en`"]
    say: Annotated[Say, "the words of the language: `say('log_out')`"]
    person: Annotated[str, "name of who is logged in"]
    units: Annotated[tuple[Link, ...], "the units this person oversees, and the desks where he writes, for the switcher"]
    crumbs: Annotated[tuple[Link, ...], "the way down to this page, from the highest unit he oversees"]
    other_lang: Annotated[Link, "this page in the other language"]
    form_field: Annotated[str, "name of the hidden field that guards forms"]
    form_token: Annotated[str, "its value"]


@dataclass(frozen=True, slots=True)
class PageParts:
    """What the pages are made of; `person_of` tells who sends a request, or None; `app_version`: of the phone's app as it is served;
    `url`: where people find the server."""

    store: DocumentStore
    read_model: Model
    directory: Directory
    clock: Clock
    person_of: Callable[[Scope], Awaitable[Person | None]]
    forms: Forms
    renderer: Renderer
    catalogue: Catalogue
    accept: AcceptPapers
    ids: IdSource
    deadlines: Deadlines
    published: PublishedForms
    exports: Exports
    app_version: str = ""
    url: str = ""
    messages: Mapping[Channel, MessageSender] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to a page by a person who is logged in."""

    request: Request
    parts: PageParts
    person: Person
    tree: UnitTree
    today: date
    lang: str

    def frame(self, crumbs: tuple[Link, ...]) -> dict[str, Any]:
        """The fields of `Frame`, by name."""
        other = LANGUAGES[1 - LANGUAGES.index(self.lang)]
        say = say_in(self.lang)
        at = self.request.url.include_query_params(lang=other)
        return {
            "lang": self.lang,
            "say": say,
            "person": self.person.name,
            "units": self._units(),
            "crumbs": crumbs,
            "other_lang": Link(f"{at.path}?{at.query}", say("other_language")),
            "form_field": FIELD,
            "form_token": self.parts.forms.token(self.request.scope),
        }

    def _units(self) -> tuple[Link, ...]:
        held = dict.fromkeys(grant.unit for grant in self.person.held(self.today))
        units = [unit for id in held if (unit := self.tree.get(id)) is not None and (self.oversees(id) or self.writes(id))]
        path = self.request.url.path
        links = [Link(here := self._place(one.id), one.name(self.today), path == here) for one in units]
        if any(may(self.person, "administer", one.id, self.tree, self.today) for one in units):
            links.append(Link("/administration/units", say_in(self.lang)("administration"), path == "/administration/units"))
        return tuple(links)

    def _place(self, unit: str) -> str:
        """Where this person begins in a unit: its dashboard, or the desk where he oversees nothing."""
        return f"/units/{unit}" if self.oversees(unit) else f"/units/{unit}/desk"

    def oversees(self, unit: str) -> bool:
        return may(self.person, "oversee", unit, self.tree, self.today)

    def writes(self, unit: str) -> bool:
        """Whether this person writes papers of the unit himself."""
        found = self.tree.get(unit)
        kinds = [one.name for one in KINDS.values() if one.name != "review" and found is not None and found.type in one.homes]
        return any(may(self.person, "write", unit, self.tree, self.today, kind) for kind in kinds)

    def administers(self, unit: str) -> bool:
        return may(self.person, "administer", unit, self.tree, self.today)

    def reviews(self, unit: str) -> bool:
        """Whether this person may review papers of the unit."""
        return may(self.person, "write", unit, self.tree, self.today, "review")

    def way_down(self, unit_id: str, day: date) -> tuple[Link, ...]:
        """Links to the units above, as far up as this person oversees them, then the unit itself."""
        above = [unit for unit in self.tree.above(unit_id, day) if unit.id == unit_id or self.oversees(unit.id)]
        place = self._place(unit_id) if self.writes(unit_id) else f"/units/{unit_id}"
        return tuple(
            Link(place if one.id == unit_id else f"/units/{one.id}", one.name(day), one.id == unit_id) for one in reversed(above)
        )


async def begin(parts: PageParts, request: Request) -> Visit:
    """Raises Refusal `session_missing`, which becomes the log-in page."""
    person = await parts.person_of(request.scope)
    if person is None:
        raise Refusal("session_missing")
    await parts.published.refresh()
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE) or person.lang
    lang = asked if asked in LANGUAGES else "vi"
    return Visit(request, parts, person, await parts.directory.units(), parts.clock.now().date(), lang)


def answer(visit: Visit, template: str, context: Frame) -> Response:
    """The page. A language asked for in the address is kept for the next pages."""
    values = {one.name: getattr(context, one.name) for one in fields(context)}
    page = HTMLResponse(visit.parts.renderer.render(template, **values), headers=NO_STORE)
    if visit.request.query_params.get("lang") == visit.lang:
        page.set_cookie(LANGUAGE_COOKIE, visit.lang, max_age=31_536_000, httponly=True, samesite="strict")
    return page
