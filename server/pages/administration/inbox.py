"""What was refused to be taken into a unit's book: who sent it, when, why, and what it says. Read only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from starlette.requests import Request
from starlette.responses import Response

from server.pages.administration.desk import Desk, DeskFrame, DeskParts, sit_down
from server.pages.words import moment_word
from sync.domain.errors import Problem
from sync.usecases.administration.inbox import Refused

MOST_LINES = 200
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class RefusedPaper:
    """`says`: question and answer, as they stand in what was sent."""

    what: str
    at: str
    author: str
    why: str
    says: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class InboxPage(DeskFrame):
    """What `administration/inbox.html` needs."""

    about: Annotated[str, "which unit, a sentence"]
    papers: Annotated[tuple[RefusedPaper, ...], "newest first"]


class InboxDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def show(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        unit, refused = await self._parts.inbox(desk.visit.person, request.path_params["unit"])
        names = {one.author: await self._name(one.author) for one in refused}
        page = InboxPage(
            **desk.frame(desk.say("inbox_title"), (), None, {}),
            about=desk.say("inbox_about", unit=unit.name(desk.today)),
            papers=tuple(self._paper(desk, one, names[one.author]) for one in refused),
        )
        return desk.answer("inbox.html", page)

    async def _name(self, username: str) -> str:
        person = await self._parts.pages.directory.person(username)
        return f"{person.name} ({username})" if person else username

    def _paper(self, desk: Desk, one: Refused, author: str) -> RefusedPaper:
        document = one.document if isinstance(one.document, dict) else {}
        labels = self._labels(document, desk.lang)
        answers = document.get("answers", one.document)
        says = tuple(line for line, _ in zip(_lines(answers, labels), range(MOST_LINES), strict=False))
        why = Problem(one.code).to_json(desk.lang)["message"] if one.code in ("not_your_unit", "lifecycle") else one.message
        return RefusedPaper(_text(document.get("_id", "")), moment_word(one.refused_at), author, why, says)

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
