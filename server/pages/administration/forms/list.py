"""All forms and scoring templates with their versions, and where each of these stands today. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.pages.administration.desk import Desk, DeskFrame, DeskParts, sit_down
from server.pages.frame import NO_STORE, Link
from server.pages.words import day_word
from sync.forms.catalogue import OWN_FROM, Catalogue
from sync.forms.model import Definition
from sync.forms.scoring import Template
from sync.usecases.forms.administer import What

PAGE = "/administration/forms"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """`about`: where it comes from and how it stands, in words."""

    link: Link
    about: str


@dataclass(frozen=True, slots=True)
class FormLine:
    title: str
    name: str
    versions: tuple[VersionLine, ...]
    next: Link


@dataclass(frozen=True, slots=True)
class FormsPage(DeskFrame):
    """What `administration/forms.html` needs."""

    all: Annotated[tuple[tuple[str, tuple[FormLine, ...]], ...], "heading and lines: forms, then scoring templates"]
    template_id: Annotated[str, "what was typed as the id of a new template"]


class FormsDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def show(self, request: Request) -> Response:
        """With `scoring` in the query: on to the draft of that template."""
        desk = await sit_down(self._parts, request)
        await self._parts.forms.require(desk.visit.person)
        if asked := request.query_params.get("scoring", "").strip().lower():
            self._parts.forms.newest("scoring", asked)
            return RedirectResponse(f"{PAGE}/scoring/{asked}", 303, NO_STORE)
        catalogue = self._parts.pages.catalogue
        forms = tuple(_line(desk, "form", name, versions) for name, versions in _by_name(catalogue.definitions.values()))
        templates = tuple(_line(desk, "scoring", name, versions) for name, versions in _by_name(catalogue.templates.values()))
        page = FormsPage(
            **desk.frame(desk.say("forms_title"), (), None, {}),
            all=((desk.say("forms_forms"), forms), (desk.say("forms_scoring"), templates)),
            template_id="",
        )
        return desk.answer("forms.html", page)


def name_of(one: Definition | Template) -> str:
    return one.form if isinstance(one, Definition) else one.id


def version_lines(desk: Desk, what: What, versions: Iterable[Definition | Template]) -> tuple[VersionLine, ...]:
    """Newest first."""
    catalogue, today = desk.parts.pages.catalogue, desk.today.isoformat()
    told = sorted(versions, key=lambda one: one.version, reverse=True)
    holding = max((one.version for one in told if catalogue.holds(what, one, today)), default=0)
    return tuple(
        VersionLine(
            Link(f"{PAGE}/{what}/{name_of(one)}/{one.version}", desk.say("form_version", version=one.version)),
            _about(desk, what, one, one.version == holding, catalogue),
        )
        for one in told
    )


def _about(desk: Desk, what: What, one: Definition | Template, holding: bool, catalogue: Catalogue) -> str:
    say, today = desk.say, desk.today.isoformat()
    last = catalogue.last_day((what, name_of(one), one.version))
    parts = [
        say("form_product") if one.version < OWN_FROM else say("form_from", day=day_word(date.fromisoformat(one.valid_from)))
    ]
    if last is not None:
        parts.append(say("form_until", day=day_word(date.fromisoformat(last))))
    if holding:
        parts.append(say("form_in_force"))
    elif last is None and catalogue.holds(what, one, today):
        parts.append(say("form_earlier"))
    return ", ".join(parts)


def _line(desk: Desk, what: What, name: str, versions: list[Definition | Template]) -> FormLine:
    newest = max(versions, key=lambda one: one.version)
    next_ = Link(f"{PAGE}/{what}/{name}", desk.say("form_next"))
    return FormLine(newest.title.in_(desk.lang), name, version_lines(desk, what, versions), next_)


def _by_name(all: Iterable[Definition | Template]) -> list[tuple[str, list[Definition | Template]]]:
    found: dict[str, list[Definition | Template]] = {}
    for one in all:
        found.setdefault(name_of(one), []).append(one)
    return sorted(found.items())
