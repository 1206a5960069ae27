"""A database as lines of JSON: it comes back whole into any store, and damaged lines are told."""

from __future__ import annotations

import json
import random

import pytest

from sync.stores.memory import MemoryStore
from sync.usecases.moved_places import standing
from sync.usecases.moving.compare_stores import CompareStores
from sync.usecases.moving.failure import MoveFailed
from sync.usecases.moving.lines import Told, lines_of, take_lines
from tests.support.full_store import fill

DB = "ws-na-don"


@pytest.fixture
async def store() -> MemoryStore:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    made = MemoryStore()
    await fill(made, random.Random(seed), 15)
    return made


async def test_every_database_comes_back_from_its_lines(store: MemoryStore) -> None:
    back = MemoryStore()
    for name in await store.databases():
        told = Told(name)
        came = await take_lines(back, [line async for line in lines_of(store, name, told)])
        assert (came.name, came.uuid, came.seq, came.revisions) == (name, told.uuid, told.seq, told.revisions)
    compared = await CompareStores(store, back).run()
    assert (compared.told, compared.inner_gone) == ([], 0) and compared.attachments > 20


async def test_a_cursor_goes_on_after_what_the_lines_held(store: MemoryStore) -> None:
    back = MemoryStore()
    told = Told(DB)
    await take_lines(back, [line async for line in lines_of(store, DB, told)])
    here = await back.info(DB)
    assert await standing(back, here.name, here.uuid, (told.uuid[:8], told.seq)) == here.update_seq
    assert await standing(back, here.name, here.uuid, (told.uuid[:8], str(int(told.seq) + 9))) == here.update_seq
    assert await standing(back, here.name, here.uuid, (told.uuid[:8], "1")) == "0"


async def test_lines_damaged_or_cut_anywhere_are_refused(store: MemoryStore) -> None:
    lines = [line async for line in lines_of(store, DB, Told(DB))]
    lost = next(number for number, line in enumerate(lines) if line.startswith(b'{"doc"'))
    for broken in (
        [],
        lines[:-1],
        lines[:5],
        lines[1:],
        [*lines[:3], lines[3][:20], *lines[4:]],
        [*lines[:lost], *lines[lost + 1 :]],
    ):
        with pytest.raises(MoveFailed):
            await take_lines(MemoryStore(), broken)
    for row in (
        {"doc": {"_id": "x", "_rev": "lie"}},
        {"doc": {}, "files": {"a": "%%%"}},
        {"nothing": 1},
        {"doc": {}, "files": 7},
    ):
        with pytest.raises(MoveFailed):
            await take_lines(MemoryStore(), [lines[0], json.dumps(row).encode()])


async def test_a_database_that_is_there_is_not_written_into(store: MemoryStore) -> None:
    lines = [line async for line in lines_of(store, DB, Told(DB))]
    with pytest.raises(MoveFailed, match="already"):
        await take_lines(store, lines)
