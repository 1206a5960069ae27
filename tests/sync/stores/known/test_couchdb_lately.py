"""What was seen a moment ago and saves a question: it is never older than a write of this server, and what another server wrote is found
where it matters. The requests are counted on a real CouchDB, or on our own server."""

from __future__ import annotations

import asyncio
import time

from sync.stores.couchdb.known.lately import Lately
from sync.stores.couchdb.store import CouchStore
from tests.sync.stores.contract import DB, A, B, edit, replicated

Pair = tuple[CouchStore, CouchStore]


def test_what_was_asked_before_a_write_ended_is_not_found() -> None:
    seen: Lately[str] = Lately()
    asked = time.monotonic()
    seen.take(DB, "x", "old", asked)
    assert seen.find(DB, "x") == "old" and seen.find("other", "x") is None
    seen.drop(DB)
    seen.take(DB, "x", "old", asked)
    assert seen.find(DB, "x") is None


def test_a_slow_answer_does_not_hide_a_later_one_and_room_is_bounded() -> None:
    seen: Lately[str] = Lately(most=2)
    asked = time.monotonic()
    seen.take(DB, "x", "new", asked + 0.5)
    seen.take(DB, "x", "old", asked)
    assert seen.find(DB, "x") == "new"
    for id in "yz":
        seen.take(DB, id, id, asked)
    assert [seen.find(DB, id) for id in "xyz"] == [None, "y", "z"]
    assert Lately[str](seconds=0).find(DB, "x") is None


async def test_what_the_feed_has_just_told_is_not_asked_again_but_a_write_is_seen_at_once(pair: Pair) -> None:
    here, there = pair
    await here.write(DB, [replicated("x", A, n=1), replicated("y", A, n=1)])
    await here.changes(DB)
    before = here.wire.calls
    found = await here.leaves_of(DB, ["x", "y"], lately=True)
    assert [one["n"] for leaves in found.values() for one in leaves] == [1, 1] and here.wire.calls == before
    await there.write(DB, [replicated("y", B, A, n=2)])
    assert [one["n"] for one in (await here.leaves_of(DB, ["y"]))["y"]] == [2], "whoever decides by it hears of the other server"
    await here.write(DB, [replicated("x", B, A, n=2)])
    assert [one["n"] for one in (await here.leaves_of(DB, ["x"], lately=True))["x"]] == [2]


async def test_the_first_documents_of_many_ranges_are_read_in_one_request(pair: Pair) -> None:
    here, _ = pair
    await here.write(DB, [edit(f"{unit}:{number}") for unit in "abc" for number in range(3)])
    asked = [("a:", "a;", False), ("a:", "a;", True), ("b:", "b;", True), ("c:3", "c;", True), ("b:2", "b:2", True), ("c:", "c:2", True)]
    before = here.wire.calls
    found = await asyncio.gather(*(here.range(DB, start, end, limit=1, descending=back) for start, end, back in asked))
    assert [[one["_id"] for one in some] for some in found] == [["a:0"], ["a:2"], ["b:2"], [], [], ["c:1"]]
    assert here.wire.calls == before + 2, "the first alone, the others together"


async def test_a_database_has_its_identity_as_soon_as_it_is_made(pair: Pair) -> None:
    here, there = pair
    before = there.wire.calls
    assert await there.uuid(DB) == await here.uuid(DB)
    assert there.wire.calls == before + 1
