"""PouchDB from npm replicates both ways with a real server, once and live, with conflicts and deletions, and ends equal."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
from pathlib import Path
from typing import Any

from sync.ports import Write
from sync.stores.sqlite.store import SqliteStore
from tests.support.couch.couch_site import AUTH, couch_site, listening
from tests.support.couch.random_trees import random_script, told, told_at_once
from tests.support.node import node

SCRIPT = Path(__file__).parents[2] / "pwa" / "stranger" / "replicate.js"
DB = "ws-na-don"


def _stranger(address: str) -> dict[str, Any]:
    url = f"{address}/{DB}".replace("http://", f"http://{AUTH[0]}:{AUTH[1]}@")
    done = subprocess.run([node(), str(SCRIPT), url], capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


async def _opened(path: Path) -> SqliteStore:
    """A store that already holds documents with conflicts and deletions."""
    store = await SqliteStore.open(path)
    await store.create_database(DB)
    chance = random.Random(7)
    for number in range(60):
        writes = told_at_once(random_script(chance, f"remote:{number:02}"))
        await store.write(DB, [Write(one) for one in writes])
    return store


async def test_a_stranger_replicates_both_ways_and_all_end_equal(tmp_path: Path) -> None:
    store = await _opened(tmp_path / "store.sqlite")
    with listening(couch_site(store)) as address:
        report = await asyncio.to_thread(_stranger, address)
    assert report["one"] == report["remote"] == report["other"]
    ours = {document["id"]: told(await store.leaves(DB, document["id"])) for document in report["one"]}
    assert ours == {document["id"]: document for document in report["one"]}
    ids = set(ours)
    assert len([id for id in ids if id.startswith("remote:")]) == 60
    assert len([id for id in ids if id.startswith("local:")]) == 120
    assert len(ours["local:007"]["leaves"]) == 3 and ours["local:005"]["deleted"]
    assert len(ours["two"]["leaves"]) == 2
    assert ours["live:from-local"]["deleted"] and ours["live:from-remote"]["leaves"][0]["body"] == {"n": 2}
    assert report["again"] == {"read": 0, "written": 0}, "the second replication did not start from its checkpoint"
    assert len(report["denied"]) == 1 and report["denied"][0].startswith("lifecycle: ")
    assert "not-denied:1" in ids and await store.leaves(DB, "denied:1") == []
    await store.close()
