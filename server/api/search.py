"""/api/search: papers in which words occur, with or without their tone marks."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import Parameter

from server.api.asking import SCOPE
from server.api.doors import Doors
from server.api.paging import Below, Cursor, Kinds, Limit, UnitId, days_asked, kinds_asked, wrong_parameter
from sync.domain.accounts import Person
from sync.ports.paper_index import PaperFilter
from sync.usecases.papers.list_papers import PapersAsked
from sync.usecases.papers.search_papers import LONGEST_QUERY

ASKED = 'Words that all occur, the last perhaps only begun (three letters at least); those in "quotation marks" stand beside each other.'
Query = Annotated[str, Parameter(min_length=1, max_length=LONGEST_QUERY, description=ASKED)]


class FoundLine(msgspec.Struct):
    """A paper in which the words occur. `line`: the line that tells most, cut around the first word, in parts of which every second one is
    a word that was asked for; null where only the paper's name fits."""

    unit: str
    unit_name: str
    paper: str
    kind: str
    title: str
    day: str | None
    line: list[str] | None
    href: str


class SearchAnswer(msgspec.Struct):
    """`terms`: what was looked for, folded."""

    terms: list[str]
    items: list[FoundLine]
    next: str | None


class SearchController(Controller):
    path = "/search"
    tags = ("papers",)
    opt = {SCOPE: "papers"}  # noqa: RUF012

    @get()
    async def search(
        self, person: NamedDependency[Person], doors: NamedDependency[Doors], q: Query, unit: UnitId = "", below: Below = True,
        kind: Kinds = None, first: date | None = None, last: date | None = None, limit: Limit = 20, cursor: Cursor = "",
    ) -> SearchAnswer:  # fmt: skip
        """The newest first. Errors: `unit_unknown`, `forbidden`; `bad_request` where there is no word in `q`."""
        asked = PapersAsked(unit, below, kinds_asked(kind), PaperFilter(*days_asked(first, last)))
        question = ["search", q, asked]
        page = await doors.search(person, q, asked, doors.cursors.read(question, cursor), limit)
        if not page.terms:
            raise wrong_parameter("q", "holds no letter and no digit")
        rows = [
            FoundLine(
                one.row.unit, one.unit_name, one.row.id, one.row.kind, one.title, one.row.day or None, list(one.line.parts) if one.line else None,
                f"/api/units/{one.row.unit}/papers/{one.row.id}",
            )
            for one in page.found
        ]  # fmt: skip
        return SearchAnswer(list(page.terms), rows, doors.cursors.write(question, page.next))
