"""What was refused to be taken into a unit's book: who sent it, when, why, and what it says; trying it again, putting it aside with
a reason, and taking it away as a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from starlette.requests import Request
from starlette.responses import Response

from server.pages.administration.desk import Desk, DeskFrame, DeskParts, as_problem, seen, sit_down
from server.pages.frame import NO_STORE, Link
from server.pages.paper_names import paper_name
from server.pages.words import moment_word
from sync.domain.errors import Problem, Refusal
from sync.domain.unit_changes import NotPossible, Wrong
from sync.domain.units import Unit
from sync.usecases.administration.inbox import Refused, as_json

MOST_LINES = 200
SHOWN = 50
"""Refused papers of one page."""
LONGEST = 2_000
_SETTLED = {"accepted": "refused_accepted", "dismissed": "refused_dismissed"}


@dataclass(frozen=True, slots=True)
class RefusedPaper:
    """`what`: what the paper is called; `paper`: its id;
    `says`: question and answer, as they stand in what was sent; `settled`: sentence, what became of it since, "" while it
    waits; `file`: where it can be had as JSON."""

    id: str
    file: str
    what: str
    paper: str
    at: str
    author: str
    why: str
    says: tuple[tuple[str, str], ...]
    settled: str


@dataclass(frozen=True, slots=True)
class InboxPage(DeskFrame):
    """What `administration/inbox.html` needs."""

    about: Annotated[str, "which unit, a sentence"]
    papers: Annotated[tuple[RefusedPaper, ...], "what waits first, the newest first"]
    waiting: Annotated[int, "how many wait in all"]
    earlier: Annotated[str, "address of the page before, empty on the first"]
    later: Annotated[str, "address of the next page, empty on the last"]


@dataclass(frozen=True, slots=True)
class InboxesPage(DeskFrame):
    """What `administration/inboxes.html` needs."""

    held: Annotated[tuple[tuple[Link, int], ...], "where something waits, and how much"]


class InboxDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def list(self, request: Request) -> Response:
        """Where something waits."""
        desk = await sit_down(self._parts, request)
        found = await self._parts.inbox.waiting(desk.visit.person)
        rows = [(Link(f"/administration/inbox/{one.id}", self._named(desk, one.id, one.unit)), one.count) for one in found]
        page = InboxesPage(**desk.frame(desk.say("inbox_title"), (), None, {}), held=tuple(sorted(rows, key=lambda row: row[0].text)))
        return desk.answer("inboxes.html", page)

    async def show(self, request: Request) -> Response:
        return await self._page(await sit_down(self._parts, request), None)

    async def take(self, request: Request) -> Response:
        sent = await self._parts.pages.forms.read(request)
        desk = await sit_down(self._parts, request)
        unit, id = request.path_params["unit"], sent.get("id", "")
        try:
            if sent.get("do") == "dismiss":
                await self._parts.inbox.dismiss(desk.visit.person, unit, id, sent.get("reason", ""))
            elif (problem := await self._parts.inbox.retry(desk.visit.person, unit, id)) is not None:
                raise NotPossible([Wrong("", "still_refused", {"why": problem.to_json(desk.lang)["message"]})])
        except NotPossible as problem:
            return await self._page(desk, problem)
        except Refusal as refusal:
            return await self._page(desk, as_problem(refusal))
        return seen(request.url.path)

    async def give(self, request: Request) -> Response:
        """One refused document as it came, with why."""
        desk = await sit_down(self._parts, request)
        unit = request.path_params["unit"]
        one = await self._parts.inbox.one(desk.visit.person, unit, f"refused:{unit}:{request.path_params['id']}")
        headers = NO_STORE | {"content-disposition": f'attachment; filename="{_file(one)}"'}
        return Response(json.dumps(as_json(one), indent=1), media_type="application/json", headers=headers)

    async def _page(self, desk: Desk, problem: NotPossible | None) -> Response:
        request = desk.visit.request
        told = request.query_params.get("page", "")
        number = max(1, int(told)) if told.isascii() and told.isdigit() and len(told) < 7 else 1
        held = await self._parts.inbox(desk.visit.person, request.path_params["unit"], (number - 1) * SHOWN, SHOWN)
        names = {one.author: await self._name(one.author) for one in held.refused}
        path = request.url.path
        page = InboxPage(
            **desk.frame(desk.say("inbox_title"), (), problem, {}),
            about=desk.say("inbox_about", unit=held.unit.name(desk.today)) if held.unit is not None else desk.say("inbox_no_unit"),
            papers=tuple(self._paper(desk, one, names[one.author]) for one in held.refused),
            waiting=held.waiting,
            earlier=f"{path}?page={number - 1}" if number > 1 else "",
            later=f"{path}?page={number + 1}" if number * SHOWN < held.all else "",
        )
        return desk.answer("inbox.html", page)

    @staticmethod
    def _named(desk: Desk, id: str, unit: Unit | None) -> str:
        return unit.name(desk.today) if unit is not None else desk.say("no_such_unit", id=id)

    async def _name(self, username: str) -> str:
        person = await self._parts.pages.directory.person(username)
        return f"{person.name} ({username})" if person else username

    def _paper(self, desk: Desk, one: Refused, author: str) -> RefusedPaper:
        document = one.document if isinstance(one.document, dict) else {}
        labels = self._labels(document, desk.lang)
        answers = document.get("answers", one.document)
        says = tuple(line for line, _ in zip(_lines(answers, labels), range(MOST_LINES), strict=False))
        why = Problem(one.code).to_json(desk.lang)["message"] if one.code in ("not_your_unit", "lifecycle") else one.message
        path, settled = desk.visit.request.url.path, ""
        if one.settled is not None:
            told = {"at": moment_word(one.settled.at), "by": one.settled.by, "reason": one.settled.reason}
            settled = desk.say(_SETTLED[one.settled.how], **told)
        paper = _text(document.get("_id", ""))
        what = paper_name(paper, self._parts.pages.catalogue, desk.lang) or paper
        return RefusedPaper(
            one.id, f"{path}/{_file(one)}", what, paper, moment_word(one.refused_at), author, why, says, settled
        )

    def _labels(self, document: dict[str, Any], lang: str) -> dict[str, str]:
        form, version = document.get("form"), document.get("version")
        if not isinstance(form, str) or not isinstance(version, int):
            return {}
        definition = self._parts.pages.catalogue.get(form, version)
        if definition is None:
            return {}
        return {
            field.name: getattr(field.label, lang) or field.name for section in definition.sections for field in section.fields
        }


def _file(one: Refused) -> str:
    return one.id.rpartition(":")[2] + ".json"


def _lines(value: Any, labels: dict[str, str], path: str = "") -> Iterator[tuple[str, str]]:
    """What was sent may be anything: every single value with the way to it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            word = str(labels.get(name, name))
            yield from _lines(inner, labels, f"{path} › {word}" if path else word)
    elif isinstance(value, list):
        for place, inner in enumerate(value, 1):
            yield from _lines(inner, labels, f"{path} {place}")
    elif value not in (None, ""):
        yield _text(path), _text(value)


def _text(value: Any) -> str:
    """Shown as text whatever it is; what cannot be encoded is told by its number."""
    return str(value)[:LONGEST].encode("utf-8", "backslashreplace").decode()
