"""Mango at the standard door: what a real CouchDB 3.5 answered to the same conversation, and what is ours to keep."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from sync.domain.accounts import Person
from sync.ports import Json, Write
from sync.stores.memory import MemoryStore
from tests.support.couch.couch_site import AUTH, couch_site
from tests.support.couch.mango_peer import FIXTURES, settled

DB = "ws-na-don"


class CountingStore(MemoryStore):
    """Counts the documents that are read by range."""

    def __init__(self) -> None:
        super().__init__()
        self.read_by_range = 0
        self.largest_page = 0

    async def range(
        self, db: str, start: str = "", end: str = "\U0010ffff", *, limit: int | None = None, descending: bool = False
    ) -> list[Json]:
        found = await super().range(db, start, end, limit=limit, descending=descending)
        self.read_by_range += len(found)
        self.largest_page = max(self.largest_page, len(found))
        return found


def hides_secrets(person: Person, leaf: Json) -> bool:
    return not leaf.get("secret") or person.username == "alice"


@pytest.fixture
async def store() -> CountingStore:
    made = CountingStore()
    await made.create_database(DB)
    return made


@pytest.fixture
async def door(store: CountingStore) -> AsyncIterator[httpx.AsyncClient]:
    async with a_client(store) as client:
        yield client


def a_client(store: MemoryStore, auth: tuple[str, str] = AUTH) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(couch_site(store, sees=hides_secrets))
    return httpx.AsyncClient(transport=transport, base_url=f"http://test/couch/{DB}", auth=auth)


async def fill(store: MemoryStore, *docs: Json) -> None:
    assert all(one.error is None for one in await store.write(DB, [Write(doc, "edit") for doc in docs]))


async def find(door: httpx.AsyncClient, **query: Any) -> Json:
    answer = await door.post("/_find", json=query)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


def ids(told: Json) -> list[str]:
    return [one["_id"] for one in told["docs"]]


async def test_the_conversation_goes_as_with_couchdb(door: httpx.AsyncClient) -> None:
    bookmark = ""
    for step in json.loads((FIXTURES / "conversation.json").read_text()):
        body = json.loads(json.dumps(step.get("body")).replace("<bookmark>", bookmark))
        answer = await door.request(step["method"], step["path"], json=body)
        told = answer.json()
        bookmark = told.get("bookmark", bookmark) if answer.status_code == 200 and isinstance(told, dict) else bookmark
        asked = f"{step['method']} {step['path']} {step.get('body')}"
        assert (asked, answer.status_code, comparable(told)) == (asked, step["status"], comparable(step["answer"]))


def comparable(told: Any) -> Any:
    """Without names that hash differently and the order they give, and without counts of what was looked at."""
    told = settled(told)
    if isinstance(told, dict):
        told.pop("execution_stats", None)
        for name in ("indexes", "index_candidates"):
            if name in told:
                told[name] = sorted(told[name], key=json.dumps)
        if isinstance(told.get("success"), list):
            told["success"] = sorted(told["success"], key=json.dumps)
    return told


async def test_the_layout_is_couchdbs(door: httpx.AsyncClient, store: CountingStore) -> None:
    await fill(store, {"_id": "a", "n": 1}, {"_id": "b", "n": 1})
    answer = await door.post("/_find", json={"selector": {"n": 1}, "fields": ["_id"], "limit": 0})
    assert answer.text == (
        '{"docs":[\r\n],\r\n"bookmark": "nil",\r\n"warning": "No matching index found, create an index to optimize query time."}'
        "\r\n\n"
    )
    answer = await door.post("/_find", json={"selector": {"n": 1}, "fields": ["_id"]})
    assert answer.text.startswith('{"docs":[\r\n{"_id":"a"},\r\n{"_id":"b"}\r\n],\r\n"bookmark": "')


async def test_a_reader_does_not_find_what_he_may_not_see(door: httpx.AsyncClient, store: CountingStore) -> None:
    await fill(store, {"_id": "draft", "n": 1, "secret": True}, {"_id": "sent", "n": 1})
    assert (await door.post("/_index", json={"index": {"fields": ["n"]}})).status_code == 200
    async with a_client(store, ("reader", "secret")) as reader:
        assert ids(await find(reader, selector={"n": 1}, sort=["n"])) == ["sent"]
        assert ids(await find(reader, selector={"_id": {"$gte": "draft"}})) == ["sent"]
        assert (await reader.post("/_index", json={"index": {"fields": ["m"]}})).status_code == 403
    assert ids(await find(door, selector={"n": 1})) == ["draft", "sent"]


async def test_a_reader_sees_the_leaf_that_is_his_to_see(store: CountingStore) -> None:
    for hash, secret in (("a" * 32, False), ("b" * 32, True)):
        rev = {"_rev": f"1-{hash}", "_revisions": {"start": 1, "ids": [hash]}}
        [written] = await store.write(DB, [Write({"_id": "both", **rev, "secret": secret})])
        assert written.error is None
    async with a_client(store, ("reader", "secret")) as reader:
        told = await find(reader, selector={}, conflicts=True)
        assert told["docs"] == [{"_id": "both", "_rev": f"1-{'a' * 32}", "secret": False}]
    async with a_client(store) as alice:
        [told] = (await find(alice, selector={}, conflicts=True))["docs"]
        assert (told["_rev"], told["_conflicts"]) == (f"1-{'b' * 32}", [f"1-{'a' * 32}"])


async def test_deleted_and_design_documents_are_not_found(door: httpx.AsyncClient, store: CountingStore) -> None:
    await fill(store, {"_id": "here"}, {"_id": "_design/d", "language": "query"}, {"_id": "gone"})
    gone = await store.read(DB, "gone")
    assert gone is not None
    await fill(store, {"_id": "gone", "_rev": gone["_rev"], "_deleted": True})
    assert ids(await find(door, selector={})) == ["here"]


async def test_no_more_is_read_than_the_limit_needs(door: httpx.AsyncClient, store: CountingStore) -> None:
    await fill(store, *({"_id": f"{n:04}", "n": n} for n in range(1500)))
    told = await find(door, selector={"n": {"$gte": 0}}, limit=3, fields=["_id"])
    assert ids(told) == ["0000", "0001", "0002"]
    assert store.read_by_range <= 200
    store.read_by_range = 0
    assert ids(await find(door, selector={"_id": {"$gt": "1490", "$lt": "1495"}})) == ["1491", "1492", "1493", "1494"]
    assert store.read_by_range <= 10
    await find(door, selector={"n": 1499})
    assert store.largest_page <= 200


async def test_bookmarks_lead_through_everything_once(door: httpx.AsyncClient, store: CountingStore) -> None:
    await fill(store, *({"_id": f"{n:03}", "n": n % 5} for n in range(450)))
    assert (await door.post("/_index", json={"index": {"fields": ["n"]}, "ddoc": "by-n"})).status_code == 200
    for query in ({"sort": [{"n": "desc"}]}, {"use_index": "by-n"}, {}, {"sort": [{"_id": "desc"}]}):
        found: list[str] = []
        told = await find(door, selector={"n": {"$lt": 4}, "_id": {"$gt": None}}, limit=77, **query)
        while told["docs"]:
            found += ids(told)
            told = await find(
                door, selector={"n": {"$lt": 4}, "_id": {"$gt": None}}, limit=77, bookmark=told["bookmark"], **query
            )
        assert len(found) == 360
        assert len(set(found)) == 360


async def test_a_sort_follows_the_index_and_then_the_id(door: httpx.AsyncClient, store: CountingStore) -> None:
    await fill(
        store, {"_id": "2", "name": "Đà"}, {"_id": "1", "name": "đa"}, {"_id": "3", "name": "e"}, {"_id": "4", "name": "da"}
    )
    await fill(store, {"_id": "5", "name": "e"}, {"_id": "6"})
    assert (await door.post("/_index", json={"index": {"fields": ["name"]}})).status_code == 200
    assert ids(await find(door, selector={"_id": {"$gt": None}}, sort=["name"])) == ["4", "1", "2", "3", "5"]
    assert ids(await find(door, selector={"_id": {"$gt": None}}, sort=[{"name": "desc"}])) == ["5", "3", "2", "1", "4"]


async def test_a_partial_index_finds_only_what_passes_its_filter(door: httpx.AsyncClient, store: CountingStore) -> None:
    await fill(store, {"_id": "a", "n": 1, "state": "sent"}, {"_id": "b", "n": 2, "state": "draft"})
    index = {"fields": ["n"], "partial_filter_selector": {"state": "sent"}}
    assert (await door.post("/_index", json={"index": index, "ddoc": "sent", "name": "n"})).status_code == 200
    assert ids(await find(door, selector={"n": {"$gt": 0}}, use_index=["sent", "n"])) == ["a"]
    assert ids(await find(door, selector={"n": {"$gt": 0}})) == ["a", "b"]


async def test_an_index_that_may_not_be_written_is_refused(door: httpx.AsyncClient, store: CountingStore) -> None:
    await fill(store, {"_id": "_design/mine", "language": "query", "refuse": True, "views": {}})
    answer = await door.post("/_index", json={"index": {"fields": ["n"]}, "ddoc": "mine"})
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")


async def test_an_index_of_another_name_goes_into_a_design_document_of_its_own(door: httpx.AsyncClient) -> None:
    told = [(await door.post("/_index", json={"index": {"fields": ["n"]}, "name": name})).json() for name in ("a", "b", "a")]
    assert [one["result"] for one in told] == ["created", "created", "exists"]
    assert told[0]["id"] == told[2]["id"] != told[1]["id"]


async def test_several_indexes_of_one_design_document_go_together(door: httpx.AsyncClient) -> None:
    for name in ("a", "b"):
        assert (await door.post("/_index", json={"index": {"fields": [name]}, "ddoc": "two", "name": name})).status_code == 200
    answer = await door.post("/_index/_bulk_delete", json={"docids": ["two"]})
    assert answer.json() == {"success": [{"id": "_design/two", "ok": True}], "fail": []}
    assert (await door.get("/_index")).json()["total_rows"] == 1


@pytest.mark.parametrize("bookmark", ["nil", "WyJhIiwxXQ", "W10", "Ww", "é", "bnVsbA"])
async def test_a_bookmark_from_elsewhere_is_refused(door: httpx.AsyncClient, bookmark: str) -> None:
    answer = await door.post("/_find", json={"selector": {}, "bookmark": bookmark})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_bookmark")


async def test_a_missing_database_is_said_to_be_missing(store: CountingStore) -> None:
    await store.delete_database(DB)
    async with a_client(store) as client:
        answer = await client.post("/_find", json={"selector": {}})
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
