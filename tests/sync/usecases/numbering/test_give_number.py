"""Official numbers: one for each resolution, nobody's twice, whoever comes first, on every store."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from server.worker.number import Numberer
from sync.domain.documents import workspace
from sync.domain.numbering.official import OfficialNumber, series_of
from sync.ports import DocumentStore, Write
from sync.stores.memory import MemoryStore
from sync.usecases.numbering.give_number import GiveNumber, numbers_in, read_number
from tests.support.clock import FixedClock
from tests.support.stores import EVERY_STORE, opened
from tests.support.world import NA_DON
from tests.sync.merging.papers import BI_THU, THU_KY, Json, paper

DB = workspace(NA_DON)
CLOCK = FixedClock("2026-11-24T08:00:00+07:00")
SERIES = series_of("resolution:2026-11:regular:1:1") or ""


@pytest.fixture(params=EVERY_STORE)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[DocumentStore]:
    async with opened(request.param, tmp_path) as found:
        await found.store.create_database(DB)
        yield found.store


def resolution(key: str, number: object, state: str = "sent", author: str = BI_THU) -> Json:
    return paper("resolution", key, {"number": number, "title": "Nghị quyết"}, state=state, author=author)


async def take(store: DocumentStore, *papers: Json) -> None:
    assert all(one.error is None for one in await store.write(DB, [Write(one) for one in papers]))


async def test_the_proposed_number_is_confirmed(store: DocumentStore) -> None:
    one = resolution("2026-11:regular:1:1", 5)
    await take(store, one)
    assert await Numberer(store, GiveNumber(store, CLOCK)).catch_up() == 1
    assert await read_number(store, NA_DON, one["_id"]) == OfficialNumber(one["_id"], 5, 5)


async def test_the_loser_of_a_collision_gets_the_next_one_and_both_are_told(store: DocumentStore) -> None:
    one, other = resolution("2026-11:regular:1:1", 5), resolution("2026-12:thematic:1:1", 5, author=THU_KY)
    numberer = Numberer(store, GiveNumber(store, CLOCK))
    await take(store, one)
    await numberer.catch_up()
    await take(store, resolution("2026-10:regular:1:1", 6), other)
    await numberer.catch_up()
    loser = await read_number(store, NA_DON, other["_id"])
    assert loser == OfficialNumber(other["_id"], 7, 5, taken_by=one["_id"]) and loser.moved
    winner = await read_number(store, NA_DON, one["_id"])
    assert winner == OfficialNumber(one["_id"], 5, 5, also=((other["_id"], 7),)) and not winner.moved


async def test_a_number_once_given_stays_whatever_the_paper_says_later(store: DocumentStore) -> None:
    one = resolution("2026-11:regular:1:1", 5)
    await take(store, one)
    give = GiveNumber(store, CLOCK)
    assert await give(NA_DON, one["_id"]) is True
    again = paper("resolution", "2026-11:regular:1:1", {"number": 9, "title": "Nghị quyết"}, one, state="sent")
    await take(store, again)
    assert await give(NA_DON, one["_id"]) is False
    found = await read_number(store, NA_DON, one["_id"])
    assert found is not None and found.number == 5


async def test_numbers_begin_anew_with_each_term(store: DocumentStore) -> None:
    old, new = resolution("2024-12:regular:1:1", 5), resolution("2025-01:regular:1:1", 5)
    await take(store, old, new)
    await Numberer(store, GiveNumber(store, CLOCK)).catch_up()
    for one in (old, new):
        assert await read_number(store, NA_DON, one["_id"]) == OfficialNumber(one["_id"], 5, 5)


@pytest.mark.parametrize("number", [None, 0, -1, True, "5", 5.5, 10**9])
async def test_a_draft_and_what_proposes_no_number_are_given_none(number: object) -> None:
    store = MemoryStore()
    await store.create_database(DB)
    odd, draft = resolution("2026-11:regular:1:1", number), resolution("2026-12:regular:1:1", 5, state="draft")
    await take(store, odd, draft)
    assert await Numberer(store, GiveNumber(store, CLOCK)).catch_up() == 0


@given(st.integers(0, 2**32))
async def test_workers_at_once_give_every_paper_one_number_and_no_number_twice(seed: int) -> None:
    note(f"seed {seed}")
    chance = random.Random(seed)
    store = MemoryStore()
    await store.create_database(DB)
    papers = [resolution(f"2026-{month:02}:regular:1:1", chance.randint(1, 4)) for month in chance.sample(range(1, 13), chance.randint(2, 6))]
    await take(store, *papers)
    deeds = [GiveNumber(store, CLOCK)(NA_DON, one["_id"]) for one in papers for _ in range(3)]
    chance.shuffle(deeds)
    await asyncio.gather(*deeds)
    given_ = await numbers_in(store, NA_DON, SERIES)
    assert sorted(one["paper"] for one in given_) == sorted(one["_id"] for one in papers)
    assert all(one["number"] >= one["proposed"] for one in given_)
    proposed = {one["answers"]["number"] for one in papers}
    assert proposed <= {one["number"] for one in given_}, "no proposed number is left out while somebody else moves on"
