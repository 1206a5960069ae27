"""GET /units/{unit}/papers/{paper}/history: who wrote which version of a paper, when by both clocks, and what he changed, field by
field; POST …/restore brings an old version back as a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import status_of
from server.exports.sheets.sections import Told
from server.pages.frame import NO_STORE, Frame, Link, PageParts, Visit, answer, begin
from server.pages.history.changes import ChangeLine, InWords
from server.pages.paper_names import paper_name
from server.pages.words import Say, moment_word
from server.security.refused_log import note_refused
from sync.domain.errors import Problem, Refusal
from sync.forms.catalogue import Catalogue
from sync.forms.model import Definition
from sync.merging.ancestry import MERGER
from sync.ports import Json
from sync.usecases.history.read_history import PaperHistory, ReadHistory, Version, answers_of
from sync.usecases.history.restore_version import DEVICE, RestoreVersion

LARGEST, MOST_FIELDS = 16 * 1024, 10


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version. `times`: (words, moment); `restore`: its revision where it can be brought back, else ""."""

    number: int
    who: str
    device: str
    standing: str
    form: str
    times: tuple[tuple[str, str], ...]
    changes: tuple[ChangeLine, ...]
    nothing: str
    current: bool
    restore: str


@dataclass(frozen=True, slots=True)
class HistoryPage(Frame):
    """What `history/paper.html` needs."""

    title: Annotated[str, "what the paper is called, and its unit"]
    versions: Annotated[tuple[VersionLine, ...], "the newest first"]
    base: Annotated[str, "the revision that counts now"]
    paper_href: Annotated[str, "address of the paper where it has been sent, else empty"]
    here: Annotated[str, "address of the paper's pages"]
    restored: Annotated[bool, "whether a version has just been brought back"]
    wrong: Annotated[tuple[str, ...], "why none was, with what to do"]


class HistoryPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._read = ReadHistory(parts.store, parts.directory, parts.clock)
        self._restore = RestoreVersion(parts.store, parts.directory, parts.accept, parts.clock)

    async def show(self, request: Request) -> Response:
        return await self._page(await begin(self._parts, request), restored="restored" in request.query_params)

    async def take(self, request: Request) -> Response:
        """A version is brought back."""
        visit = await begin(self._parts, request)
        unit, paper = request.path_params["unit"], request.path_params["paper"]
        fields = await self._parts.forms.read(request, largest=LARGEST, most=MOST_FIELDS)
        try:
            await self._restore(visit.person, unit, paper, fields.get("rev", ""), fields.get("base", ""))
        except Refusal as refusal:
            note_refused(refusal.problem)
            return await self._page(visit, problem=refusal.problem)
        return RedirectResponse(f"/units/{unit}/papers/{paper}/history?restored=1", 303, NO_STORE)

    async def _page(self, visit: Visit, restored: bool = False, problem: Problem | None = None) -> Response:
        params, catalogue = visit.request.path_params, self._parts.catalogue
        history = await self._read(visit.person, params["unit"], params["paper"])
        rights = await self._restore.rights(visit.person, history)
        here = f"/units/{history.unit}/papers/{history.id}"
        name = paper_name(history.id, catalogue, visit.lang)
        sent = any(one.body.get("state") == "sent" for one in history.versions if one.rev == history.current)
        down = tuple(Link(one.href, one.text) for one in visit.way_down(history.unit, visit.today))
        frame = visit.frame((*down, *((Link(here, name),) if sent else ()), Link(f"{here}/history", say_title(visit), True)))
        unit = visit.tree.units[history.unit].name(visit.today)
        page = HistoryPage(
            **frame,
            title=f"{name}, {unit}",
            versions=_lines(history, rights, catalogue, _unit_names(visit), frame["say"], visit.lang),
            base=history.current,
            paper_href=here if sent else "",
            here=here,
            restored=restored,
            wrong=_told(problem, visit.lang) if problem is not None else (),
        )
        response = answer(visit, "history/paper.html", page)
        if problem is not None:
            response.status_code = status_of(problem.code)
        return response


def say_title(visit: Visit) -> str:
    return str(visit.frame(())["say"]("history_title"))


def _unit_names(visit: Visit) -> Callable[[str], str]:
    def name(id: str, day: date = visit.today) -> str:
        unit = visit.tree.get(id)
        return unit.name(day) if unit else ""

    return name


def _told(problem: Problem, lang: str) -> tuple[str, ...]:
    told = problem.to_json(lang)
    return (told["message"], told["action"], *(one.message for one in problem.fields))


def _lines(
    history: PaperHistory, rights: set[str], catalogue: Catalogue, unit_name: Callable[[str], str], say: Say, lang: str
) -> tuple[VersionLine, ...]:
    count = len(history.versions)
    told = Told(catalogue, unit_name)
    return tuple(
        _line(one, count - place, one.rev == history.current, one.rev in rights, InWords(_forms(one, catalogue), told, say, lang), say)
        for place, one in enumerate(history.versions)
    )


def _forms(version: Version, catalogue: Catalogue) -> list[Definition | None]:
    return [_definition(body, catalogue) for body in (version.before, version.body)]


def _definition(body: Json, catalogue: Catalogue) -> Definition | None:
    form, version = body.get("form"), body.get("version")
    return catalogue.get(form, version) if isinstance(form, str) and isinstance(version, int) else None


def _line(version: Version, number: int, current: bool, may_restore: bool, words: InWords, say: Say) -> VersionLine:
    before, after = answers_of(version.before), answers_of(version.body)
    device = {MERGER: say("history_by_merge"), DEVICE: say("history_office"), "": ""}.get(
        version.device, say("history_phone", device=version.device[-4:])
    )
    state = "history_deleted" if version.deleted else "history_sent" if version.body.get("state") == "sent" else "history_draft"
    times = (("history_written", version.written_at), ("history_corrected", version.corrected_at), ("history_received", version.received_at))
    changes = tuple(words.line(one, before, after) for one in words.in_order(version.changes))
    form = version.body.get("version")
    return VersionLine(
        number=number,
        who=version.name,
        device=device,
        standing=say(state),
        form=say("history_form", version=form) if form is not None else "",
        times=tuple((say(word), _moment(at)) for word, at in times if at),
        changes=changes,
        nothing="" if changes or version.deleted else say("history_nothing"),
        current=current,
        restore=version.rev if may_restore and not current else "",
    )


def _moment(at: str) -> str:
    try:
        return moment_word(at)
    except ValueError:
        return at
