"""Feeds that wait: longpoll and continuous, their heartbeats, and how they end. Over a real connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest

from sync.ports import Json, Write
from sync.stores.memory import MemoryStore
from tests.support.couch.couch_site import AUTH, couch_site, listening
from tests.support.couch.places import untagged

DB = "ws-na-don"


@pytest.fixture
async def door() -> AsyncIterator[httpx.AsyncClient]:
    store = MemoryStore()
    await store.create_database(DB)
    with listening(couch_site(store, feeds_per_person=2)) as address:
        async with httpx.AsyncClient(base_url=f"{address}/{DB}", auth=AUTH, timeout=30) as client:
            yield client


async def put(door: httpx.AsyncClient, id: str) -> None:
    assert (await door.put(f"/{id}", json={})).status_code == 201


def feed(door: httpx.AsyncClient, **params: str) -> Any:
    return door.stream("GET", "/_changes", params=params)


async def whole(chunks: AsyncIterator[str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads("".join([chunk async for chunk in chunks]))
    return told


async def test_a_longpoll_answers_at_once_when_there_is_something(door: httpx.AsyncClient) -> None:
    await put(door, "x")
    told = untagged((await door.get("/_changes", params={"feed": "longpoll"})).json())
    assert [row["id"] for row in told["results"]] == ["x"]
    assert told["last_seq"] == "1"


async def test_a_longpoll_that_finds_much_tells_all_of_it_or_what_was_asked_for(door: httpx.AsyncClient) -> None:
    docs = [{"_id": f"d{number:03}"} for number in range(450)]
    assert (await door.post("/_bulk_docs", json={"docs": docs})).status_code == 201
    told = untagged((await door.get("/_changes", params={"feed": "longpoll"})).json())
    assert [row["id"] for row in told["results"]] == [doc["_id"] for doc in docs]
    part = untagged((await door.get("/_changes", params={"feed": "longpoll", "limit": "5", "since": "10"})).json())
    assert (len(part["results"]), part["last_seq"], part["pending"]) == (5, "15", 435)


async def test_a_longpoll_waits_with_heartbeats_and_ends_with_the_change(door: httpx.AsyncClient) -> None:
    await put(door, "x")
    async with feed(door, feed="longpoll", since="1", heartbeat="100") as answer:
        lines = answer.aiter_lines()
        assert [await anext(lines), await anext(lines)] == ['{"results":[', ""]
        await put(door, "y")
        rest = "".join([line async for line in lines])
    told = untagged(json.loads('{"results":[' + rest))
    assert [row["id"] for row in told["results"]] == ["y"] and told["last_seq"] == "2"


async def test_a_longpoll_that_waits_for_one_document_lets_others_pass(door: httpx.AsyncClient) -> None:
    query = {"feed": "longpoll", "filter": "_doc_ids", "doc_ids": '["y"]', "heartbeat": "10000"}
    async with feed(door, **query) as answer:
        chunks = answer.aiter_text()
        first = await anext(chunks)
        await put(door, "x")
        await put(door, "y")
        told = untagged(json.loads(first + "".join([chunk async for chunk in chunks])))
    assert [row["id"] for row in told["results"]] == ["y"] and told["last_seq"] == "2"


async def test_a_longpoll_ends_empty_when_its_time_is_over(door: httpx.AsyncClient) -> None:
    told = untagged((await door.get("/_changes", params={"feed": "longpoll", "since": "now", "timeout": "50"})).json())
    assert told == {"results": [], "last_seq": "0", "pending": 0}


async def test_a_continuous_feed_tells_line_by_line(door: httpx.AsyncClient) -> None:
    await put(door, "x")
    async with feed(door, feed="continuous", heartbeat="100") as answer:
        lines = answer.aiter_lines()
        assert json.loads(await anext(lines))["id"] == "x"
        assert await anext(lines) == ""
        await put(door, "y")
        while not (line := await anext(lines)):
            pass
        assert untagged(json.loads(line))["id"] == "y"


async def test_a_continuous_feed_ends_with_its_place(door: httpx.AsyncClient) -> None:
    for id in ("x", "y", "z"):
        await put(door, id)
    async with feed(door, feed="continuous", limit="2") as answer:
        lines = [untagged(json.loads(line)) async for line in answer.aiter_lines() if line]
    assert [line["id"] for line in lines[:2]] == ["x", "y"] and lines[2:] == [{"last_seq": "2", "pending": 1}]
    async with feed(door, feed="continuous", since="now", timeout="50") as answer:
        assert [untagged(json.loads(line)) async for line in answer.aiter_lines() if line] == [{"last_seq": "3", "pending": 0}]


async def test_too_many_feeds_of_one_person_end_the_oldest(door: httpx.AsyncClient) -> None:
    query = {"feed": "longpoll", "heartbeat": "10000"}
    async with feed(door, **query) as first:
        chunks = first.aiter_text()
        start = await anext(chunks)
        async with feed(door, **query) as second, feed(door, **query) as third:
            rest = "".join([chunk async for chunk in chunks])
            assert untagged(json.loads(start + rest)) == {"results": [], "last_seq": "0", "pending": 0}
            await put(door, "x")
            for other in (second, third):
                assert len((await whole(other.aiter_text()))["results"]) == 1


async def test_too_many_feeds_of_all_together_end_the_oldest(door: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.couch.feeds.feed.ALL_FEEDS", 2)
    query, other = {"feed": "longpoll", "heartbeat": "10000"}, httpx.BasicAuth("reader", "secret")
    params = {**query, "since": "now"}
    async with feed(door, **query) as first:
        chunks = first.aiter_text()
        start = await anext(chunks)
        async with feed(door, **query) as second, door.stream("GET", "/_changes", params=params, auth=other) as third:
            assert untagged(json.loads(start + "".join([chunk async for chunk in chunks])))["results"] == []
            await put(door, "x")
            for one in (second, third):
                assert len((await whole(one.aiter_text()))["results"]) == 1


@pytest.mark.parametrize("kind", ["longpoll", "continuous"])
async def test_a_feed_ends_when_its_peer_hangs_up(kind: str) -> None:
    store = MemoryStore()
    await store.create_database(DB)
    hang_up, sent = asyncio.Event(), []
    messages = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        for message in messages:
            return message
        await hang_up.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        hang_up.set()

    query = f"feed={kind}&heartbeat=60000".encode()
    scope = {"type": "http", "method": "GET", "path": f"/couch/{DB}/_changes", "query_string": query, "root_path": "",
             "headers": [(b"authorization", b"Basic YWxpY2U6c2VjcmV0")]}  # fmt: skip
    await asyncio.wait_for(couch_site(store)(scope, receive, send), 30)  # type: ignore[arg-type]
    assert all(message.get("more_body", True) for message in sent), "it wrote to a peer that was gone"


class Counting(MemoryStore):
    """Knows of how many documents at once it was asked."""

    most = 0

    async def leaves_of(self, db: str, ids: Sequence[str], **more: bool) -> dict[str, list[Json]]:
        self.most = max(self.most, len(ids))
        return await super().leaves_of(db, ids, **more)


@pytest.mark.parametrize("kind", ["normal", "longpoll"])
async def test_a_descending_feed_tells_all_of_it_and_holds_the_documents_of_a_page(kind: str) -> None:
    store = Counting()
    await store.create_database(DB)
    ids = [f"d{number:04}" for number in range(950)]
    await store.write(DB, [Write({"_id": id, "even": int(id[1:]) % 2 == 0}, mode="edit") for id in ids])
    with listening(couch_site(store)) as address:
        async with httpx.AsyncClient(base_url=f"{address}/{DB}", auth=AUTH, timeout=30) as client:
            asked = {"feed": kind, "descending": "true", "include_docs": "true"}
            told = untagged((await client.get("/_changes", params=asked)).json())
            some = untagged((await client.post("/_changes", params=asked | {"limit": "300"}, json={"selector": {"even": True}})).json())
            few = untagged((await client.get("/_changes", params=asked | {"limit": "300"})).json())
    assert [row["doc"]["_id"] for row in told["results"]] == ids[::-1] and (told["last_seq"], told["pending"]) == ("1", 0)
    assert [row["id"] for row in some["results"]] == ids[-2::-2][:300]
    assert [row["id"] for row in few["results"]] == ids[::-1][:300] and (few["last_seq"], few["pending"]) == ("651", 650)
    assert 0 < store.most <= 200
