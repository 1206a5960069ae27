"""Several servers on one real CouchDB: starting at once, writing against each other, deleting and making anew behind each
other's back; and what is asked of the control plane."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest

from sync.domain.errors import NoSuchDatabase
from sync.ports import DocumentStore
from sync.stores.couchdb.store import CouchStore
from tests.sync.stores.contract import DB, A, B, C, edit, put, replicated

Pair = tuple[CouchStore, CouchStore]


@pytest.fixture
async def pair(couchdb_url: str) -> AsyncIterator[Pair]:
    """The stores of two servers."""
    prefix = f"sohop-test-{uuid.uuid4().hex[:12]}-"
    here, there = (CouchStore(couchdb_url, prefix=prefix, q=4, info_seconds=0) for _ in range(2))
    yield here, there
    for name in await here.databases():
        await here.delete_database(name)
    await here.close()
    await there.close()


async def test_servers_that_start_at_once_end_alike(pair: Pair) -> None:
    await asyncio.gather(*(store.prepare() for store in pair for _ in range(3)))
    made = await asyncio.gather(*(store.create_database(DB) for store in pair for _ in range(3)))
    assert sum(made) == 1
    uuids = {info.uuid for info in await asyncio.gather(*(store.info(DB) for store in pair for _ in range(3)))}
    assert len(uuids) == 1


async def test_of_two_who_edit_one_revision_one_is_told_of_the_other(pair: Pair) -> None:
    here, there = pair
    await here.create_database(DB)
    [first] = await put(here, edit("x", n=0))
    told = await asyncio.gather(*(store.write(DB, [edit("x", first, by=number)]) for number, store in enumerate(pair * 4)))
    errors = [one.error for [one] in told]
    assert errors.count(None) == 1 and errors.count("conflict") == len(errors) - 1
    assert len(await there.leaves(DB, "x")) == 1


async def test_the_same_revision_sent_twice_at_once_is_there_once(pair: Pair) -> None:
    await pair[0].create_database(DB)
    writes = [replicated("x", B, A), replicated("x", C, A), replicated("y", A)]
    told = await asyncio.gather(*(store.write(DB, writes) for store in pair * 3))
    assert {one.error for answer in told for one in answer} == {None}
    assert [leaf["_rev"] for leaf in await pair[1].leaves(DB, "x")] == ["2-" + C, "2-" + B]


async def test_a_database_another_server_made_anew_is_another_one(pair: Pair) -> None:
    here, there = pair
    await here.create_database(DB)
    before = (await here.info(DB)).uuid
    assert (await there.info(DB)).uuid == before
    await there.delete_database(DB)
    with pytest.raises(NoSuchDatabase):
        await here.info(DB)
    await there.create_database(DB)
    assert (await here.info(DB)).uuid != before
    assert await here.local_ids(DB) == []


async def test_a_feed_over_several_shards_tells_everything_once(pair: Pair) -> None:
    here, there = pair
    await here.create_database(DB)
    await put(here, *(edit(f"d{number:02}") for number in range(60)))
    since, seen = "0", list[str]()
    while True:
        page = await there.changes(DB, since, limit=7)
        seen += [row.id for row in page.changes]
        since = page.last_seq
        if not page.pending:
            break
    assert sorted(seen) == [f"d{number:02}" for number in range(60)]
    await put(here, edit("new"))
    assert [row.id for row in (await there.changes(DB, since)).changes] == ["new"]


async def test_what_one_server_writes_wakes_those_who_wait_at_another(pair: Pair) -> None:
    here, there = pair
    await asyncio.gather(here.prepare(), here.create_database(DB))
    names, place = await there.updated_databases()
    assert names == [DB]
    waiting = asyncio.create_task(there.wait_for_update(place, 60))
    changed = asyncio.create_task(there.wait_for_change(DB, (await there.info(DB)).update_seq, 60))
    await asyncio.sleep(0)
    await put(here, edit("x"))
    assert await asyncio.gather(waiting, changed) == [True, True]
    assert (await there.updated_databases(place))[0] == [DB]


async def test_only_our_own_databases_are_told(pair: Pair, couchdb_url: str) -> None:
    await pair[0].prepare()
    await pair[0].create_database(DB)
    stranger = CouchStore(couchdb_url, prefix="sohop-test-nobody-")
    everything = CouchStore(couchdb_url)
    assert await pair[1].databases() == [DB] and await stranger.databases() == []
    assert not [name for name in await everything.databases() if name.startswith("_")]
    await stranger.close()
    await everything.close()


async def test_new_databases_get_the_shape_that_was_asked_for(pair: Pair) -> None:
    await pair[0].create_database(DB)
    assert (await pair[0]._db(DB).must("GET"))["cluster"]["q"] == 4


async def test_design_documents_and_indexes_are_made_once(pair: Pair) -> None:
    await pair[0].create_database(DB)
    design = {"language": "javascript", "validate_doc_update": "function (now) { if (now.bad) throw({forbidden: 'no'}); }"}
    told = await asyncio.gather(*(store.control.put_design(DB, "rules", design) for store in pair for _ in range(2)))
    assert any(told) and await pair[0].control.put_design(DB, "rules", design) is False
    await asyncio.gather(*(store.control.put_index(DB, "by-month", ["unit", "month"]) for store in pair))
    indexes = await pair[0]._db(DB).must("GET", "_index")
    assert [one["name"] for one in indexes["indexes"]] == ["_all_docs", "by-month"]
    written = await pair[0].write(DB, [edit("x", bad=True), edit("y"), replicated("z", A, bad=True)])
    assert [one.error for one in written] == ["forbidden", None, "forbidden"]


async def test_couchdb_can_be_told_to_replicate(pair: Pair, couchdb_url: str) -> None:
    here, _ = pair
    await asyncio.gather(here.prepare(), here.create_database(DB), here.create_database("copy"))
    await put(here, edit("x"))
    address = here._address
    basic = {"basic": dict(zip(("username", "password"), address.credentials, strict=True))}
    source, target = ({"url": address.url + address.database(name), "auth": basic} for name in (DB, "copy"))
    name = address.prefix + "once"
    assert await here.control.put_replication(name, source, target) is True
    assert await here.control.put_replication(name, source, target) is False
    assert await here.wait_for_change("copy", "0", 60) is True
    assert await here.control.replication_state(name) in ("initializing", "running")
    assert await here.control.delete_replication(name) is True
    assert await here.control.delete_replication(name) is False


async def count(store: CouchStore, call: object) -> int:
    before = store.wire.calls
    await call  # type: ignore[misc]
    return store.wire.calls - before


async def test_a_call_costs_few_requests(pair: Pair) -> None:
    store = pair[0]
    await store.create_database(DB)
    await put(store, replicated("once", A))  # the first write asks how many copies there are
    first = [replicated(f"d{number:03}", A) for number in range(100)]
    assert await count(store, store.write(DB, first[:20])) == 2
    assert await count(store, store.write(DB, first)) == 2
    assert await count(store, store.write(DB, [replicated(f"d{number:03}", B, A) for number in range(100)])) == 2
    assert await count(store, store.write(DB, [edit(f"e{number:03}") for number in range(100)])) == 1
    assert await count(store, store.leaves_of(DB, [f"d{number:03}" for number in range(100)])) == 1


def test_it_is_a_document_store(couchdb_url: str) -> None:
    store: DocumentStore = CouchStore(couchdb_url)
    assert store
