"""A line that breaks after every 20 kB: a first sync of 1,000 papers and a sending of 1,000 papers both come to their end, whichever
store is behind the server. The CouchDB is that of SOHOP_TEST_COUCHDB_URL; without one these are skipped."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.security.passwords import Argon2Passwords
from sync.domain.documents import workspace
from sync.ports import Write
from tests.support.couch.store_behind import drop_all, in_couchdb, store_behind
from tests.support.cutting_proxy import CuttingProxy
from tests.support.node import node
from tests.support.phone import Phone, a_paper
from tests.support.server import Server
from tests.support.world import NA_DON, PASSWORD, make_world

AUTHOR = "na-don-bi-thu"
CUT = 20_000
PAPERS = 1_000
SCRIPT = Path(__file__).parents[2] / "pwa" / "sync" / "through_cuts.js"


@pytest.fixture(params=["sqlite", "couchdb"])
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Server]:
    settings = in_couchdb(request.getfixturevalue("couchdb_url"), tmp_path) if request.param == "couchdb" else {}
    started = Server(tmp_path, settings=settings)
    try:
        async with store_behind(started) as store:
            await make_world(store, Argon2Passwords())
        await asyncio.to_thread(started.start)
        yield started
    finally:
        await asyncio.to_thread(started.stop)
        await drop_all(started)


async def _fill(server: Server) -> set[str]:
    """Puts the papers into the store while no server holds it."""
    papers = [_meeting(number) for number in range(PAPERS)]
    await asyncio.to_thread(server.stop)
    async with store_behind(server) as store:
        await store.write(workspace(NA_DON), [Write(paper) for paper in papers])
    await asyncio.to_thread(server.start)
    return {paper["_id"] for paper in papers}


def _meeting(number: int) -> dict[str, Any]:
    key = f"{1990 + number // 108}-{number // 9 % 12 + 1:02}:extraordinary:{number % 9 + 1}"
    words = " ".join(str((number * 7919 + place * 104729) % 99991) for place in range(30))
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": f"{key[:7]}-03", "start_time": "19:30", "place": words, "chair": chair, "note_taker": chair,
               "agenda": [{"_id": "1", "text": words}]}  # fmt: skip
    return a_paper("meeting", key, answers, unit=NA_DON, author=AUTHOR)


def _cookie(server: Server) -> str:
    phone = Phone(server.url, AUTHOR, PASSWORD)
    phone.log_in()
    phone.hang_up()
    return phone.cookie


async def _node(url: str, cookie: str, count: int) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        node(), str(SCRIPT), url, cookie, str(count), AUTHOR, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    told, error = await process.communicate()
    assert process.returncode == 0, error.decode()
    report: dict[str, Any] = json.loads(told)
    return report


def _came(proxy: CuttingProxy) -> Counter[str]:
    """How often each paper was carried in a whole line; records of what is owed come beside them."""
    carried = (one for line in proxy.whole_lines() for one in line.get("changes", ()))
    return Counter(one["_id"] for one in carried if one["kind"] != "obligation")


async def test_a_first_sync_ends_and_nothing_is_sent_twice_but_the_line_in_flight(server: Server) -> None:
    filled = await _fill(server)
    phone = Phone("", AUTHOR, PASSWORD, cookie=await asyncio.to_thread(_cookie, server))

    def sync_through_cuts() -> int:
        cuts = 0
        while True:
            try:
                *_, last = phone.portions([])
            except (OSError, http.client.HTTPException):
                cuts += 1
                assert cuts < 100
                continue
            if not last["more"]:
                return cuts

    async with CuttingProxy(server.port, down=CUT) as proxy:
        phone.url = proxy.url
        cuts = await asyncio.to_thread(sync_through_cuts)
        phone.hang_up()
        came = _came(proxy)
    assert cuts >= 5
    assert set(came) == filled
    assert set(came.values()) == {1}, "a paper that had come was sent again"


async def test_the_phones_own_code_ends_its_first_sync_with_every_paper(server: Server) -> None:
    filled = await _fill(server)
    async with CuttingProxy(server.port, down=CUT) as proxy:
        report = await _node(proxy.url, await asyncio.to_thread(_cookie, server), 0)
        came = _came(proxy)
    assert report["cuts"] >= 5
    assert report["papers"] == report["came"] == PAPERS + report["owed"] and set(came) == filled
    assert set(came.values()) == {1}, "a paper that had come was sent again"


async def test_a_thousand_papers_go_up_and_nothing_is_sent_twice_but_the_batch_in_flight(server: Server) -> None:
    async with CuttingProxy(server.port, up=CUT) as proxy:
        report = await _node(proxy.url, await asyncio.to_thread(_cookie, server), PAPERS)
    requests = report["requests"]
    answered = Counter(id for request in requests if request["answered"] for id in request["ids"])
    print(report["cuts"], [len(one["ids"]) for one in requests])
    assert sum(len(one["ids"]) for one in requests) < 2 * PAPERS
    assert report["cuts"] >= 2
    assert report["unsent"] == 0 and report["receipts"] == len(answered) == PAPERS
    assert set(answered.values()) == {1}, "a paper that had been answered was sent again"
    assert sum(not request["answered"] for request in requests) == report["cuts"]
