"""Apache CouchDB as the oracle: the same revisions, told in the same order, end in the same leaves, winners, histories and
bodies in CouchDB itself and in our stores. Runs when SOHOP_TEST_COUCHDB_URL names one."""

from __future__ import annotations

import random
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from sync.ports import DocumentStore, Write
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.store import SqliteStore
from tests.support.couch.random_trees import random_script, told
from tests.sync.stores.contract import DB

DOCUMENTS = 300
Scripts = dict[str, list[dict[str, Any]]]


async def _through_couchdb(url: str, scripts: Scripts) -> dict[str, Any]:
    """Round by round: the first write of every document, then the second, as one request each, so that it takes seconds."""
    parts, name = urlsplit(url), f"sohop-test-{uuid.uuid4().hex[:12]}"
    auth = (parts.username or "", parts.password or "")
    base = f"{parts.scheme}://{parts.hostname}:{parts.port}/{name}"
    async with httpx.AsyncClient(base_url=base, auth=auth, timeout=60, headers={"accept": "application/json"}) as client:
        assert (await client.put("")).status_code == 201
        try:
            for number in range(max(map(len, scripts.values()))):
                docs = [writes[number] for writes in scripts.values() if number < len(writes)]
                answer = await client.post("/_bulk_docs", json={"docs": docs, "new_edits": False})
                assert (answer.status_code, answer.json()) == (201, [])
            return {id: told(await _leaves(client, id)) for id in scripts}
        finally:
            await client.delete("")


async def _leaves(client: httpx.AsyncClient, id: str) -> list[dict[str, Any]]:
    rows = (await client.get(f"/{id}", params={"open_revs": "all", "revs": "true"})).json()
    winner = (await client.get(f"/{id}", params={"rev": await _winner(client, id)})).json()
    return sorted((row["ok"] for row in rows), key=lambda leaf: leaf["_rev"] != winner["_rev"])


async def _winner(client: httpx.AsyncClient, id: str) -> str:
    page = (await client.post("/_changes", params={"filter": "_doc_ids"}, json={"doc_ids": [id]})).json()
    return str(page["results"][0]["changes"][0]["rev"])


async def _through_store(store: DocumentStore, scripts: Scripts) -> dict[str, Any]:
    await store.create_database(DB)
    for writes in scripts.values():
        for write in writes:
            [written] = await store.write(DB, [Write(write)])
            assert written.error is None
    return {id: told(await store.leaves(DB, id)) for id in scripts}


async def test_our_stores_end_where_couchdb_ends(couchdb_url: str, tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    scripts: Scripts = {f"d{number:03}": random_script(chance, f"d{number:03}") for number in range(DOCUMENTS)}
    expected = await _through_couchdb(couchdb_url, scripts)
    sqlite = await SqliteStore.open(tmp_path / "store.sqlite")
    ends = {"memory": await _through_store(MemoryStore(), scripts), "sqlite": await _through_store(sqlite, scripts)}
    await sqlite.close()
    for name, end in ends.items():
        for id, one in end.items():
            assert one == expected[id], f"{name}, seed {seed}, {id}: {scripts[id]}"
