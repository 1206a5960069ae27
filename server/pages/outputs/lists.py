"""GET /units/{unit}/lists/{name}.xlsx and .csv: lists for Excel. `from` and `to` in the query bound the months of meetings."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from server.exports.exports import file_name
from server.exports.lists.cells import cells_table, owed_table
from server.exports.lists.meetings import meetings_table
from server.exports.lists.members import members_table
from server.exports.lists.table import ListTable
from server.pages.frame import PageParts, Visit, begin
from server.pages.outputs.files import file_answer
from server.pages.outputs.reckoned import MONTH, list_file
from sync.domain.access import may
from sync.domain.errors import Refusal
from sync.usecases.obligations.read_owed import ReadOwed
from sync.usecases.office.members import ReadMembers
from sync.usecases.read_unit import ReadUnit

NAMES = ("cells", "meetings", "owed", "members")


class ListFiles:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._unit = ReadUnit(parts.read_model, parts.directory, parts.clock)
        self._owed = ReadOwed(parts.store, parts.directory, parts.deadlines, parts.clock)
        self._members = ReadMembers(parts.store, parts.directory, parts.clock)

    async def give(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        name, ending, unit = (request.path_params[one] for one in ("name", "ending", "unit"))
        if name not in NAMES or ending not in ("xlsx", "csv"):
            raise Refusal("not_found")
        table = await self._table(visit, name, unit)
        data = await asyncio.to_thread(list_file, table, ending, visit.lang)
        return file_answer(data, file_name(name, unit, ending=ending))

    async def _table(self, visit: Visit, name: str, unit: str) -> ListTable:
        match name:
            case "cells":
                return cells_table(await self._unit(visit.person, unit, _month(visit, "to")), visit.lang)
            case "owed":
                owed, _ = await self._owed.below(visit.person, unit)
                return owed_table(owed, visit.lang)
            case "members":
                return members_table(await self._members(visit.person, unit), self._parts.catalogue, visit.lang)
            case _:
                return await self._meetings(visit, unit)

    async def _meetings(self, visit: Visit, unit_id: str) -> ListTable:
        """Figures alone: of every cell that the person oversees, or works in."""
        first, last = _month(visit, "from") or f"{visit.today:%Y}-01", _month(visit, "to") or f"{visit.today:%Y-%m}"
        if first > last:
            raise Refusal("bad_request")
        found = visit.tree.get(unit_id)
        cells = [found] if found is not None and found.type == "cell" else visit.tree.cells(unit_id, visit.today)
        seen = [cell for cell in cells if any(may(visit.person, act, cell.id, visit.tree, visit.today, "minutes") for act in ("oversee", "read"))]
        if found is None or not (seen or visit.oversees(unit_id)):
            raise Refusal("not_found")
        meetings = await self._parts.read_model.meetings([cell.id for cell in seen], first, last)
        return meetings_table(meetings, {cell.id: cell.name(visit.today) for cell in seen}, visit.lang)


def _month(visit: Visit, name: str) -> str | None:
    """A month of the query, None where it is not asked for. Raises Refusal `bad_request`."""
    value = visit.request.query_params.get(name)
    if value and not MONTH.fullmatch(value):
        raise Refusal("bad_request")
    return value or None
