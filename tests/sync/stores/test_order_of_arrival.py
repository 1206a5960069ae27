"""Whatever the order in which the same revisions arrive, and whichever the store, the same document comes out."""

from __future__ import annotations

import asyncio
import random
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, note, settings
from hypothesis import strategies as st

from sync.ports import DocumentStore, Write
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.store import SqliteStore
from tests.support.couch.random_trees import random_script, told
from tests.sync.stores.contract import DB

Json = dict[str, Any]


async def _arrive(store: DocumentStore, batches: list[list[Json]]) -> tuple[Any, ...]:
    """Write batch by batch; what the store then tells, without the places in its feed."""
    await store.create_database(DB)
    for batch in batches:
        written = await store.write(DB, [Write(one) for one in batch])
        assert all(one.error is None for one in written), written
    page = await store.changes(DB)
    rows = {(row.id, row.leaves, row.deleted) for row in page.changes}
    assert len(rows) == len(page.changes)
    info = await store.info(DB)
    documents = [told(await store.leaves(DB, id)) for id, _, _ in sorted(rows)]
    return documents, sorted(rows), (info.doc_count, info.doc_del_count), await store.range(DB)


def _batches(chance: random.Random, writes: list[Json]) -> list[list[Json]]:
    writes = list(writes)
    chance.shuffle(writes)
    batches: list[list[Json]] = [[]]
    for write in writes:
        if chance.random() < 0.4:
            batches.append([])
        batches[-1].append(write)
        if chance.random() < 0.1:
            batches[-1].append(write)
    return batches


@settings(max_examples=60, deadline=None, print_blob=True)
@given(seed=st.integers(0, 2**64 - 1))
def test_any_order_of_arrival_on_any_store_ends_the_same(seed: int) -> None:
    note(f"seed {seed}")
    chance = random.Random(seed)
    writes = [write for id in ("x", "y", "z") for write in random_script(chance, id)]

    async def run(folder: Path) -> None:
        sqlite = await SqliteStore.open(folder / "one.sqlite")
        ends = [await _arrive(MemoryStore(), _batches(chance, writes)) for _ in range(3)]
        ends.append(await _arrive(sqlite, _batches(chance, writes)))
        await sqlite.close()
        assert all(end == ends[0] for end in ends)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))
