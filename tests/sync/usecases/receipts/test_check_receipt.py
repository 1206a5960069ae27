"""A receipt that is read out by its number is looked up in the index, and found all the same while the index lags behind; on every store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.worker.index import Indexer
from sync.domain.documents import workspace
from sync.forms.catalogue import Catalogue
from sync.stores.sqlite.paper_index import SqlitePaperIndex
from sync.usecases.forms.published import PublishedForms
from sync.usecases.receipts.check_receipt import CheckReceipt
from tests.support.proofs.proven import Cell, a_cell, a_meeting, receipts_of
from tests.support.stores import EVERY_STORE
from tests.support.world import NA_DON

OFFICER, STRANGER = "binh-lu-dang-uy", "pa-pe-bi-thu"


class Desk:
    """An office that is rung up."""

    def __init__(self, cell: Cell, folder: Path) -> None:
        self.cell = cell
        self.index = SqlitePaperIndex(folder / "index.sqlite")
        catalogue = Catalogue.load()
        self.indexer = Indexer(cell.store, self.index, catalogue, cell.clock, PublishedForms(cell.store, catalogue, cell.clock))
        self.check = CheckReceipt(cell.store, self.index, cell.directory, cell.clock)

    async def finds(self, number: str, username: str = OFFICER) -> list[tuple[str, str]]:
        person = await self.cell.directory.person(username)
        assert person is not None
        return [(one["paper"], one["number"]) for one in await self.check.numbered(person, number)]


@pytest.fixture(params=EVERY_STORE)
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_cell(request.param, tmp_path) as cell:
        made = Desk(cell, tmp_path)
        yield made
        await made.index.close()


async def sent(desk: Desk, key: str) -> str:
    """The number of the receipt of a plan that has just come in."""
    await desk.cell.send(a_meeting(key, state="sent"))
    return str((await receipts_of(desk.cell))[-1]["papers"][0]["number"])


async def test_a_number_is_looked_up_where_the_index_says_and_nothing_is_walked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = await sent(desk, "2026-11:regular:1")
    await desk.indexer.catch_up()
    asked: list[Any] = []
    before = desk.cell.store.range

    async def noted(db: str, *given: Any, **named: Any) -> Any:
        asked.append((db, given))
        return await before(db, *given, **named)

    monkeypatch.setattr(desk.cell.store, "range", noted)
    assert await desk.finds(number) == [("meeting:2026-11:regular:1", number)]
    assert [one for one in asked if one[0] == workspace(NA_DON)] == []


async def test_what_came_a_moment_ago_is_found_before_the_index_has_it(desk: Desk) -> None:
    first = await sent(desk, "2026-11:regular:1")
    assert await desk.finds(first) == [("meeting:2026-11:regular:1", first)], "nothing is indexed yet"
    await desk.indexer.catch_up()
    desk.cell.clock.move(minutes=1)
    second = await sent(desk, "2026-12:regular:1")
    assert await desk.finds(second) == [("meeting:2026-12:regular:1", second)]
    assert await desk.finds("0000-0000") == []


async def test_who_may_not_read_the_paper_finds_nothing_by_its_number(desk: Desk) -> None:
    number = await sent(desk, "2026-11:regular:1")
    assert await desk.finds(number, STRANGER) == []
    await desk.indexer.catch_up()
    assert await desk.finds(number, STRANGER) == []
