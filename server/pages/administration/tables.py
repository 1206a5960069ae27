"""Units, people and members taken in from a file, with a dry run first, and given out again."""

from __future__ import annotations

import asyncio
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
    as_problem,
    require_office,
    seen,
    sit_down,
)
from server.pages.administration.upload import uploaded
from server.pages.administration.workbook import LARGEST_FILE, as_csv, as_xlsx, open_file
from server.pages.frame import NO_STORE, Link
from sync.domain.errors import Refusal
from sync.domain.unit_changes import NotPossible, Wrong
from sync.usecases.administration.import_plan import Plan
from sync.usecases.administration.tables import Trouble, tables_of

MOST_SHOWN = 500
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class TroubleLine:
    sheet: str
    row: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class TablesPage(DeskFrame):
    """What `administration/tables.html` needs."""

    troubles: Annotated[tuple[TroubleLine, ...], "what is wrong in the file, by place"]
    more: Annotated[str, "sentence when not all troubles are shown, else empty"]
    counts: Annotated[tuple[str, ...], "sentences: what the file would do"]
    exports: Annotated[tuple[Link, ...], "the files that can be had"]


class TablesDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._tables = tables_of(parts.pages.catalogue)

    async def show(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        require_office(desk)
        return self._page(desk, None, None)

    async def take(self, request: Request) -> Response:
        if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            return await self._apply(request)
        desk = await sit_down(self._parts, request)
        require_office(desk)  # before megabytes are read
        name, data, _ = await uploaded(self._parts.pages.forms, request, LARGEST_FILE)
        sheets, troubles = await asyncio.to_thread(open_file, name, data)
        stops = [one for one in troubles if one.code.startswith("file_")]
        plan = Plan(troubles=stops) if stops else await self._parts.imports.check(desk.visit.person, sheets, troubles)
        return self._page(desk, plan, None)

    async def _apply(self, request: Request) -> Response:
        if (await self._parts.pages.forms.read(request)).get("do") != "apply":
            raise Refusal("bad_request")
        desk = await sit_down(self._parts, request)
        try:
            plan = await self._parts.imports.apply(desk.visit.person)
        except Refusal as refusal:
            return self._page(desk, None, as_problem(refusal))
        if plan is None:
            return self._page(desk, None, NotPossible([Wrong("", "file_forgotten")]))
        return self._page(desk, plan, None) if plan.troubles else seen("/administration/tables", "import_done")

    async def give(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        tables = await self._parts.exports(desk.visit.person)
        wanted = request.path_params["file"]
        if wanted == "all.xlsx":
            data, media = await asyncio.to_thread(as_xlsx, tables, desk.lang), _XLSX
        else:
            found = next(((table, rows) for table, rows in tables if f"{table.name}.csv" == wanted), None)
            if found is None:
                raise Refusal("not_found")
            data, media = as_csv(*found, desk.lang), "text/csv; charset=utf-8"
        return Response(
            data, media_type=media, headers=NO_STORE | {"Content-Disposition": f'attachment; filename="so-hop-{wanted}"'}
        )

    def _page(self, desk: Desk, plan: Plan | None, problem: NotPossible | None) -> Response:
        say, place = desk.say, 0 if desk.lang == "vi" else 1
        file = Question("file", say("import_file"), "file")
        forms = [
            AskForm("check", say("import_check"), say("import_check_button"), (file,), say("tables_about"), open=True, file=True)
        ]
        if plan is not None and not plan.troubles:
            forms.insert(
                0, AskForm("apply", say("import_apply"), say("import_apply_button"), (), say("import_apply_about"), open=True)
            )
        troubles = plan.troubles if plan else []
        csvs = tuple(
            Link(f"/administration/tables/{one.name}.csv", say("export_csv", table=(one.vi, one.en)[place]))
            for one in self._tables
        )
        page = TablesPage(
            **desk.frame(say("tables_title"), forms, problem, {}),
            troubles=tuple(_line(desk, one) for one in troubles[:MOST_SHOWN]),
            more=say("import_more", shown=MOST_SHOWN, all=len(troubles)) if len(troubles) > MOST_SHOWN else "",
            counts=self._counts(desk, plan) if plan is not None and not troubles else (),
            exports=(Link("/administration/tables/all.xlsx", say("export_all")), *csvs),
        )
        answer = desk.answer("tables.html", page)
        if troubles:
            answer.status_code = 422
        return answer

    def _counts(self, desk: Desk, plan: Plan) -> tuple[str, ...]:
        found = []
        for one in self._tables:
            made, changed, same = (kept.get(one.name, 0) for kept in (plan.made, plan.changed, plan.same))
            if made or changed or same:
                words = getattr(one, desk.lang)
                found.append(desk.say("import_counts", table=words, made=made, changed=changed, same=same))
        return (*found, desk.say("import_passwords")) if plan.made.get("people") else tuple(found)


def _line(desk: Desk, one: Trouble) -> TroubleLine:
    return TroubleLine(one.sheet, str(one.row or ""), one.column, desk.say(f"wrong_{one.code}", **one.data))
