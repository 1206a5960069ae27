"""Phones that write, delete, send, are cut off, refused, mended, upgraded and merged, under clocks that jump, through the doors' own
use cases, in any order: all end with the same papers, every word that was ever shown as saved can be found, and nothing is there twice.

`SOHOP_TEST_MERGE_SCRIPTS=500` plays 2,000 on the memory store, 83 on SQLite, 16 on CouchDB's protocol and 666 others. A script follows
from its seed; pytest prints it with a failure, and `SOHOP_TEST_MERGE_SEED=<seed>` plays that one alone.
"""

from __future__ import annotations

import os
import random
import tempfile
import uuid
from collections import Counter
from pathlib import Path

from hypothesis import given, note, settings
from hypothesis import strategies as st

from sync.ports import DocumentStore, Json
from sync.stores.couchdb.store import CouchStore
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.history.verify import VerifyHistory
from sync.usecases.receipts.find_receipts import find_receipts
from tests.support.stores import couchdb
from tests.sync.merging.village import DB, KINDS, WRITERS, Phone, Village, twice

SCRIPTS = int(os.environ.get("SOHOP_TEST_MERGE_SCRIPTS", "500"))
SEED = os.environ.get("SOHOP_TEST_MERGE_SEED")
_SEEDS = st.just(int(SEED)) if SEED else st.integers(0, 2**32)


async def play(store: DocumentStore, seed: int, *, steps: int = 14) -> tuple[Village, list[Phone]]:
    village = await Village.begin(store, seed)
    chance = village.chance
    phones = [
        Phone(village, WRITERS[number % 2], f"01JMAY{number}", chance.choice((2, 3))) for number in range(chance.randint(2, 4))
    ]
    for _ in range(steps):
        phone = chance.choice(phones)
        match chance.randrange(24):
            case 0 | 1 | 2 | 3 | 4 | 5 | 6 if phone.refused and chance.random() < 0.4:
                phone.mend()
            case 0 | 1 | 2 | 3 | 4 | 5 | 6:
                phone.edit(chance.choice(("minutes", "minutes", *KINDS)))
            case 7 | 8:
                phone.edit(chance.choice(("meeting", "roll_call", "minutes", "minutes")), send=True)
            case 9:
                phone.edit(chance.choice(KINDS), delete=True)
            case 10 | 11 | 12 | 13:
                await phone.exchange()
            case 14 | 15:
                await phone.exchange(lost=True)
            case 16:
                await village.merge()
            case 17 | 18:
                await village.merge()
                await (village.answer_one if chance.random() < 0.7 else village.undo_one)()
            case 19:
                phone.upgrade()
            case 20:
                village.clock.move(hours=chance.choice((-50, -1, 2, 30, 24 * 400)))
            case 21:
                phone.edit(chance.choice(("meeting", "minutes")), send=True, wrong=True)
            case 22:
                phone.mend()
            case _:
                if not village.dismissed and chance.random() < 0.2:
                    await village.dismiss(WRITERS[1])
    for turn in range(4):
        for phone in phones:
            await phone.exchange()
            if turn == 0 and chance.random() < 0.5:
                phone.mend()
        await village.merge()
    for phone in phones:
        await phone.exchange()
    return village, phones


async def check(village: Village, phones: list[Phone]) -> None:
    """What must hold at the end of every script."""
    store = village.store
    ids = await village.ids()
    leaves = await store.leaves_of(DB, ids)
    asked = await village.questions()
    for id, found in leaves.items():
        live = [leaf for leaf in found if not leaf.get("_deleted")]
        signed = [leaf for leaf in live if leaf["state"] == "sent" and leaf["kind"] == "minutes"]
        waits = any(one["paper"] == id and one["state"] == "open" and one["reason"] == "signed" for one in asked)
        assert len(live) <= 1 or (waits and len(signed) == len(live)), (id, live)
        for leaf in live:
            rows = [row["_id"] for row in leaf["answers"].get("speeches", []) + leaf["answers"].get("agenda", [])]
            assert len(rows) == len(set(rows)), rows
            assert twice(leaf) == [], (leaf["answers"], twice(leaf))
        _same_on_phones(id, live, phones)
    lost = set().union(*(phone.saved for phone in phones)) - await village.visible()
    assert not lost, lost
    assert len({one["_id"] for one in asked}) == len(asked)
    await _check_proofs(village)


