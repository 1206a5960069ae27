"""Apache CouchDB's own replicator keeps one of its databases and one of ours equal, continuously and both ways, while both are
edited at random, our server is killed and the line is cut. Runs when SOHOP_TEST_COUCHDB_URL names a CouchDB 3."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.support.couch.plain_process import Plain
from tests.support.couch.stranger import a_seed, expect_something_of_everything, report_of, with_login
from tests.support.cutting_proxy import CuttingProxy

DB = "plain"
PACKED = ("text/plain", "application/json")
"""Types of attachments that CouchDB packs: it tells the digest of the packed bytes."""
Json = dict[str, Any]


class Couch:
    """A new database of the real CouchDB, and its replicator."""

    def __init__(self, url: str) -> None:
        self.name = f"continuous-{uuid4().hex}"
        self.url = f"{url.rstrip('/')}/{self.name}"
        self.client = httpx.AsyncClient(base_url=url.rstrip("/"), timeout=60)
        self._jobs: list[str] = []

    async def ask(self, method: str, path: str, **how: Any) -> Any:
        answer = await self.client.request(method, path, **how)
        answer.raise_for_status()
        return answer.json()

    async def replicate(self, source: str, target: str, worker_batch_size: int = 20) -> None:
        """Continuously, from now on."""
        id = f"{self.name}-{len(self._jobs)}"
        how = {"worker_batch_size": worker_batch_size, "checkpoint_interval": 1000, "retries_per_request": 10,
               "connection_timeout": 6000}  # fmt: skip
        await self.ask("PUT", f"/_replicator/{id}", json={"source": source, "target": target, "continuous": True, **how})
        self._jobs.append(id)

    async def once(self, source: str, target: str) -> Json:
        told = await self.ask("POST", "/_replicate", json={"source": source, "target": target})
        return dict(told["history"][0]) if "history" in told else {"docs_read": 0, "docs_written": 0}

    async def stop(self) -> None:
        for id in self._jobs:
            row = await self.ask("GET", f"/_replicator/{id}")
            await self.ask("DELETE", f"/_replicator/{id}", params={"rev": row["_rev"]})
        self._jobs.clear()

    async def end(self) -> None:
        await self.stop()
        await self.client.delete(f"/{self.name}")
        await self.client.aclose()


@pytest.fixture
async def couch(couchdb_url: str) -> AsyncIterator[Couch]:
    made = Couch(couchdb_url)
    await made.ask("PUT", f"/{made.name}")
    yield made
    await made.end()


@pytest.fixture
async def ours(tmp_path: Path) -> AsyncIterator[Plain]:
    plain = Plain(tmp_path)
    plain.start()
    async with httpx.AsyncClient() as client:
        (await client.put(f"{plain.url}/{DB}")).raise_for_status()
    yield plain
    plain.kill()


async def test_couchdbs_replicator_keeps_both_equal(couch: Couch, ours: Plain) -> None:
    seed = a_seed()
    chance = random.Random(seed)
    near = f"{ours.url}/{DB}"
    async with CuttingProxy(
        ours.port, up=lambda: chance.randint(50_000, 1_000_000), down=lambda: chance.randint(50_000, 1_000_000)
    ) as proxy:
        far = with_login(f"{proxy.url}/couch/{DB}")

        async def start() -> None:
            await couch.replicate(couch.url, far)
            await couch.replicate(far, couch.url)

        async def restart() -> None:
            ours.kill()
            await asyncio.to_thread(ours.start)

        wishes = {"start": start, "restart": restart, "cut": proxy.close_line, "mend": proxy.open_line}
        report = await report_of("between.js", couch.url, near, str(seed), wishes=wishes)
    _expect_equal(report["one"], report["other"])
    expect_something_of_everything(report["one"])
    await couch.stop()
    for source, target in ((couch.url, near), (near, couch.url)):
        again = await couch.once(source, target)
        assert (again["docs_read"], again["docs_written"]) == (0, 0)
    _expect_nothing_missed(ours, cuts=proxy.cuts_up)


MANY = 5_000
MOST_MEMORY = 64 * 1024 * 1024
"""What ten thousand documents through the door, in batches of 500, may add to the memory that the process needs at all."""


async def test_many_documents_pass_both_ways_in_bounded_memory(couch: Couch, ours: Plain) -> None:
    near = f"{ours.url}/{DB}"
    async with httpx.AsyncClient(timeout=60) as client:

        async def count(url: str) -> int:
            return int((await client.get(url)).json()["doc_count"])

        async def fill(url: str, side: str) -> None:
            for first in range(0, MANY, 500):
                docs = [{"_id": f"{side}:{number:05}", "text": "Nà Đon " * 125} for number in range(first, first + 500)]
                (await client.post(f"{url}/_bulk_docs", json={"docs": docs})).raise_for_status()

        await fill(couch.url, "theirs")
        await fill(near, "ours")
        before = ours.peak_memory()
        await couch.replicate(couch.url, near, worker_batch_size=500)
        await couch.replicate(near, couch.url, worker_batch_size=500)
        async with asyncio.timeout(240):
            while {await count(couch.url), await count(near)} != {2 * MANY}:
                await asyncio.sleep(0.5)
        grown = ours.peak_memory() - before
        print(f"{before // 2**20} MiB before, {grown // 2**20} MiB more")
        assert grown < MOST_MEMORY
        # what one replication brought the other does not take for news: each document was written once
        assert (await client.get(near)).json()["update_seq"].partition("-")[0] == str(2 * MANY)
    _expect_nothing_missed(ours)


def _expect_equal(one: list[Json], other: list[Json]) -> None:
    for document in (*one, *other):
        for leaf in document["leaves"]:
            for file in leaf["files"].values():
                if file["type"] in PACKED:
                    del file["digest"]
    assert one == other


def _expect_nothing_missed(ours: Plain, *, cuts: int = 0) -> None:
    """The replicator needed nothing that we do not offer. `cuts`: connections that broke in the middle of what was sent up; a body that
    so has no end is answered with 400, to nobody."""
    asked = [one for one in ours.requests() if one.agent.startswith("CouchDB-Replicator/")]
    called = {one.path.split("?")[0].split("/")[3] for one in asked if one.path.startswith(f"/couch/{DB}/")}
    assert called >= {"_changes", "_revs_diff", "_bulk_docs", "_bulk_get", "_local", "_ensure_full_commit"}
    # a first replication finds no checkpoint, and takes a 404 of `/_session` for: use Basic
    found_nothing = [one for one in asked if one.status == 404 and ("/_local/" in one.path or one.path == "/_session?")]
    broken = [one for one in asked if cuts and one.status == 400 and one.method in ("POST", "PUT")]
    assert len(broken) <= cuts, broken
    assert [one for one in asked if one.status >= 400 and one not in (*found_nothing, *broken)] == []
