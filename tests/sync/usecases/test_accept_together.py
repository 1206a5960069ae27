"""What one person brings in several requests while the unit is written to is taken in together, and as it would be one by one."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from typing import Any

import pytest

from sync.domain.documents import workspace
from sync.domain.errors import Refusal
from sync.ports import Also, Write, Written
from sync.stores.memory import MemoryStore
from sync.usecases.accept_papers import Verdict
from tests.support.phone import with_revision
from tests.support.world import NA_DON, make_world
from tests.sync.usecases.test_accept_papers import NOTE_TAKER, SECRETARY, World, a_paper_of, history

SEEDS = 60


class Held(MemoryStore):
    """Stores papers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()
        self.fails = False

    async def write_with(self, db: str, writes: Sequence[Write], also: Also) -> tuple[list[Written], dict[str, list[Written]]]:
        await self.go_on.wait()
        if self.fails:
            raise Refusal("store_unavailable")
        return await super().write_with(db, writes, also)


async def at_once(world: World, *requests: list[Any], by: str = SECRETARY) -> list[list[Verdict]]:
    """All come in this order, before anything is stored."""
    assert isinstance(world.store, Held)
    person = await world.person(by)
    tasks = [asyncio.create_task(world.accept(person, request)) for request in requests]
    for _ in range(100):  # turns of the loop: far more than any of them needs to get where it waits
        await asyncio.sleep(0)
    world.store.go_on.set()
    return await asyncio.gather(*tasks)


@pytest.fixture
async def world() -> World:
    store = Held()
    store.go_on.set()
    made = World(store, await make_world(store))
    store.go_on.clear()
    return made


async def test_those_who_wait_share_an_entry_and_a_receipt_and_each_is_told_of_his_own_papers(world: World) -> None:
    papers = [a_paper_of(number, state="sent") for number in range(1, 6)]
    told = await at_once(world, papers[:1], papers[1:3], ["no paper"], papers[3:4], papers[4:])
    assert [[verdict.id for verdict in some if verdict.ok] for some in told] == [
        [papers[0]["_id"]], [papers[1]["_id"], papers[2]["_id"]], [], [papers[3]["_id"]], [papers[4]["_id"]]]  # fmt: skip
    assert [[row["id"] for row in entry["papers"]] for entry in await history(world)] == [
        [papers[0]["_id"]], [one["_id"] for one in papers[1:]]]  # fmt: skip
    receipts = [verdict.receipt for some in told for verdict in some if verdict.receipt]
    assert [receipt["paper"] for receipt in receipts] == [one["_id"] for one in papers]
    assert len({receipt["number"] for receipt in receipts}) == 5
    assert [row["problem"]["code"] for row in await world.inbox()] == ["document_malformed"]


async def test_a_refused_paper_harms_none_of_the_others_and_one_that_comes_twice_has_one_receipt(world: World) -> None:
    first, paper = a_paper_of(1, state="sent"), a_paper_of(2, state="sent")
    forged = a_paper_of(3, author=NOTE_TAKER)
    told = await at_once(world, [first], [paper], [forged, paper], [paper])
    assert [[verdict.problem.code if verdict.problem else "ok" for verdict in some] for some in told] == [
        ["ok"], ["ok"], ["author_forged", "ok"], ["ok"]]  # fmt: skip
    numbers = {verdict.receipt["number"] for some in told[1:] for verdict in some if verdict.receipt}
    assert len(numbers) == 1 and len(await history(world)) == 2


async def test_a_store_that_fails_is_told_to_all_and_nothing_is_lost_when_they_come_again(world: World) -> None:
    assert isinstance(world.store, Held)
    world.store.fails = True
    papers = [a_paper_of(number, state="sent") for number in range(1, 4)]
    person = await world.person(SECRETARY)
    tasks = [asyncio.create_task(world.accept(person, [paper])) for paper in papers]
    world.store.go_on.set()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(one, Refusal) for one in told] == [True] * 3
    world.store.fails = False
    again = await at_once(world, *[[paper] for paper in papers])
    assert all(verdict.receipt for some in again for verdict in some)
    assert len(await world.store.range(workspace(NA_DON), "meeting:", "meeting;")) == 3


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_together_ends_as_one_by_one(seed: int, world: World) -> None:
    chance = random.Random(seed)
    requests = _requests(chance)
    store = MemoryStore()
    other = World(store, await make_world(store))
    one_by_one = [await other.send(*request) for request in requests]
    together = await at_once(world, *requests)
    assert [[_said(one) for one in some] for some in together] == [[_said(one) for one in some] for some in one_by_one], seed
    for number in range(1, 4):
        id = f"meeting:2026-11:regular:{number}"
        ours, theirs = [await where.store.leaves(workspace(NA_DON), id) for where in (world, other)]
        assert [leaf["_rev"] for leaf in ours] == [leaf["_rev"] for leaf in theirs], seed


def _said(verdict: Verdict) -> tuple[str, str, str, bool]:
    return verdict.id, verdict.rev, verdict.problem.code if verdict.problem else "", verdict.receipt is not None


def _requests(chance: random.Random) -> list[list[dict[str, Any]]]:
    """Drafts and sent papers of three meetings, edits of what came before, and the same once more."""
    came: list[dict[str, Any]] = []
    for _ in range(chance.randint(3, 14)):
        paper = a_paper_of(chance.randint(1, 3), state=chance.choice(["draft", "sent"]))
        if came and chance.random() < 0.7:
            before = chance.choice(came)
            answers = {**before["answers"], "place": chance.choice(["Nhà văn hóa", "Nhà trưởng bản"])}
            edited = with_revision({**before, "answers": answers, "state": chance.choice(["draft", "sent"])}, before)
            paper = chance.choice([before, edited, edited])
        came.append(paper)
    cuts = sorted(chance.sample(range(1, len(came)), chance.randint(1, min(5, len(came) - 1))))
    return [came[start:end] for start, end in zip([0, *cuts], [*cuts, len(came)], strict=True)]
