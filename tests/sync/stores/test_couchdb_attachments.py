"""Attachments that CouchDB handles in ways of its own: text it packs, stubs it cannot follow, files larger than a request."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest

from sync.ports import Write
from sync.stores.couchdb.store import CouchStore
from tests.sync.stores.contract import DB, A, B, C, D, error, put, replicated
from tests.sync.stores.contract_files import PICTURE, with_files

TEXT = "Chi bộ thống nhất. ".encode() * 200


@pytest.fixture
async def store(couchdb_url: str) -> AsyncIterator[CouchStore]:
    opened = CouchStore(couchdb_url, prefix=f"sohop-test-{uuid.uuid4().hex[:12]}-")
    await opened.create_database(DB)
    yield opened
    await opened.delete_database(DB)
    await opened.close()


async def data_of(store: CouchStore, name: str, rev: str | None = None) -> bytes:
    found = await store.attachment(DB, "x", name, rev)
    assert found is not None and found.length == len(found.data)
    return found.data


async def test_text_that_couchdb_packs_comes_back_as_it_was(store: CouchStore) -> None:
    text = Write({**replicated("x", A).body, "_attachments": {"a": {"content_type": "text/plain"}}}, files={"a": TEXT})
    await put(store, text)
    assert await data_of(store, "a") == TEXT
    told = (await store.read(DB, "x") or {})["_attachments"]["a"]
    await put(store, with_files(replicated("x", B, A), {}, a={"stub": True, "revpos": 1, "digest": told["digest"]}))
    assert await data_of(store, "a", "2-" + B) == TEXT


async def test_a_stub_is_kept_from_an_ancestor_further_back(store: CouchStore) -> None:
    await put(store, with_files(replicated("x", A), {"a": PICTURE}))
    await put(store, replicated("x", B, A))
    await put(store, with_files(replicated("x", C, B, A), {}, a={"stub": True, "revpos": 1}))
    told = (await store.read(DB, "x") or {})["_attachments"]["a"]
    assert (await data_of(store, "a"), told["revpos"]) == (PICTURE, 1)


async def test_a_whole_branch_with_its_file_may_come_in_one_request(store: CouchStore) -> None:
    writes = [
        with_files(replicated("x", A), {"a": PICTURE}),
        with_files(replicated("x", B, A), {"b": b"b"}, a={"stub": True}),
        with_files(replicated("x", C, B, A), {}, a={"stub": True}, b={"stub": True}),
        with_files(replicated("x", D, B, A), {}, c={"stub": True}),
    ]
    told = await store.write(DB, writes)
    assert [one.error for one in told] == [None, None, None, "attachment_missing"]
    assert (await data_of(store, "a"), await data_of(store, "b")) == (PICTURE, b"b")
    assert (await store.read(DB, "x", "2-" + B) or {})["_id"] == "x"


async def test_large_files_are_sent_in_several_requests(store: CouchStore) -> None:
    large = PICTURE * 2500
    await put(store, replicated("once", A))  # the first write asks how many copies there are
    before = store.wire.calls
    await put(store, *(with_files(replicated(f"d{number}", A), {"a": large}) for number in range(3)))
    assert store.wire.calls - before == 4
    found = await store.attachment(DB, "d2", "a")
    assert found is not None and found.data == large


async def test_a_stub_of_a_losing_branch_is_followed_there(store: CouchStore) -> None:
    await put(store, with_files(replicated("x", C, A), {"a": b"left"}), with_files(replicated("x", D, A), {"a": b"right"}))
    await put(store, with_files(replicated("x", B, C, A), {}, a={"stub": True}))
    assert await data_of(store, "a", "3-" + B) == b"left"
    assert await error(store, with_files(replicated("x", A, B, C, start=4), {}, b={"stub": True})) == "attachment_missing"
