"""The draft of a form's next version: typed or uploaded as JSON, checked as a whole, published; and retiring a version.

Shows every problem at once. What is published never changes here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.pages.administration.desk import (
    AskForm,
    Desk,
    DeskFrame,
    DeskParts,
    Question,
    as_wrongs,
    day_of,
    refuse,
    seen,
    sit_down,
)
from server.pages.administration.forms.list import PAGE, VersionLine, name_of, version_lines
from server.pages.administration.upload import uploaded
from server.pages.frame import Link
from server.pages.words import moment_word
from sync.domain.errors import Refusal
from sync.domain.unit_changes import NotPossible, Wrong
from sync.forms.draft import LARGEST
from sync.forms.model import Definition
from sync.forms.scoring import Template
from sync.usecases.forms.administer import LONGEST_REASON, WHATS, FormDraft, What

MOST_SHOWN = 200
_FORM = 4 * LARGEST
"""A draft of Vietnamese text takes three times its bytes when a form carries it."""


@dataclass(frozen=True, slots=True)
class DraftPage(DeskFrame):
    """What `administration/form_draft.html` needs."""

    text: Annotated[str, "the draft, or the newest version where there is none"]
    rev: Annotated[str, "revision of the draft, empty when nobody has kept one"]
    kept: Annotated[str, "sentence: who kept it and when, or empty"]
    problems: Annotated[tuple[str, ...], "what is wrong with the draft, each with its place"]
    more: Annotated[str, "sentence when not all problems are shown, else empty"]
    ready: Annotated[bool, "whether the draft may be published"]
    preview: Annotated[Link | None, "the draft as it will be seen"]
    versions: Annotated[tuple[VersionLine, ...], "newest first"]


class DraftDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def show(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        return await self._page(desk, None, {})

    async def take(self, request: Request) -> Response:
        forms = self._parts.pages.forms
        if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            desk = await sit_down(self._parts, request)
            await self._parts.forms.require(desk.visit.person)  # before a file is read
            _, data, sent = await uploaded(forms, request, LARGEST)
            sent |= {"text": data.decode("utf-8-sig", "replace")} if data else {}
        else:
            sent = await forms.read(request, largest=_FORM)
            desk = await sit_down(self._parts, request)
        try:
            await self._change(desk, sent)
        except NotPossible as problem:
            return await self._page(desk, problem, sent)
        except Refusal as refusal:
            limits = {"maximum": LONGEST_REASON if sent.get("do") == "retire" else LARGEST}
            return await self._page(desk, as_wrongs(refusal, desk.lang, limits), sent)
        return seen(request.url.path)

    async def _change(self, desk: Desk, sent: Mapping[str, str]) -> None:
        forms, person, (what, name) = self._parts.forms, desk.visit.person, which_form(desk)
        wrongs, do, rev = list[Wrong](), sent.get("do"), sent.get("rev", "")
        if do in ("keep", "upload"):
            if "text" not in sent:
                raise NotPossible([Wrong("file", "file_missing")])
            await forms.keep(person, what, name, sent["text"].replace("\r\n", "\n"), rev)
        elif do == "publish":
            first = day_of(sent, "first", wrongs)
            refuse(wrongs)
            await forms.publish(person, what, name, first, rev)
        elif do == "retire":
            last = day_of(sent, "last", wrongs)
            version = sent.get("version", "")
            if not version.isascii() or not version.isdigit() or len(version) > 6:
                wrongs.append(Wrong("version", "required"))
            refuse(wrongs)
            await forms.retire(person, what, name, int(version), last, sent.get("reason", ""))
        elif do == "drop":
            await forms.drop(person, what, name, rev)
        else:
            raise Refusal("bad_request")

    async def _page(self, desk: Desk, problem: NotPossible | None, sent: Mapping[str, str]) -> Response:
        forms, (what, name), say = self._parts.forms, which_form(desk), desk.say
        draft = await forms.draft(desk.visit.person, what, name)
        typed = sent.get("text", draft.text) if problem else draft.text
        told = forms.read(what, name, typed).problems if draft.rev or problem else []
        newest = forms.newest(what, name)
        ready = bool(draft.rev) and not told and not problem
        versions = version_lines(desk, what, _versions(self._parts, what, name))
        page = DraftPage(
            **desk.frame(
                say("form_draft_of", form=newest.title.in_(desk.lang) if newest else name),
                _forms_of(desk, draft, ready, versions), problem, sent,
            ),
            text=typed,
            rev=draft.rev,
            kept=say("form_kept", by=draft.by, at=moment_word(draft.at)) if draft.rev else "",
            problems=tuple(one.in_(desk.lang) for one in told[:MOST_SHOWN]),
            more=say("form_more", shown=MOST_SHOWN) if len(told) > MOST_SHOWN else "",
            ready=ready,
            preview=Link(f"{PAGE}/{what}/{name}/draft", say("form_preview")) if ready else None,
            versions=versions,
        )  # fmt: skip
        return desk.answer("form_draft.html", page)


def which_form(desk: Desk) -> tuple[What, str]:
    """Raises Refusal `not_found`."""
    params = desk.visit.request.path_params
    what = next((one for one in WHATS if one == params["what"]), None)
    if what is None:
        raise Refusal("not_found")
    return what, params["name"]


def _versions(parts: DeskParts, what: What, name: str) -> list[Definition | Template]:
    all: list[Definition | Template] = [*parts.pages.catalogue.definitions.values(), *parts.pages.catalogue.templates.values()]
    return [one for one in all if isinstance(one, Definition) == (what == "form") and name_of(one) == name]


def _forms_of(desk: Desk, draft: FormDraft, ready: bool, versions: tuple[VersionLine, ...]) -> tuple[AskForm, ...]:
    say, held = desk.say, Question("rev", "", "hidden", draft.rev, required=False)
    forms = []
    if ready:
        first = Question("first", say("form_first"), "date", desk.today.isoformat())
        about = say("form_publish_about")
        forms.append(AskForm("publish", say("form_publish"), say("form_publish_button"), (held, first), about, open=True))
    file = Question("file", say("form_file"), "file", options=((".json", ""),))
    forms.append(AskForm("upload", say("form_upload"), say("form_upload_button"), (held, file), file=True))
    if draft.rev:
        forms.append(AskForm("drop", say("form_drop"), say("form_drop_button"), (held,), say("form_drop_about")))
    if versions:
        which = tuple((one.link.href.rpartition("/")[2], f"{one.link.text} ({one.about})") for one in versions)
        forms.append(AskForm("retire", say("form_retire"), say("form_retire_button"), (
            Question("version", say("form_which"), "select", options=which),
            Question("last", say("form_retire_last"), "date", desk.today.isoformat()),
            Question("reason", say("reason"), longest=LONGEST_REASON),
        ), say("form_retire_about")))  # fmt: skip
    return tuple(forms)
