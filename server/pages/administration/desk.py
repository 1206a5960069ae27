"""What the administrator's pages share: their parts, their frame, forms as data, and problems told in words.

Decides no access; the use cases do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.pages.administration.words import say_here
from server.pages.frame import NO_STORE, Frame, Link, PageParts, Visit, answer, begin
from server.pages.words import Say
from server.security.identity import Identity
from server.security.sessions import Sessions
from sync.domain.errors import Problem, Refusal
from sync.domain.unit_changes import NotPossible, Wrong
from sync.domain.units import Unit
from sync.usecases.administration.export_tables import ExportTables
from sync.usecases.administration.import_tables import ImportTables
from sync.usecases.administration.inbox import Inbox
from sync.usecases.administration.people import AdministerPeople
from sync.usecases.administration.rights import administered, may_administer
from sync.usecases.administration.tables import read_day
from sync.usecases.administration.units import AdministerUnits
from sync.usecases.forms.administer import AdministerForms
from sync.usecases.machines.administer_machines import AdministerMachines
from sync.usecases.machines.administer_webhooks import AdministerWebhooks
from sync.usecases.obligations.deadlines import Deadlines
from sync.usecases.obligations.preview_deadlines import PreviewDeadlines
from sync.usecases.obligations.set_deadlines import SetDeadlines

SECTIONS = (
    ("units_title", "/administration/units"), ("people_title", "/administration/people"),
    ("handover_title", "/administration/handover"), ("inbox_title", "/administration/inbox"),
    ("tables_title", "/administration/tables"), ("deadlines_title", "/administration/deadlines"), ("forms_title", "/administration/forms"),
    ("templates_title", "/administration/paper-templates"),
    ("machines_title", "/administration/machines"), ("webhooks_title", "/administration/webhooks"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What these pages are made of."""

    pages: PageParts
    units: AdministerUnits
    people: AdministerPeople
    inbox: Inbox
    imports: ImportTables
    exports: ExportTables
    sessions: Sessions
    identity: Identity
    deadlines: Deadlines
    settle: SetDeadlines
    preview: PreviewDeadlines
    forms: AdministerForms
    machines: AdministerMachines
    webhooks: AdministerWebhooks


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form. `kind`: text, date, select, radio, checks, password, file or hidden; `options`: value and words;
    `longest`: how many characters a text may have."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    chosen: tuple[str, ...] = ()
    required: bool = True
    complete: str = "off"
    wrong: str = ""
    longest: int = 120


@dataclass(frozen=True, slots=True)
class AskForm:
    """A form: `do` tells the page which of its forms was sent; `open`: whether it is unfolded at once."""

    do: str
    title: str
    button: str
    questions: tuple[Question, ...] = ()
    about: str = ""
    open: bool = False
    file: bool = False


@dataclass(frozen=True, slots=True)
class DeskFrame(Frame):
    """What every page of the administrator has besides."""

    title: Annotated[str, "the page, in words"]
    sections: Annotated[tuple[Link, ...], "the pages of the administrator; none for who administers nothing"]
    done: Annotated[str, "sentence: what has just been done, or empty"]
    wrongs: Annotated[tuple[Link, ...], "what is wrong, each with where it is"]
    forms: Annotated[tuple[AskForm, ...], "what can be done here"]


