"""Where a feed was read from beginning to end, one short question tells whether that still holds; nobody is told anything old, whoever
wrote. The requests are counted on our own server, and on a real CouchDB when there is one."""

from __future__ import annotations

from sync.ports import Change, ChangesPage
from sync.stores.couchdb.known.wholes import Wholes
from sync.stores.couchdb.store import CouchStore
from tests.sync.stores.contract import DB, A, B, replicated

Pair = tuple[CouchStore, CouchStore]
ROWS = (Change("1-x", "a", (A,), False), Change("2-x", "c", (A,), False))


async def test_unknown_documents_and_those_that_are_remembered_cost_one_question_together(pair: Pair) -> None:
    here, _ = pair
    await here.write(DB, [replicated("x", A, n=1)])
    await here.changes(DB)
    before = here.wire.calls
    found = await here.leaves_of(DB, ["x", "new", "newer"])
    assert [leaf["n"] for leaves in found.values() for leaf in leaves] == [1] and here.wire.calls == before + 1
    assert await here.index(DB, "y", "z") == [] and here.wire.calls == before + 2
    assert [id for id, _ in await here.index(DB, "x", "z")] == ["x"]


async def test_what_another_server_wrote_deleted_or_purged_is_seen_at_once(pair: Pair) -> None:
    here, there = pair
    await here.write(DB, [replicated("x", A, n=1), replicated("y", A, n=1)])
    await here.changes(DB)
    assert await here.leaves_of(DB, ["z"]) == {}
    await there.write(DB, [replicated("z", A, n=7)])
    assert (await here.leaves_of(DB, ["z"]))["z"][0]["n"] == 7
    page = await here.changes(DB)
    await there.write(DB, [replicated("x", B, A, n=2)])
    assert [leaf["n"] for leaf in (await here.leaves_of(DB, ["x"]))["x"]] == [2]
    await here.changes(DB, page.last_seq)
    await there.purge(DB, {"y": [f"1-{A}"]})
    assert await here.leaves_of(DB, ["y"]) == {}
    await here.changes(DB)
    await there.delete_database(DB)
    await there.create_database(DB)
    assert await here.leaves_of(DB, ["x"]) == {}


async def test_reading_on_keeps_it_true_and_a_purge_is_not_read_over(pair: Pair) -> None:
    here, there = pair
    await here.write(DB, [replicated("x", A, n=1), replicated("y", A, n=1)])
    page = await here.changes(DB)
    await here.leaves_of(DB, ["new"])
    await there.write(DB, [replicated("z", A, n=1)])
    page = await here.changes(DB, page.last_seq)
    await here.leaves_of(DB, ["z"])
    before = here.wire.calls
    assert set(await here.leaves_of(DB, ["x", "z", "new"])) == {"x", "z"} and here.wire.calls == before + 1
    await there.purge(DB, {"y": [f"1-{A}"]})
    await here.changes(DB, page.last_seq)
    assert set(await here.leaves_of(DB, ["x", "y", "z"])) == {"x", "z"}


async def test_a_peer_is_told_that_what_the_feed_did_not_name_is_missing_and_nothing_else_without_a_question(pair: Pair) -> None:
    here, _ = pair
    await here.write(DB, [replicated("x", A, n=1)])
    await here.changes(DB)
    before = here.wire.calls
    first, second = f"1-{A}", f"2-{B}"
    told = await here.revs_diff(DB, {"new": [first, second, first]})
    assert told["new"].missing == (first, second) and here.wire.calls == before
    told = await here.revs_diff(DB, {"new": [first], "x": [first, second]})
    assert (told["new"].missing, told["x"].missing) == ((first,), (second,))
    await here.write(DB, [replicated("new", A, n=1)])
    assert await here.revs_diff(DB, {"new": [first]}) == {}


def test_a_part_of_a_feed_or_one_that_begins_elsewhere_is_no_whole() -> None:
    wholes = Wholes()
    wholes.take(DB, "0", ChangesPage(ROWS, "2-x", pending=1), asked=1.0)
    wholes.take(DB, "1-x", ChangesPage(ROWS[1:], "2-x", pending=0), asked=2.0)
    assert wholes.find(DB) is None
    wholes.take(DB, "0", ChangesPage(ROWS, "2-x", pending=0), asked=3.0)
    wholes.take(DB, "0", ChangesPage(ROWS[:1], "1-x", pending=0), asked=2.5)
    whole = wholes.find(DB)
    assert whole is not None and whole.seq == "2-x", "a slow answer does not hide a later one"
    assert whole.has_none("b", "c") and not whole.has_none("b", "d") and not whole.has_none("", "b") and whole.has_none("d", "e")


def test_room_is_bounded_and_what_was_not_read_for_longest_goes_first() -> None:
    wholes = Wholes(most=4)
    for db in ("one", "two", "three"):
        wholes.take(db, "0", ChangesPage(ROWS, "2-x", pending=0), asked=1.0)
    assert [wholes.find(db) is not None for db in ("one", "two", "three")] == [False, True, True]
    wholes.forget("two")
    wholes.take("four", "0", ChangesPage(ROWS, "2-x", pending=0), asked=1.0)
    assert [wholes.find(db) is not None for db in ("two", "three", "four")] == [False, True, True]
