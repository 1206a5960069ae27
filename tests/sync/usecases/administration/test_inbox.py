"""What was refused is all there, on every store: nobody's is left out because there is much of it, or because it names no unit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.domain.errors import Problem, Refusal
from sync.usecases.administration.inbox import Inbox
from sync.usecases.keep_refused import NO_UNIT, keep_refused
from tests.support.phone import a_paper
from tests.support.proofs.proven import NOTE_TAKER, SECRETARY, Cell, a_cell, a_meeting
from tests.support.stores import EVERY_STORE
from tests.support.world import NA_DON

MANY = 120


@pytest.fixture(params=EVERY_STORE)
async def cell(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Cell]:
    async with a_cell(request.param, tmp_path) as made:
        yield made


def inbox_of(cell: Cell) -> Inbox:
    return Inbox(cell.store, cell.directory, cell.clock, cell.accept)


async def refuse(cell: Cell, *documents: object, code: str = "not_your_unit") -> None:
    person = await cell.directory.person(SECRETARY)
    assert person is not None
    assert await keep_refused(cell.store, cell.clock, person, [(one, Problem(code)) for one in documents])


async def test_everything_is_told_once_part_by_part_what_waits_first(cell: Cell) -> None:
    for number in range(MANY):
        await refuse(cell, a_meeting(place=f"Nhà số {number}"))
        cell.clock.move(minutes=1)
    inbox = inbox_of(cell)
    newest = (await inbox(None, NA_DON, 0, 1)).refused[0]
    assert newest.document["answers"]["place"] == f"Nhà số {MANY - 1}"
    await inbox.dismiss(None, NA_DON, newest.id, "Đã ghi ở giấy khác")
    told = []
    for start in range(0, MANY, 50):
        held = await inbox(None, NA_DON, start, 50)
        assert (held.all, held.waiting) == (MANY, MANY - 1)
        told += held.refused
    assert [one.document["answers"]["place"] for one in told] == [f"Nhà số {number}" for number in (*reversed(range(MANY - 1)), MANY - 1)]
    assert [one.settled is None for one in told] == [True] * (MANY - 1) + [False]
    assert {one.id for one in told} == {one.id async for one in inbox.every(None, NA_DON)}


async def test_what_names_no_unit_or_one_that_is_not_there_is_kept_for_who_administers_all(cell: Cell) -> None:
    await refuse(cell, "không phải giấy", code="bad_request")
    await refuse(cell, a_paper("meeting", "2026-11:regular:1", {}, unit="ban-khong-co", author=SECRETARY, state="draft"), code="unit_unknown")
    inbox = inbox_of(cell)
    assert await inbox.units() == [NO_UNIT, "ban-khong-co"]
    administrator, other = await cell.directory.person("quan-tri"), await cell.directory.person(NOTE_TAKER)
    assert administrator is not None and other is not None
    assert [(one.id, one.unit, one.count) for one in await inbox.waiting(administrator)] == [(NO_UNIT, None, 1), ("ban-khong-co", None, 1)]
    for name in (NO_UNIT, "ban-khong-co"):
        [one] = (await inbox(administrator, name, 0, 9)).refused
        assert await inbox.retry(administrator, name, one.id) is not None
        with pytest.raises(Refusal, match="unit_unknown"):
            await inbox(other, name, 0, 9)
    with pytest.raises(Refusal, match="forbidden"):
        await inbox.waiting(other)


async def test_it_is_taken_in_once_its_unit_is_there(cell: Cell) -> None:
    paper = a_meeting()
    await refuse(cell, paper, code="unit_unknown")
    inbox = inbox_of(cell)
    [one] = (await inbox(None, NA_DON, 0, 9)).refused
    assert await inbox.retry(None, NA_DON, one.id) is None
    [one] = (await inbox(None, NA_DON, 0, 9)).refused
    assert one.settled is not None and one.settled.how == "accepted"
    with pytest.raises(Refusal, match="not_found"):
        await inbox.retry(None, NA_DON, one.id)
