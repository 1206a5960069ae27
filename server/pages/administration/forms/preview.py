"""One version of a form as the phone would ask and as the paper prints, and as JSON to take away. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.exports.sheets.of_paper import Known, sheet_of
from server.exports.sheets.parts import Sheet
from server.pages.administration.desk import Desk, DeskFrame, DeskParts, sit_down
from server.pages.administration.forms.draft import which_form
from server.pages.administration.forms.list import PAGE
from server.pages.frame import NO_STORE, Link
from sync.domain.documents import meeting_of
from sync.domain.errors import Refusal
from sync.domain.kinds import MEETING_CHAIN
from sync.domain.units import Dated, Unit
from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.forms.draft import as_text
from sync.forms.model import Definition, Field, Section
from sync.forms.sample import DAY, sample_answers
from sync.forms.scoring import Template
from sync.usecases.read_paper import PaperView

_DAY = date.fromisoformat(DAY)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the phone asks it. `notes`: when it is asked, and what may be answered; `inner`: those of a row."""

    label: str
    hint: str
    notes: str
    choices: tuple[str, ...]
    inner: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedPart:
    title: str
    hint: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class PreviewPage(DeskFrame):
    """What `administration/form_preview.html` needs."""

    parts: Annotated[tuple[AskedPart, ...], "the sections as the phone asks them"]
    sheet: Annotated[Sheet, "as it prints, with answers that are only examples"]
    back: Annotated[Link, "the draft page of the form"]
    file: Annotated[str, "address of the JSON"]


class PreviewDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def show(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        one = await self._version(desk)
        shown = one if isinstance(one, Definition) else _around(one)
        known = self._parts.pages.catalogue
        templates = [*known.templates.values(), *([one] if isinstance(one, Template) else [])]
        catalogue = Catalogue([shown], templates)
        what, name = which_form(desk)
        asked = request.path_params["version"]
        version = desk.say("form_draft") if asked == "draft" else desk.say("form_version", version=asked)
        page = PreviewPage(
            **desk.frame(desk.say("preview_form_title", form=one.title.in_(desk.lang), version=version), (), None, {}),
            parts=tuple(_parts(desk, shown, catalogue)),
            sheet=sheet_of(_view(shown, catalogue), catalogue, Known(lambda _: "…………")),
            back=Link(f"{PAGE}/{what}/{name}", desk.say("form_draft_of", form=one.title.in_(desk.lang))),
            file=f"{PAGE}/{what}/{name}/{asked}.json",
        )
        return desk.answer("form_preview.html", page)

    async def give(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        text = as_text(await self._version(desk))
        name = f"{request.path_params['name']}-{request.path_params['version']}.json"
        headers = NO_STORE | {"content-disposition": f'attachment; filename="{name}"'}
        return Response(text, media_type="application/json", headers=headers)

    async def _version(self, desk: Desk) -> Definition | Template:
        """A published version, or the draft when nothing is wrong with it. Raises Refusal `not_found`."""
        forms, catalogue, (what, name) = self._parts.forms, self._parts.pages.catalogue, which_form(desk)
        draft = await forms.draft(desk.visit.person, what, name)
        asked = desk.visit.request.path_params["version"]
        found: Definition | Template | None = None
        if asked == "draft" and draft.rev:
            read = forms.read(what, name, draft.text)
            found = None if read.problems else read.definition or read.template
        elif asked.isascii() and asked.isdigit() and len(asked) <= 6:
            found = catalogue.get(name, int(asked)) if what == "form" else catalogue.template(name, int(asked))
        if found is None:
            raise Refusal("not_found")
        return found


def _around(template: Template) -> Definition:
    """A form that holds nothing but this table."""
    scores = Field("scores", "scores", template.title, template=template.id, template_version=template.version)
    section = Section("scores", template.title, (scores,))
    return Definition("score_sheet", 1, "score_sheet", template.title, template.valid_from, template.source, (section,))


def _parts(desk: Desk, definition: Definition, catalogue: Catalogue) -> Iterator[AskedPart]:
    for section in definition.sections:
        sometimes = desk.say("preview_sometimes") if section.relevant is not True else ""
        hint = section.hint.in_(desk.lang) if section.hint else ""
        questions = tuple(one for field in section.fields for one in _asked(desk, field, catalogue))
        yield AskedPart(section.title.in_(desk.lang), ". ".join(filter(None, (hint, sometimes))), questions)


def _asked(desk: Desk, one: Field, catalogue: Catalogue) -> Iterator[Asked]:
    say, lang = desk.say, desk.lang
    if one.relevant is False:
        return
    if one.type == "scores":
        template = catalogue.template(one.template or "", one.template_version or 0)
        for item in template.items().values() if template else ():
            levels = tuple(f"{option.points:g}: {option.label.in_(lang)}" for option in item.options)
            yield Asked(f"{item.code}. {item.label.in_(lang)}", "", say("points_of", points=f"{item.max:g}"), levels)
        return
    notes = [
        say(f"type_{one.type}"),
        say("preview_calculated") if one.calculate is not None else "",
        say("preview_required") if one.required is True else "",
        say("preview_sometimes") if one.relevant is not True else "",
        say("preview_rows") if one.type == "repeat" else "",
    ]
    yield Asked(
        one.label.in_(lang),
        one.hint.in_(lang) if one.hint else "",
        ", ".join(filter(None, notes)),
        tuple(choice.label.in_(lang) for choice in one.choices),
        tuple(inner for field in one.fields for inner in _asked(desk, field, catalogue)),
    )


def _view(definition: Definition, catalogue: Catalogue) -> PaperView:
    """A paper that has every question answered, of a cell that is nobody's."""
    kind = definition.kind
    id = f"{kind}:{DAY[:7]}:regular:1" if kind in MEETING_CHAIN else f"{kind}:{DAY[:4]}"
    answers = check(definition, sample_answers(definition, catalogue), templates=catalogue.template).answers
    paper = {"_id": id, "kind": kind, "form": definition.form, "version": definition.version, "answers": answers}
    return PaperView(_unit("Chi bộ …………"), _unit("Đảng ủy xã …………"), _DAY, meeting_of(id), paper, None, {}, "")


def _unit(name: str) -> Unit:
    return Unit("x", "cell", (Dated(name, _DAY),))
