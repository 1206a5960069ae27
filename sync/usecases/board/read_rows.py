"""The rows behind a number of a dashboard, a page at a time: obligations, papers or phones, as far as the asking person oversees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.documents import id_fits
from sync.domain.errors import Refusal
from sync.domain.measures.status import BoardStatus, Settled, board_status
from sync.domain.month_status import first_day
from sync.domain.units import UnitTree
from sync.ports.board import OwedFilter, PaperRow
from sync.ports.read_model import OwedRow, PhoneFacts
from sync.usecases.board.asked import Asked
from sync.usecases.board.groups import Group
from sync.usecases.board.read_board import Model, ReadBoard
from sync.usecases.board.view import Exempted, UnitChange

SIZE = 50


@dataclass(frozen=True, slots=True)
class OwedLine:
    """`readable`: whether the asking person may open the paper."""

    row: OwedRow
    name: str
    status: BoardStatus
    readable: bool


@dataclass(frozen=True, slots=True)
class PaperLine:
    row: PaperRow
    name: str
    readable: bool


@dataclass(frozen=True, slots=True)
class SilentLine:
    """A cell and when it was last heard from, "" for never."""

    unit: str
    name: str
    heard_at: str


@dataclass(frozen=True, slots=True)
class RowsView:
    """`all` rows, of which this is `page` of `pages`; only one of the lists has any."""

    day: date
    today: date
    as_of: str
    names: dict[str, str]
    all: int
    page: int
    pages: int
    owed: tuple[OwedLine, ...] = ()
    papers: tuple[PaperLine, ...] = ()
    phones: tuple[PhoneFacts, ...] = ()
    silent: tuple[SilentLine, ...] = ()
    exempted: tuple[Exempted, ...] = ()
    changes: tuple[UnitChange, ...] = ()


class ReadRows:
    """Every call raises Refusal `not_found`, and `bad_request` for rows that there are not."""

    def __init__(self, board: ReadBoard, model: Model) -> None:
        self._board = board
        self._model = model

    async def owed(self, person: Person, whom: str | Group, asked: Asked, standing: str, period: str, page: int) -> RowsView:
        """Obligations of a standing (`sync.ports.board.OwedFilter`); `period` "" for any."""
        look = await self._board.look(person, asked, whom)
        wanted = OwedFilter(asked.first, asked.last, look.duties, standing, period)
        if period:
            # What is still to come is reckoned to months after the period that is looked at.
            wanted = OwedFilter("0000-01", "9999-12", look.duties, standing, period)
        try:
            found = await self._model.owed_rows(look.scope.units, wanted, look.now, page, SIZE)
        except KeyError:
            raise Refusal("bad_request") from None
        names = _names(look.tree, [row.unit for row in found.rows], look.scope.day)
        lines = []
        for row in found.rows:
            status = board_status(Settled(row.outcome, row.decision, row.opens_at, row.due_at, row.draft), look.now)  # type: ignore[arg-type]
            readable = bool(row.paper) and self._reads(person, look.tree, row.unit, row.paper, look.today)
            lines.append(OwedLine(row, names[row.unit], status, readable))
        return RowsView(
            look.scope.day, look.today, await self._model.as_of(), names, found.all, page, _pages(found.all), owed=tuple(lines)
        )  # fmt: skip

    async def papers(self, person: Person, whom: str | Group, asked: Asked, what: str, page: int) -> RowsView:
        """Papers that make a number (`sync.ports.board.BoardModel.paper_rows`)."""
        look = await self._board.look(person, asked, whom)
        units = look.scope.units if what in ("waiting", "returned", "decided") else look.scope.ids
        try:
            found = await self._model.paper_rows(what, units, asked.first, asked.last, look.now, page, SIZE)
        except (KeyError, ValueError):
            raise Refusal("bad_request") from None
        names = _names(look.tree, [one for row in found.rows for one in (row.unit, *row.about[:1])], look.scope.day)
        lines = tuple(
            PaperLine(row, names.get(row.unit, row.unit), self._reads(person, look.tree, row.unit, row.paper, look.today))
            for row in found.rows
        )
        return RowsView(look.scope.day, look.today, await self._model.as_of(), names, found.all, page, _pages(found.all), papers=lines)

    async def phones(self, person: Person, whom: str | Group, asked: Asked, page: int) -> RowsView:
        look = await self._board.look(person, asked, whom)
        found = await self._model.phones(look.scope.units)
        shown = tuple(found[(page - 1) * SIZE : page * SIZE])
        names = _names(look.tree, [unit for one in shown for unit in one.units if unit in look.scope.units], look.scope.day)
        return RowsView(look.scope.day, look.today, await self._model.as_of(), names, len(found), page, _pages(len(found)), phones=shown)

    async def silent(self, person: Person, whom: str | Group, asked: Asked, page: int) -> RowsView:
        """Cells that gave no sign of life since the last month of the period began, the longest silent first."""
        look = await self._board.look(person, asked, whom)
        heard, since = await self._model.heard(look.scope.ids), min(first_day(asked.last), look.today).isoformat()
        lines = (SilentLine(one.unit.id, one.name, heard.get(one.unit.id, "")) for one in look.scope.cells)
        found = sorted((one for one in lines if one.heard_at < since), key=lambda one: (one.heard_at, one.name))
        shown = tuple(found[(page - 1) * SIZE : page * SIZE])
        return RowsView(look.scope.day, look.today, await self._model.as_of(), {}, len(found), page, _pages(len(found)), silent=shown)

    async def settled(self, person: Person, whom: str | Group, asked: Asked, page: int) -> RowsView:
        """Exemptions and obligations that were let go."""
        look = await self._board.look(person, asked, whom)
        found = self._board.exempted(look, await self._board.exceptions())
        shown = tuple(found[(page - 1) * SIZE : page * SIZE])
        return RowsView(look.scope.day, look.today, await self._model.as_of(), {}, len(found), page, _pages(len(found)), exempted=shown)

    async def changed(self, person: Person, whom: str | Group, asked: Asked, page: int) -> RowsView:
        """What became of units in the period."""
        look = await self._board.look(person, asked, whom)
        found = self._board.changes(look, "" if isinstance(whom, Group) else whom)
        shown = tuple(found[(page - 1) * SIZE : page * SIZE])
        return RowsView(look.scope.day, look.today, await self._model.as_of(), {}, len(found), page, _pages(len(found)), changes=shown)

    @staticmethod
    def _reads(person: Person, tree: UnitTree, unit: str, paper: str, today: date) -> bool:
        kind = paper.partition(":")[0]
        return id_fits(kind, paper) and may(person, "read", unit, tree, today, kind)


def _names(tree: UnitTree, ids: list[str], day: date) -> dict[str, str]:
    return {id: unit.name(day) for id in dict.fromkeys(ids) if (unit := tree.get(id)) is not None}


def _pages(all: int) -> int:
    return max(1, -(-all // SIZE))