def _same_on_phones(id: str, live: list[Json], phones: list[Phone]) -> None:
    for phone in phones:
        if phone.refused or phone.waiting or phone.username in phone.village.dismissed:
            continue  # it holds what the server has not, and says so; or is told nothing any more
        told = {leaf["_rev"] for leaf in live if phone.told(leaf)}
        assert {leaf["_rev"] for leaf in phone.live(id) if phone.told(leaf)} == told, (phone.device, id)


async def _check_proofs(village: Village) -> None:
    recorded = Counter(
        (row["id"], row["rev"]) for entry in await village.store.range("history") for row in entry["papers"]
    )
    assert all(count == 1 for count in recorded.values()), recorded
    sent = [
        (row["id"], row["rev"]) for entry in await village.store.range("history") for row in entry["papers"]
        if '"state":"sent"' in row["text"] and not row.get("deleted")
    ]  # fmt: skip
    receipts = Counter(
        (row["paper"], row["rev"]) for one in await village.store.range(DB, "receipt:", "receipt;") for row in one["papers"]
    )
    assert receipts == Counter(dict.fromkeys(sent, 1))
    assert (await find_receipts(village.store, DB, sent)).keys() == set(sent)

    async def pause() -> None:
        return None

    told = await VerifyHistory(village.store, lambda *_: True, pause).run()
    assert told.broken == [], told.broken


@settings(max_examples=4 * SCRIPTS, deadline=None)
@given(_SEEDS)
async def test_any_script_ends_alike_everywhere_and_loses_and_doubles_nothing(seed: int) -> None:
    note(f"seed {seed}")
    await check(*await play(MemoryStore(), seed))


@settings(max_examples=max(1, SCRIPTS // 6), deadline=None)
@given(_SEEDS)
async def test_the_same_on_sqlite(seed: int) -> None:
    note(f"seed {seed}")
    with tempfile.TemporaryDirectory(prefix="sohop-scripts-") as folder:
        store = await SqliteStore.open(Path(folder) / "sohop.sqlite")
        try:
            await check(*await play(store, seed))
        finally:
            await store.close()


@settings(max_examples=max(1, SCRIPTS // 31), deadline=None)
@given(_SEEDS)
async def test_the_same_on_couchdb(seed: int) -> None:
    note(f"seed {seed}")
    with tempfile.TemporaryDirectory(prefix="sohop-scripts-") as folder, couchdb(Path(folder)) as address:
        store = CouchStore(address, prefix=f"scripts-{uuid.uuid4().hex[:8]}-", q=1)
        try:
            await store.prepare()
            await check(*await play(store, seed))
        finally:
            for db in await store.databases():
                await store.delete_database(db)
            await store.close()


@settings(max_examples=SCRIPTS, deadline=None)
@given(_SEEDS)
async def test_lost_replies_never_make_a_person_conflict_with_himself(seed: int) -> None:
    note(f"seed {seed}")
    village = await Village.begin(MemoryStore(), seed)
    phone = Phone(village, WRITERS[0], "01JMAY0", 3)
    for _ in range(10):
        kind = village.chance.choice(("minutes", "roll_call", "meeting"))
        phone.edit(kind, send=kind != "minutes" and village.chance.random() < 0.2)
        await phone.exchange(lost=village.chance.random() < 0.5)
        if village.chance.random() < 0.3:
            await village.merge()
    await phone.exchange()
    await village.merge()
    assert await village.questions() == []
    assert not phone.refused and not phone.waiting
    await check(village, [phone])


@settings(max_examples=max(1, SCRIPTS // 3), deadline=None)
@given(_SEEDS)
async def test_what_was_written_apart_is_one_paper_whoever_comes_first(seed: int) -> None:
    note(f"seed {seed}")
    told = []
    for order in range(3):
        village = await Village.begin(MemoryStore(), seed)
        phones = [Phone(village, WRITERS[number % 2], f"01JMAY{number}", 3) for number in range(3)]
        phones[0].edit("minutes")
        for phone in phones:
            await phone.exchange()
        for phone in phones:
            for _ in range(village.chance.randint(1, 3)):
                phone.edit("minutes")
        arriving = random.Random(order).sample(phones, len(phones))
        for phone in arriving:
            await phone.exchange()
            if order:
                await village.merge()
        await village.merge()
        for phone in phones:
            await phone.exchange()
        await check(village, phones)
        [leaf] = [leaf for leaf in await village.store.leaves(DB, "minutes:2026-11:regular:1") if not leaf.get("_deleted")]
        told.append(leaf["answers"])
    assert told[0] == told[1] == told[2]
