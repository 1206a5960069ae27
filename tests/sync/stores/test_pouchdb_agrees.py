"""PouchDB as the oracle: the same revisions through our stores, through our door and through PouchDB end in the same leaves,
winners and histories."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import httpx

from sync.ports import DocumentStore, Write
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.store import SqliteStore
from tests.support.couch.couch_site import AUTH, couch_site
from tests.support.couch.golden_trees import golden_trees
from tests.support.couch.oracle import ask_pouchdb
from tests.support.couch.random_trees import random_script, told, told_at_once
from tests.sync.stores.contract import DB

DOCUMENTS = 300
Scripts = dict[str, list[dict[str, Any]]]


async def _through_store(store: DocumentStore, scripts: Scripts) -> dict[str, Any]:
    await store.create_database(DB)
    for writes in scripts.values():
        for write in writes:
            [written] = await store.write(DB, [Write(write)])
            assert written.error is None
    return {id: told(await store.leaves(DB, id)) for id in scripts}


async def _through_door(scripts: Scripts) -> dict[str, Any]:
    """Sent with `_bulk_docs`, read with `open_revs` and from the feed, as a replicator does."""
    store = MemoryStore()
    await store.create_database(DB)
    ends = {}
    transport = httpx.ASGITransport(couch_site(store))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://test/couch/{DB}", auth=AUTH, headers={"accept": "application/json"}) as client:
        for writes in scripts.values():
            for write in writes:
                answer = await client.post("/_bulk_docs", json={"docs": [write], "new_edits": False})
                assert (answer.status_code, answer.json()) == (201, [])
        feed = (await client.get("/_changes", params={"style": "main_only"})).json()
        winners = {row["id"]: row["changes"][0]["rev"] for row in feed["results"]}
        for id in scripts:
            rows = (await client.get(f"/{id}", params={"open_revs": "all", "revs": "true"})).json()
            leaves = sorted((row["ok"] for row in rows), key=lambda leaf: bool(leaf["_rev"] != winners[id]))  # used at once
            assert leaves[0]["_rev"] == winners[id]
            ends[id] = told(leaves)
    return ends


async def test_stores_and_door_and_pouchdb_end_alike(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    pieces: Scripts = {f"d{number:03}": random_script(chance, f"d{number:03}") for number in range(DOCUMENTS)}
    expected = ask_pouchdb({id: told_at_once(writes) for id, writes in pieces.items()})
    sqlite = await SqliteStore.open(tmp_path / "store.sqlite")
    ends = {"memory": await _through_store(MemoryStore(), pieces), "sqlite": await _through_store(sqlite, pieces)}
    ends["door"] = await _through_door(pieces)
    await sqlite.close()
    for name, end in ends.items():
        for id, one in end.items():
            assert one == expected[id], f"{name}, seed {seed}, {id}: {pieces[id]}"


async def test_whole_histories_in_the_very_same_order_end_alike() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    scripts = {f"d{number:03}": random_script(chance, f"d{number:03}", stemmed=False) for number in range(DOCUMENTS)}
    expected = ask_pouchdb(scripts)
    assert await _through_store(MemoryStore(), scripts) == expected, f"seed {seed}"


async def test_the_golden_trees_are_what_pouchdb_says_and_our_stores_say_the_same(tmp_path: Path) -> None:
    cases = golden_trees()
    scripts = {case["id"]: case["writes"] for case in cases}
    expected = {case["id"]: {"id": case["id"], **case["expected"]} for case in cases}
    assert len(cases) == 60 and sum(len(one["leaves"]) > 1 for one in expected.values()) > 20
    assert ask_pouchdb({id: told_at_once(writes) for id, writes in scripts.items()}) == expected
    assert await _through_store(MemoryStore(), scripts) == expected
    sqlite = await SqliteStore.open(tmp_path / "store.sqlite")
    assert await _through_store(sqlite, scripts) == expected
    await sqlite.close()
