"""kill -9 of a server that has a CouchDB behind it, at random moments while a phone sends drafts and sent papers: everything it was told is
there, every revision is in the history once, and the whole proves itself. There the papers, their entry and their receipt are three
writes, and the server may die between any two of them; what it leaves is finished at its next start, whether the phone comes again or not.

Runs when SOHOP_TEST_COUCHDB_URL names a CouchDB 3.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import random
import threading
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from server.cli import main
from server.security.passwords import Argon2Passwords
from sync.domain.documents import workspace
from sync.domain.proofs.history import HISTORY, ids_of
from sync.ports import DocumentStore
from sync.usecases.history.keep import is_paper
from sync.usecases.receipts.find_receipts import find_receipts
from tests.support.couch.store_behind import drop_all, in_couchdb, store_behind
from tests.support.phone import Json, Phone, a_paper
from tests.support.server import Server
from tests.support.world import NA_DON, PASSWORD, make_world

KILLS = int(os.environ.get("SOHOP_TEST_KILLS", "6"))
SEED = int(os.environ.get("SOHOP_TEST_SEED", "0")) or random.randrange(2**32)
BATCH = 6
AUTHOR = "na-don-bi-thu"


def a_batch(number: int) -> list[Json]:
    """Plans of one year, every third of them a draft."""
    chair = {"name": "Lò Văn Panh"}
    batch = []
    for month in range(1, BATCH + 1):
        day = f"{1950 + number}-{month:02}"
        answers = {"date": f"{day}-03", "start_time": "19:30", "place": "Nhà văn hóa bản", "chair": chair, "note_taker": chair,
                   "agenda": [{"_id": "1", "text": "Bàn việc tháng tới"}]}  # fmt: skip
        state = "sent" if month % 3 else "draft"
        batch.append(a_paper("meeting", f"{day}:regular:1", answers, unit=NA_DON, author=AUTHOR, state=state))
    return batch


def send_through_kills(server: Server, chance: random.Random, *, again: bool) -> dict[tuple[str, str], str]:
    """What the phone was told: the number of the receipt, "" of a draft, by paper and revision. `again`: whether it sends what it was told
    nothing of once more."""
    phone = Phone(server.url, AUTHOR, PASSWORD)
    phone.log_in()
    told: dict[tuple[str, str], str] = {}
    kills = cut = number = 0
    while kills < KILLS or not cut:
        phone.exchange([])
        killer = threading.Timer(chance.uniform(0.005, 0.08 if again else 0.5), server.kill)
        killer.start()
        answer: Json = {}
        try:
            while True:
                answer = phone.exchange(batch := a_batch(number))
                told |= {(one["id"], one["rev"]): one.get("receipt", {}).get("number", "") for one in answer["results"] if one["ok"]}
                number += 1
        except (OSError, http.client.HTTPException):
            cut += 1
        killer.join()
        kills += 1
        phone.hang_up()
        server.start()
        if not again:
            number += 1
            continue
        answer = phone.exchange(batch)
        assert all(one["ok"] for one in answer["results"]), answer
        for one in answer["results"]:
            receipt = one.get("receipt", {}).get("number", "")
            assert told.setdefault((one["id"], one["rev"]), receipt) == receipt, "a repeated paper got another receipt"
        number += 1
    phone.hang_up()
    return told


async def look(store: DocumentStore, told: dict[tuple[str, str], str], *, again: bool) -> None:
    db = workspace(NA_DON)
    for id, rev in told:
        assert [leaf["_rev"] for leaf in await store.leaves(db, id)] == [rev], f"{id} is not there exactly once"
    found = await find_receipts(store, db, [key for key, number in told.items() if number])
    assert {key: receipts.of(place)["number"] for key, (receipts, place) in found.items()} == {
        key: number for key, number in told.items() if number
    }
    entries = await store.range(HISTORY, *ids_of(NA_DON))
    recorded = Counter((row["id"], row["rev"]) for entry in entries for row in entry["papers"])
    stored = {(id, rev) for id, rev in await store.index(db) if is_paper(id)}
    assert set(recorded) == stored >= set(told) and set(recorded.values()) <= {1}
    assert stored == set(told) or not again


@pytest.mark.parametrize("again", [True, False])
async def test_a_server_killed_before_its_couchdb_loses_and_doubles_nothing(
    again: bool, couchdb_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    print(f"SOHOP_TEST_SEED={SEED}")
    server = Server(tmp_path, settings=in_couchdb(couchdb_url, tmp_path))
    try:
        async with store_behind(server) as store:
            await make_world(store, Argon2Passwords())
        await asyncio.to_thread(server.start)
        told = await asyncio.to_thread(partial(send_through_kills, again=again), server, random.Random(SEED))
        await asyncio.to_thread(server.stop)
        async with store_behind(server) as store:
            await look(store, told, again=again)
        for name, value in server.settings.items():
            monkeypatch.setenv(name, value)
        assert await asyncio.to_thread(main, ["verify", "--data", str(tmp_path)]) == 0, capsys.readouterr()
    finally:
        await asyncio.to_thread(server.stop)
        await drop_all(server)
