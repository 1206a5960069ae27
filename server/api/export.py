"""/api/export/…: papers and obligations as CSV or JSON lines, sent as they are made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import Parameter
from litestar.response import Stream

from server.api.asking import SCOPE
from server.api.doors import Doors
from server.api.obligations import ObligationRow, row_of
from server.api.paging import Below, Kinds, UnitId, days_asked, kinds_asked, moment_asked
from server.api.papers import Decision, PaperLine, line_of, unit_names
from server.api.tables import LONGEST_COLUMNS, Row, as_csv, as_lines, columns_asked
from sync.domain.accounts import Person
from sync.domain.obligations.standing import STATUSES, Status
from sync.ports.paper_index import PaperFilter
from sync.usecases.obligations.list_owed import OwedAsked, OwedPlace
from sync.usecases.papers.list_papers import PapersAsked

Columns = Annotated[str, Parameter(max_length=LONGEST_COLUMNS, description="Names of columns, parted by commas; all when empty.")]
PAPER_COLUMNS = tuple(one for one in PaperLine.__struct_fields__ if one != "href")
OWED_COLUMNS = (*(one for one in ObligationRow.__struct_fields__ if one != "title"), "title_vi", "title_en")
ANSWERS = "answers."
_PORTION = 250


def _file(media_type: str) -> dict[str, Any]:
    return {
        "media_type": media_type,
        "responses": {200: ResponseSpec(data_container=str, media_type=media_type, description="A file", generate_examples=False)},
    }


class ExportController(Controller):
    """Errors come before the first byte; a file that was cut short has no end."""

    path = "/export"
    tags = ("export",)

    @get("/papers.csv", opt={SCOPE: "papers"}, **_file("text/csv"))
    async def papers_csv(
        self, person: NamedDependency[Person], doors: NamedDependency[Doors], unit: UnitId = "", below: Below = True, kind: Kinds = None,
        first: date | None = None, last: date | None = None, since: datetime | None = None, status: Decision | None = None,
        columns: Columns = "",
    ) -> Stream:  # fmt: skip
        """Sent papers, a row each. Beside the columns of the list, `answers.<field>` may be named: what was answered there."""
        asked = _papers_asked(unit, below, kind, first, last, since, status)
        named = columns_asked(columns, PAPER_COLUMNS, ANSWERS)
        return await as_csv("papers", named, _papers(doors, person, asked, any(one.startswith(ANSWERS) for one in named)))

    @get("/papers.jsonl", opt={SCOPE: "papers"}, **_file("application/jsonl"))
    async def papers_lines(
        self, person: NamedDependency[Person], doors: NamedDependency[Doors], unit: UnitId = "", below: Below = True, kind: Kinds = None,
        first: date | None = None, last: date | None = None, since: datetime | None = None, status: Decision | None = None,
        answers: bool = False, columns: Columns = "",
    ) -> Stream:  # fmt: skip
        """Sent papers, an object each; with `answers` also all that was answered."""
        asked = _papers_asked(unit, below, kind, first, last, since, status)
        known = (*PAPER_COLUMNS, "answers") if answers else PAPER_COLUMNS
        named = columns_asked(columns, known, ANSWERS)
        return await as_lines("papers", named, _papers(doors, person, asked, any(one.startswith("answers") for one in named)))

    @get("/obligations.csv", opt={SCOPE: "obligations"}, **_file("text/csv"))
    async def obligations_csv(
        self, person: NamedDependency[Person], doors: NamedDependency[Doors], unit: UnitId = "", below: Below = True, kind: Kinds = None,
        status: Annotated[list[Status] | None, Parameter(max_items=len(STATUSES))] = None,
        rule: Annotated[str, Parameter(max_length=60)] = "", first: date | None = None, last: date | None = None, columns: Columns = "",
    ) -> Stream:  # fmt: skip
        """What units owe and how it stands, a row each."""
        asked = _owed_asked(unit, below, kind, status, rule, first, last)
        return await as_csv("obligations", columns_asked(columns, OWED_COLUMNS), _owed(doors, person, asked))

    @get("/obligations.jsonl", opt={SCOPE: "obligations"}, **_file("application/jsonl"))
    async def obligations_lines(
        self, person: NamedDependency[Person], doors: NamedDependency[Doors], unit: UnitId = "", below: Below = True, kind: Kinds = None,
        status: Annotated[list[Status] | None, Parameter(max_items=len(STATUSES))] = None,
        rule: Annotated[str, Parameter(max_length=60)] = "", first: date | None = None, last: date | None = None, columns: Columns = "",
    ) -> Stream:  # fmt: skip
        """What units owe and how it stands, an object each."""
        asked = _owed_asked(unit, below, kind, status, rule, first, last)
        return await as_lines("obligations", columns_asked(columns, OWED_COLUMNS), _owed(doors, person, asked))


def _papers_asked(
    unit: str, below: bool, kind: list[str] | None, first: date | None, last: date | None, since: datetime | None, status: Decision | None
) -> PapersAsked:
    return PapersAsked(unit, below, kinds_asked(kind), PaperFilter(*days_asked(first, last), moment_asked("since", since), status or ""))


def _owed_asked(
    unit: str, below: bool, kind: list[str] | None, status: list[Status] | None, rule: str, first: date | None, last: date | None
) -> OwedAsked:
    days_asked(first, last)
    return OwedAsked(unit, below, first, last, tuple(sorted(set(status or ()))), kinds_asked(kind), rule)


async def _papers(doors: Doors, person: Person, asked: PapersAsked, answers: bool) -> AsyncIterator[Sequence[Row]]:
    names = await unit_names(doors)
    async for portion in doors.export_papers(person, asked, answers=answers):
        rows = []
        for one in portion:
            row = msgspec.structs.asdict(line_of(one.row, names)) | {"answers": one.answers}
            rows.append(row | {ANSWERS + name: value for name, value in one.answers.items()})
        yield rows


async def _owed(doors: Doors, person: Person, asked: OwedAsked) -> AsyncIterator[Sequence[Row]]:
    after: OwedPlace | None = None
    while True:
        found, after = await doors.list_owed(person, asked, after, _PORTION)
        rows = []
        for one in found:
            row = msgspec.structs.asdict(row_of(one))
            rows.append(row | {"title_vi": one.obligation.title.vi, "title_en": one.obligation.title.en})
        yield rows
        if after is None:
            return
