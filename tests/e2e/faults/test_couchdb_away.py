"""CouchDB goes away while a herd of phones sends, and comes back: what has a receipt is there, what has none is taken in later,
nothing is there twice. SOHOP_TEST_AWAY_SECONDS names a longer absence than five seconds; an hour belongs to `make soak`.

Runs when SOHOP_TEST_COUCHDB_URL names a CouchDB 3.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from server.security.passwords import Argon2Passwords
from sync.domain.documents import workspace
from sync.stores.couchdb.store import CouchStore
from tests.support.cutting_proxy import CuttingProxy
from tests.support.phone import Json, Phone, a_paper
from tests.support.server import Server
from tests.support.world import NA_DON, PASSWORD, make_world

COUCH = os.environ.get("SOHOP_TEST_COUCHDB_URL", "")
AWAY = float(os.environ.get("SOHOP_TEST_AWAY_SECONDS", "5"))
PHONES, PAPERS = 8, 6
LONGEST = AWAY + 80
AUTHOR = "na-don-bi-thu"

pytestmark = pytest.mark.skipif(not COUCH, reason="SOHOP_TEST_COUCHDB_URL is not set")


@dataclass
class Herd:
    """What the phones were told. Threads add to it; every wait of theirs ends with `until`."""

    url: str
    until: float
    receipts: dict[str, str] = field(default_factory=dict)
    failures: int = 0

    def send_all(self, number: int) -> None:
        """One phone: sends one paper after the other, each until it has its receipt."""
        phone = Phone(self.url, AUTHOR, PASSWORD)
        self._until_done(phone.log_in, phone)
        for place in range(PAPERS):
            paper = a_meeting(number, place)
            self._until_done(lambda paper=paper: self._send(phone, paper), phone)  # type: ignore[misc]

    def _send(self, phone: Phone, paper: Json) -> None:
        told = phone.exchange([paper], cursor="")
        if told.get("status") != 200 or not told["results"][0]["ok"]:
            raise ConnectionError(told)
        self.receipts[paper["_id"]] = paper["_rev"]

    def _until_done(self, work, phone: Phone) -> None:  # type: ignore[no-untyped-def]
        while time.monotonic() < self.until:
            try:
                work()
                return
            except (OSError, http.client.HTTPException, AssertionError):
                self.failures += 1
                phone.hang_up()
                time.sleep(0.2)
        raise TimeoutError


def a_meeting(phone: int, place: int) -> Json:
    key = f"{2020 + phone}-{place + 1:02}:regular:1"
    who = {"name": "Lò Văn Panh"}
    answers = {"date": f"{2020 + phone}-{place + 1:02}-03", "start_time": "19:30", "place": "Nhà văn hóa bản", "chair": who,
               "note_taker": who, "agenda": [{"_id": "1", "text": "Bàn việc tháng tới"}]}  # fmt: skip
    return a_paper("meeting", key, answers, unit=NA_DON, author=AUTHOR)


async def until(held, longest: float) -> None:  # type: ignore[no-untyped-def]
    async with asyncio.timeout(longest):
        while not held():
            await asyncio.sleep(0.05)


async def test_a_couchdb_that_goes_away_and_comes_back_loses_and_doubles_nothing(tmp_path: Path) -> None:
    at, prefix = urlsplit(COUCH), f"away-{uuid4().hex[:8]}-"
    password = tmp_path / "password"
    password.write_text(at.password or "")
    store = CouchStore(f"http://{at.hostname}:{at.port}", prefix=prefix, credentials=lambda: (at.username or "", at.password or ""))
    await store.prepare()
    await make_world(store, Argon2Passwords())
    threads = ThreadPoolExecutor(PHONES)
    try:
        async with CuttingProxy(at.port or 5984) as line:
            server = Server(tmp_path, settings={
                "SOHOP_STORE": line.url.replace("://", f"://{at.username}@"), "SOHOP_STORE_PREFIX": prefix,
                "SOHOP_STORE_PASSWORD_FILE": str(password),
            })  # fmt: skip
            await asyncio.to_thread(server.start)
            try:
                herd = Herd(server.url, time.monotonic() + LONGEST)
                sending = [asyncio.wrap_future(threads.submit(herd.send_all, number)) for number in range(PHONES)]
                await until(lambda: len(herd.receipts) >= PHONES, 60)
                await line.close_line()
                safe, before = dict(herd.receipts), herd.failures
                await asyncio.sleep(AWAY)
                # an answer may have been on its way when the line closed
                assert len(herd.receipts) <= len(safe) + PHONES
                assert herd.failures > before
                await line.open_line()
                await asyncio.wait_for(asyncio.gather(*sending), LONGEST)
            finally:
                await asyncio.to_thread(server.stop)
        assert len(herd.receipts) == PHONES * PAPERS
        for id, rev in herd.receipts.items():
            leaves = await store.leaves(workspace(NA_DON), id)
            assert [leaf["_rev"] for leaf in leaves] == [rev], id
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for name in await store.databases():
            await store.delete_database(name)
        await store.close()
