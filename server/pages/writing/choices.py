"""What may be chosen for the questions of an office's paper that point to a unit, a paper or an observer, each with words to read.

What stands there already is always among it, so that nothing is lost by drawing it.
"""

from __future__ import annotations

from collections.abc import Callable

from server.pages.frame import PageParts, Visit
from server.pages.paper_names import paper_name
from server.pages.words import month_word, say_in
from sync.domain.documents import meeting_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.kinds import KINDS, MEETING_TYPES
from sync.forms.model import Field
from sync.usecases.office.observers import Observer
from sync.usecases.office.write_paper import OpenPaper

Options = tuple[tuple[str, str], ...]
"""(value, words) of what may be chosen."""
Choices = Callable[[Field, str], Options]
"""By question and the value it holds."""
MOST_PAPERS = 200
"""Papers to choose from in one list."""
FITTING = {"schedule": ("month_schedule",), "orientation": ("orientation",), "assignment": ("assignment",), "of": ("orientation", "urge")}
"""Kinds a question of type `paper` may point to, by its name; one that is not listed takes them all."""
_NOT_POINTED_TO = ("review:", "rework:", "member:")
_OF_THE_MONTH = ("month_schedule", "assignment")
"""Kinds whose rows name meetings of cells: every cell has its own of that id."""


async def choices_for(parts: PageParts, visit: Visit, paper: OpenPaper, observers: list[Observer]) -> Choices:
    """The units around the office, the papers of its workspace, the meetings of the month, and the `observers`."""
    tree, today, here, lang = visit.tree, visit.today, paper.unit, visit.lang
    around = [*tree.cells(here, today), *tree.children(here, today), *tree.above(here, today)]
    units = tuple({one.id: one.name(today) for one in around}.items())
    try:
        rows = await parts.store.index(workspace(here), limit=2000)
    except NoSuchDatabase:
        rows = []
    ids = [id for id, _ in rows if id.partition(":")[0] in KINDS and not id.startswith(_NOT_POINTED_TO)]
    meetings = _meetings(paper)
    people = tuple((one.username, f"{one.name} ({one.username})") for one in observers)

    def offered(field: Field, value: str) -> Options:
        if field.type == "unit":
            known = tree.get(value)
            return _with(units, value, known.name(today) if known else value)
        if picks_observer(paper.kind, field):
            return _with(people, value, value)
        name = meeting_name if field.name == "meeting" else _of_paper
        fitting = meetings if field.name == "meeting" and meetings else _fitting(ids, field)
        named = ((id, words) for id in fitting if (words := name(id, lang, parts)))
        return _with(tuple(named), value, name(value, lang, parts) or value)

    return offered


def picks_observer(kind: str, field: Field) -> bool:
    """Whether a question asks for the account of an observer; his name follows from it."""
    return kind == "assignment" and field.name == "username"


def follows(kind: str, field: Field) -> bool:
    """Whether a question is answered by another one, and so not asked."""
    return kind == "assignment" and field.name == "name"


def meeting_name(id: str, lang: str, parts: PageParts) -> str:
    """`meeting:2026-11:regular:1` as `Họp thường kỳ 11/2026`."""
    key = meeting_of(id)
    if key is None:
        return paper_name(id, parts.catalogue, lang)
    name = f"{say_in(lang)(f'type_{key.type}')} {month_word(key.month)}"
    return name if key.number == 1 else f"{name} ({key.number})"


def _of_paper(id: str, lang: str, parts: PageParts) -> str:
    return paper_name(id, parts.catalogue, lang)


def _meetings(paper: OpenPaper) -> list[str]:
    month = paper.id.partition(":")[2]
    return [f"meeting:{month}:{type}:1" for type in MEETING_TYPES] if paper.kind in _OF_THE_MONTH else []


def _fitting(ids: list[str], field: Field) -> list[str]:
    kinds = FITTING.get(field.name)
    return [id for id in ids if kinds is None or id.partition(":")[0] in kinds][:MOST_PAPERS]


def _with(options: Options, value: str, words: str) -> Options:
    return options if not value or any(value == one for one, _ in options) else (*options, (value, words))
