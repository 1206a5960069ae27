"""GET /administration/paper-templates: the Word templates of every paper in both layouts; …/{layout}/{name}: one of them, to take, replace, or
give up; …/{layout}/{name}.docx: the file in use.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.exports.documents.shipped import NAMES, PaperTemplate, shipped_file
from server.exports.exports import file_name
from server.exports.sheets.layouts import LAYOUTS, Layout, layout_named
from server.pages.administration.desk import AskForm, Desk, DeskFrame, DeskParts, Question, sit_down
from server.pages.administration.upload import uploaded
from server.pages.frame import NO_STORE, Link
from server.pages.outputs.files import MEDIA, file_answer
from server.pages.words import moment_word
from sync.domain.errors import Refusal
from sync.domain.unit_changes import NotPossible, Wrong
from sync.usecases.forms.paper_templates import LARGEST

PAGE = "/administration/paper-templates"


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One paper's template: what it is, whose it is, and its page and file."""

    title: str
    about: str
    page: Link
    file: Link


@dataclass(frozen=True, slots=True)
class PaperTemplatesPage(DeskFrame):
    """What `administration/paper_templates.html` needs."""

    layouts: Annotated[tuple[tuple[str, tuple[TemplateLine, ...]], ...], "heading and templates of each layout, the newest first"]


class PaperTemplatesDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._templates = parts.pages.exports.templates

    async def list(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        await self._templates.require(desk.visit.person)
        layouts = []
        for layout in LAYOUTS:
            lines = [await self._line(desk, layout, one) for one in NAMES]
            layouts.append((desk.say("templates_layout", source=layout.source), tuple(lines)))
        page = PaperTemplatesPage(**desk.frame(desk.say("templates_title"), (), None, {}), layouts=tuple(layouts))
        return desk.answer("paper_templates.html", page)

    async def show(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        await self._templates.require(desk.visit.person)
        return await self._page(desk, None)

    async def take(self, request: Request) -> Response:
        """A file, or the wish to give the own one up."""
        desk = await sit_down(self._parts, request)
        await self._templates.require(desk.visit.person)  # before a file is read
        layout, one = _asked(request)
        forms = self._parts.pages.forms
        if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            if (await forms.read(request)).get("do") != "back":
                raise Refusal("bad_request")
            await self._templates.remove(desk.visit.person, layout.folder, one.name)
            return RedirectResponse(f"{request.url.path}?done=done", 303, NO_STORE)
        _, data, _ = await uploaded(forms, request, LARGEST)
        problem = Wrong("file", "file_missing") if not data else None
        from server.exports.documents.own_template import problem_of  # not before somebody asks: docxtpl takes long to import

        if problem is None and (found := await asyncio.to_thread(problem_of, data, one, self._parts.pages.catalogue)):
            problem = Wrong("file", found.code, found.data)
        if problem is not None:
            return await self._page(desk, NotPossible([problem]))
        await self._templates.put(desk.visit.person, layout.folder, one.name, data)
        return RedirectResponse(f"{request.url.path}?done=done", 303, NO_STORE)

    async def give(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        await self._templates.require(desk.visit.person)
        layout, one = _asked(request)
        own = await self._templates.own(layout.folder, one.name)
        data = own.data if own else await asyncio.to_thread(shipped_file(layout, one.name).read_bytes)
        return file_answer(data, file_name("mau", one.name.replace("_", "-"), layout.folder, ending="docx"))

    async def _page(self, desk: Desk, problem: NotPossible | None) -> Response:
        layout, one = _asked(desk.visit.request)
        own = await self._templates.own(layout.folder, one.name)
        say = desk.say
        file = Question("file", say("template_file"), "file", options=((f".docx,{MEDIA['docx']}", ""),))
        forms = [AskForm("put", say("template_put"), say("template_put_button"), (file,), say("template_put_about"), open=True, file=True)]
        if own is not None:
            forms.append(AskForm("back", say("template_back"), say("template_back_button")))
        title = (one.vi, one.en)[desk.lang == "en"]
        page = PaperTemplatesPage(
            **desk.frame(f"{say('templates_title')}: {title}", forms, problem, {"do": "put"} if problem else {}),
            layouts=((say("templates_layout", source=layout.source), (await self._line(desk, layout, one),)),),
        )
        return desk.answer("paper_templates.html", page)

    async def _line(self, desk: Desk, layout: Layout, one: PaperTemplate) -> TemplateLine:
        own = await self._templates.own(layout.folder, one.name)
        here = f"{PAGE}/{layout.folder}/{one.name}"
        about = desk.say("template_own", by=own.by, at=moment_word(own.at)) if own else desk.say("template_shipped")
        title = (one.vi, one.en)[desk.lang == "en"]
        return TemplateLine(title, about, Link(here, desk.say("template_change")), Link(f"{here}.docx", desk.say("template_take")))


def _asked(request: Request) -> tuple[Layout, PaperTemplate]:
    """Raises Refusal `not_found`."""
    layout = layout_named(request.path_params["layout"])
    one = next((one for one in NAMES if one.name == request.path_params["name"]), None)
    if layout is None or one is None:
        raise Refusal("not_found")
    return layout, one
