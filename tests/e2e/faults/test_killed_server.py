"""kill -9 of the server at random moments during a hundred exchanges: every receipted paper is there, none twice."""

from __future__ import annotations

import asyncio
import http.client
import random
import threading
from pathlib import Path
from typing import Any

from sync.domain.documents import workspace
from sync.domain.proofs.history import HISTORY, Head, break_in, ids_of
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.receipts.find_receipts import find_receipts
from tests.e2e.small_world import small_world
from tests.support.phone import Phone, a_paper
from tests.support.server import Server
from tests.support.world import NA_DON, PASSWORD

EXCHANGES = 100
SEED = 20261123


def test_every_receipted_paper_survives_a_killed_server_and_none_is_there_twice(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    small_world(tmp_path)
    receipts: dict[tuple[str, str], str] = {}
    kills = 0
    server = Server(tmp_path)
    server.start()
    phone = Phone(server.url, "na-don-bi-thu", PASSWORD)
    phone.log_in()
    waiting = [_batch(number) for number in range(EXCHANGES)]
    while waiting:
        killer = None
        if chance.random() < 0.3:
            killer = threading.Timer(chance.uniform(0, 0.02), server.kill)
            killer.start()
        try:
            answer = phone.exchange(waiting[0])
        except (OSError, http.client.HTTPException):
            answer = {}
        if killer is not None:
            killer.join()
            kills += 1
            phone.hang_up()
            server.start()
            phone.url = server.url
        for result in answer.get("results", ()):
            assert result["ok"], result
            known = receipts.setdefault((result["id"], result["rev"]), result["receipt"]["number"])
            assert known == result["receipt"]["number"], "a repeated paper got another receipt"
        if answer.get("results"):
            waiting.pop(0)
    phone.hang_up()
    server.stop()
    assert kills >= 10, f"only {kills} kills: the test proved nothing"
    _everything_is_there(tmp_path, receipts)


def _batch(number: int) -> list[dict[str, Any]]:
    year, month = 2010 + number // 12, number % 12 + 1
    key = f"{year}-{month:02}:regular:1"
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": f"{year}-{month:02}-03", "start_time": "19:30", "place": "Nhà văn hóa bản", "chair": chair,
               "note_taker": chair, "agenda": [{"_id": "1", "text": "Bàn việc tháng tới"}]}  # fmt: skip
    return [a_paper("meeting", key, answers, unit=NA_DON, author="na-don-bi-thu")]


def _everything_is_there(data: Path, receipts: dict[tuple[str, str], str]) -> None:
    async def look() -> None:
        store = await SqliteStore.open(data / "sohop.sqlite")
        for (id, rev), number in receipts.items():
            leaves = await store.leaves(workspace(NA_DON), id)
            assert [leaf["_rev"] for leaf in leaves] == [rev], f"{id} is not there exactly once"
            found = (await find_receipts(store, workspace(NA_DON), [(id, rev)]))[id, rev]
            assert found[0].of(found[1])["number"] == number
        known = [id for id, _ in await store.index(workspace(NA_DON)) if not id.startswith("obligation:")]
        assert len(known) == 2 * EXCHANGES
        head = Head()
        for entry in await store.range(HISTORY, *ids_of(NA_DON)):
            assert not break_in(entry, head)
            head = Head(entry["n"], entry["hash"])
        assert head.n == EXCHANGES, "every accepted paper is in the history, none twice"
        await store.close()

    asyncio.run(look())