@dataclass(frozen=True, slots=True)
class Desk:
    """One visit to such a page."""

    visit: Visit
    parts: DeskParts
    say: Say

    @property
    def lang(self) -> str:
        return self.visit.lang

    @property
    def today(self) -> date:
        return self.visit.today

    def mine(self) -> list[Unit]:
        """The units this person administers, by name; those that have ended too."""
        tree = self.visit.tree
        found = (unit for unit in tree.units.values() if may_administer(self.visit.person, unit, tree, self.today))
        return sorted(found, key=lambda unit: (unit.name(self.today), unit.id))

    def options(self, units: Iterable[Unit]) -> tuple[tuple[str, str], ...]:
        """Units for a select, each with the one above it where that tells them apart."""
        rows = []
        for unit in units:
            above = self.visit.tree.get(unit.parent(self.today) or "")
            name = unit.name(self.today)
            rows.append((unit.id, f"{name} ({above.name(self.today)})" if above is not None else name))
        return tuple(rows)

    def frame(self, title: str, forms: Iterable[AskForm], problem: NotPossible | None, sent: Mapping[str, str]) -> dict[str, Any]:
        """The fields of `DeskFrame`. A form that was sent with a problem is told what was typed, and stays open."""
        path = self.visit.request.url.path
        administers = bool(administered(self.visit.person, self.visit.tree, self.today))
        done = self.visit.request.query_params.get("done", "")
        wrongs = problem.wrongs if problem else ()
        forms = tuple(forms)
        sent_form = next((one for one in forms if one.do == sent.get("do")), None)
        told = tuple(Link(_place(sent_form, one), self.sentence(one)) for one in wrongs)
        drawn = tuple(filled(one, sent, wrongs, self) if problem and one.do == sent.get("do") else one for one in forms)
        return self.visit.frame(()) | {
            "say": self.say,
            "title": title,
            "sections": tuple(Link(href, self.say(word), path == href) for word, href in SECTIONS) if administers else (),
            "done": self.say(done) if done in ("done", "handover_done", "import_done") and not problem else "",
            "wrongs": told,
            "forms": drawn,
        }

    def sentence(self, one: Wrong) -> str:
        return self.say(f"wrong_{one.code}", **one.data)

    def answer(self, template: str, page: DeskFrame) -> Response:
        """The page; 422 where it tells of problems."""
        found = answer(self.visit, f"administration/{template}", page)
        if page.wrongs:
            found.status_code = 422
        return found


async def sit_down(parts: DeskParts, request: Request) -> Desk:
    """Raises Refusal `session_missing`."""
    visit = await begin(parts.pages, request)
    return Desk(visit, parts, say_here(visit.lang))


def require_office(desk: Desk) -> None:
    """Raises Refusal `forbidden` for who administers nothing at all."""
    if not administered(desk.visit.person, desk.visit.tree, desk.today):
        raise Refusal("forbidden")


def filled(form: AskForm, sent: Mapping[str, str], wrongs: Iterable[Wrong], desk: Desk) -> AskForm:
    """The form as it was sent, passwords left out, with its problems beside the questions."""
    by_path = {one.path: desk.sentence(one) for one in reversed(tuple(wrongs))}
    drawn = []
    for one in form.questions:
        value = "" if one.kind in ("password", "file") else sent.get(one.name, one.value)
        chosen = tuple(option for option, _ in one.options if sent.get(f"{one.name}-{option}")) if one.kind == "checks" else ()
        drawn.append(replace(one, value=value, chosen=chosen, wrong=by_path.get(one.name, "")))
    return replace(form, questions=tuple(drawn), open=True)


def _place(form: AskForm | None, wrong: Wrong) -> str:
    """Where a problem is shown: its question, else its form, else the page."""
    if form is None:
        return "#main"
    return f"#{form.do}-{wrong.path}" if any(one.name == wrong.path for one in form.questions) else f"#{form.do}-"


def day_of(sent: Mapping[str, str], name: str, wrongs: list[Wrong]) -> date:
    """A day of a form; a problem is added to `wrongs` where there is none."""
    text = sent.get(name, "").strip()
    day = read_day(text)
    if day is None:
        wrongs.append(Wrong(name, "bad_day", {"text": text[:40]}) if text else Wrong(name, "required"))
    return day or date(2000, 1, 1)


def refuse(wrongs: list[Wrong]) -> None:
    """Raises NotPossible when there is anything wrong."""
    if wrongs:
        raise NotPossible(wrongs)


def as_problem(refusal: Refusal) -> NotPossible:
    """A change that met another one, told on the page; every other refusal is raised again."""
    if refusal.problem.code != "conflict":
        raise refusal
    return NotPossible([Wrong("", "conflict")])


def as_wrongs(refusal: Refusal, lang: str, limits: Mapping[str, int], beside: Mapping[str, str] = MappingProxyType({})) -> NotPossible:
    """Wrong fields, told beside their questions in the words of the one table; any other refusal as `as_problem` does. `limits`
    fills the sentences; `beside`: the question a field is asked by, where it has another name."""
    if refusal.problem.code != "answers_invalid":
        return as_problem(refusal)
    return NotPossible([
        Wrong(beside.get(one.path, one.path), "told", {"why": str(Problem(one.code, limits).to_json(lang)["message"])})
        for one in refusal.problem.fields
    ])  # fmt: skip


def seen(href: str, done: str = "done") -> Response:
    """After a change: the page again, so that reloading it does nothing twice."""
    return RedirectResponse(f"{href}?done={done}", 303, NO_STORE)
