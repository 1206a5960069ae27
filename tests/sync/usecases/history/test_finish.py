"""What a crash has left between papers, their entry and their receipt is finished from the note on it, once, and as it would have been."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from server.begun import BegunFiles
from server.worker.finish import Finisher
from sync.domain.documents import workspace
from sync.domain.errors import Refusal
from sync.domain.proofs.history import HISTORY, Head, break_in, ids_of
from sync.forms.catalogue import Catalogue
from sync.ports import Also, Write, Written
from sync.stores.memory import MemoryStore
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.directory import Directory
from sync.usecases.history.keep import KeepPapers
from tests.support.clock import FixedClock
from tests.support.couch.killed_store import Killed, KilledStore
from tests.support.phone import with_revision
from tests.support.signer import CountingSigner
from tests.support.world import NA_DON, make_world
from tests.sync.usecases.test_accept_papers import SECRETARY, OwedTill, a_paper_of

DB = workspace(NA_DON)


class Server:
    """One process on a store."""

    def __init__(self, store: MemoryStore, folder: Path) -> None:
        self.store, self.clock = store, FixedClock("2026-11-10T08:00:00+07:00")
        self.directory = Directory(store)
        self.keep = KeepPapers(store, CountingSigner(), self.clock, BegunFiles(folder))
        judge = OwedTill("2026-11-10T08:04:00+07:00")
        self.accept = AcceptPapers(store, self.directory, Catalogue.load(), self.clock, self.keep, on_time=judge)

    async def send(self, *papers: dict[str, Any]) -> list[Any]:
        person = await self.directory.person(SECRETARY)
        assert person is not None
        return [one.receipt for one in await self.accept(person, papers, drift_ms=1500)]


async def told(store: MemoryStore) -> tuple[list[Any], list[Any], list[Any]]:
    """Entries, receipts and findings."""
    entries = await store.range(HISTORY, *ids_of(NA_DON))
    head = Head()
    for entry in entries:
        assert break_in(entry, head) == ""
        head = Head(entry["n"], entry["hash"])
    found = [await store.range(DB, f"{kind}:", f"{kind};") for kind in ("receipt", "finding")]
    return entries, *found


def papers() -> list[dict[str, Any]]:
    """Two that are sent, one of them with a finding, and a draft."""
    odd = a_paper_of(3, state="sent")
    odd = with_revision({**odd, "version": 2, "answers": {**odd["answers"], "meeting_type": "extraordinary"}})
    return [a_paper_of(1, state="sent"), a_paper_of(2), odd]


@pytest.mark.parametrize("writes", range(4))
async def test_what_was_begun_is_as_it_would_have_been_wherever_the_server_was_killed(writes: int, tmp_path: Path) -> None:
    whole, store = MemoryStore(), KilledStore()
    for one in (whole, store):
        await make_world(one)
    receipts = await Server(whole, tmp_path / "whole").send(*papers())
    first = Server(store, tmp_path / "begun")
    await first.send()
    store.left = writes
    if writes < 3:
        with pytest.raises(Killed):
            await first.send(*papers())
    else:
        await first.send(*papers())
    store.left = None
    second = Server(store, tmp_path / "begun")
    second.clock.move(minutes=5)
    for _ in range(2):
        await second.keep.finish()
        assert await told(store) == (await told(whole) if writes else ([], [], []))
    again = await second.send(*papers())
    assert again == receipts or not writes
    assert [len(one) for one in await told(store)] == [1, 1, 1]
    second.clock.move(minutes=6)
    await second.keep.finish()
    assert list((tmp_path / "begun").iterdir()) == [], "a note is kept no longer than it is of use"


async def test_what_merely_lies_in_the_store_is_entered_by_nobody(tmp_path: Path) -> None:
    store = MemoryStore()
    await make_world(store)
    await store.write(DB, [Write(a_paper_of(1, state="sent"))])
    await Server(store, tmp_path).keep.finish()
    assert await told(store) == ([], [], [])


async def test_a_store_that_fails_while_it_is_finished_leaves_all_notes_and_doubles_none(tmp_path: Path) -> None:
    store = KilledStore()
    await make_world(store)
    server, [paper] = Server(store, tmp_path), papers()[:1]
    store.left = 1
    with pytest.raises(Killed):
        await server.send(paper)
    for _ in range(3):
        store.left = 0
        with pytest.raises(Killed):
            await server.keep.finish()
        assert len(list(tmp_path.iterdir())) == 1
    store.left = None
    await server.keep.finish()
    entries, receipts, _ = await told(store)
    assert len(entries) == len(receipts) == 1 and list(tmp_path.iterdir()) == []


class Slow(MemoryStore):
    """Waits between the papers and what is written behind them until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.waits, self.go_on = asyncio.Event(), asyncio.Event()
        self.is_slow = True

    async def write_with(self, db: str, writes: Sequence[Write], also: Also) -> tuple[list[Written], dict[str, list[Written]]]:
        if not self.is_slow:
            return await super().write_with(db, writes, also)
        self.is_slow = False
        written = await self.write(db, writes)
        self.waits.set()
        await self.go_on.wait()
        _, others = await super().write_with(db, [], lambda _: also(written))
        return written, others


