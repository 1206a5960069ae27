"""Checkpoints of peers are written some seconds later, together: nobody reads an old one from the server that took it, and what is lost with
the server costs the peer a second reading and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from sync.domain.errors import NoSuchDatabase, Refusal
from sync.stores.couchdb.known import checkpoints
from sync.stores.couchdb.known.checkpoints import Checkpoints
from sync.stores.couchdb.store import CouchStore
from tests.sync.stores.contract import DB

ONE, TWO = b'{"_id":"_local/who/one"}', b'{"_id":"_local/who/one","n":2}'


class Couch:
    """Takes what is written, or fails as it is told to."""

    def __init__(self) -> None:
        self.written: list[tuple[str, list[bytes]]] = []
        self.came = asyncio.Event()
        self.fails: BaseException | None = None
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def write(self, db: str, documents: Sequence[bytes]) -> None:
        self.came.set()
        await self.may_go_on.wait()
        if self.fails is not None:
            raise self.fails
        self.written.append((db, list(documents)))


async def test_all_of_one_database_go_in_one_request_and_of_each_the_newest() -> None:
    couch = Couch()
    waiting = Checkpoints(couch.write, seconds=0.05)
    await waiting.take(DB, "who/one", ONE)
    await waiting.take(DB, "who/two", b"{}")
    await waiting.take(DB, "who/one", TWO)
    assert waiting.find(DB, "who/one") == TWO and waiting.find("other", "who/one") is None
    await asyncio.wait_for(couch.came.wait(), 60)
    await waiting.close()
    assert couch.written == [(DB, [TWO, b"{}"])] and waiting.find(DB, "who/one") is None


async def test_what_is_under_way_is_still_found_and_a_newer_one_goes_after_it() -> None:
    couch = Couch()
    couch.may_go_on.clear()
    waiting = Checkpoints(couch.write, seconds=0)
    await waiting.take(DB, "who/one", ONE)
    await asyncio.wait_for(couch.came.wait(), 60)
    assert waiting.find(DB, "who/one") == ONE
    await waiting.take(DB, "who/one", TWO)
    assert waiting.find(DB, "who/one") == TWO
    couch.may_go_on.set()
    await waiting.settle(DB)
    assert couch.written == [(DB, [ONE]), (DB, [TWO])]
    await waiting.close()


async def test_while_couchdb_is_away_they_wait_and_whoever_needs_them_there_is_told() -> None:
    couch = Couch()
    couch.fails = Refusal("store_unavailable")
    waiting = Checkpoints(couch.write, seconds=60)
    await waiting.take(DB, "who/one", ONE)
    with pytest.raises(Refusal):
        await waiting.settle(DB)
    assert waiting.find(DB, "who/one") == ONE
    couch.fails = None
    await waiting.settle(DB)
    assert couch.written == [(DB, [ONE])]
    await waiting.close()


async def test_room_is_bounded_also_while_couchdb_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "MOST_BYTES", 100)
    couch = Couch()
    couch.fails = Refusal("store_unavailable")
    waiting = Checkpoints(couch.write, seconds=60)
    for name in "abc":
        await waiting.take(name, "who/one", b" " * 60)
    assert [waiting.find(name, "who/one") is not None for name in "abc"] == [False, False, True]
    await waiting.close()


async def test_those_of_a_database_that_is_gone_are_gone_too() -> None:
    couch = Couch()
    waiting = Checkpoints(couch.write, seconds=60)
    await waiting.take(DB, "who/one", ONE)
    waiting.forget(DB)
    await waiting.take("other", "who/one", ONE)
    couch.fails = NoSuchDatabase("other")
    await waiting.settle("other")
    assert waiting.find(DB, "who/one") is None and waiting.find("other", "who/one") is None and not couch.written
    await waiting.close()


async def test_a_server_that_ends_leaves_none_behind_and_another_counts_on(pair: tuple[CouchStore, CouchStore]) -> None:
    here, there = pair
    assert await here.read_local(DB, "who/one") is None
    before = here.wire.calls
    first = await here.write_local(DB, "who/one", {"n": 1}, own=True)
    second = await here.write_local(DB, "who/one", {"n": 2, "_rev": first.rev}, own=True)
    assert (first.rev, second.rev, here.wire.calls) == ("0-1", "0-2", before)
    assert (await here.write_local(DB, "who/one", {"n": 3}, own=True)).error == "conflict"
    assert await there.read_local(DB, "who/one") is None, "the other one does not know of it yet"
    third = await there.write_local(DB, "who/one", {"n": 4, "_rev": second.rev}, own=True)
    assert third.rev == "0-3", "a peer that comes to another server is not held up"
    await here.close()
    await there.close()
    found = await here.read_local(DB, "who/one")  # the wire is opened anew
    assert found is not None and found["n"] == 4


async def test_lists_and_deletions_go_by_what_was_told(pair: tuple[CouchStore, CouchStore]) -> None:
    here, _ = pair
    written = await here.write_local(DB, "who/one", {"n": 1}, own=True)
    assert await here.local_ids(DB) == ["who/one"]
    again = await here.write_local(DB, "who/one", {"n": 2, "_rev": written.rev}, own=True)
    assert (await here.delete_local(DB, "who/one", again.rev)).error is None
    assert await here.read_local(DB, "who/one") is None and await here.local_ids(DB) == []


async def test_those_of_one_person_are_read_at_once_and_nobody_elses_with_them(pair: tuple[CouchStore, CouchStore]) -> None:
    here, there = pair
    for number in range(19):
        await here.write_local(DB, f"many/{number:02}", {"n": number})
    for id in ("who/one", "who-else/one"):
        await here.write_local(DB, id, {"n": 1})
    before = there.wire.calls
    told = [await there.read_local(DB, f"who/{one}", own=True) for one in ("one", "two")]
    assert [one["n"] if one else None for one in told] == [1, None] and there.wire.calls == before + 1
    assert await there.read_local(DB, "many/18", own=True) is not None and there.wire.calls == before + 2
    await there.write_local(DB, "many/19", {"n": 19})
    found = [await there.read_local(DB, f"many/{number:02}", own=True) for number in range(20)]
    assert [one["n"] for one in found if one] == list(range(20)), "who has too many is answered one by one"
    written = await there.write_local(DB, "who/two", {"n": 2}, own=True)
    seen = await there.read_local(DB, "who/two", own=True)
    assert seen is not None and seen["_rev"] == written.rev == "0-1"