async def test_a_paper_that_came_to_another_server_meanwhile_is_in_the_history_once(tmp_path: Path) -> None:
    store = Slow()
    await make_world(store)
    slow, other, [paper] = Server(store, tmp_path / "slow"), Server(store, tmp_path / "other"), papers()[:1]
    task = asyncio.create_task(slow.send(paper))
    await store.waits.wait()
    [receipt] = await other.send(paper)
    store.go_on.set()
    with pytest.raises(Refusal, match="store_unavailable"):
        await task
    await slow.keep.finish()
    assert await slow.send(paper) == [receipt]
    entries, receipts, _ = await told(store)
    assert len(entries) == len(receipts) == 1


class Busy(MemoryStore):
    """Lets others have their turn before each answer, now more often, now less; `refused` is what it has refused."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._chance = random.Random(seed)
        self.refused: list[str] = []

    async def _pause(self) -> None:
        for _ in range(self._chance.randrange(4)):
            await asyncio.sleep(0)

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        await self._pause()
        written = await super().write(db, writes)
        self.refused += [f"{db} {one.id}" for one in written if one.error]
        return written

    async def range(self, *args: Any, **named: Any) -> list[Any]:
        await self._pause()
        return await super().range(*args, **named)

    async def leaves_of(self, *args: Any, **named: Any) -> dict[str, list[Any]]:
        await self._pause()
        return await super().leaves_of(*args, **named)


@pytest.mark.parametrize("seed", range(40))
async def test_servers_that_make_the_missing_entry_at_once_make_it_once(seed: int, tmp_path: Path) -> None:
    store = Busy(seed)
    await make_world(store)
    await store.write(DB, [Write(paper := a_paper_of(1, state="sent"))])
    servers = [Server(store, tmp_path / str(number)) for number in range(3)]
    answers = await asyncio.gather(*(one.send(paper) for one in servers), return_exceptions=True)
    assert any(not isinstance(one, BaseException) for one in answers)
    for one in servers:
        await one.keep.finish()
    again = [await one.send(paper) for one in servers]
    assert again[0] == again[1] == again[2]
    entries = (await told(store))[0]
    assert Counter((row["id"], row["rev"]) for entry in entries for row in entry["papers"]) == {(paper["_id"], paper["_rev"]): 1}


@pytest.mark.parametrize("seed", range(20))
async def test_those_who_write_to_one_unit_in_one_process_never_take_each_others_number(seed: int, tmp_path: Path) -> None:
    store = Busy(seed)
    await make_world(store)
    server = Server(store, tmp_path)
    some = [a_paper_of(number, state="sent") for number in range(1, 9)]
    await asyncio.gather(server.send(*some[:2]), *(server.keep.write(NA_DON, [Write(one)], SECRETARY) for one in some[2:]))
    entries = (await told(store))[0]
    assert len(entries) == 7 and store.refused == [], "what is in one transaction stays in one"


class BusyKilled(Busy, KilledStore):
    """Both."""


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("writes", [1, 2])
async def test_a_phone_that_comes_again_while_it_is_finished_is_told_the_same(seed: int, writes: int, tmp_path: Path) -> None:
    store = BusyKilled(seed)
    await make_world(store)
    first, some = Server(store, tmp_path), papers()
    store.left = writes
    with pytest.raises(Killed):
        await first.send(*some)
    store.left = None
    again = Server(store, tmp_path)
    await asyncio.gather(again.keep.finish(), again.send(*some), return_exceptions=True)
    await again.keep.finish()
    receipts = await again.send(*some)
    assert [one is not None for one in receipts] == [True, False, True] and receipts == await Server(store, tmp_path).send(*some)
    assert [len(one) for one in await told(store)] == [1, 1, 1]


class Away(KilledStore):
    """Cannot be reached any more after so many writes."""

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        try:
            return await super().write(db, writes)
        except Killed:
            raise Refusal("store_unavailable") from None


@pytest.mark.parametrize("writes", [1, 2])
async def test_a_server_whose_store_went_away_finishes_in_its_next_round_what_it_had_begun(writes: int, tmp_path: Path) -> None:
    store = Away()
    await make_world(store)
    server = Server(store, tmp_path)
    store.left = writes
    with pytest.raises(Refusal, match="store_unavailable"):
        await server.send(*papers())
    with pytest.raises(Refusal, match="store_unavailable"):
        await Finisher(server.keep).catch_up()
    store.left = None
    await Finisher(server.keep).catch_up()
    assert [len(one) for one in await told(store)] == [1, 1, 1] and list(tmp_path.iterdir()) == []
    assert [one is not None for one in await server.send(*papers())] == [True, False, True]
