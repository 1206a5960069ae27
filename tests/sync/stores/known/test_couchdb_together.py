"""What several ask of one CouchDB at the same time: how many requests that takes, and that nobody hears of it what is not his or is
not so. Against a small server of our own that answers when it is told to, so it runs everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import web

from sync.domain.errors import NoSuchDatabase, Refusal
from sync.ports import DatabaseInfo
from sync.stores.couchdb.known.together import Together
from sync.stores.couchdb.store import CouchStore
from sync.stores.couchdb.wire import Patience
from tests.sync.stores.contract import DB, A, edit
from tests.sync.stores.test_couchdb_faults import serving

TRIES = 3
PATIENT = Patience(connect=1.0, read=20.0, tries=TRIES, pause=0.01, together=60.0)


class Node:
    """Keeps every request until `go` lets one through. `seen`: method and last part of the path of what has come."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.bodies: list[Any] = []
        self.status = 200
        self.writes = 0
        self._gate = asyncio.Semaphore(0)
        self._came = asyncio.Condition()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        async with self._came:
            self.seen.append(f"{request.method} {request.path.rpartition('/')[2]}")
            self.bodies.append(body)
            self._came.notify_all()
        await self._gate.acquire()
        if request.path == "/no":
            return web.json_response({"error": "not_found", "reason": "Database does not exist."}, status=404)
        if self.status != 200:
            return web.json_response({"error": "down"}, status=self.status)
        return web.json_response(self._told(request, body))

    def _told(self, request: web.Request, body: Any) -> Any:
        if request.path.endswith("_bulk_get"):
            found = [{"ok": {"_id": one["id"], "_rev": "1-" + A, "name": one["id"].upper()}} for one in body["docs"] if one["id"] != "no"]
            return {"results": [{"id": one["ok"]["_id"], "docs": [one]} for one in found]}
        if request.path.endswith("_bulk_docs"):
            self.writes += len(body["docs"])
            return [{"ok": True, "id": one["_id"], "rev": "1-" + A} for one in body["docs"]]
        if request.path.endswith("sohop-identity"):
            return {"uuid": "f" * 32}
        if request.path == "/_dbs_info":
            return [{"key": key} | ({"info": self._info()} if key != "no" else {"error": "not_found"}) for key in body["keys"]]
        if request.path.count("/") == 1:
            return self._info()
        return {"_id": "x", "_rev": "1-" + A, "name": "alone"}

    def _info(self) -> Any:
        return {"instance_start_time": "1", "doc_count": self.writes, "doc_del_count": 0, "update_seq": f"{self.writes}-x"}

    async def go(self, many: int = 1) -> None:
        for _ in range(many):
            self._gate.release()

    async def until(self, many: int) -> None:
        async with asyncio.timeout(60), self._came:
            await self._came.wait_for(lambda: len(self.seen) >= many)


@pytest.fixture
async def node() -> Node:
    return Node()


@pytest.fixture
async def store(node: Node) -> AsyncIterator[CouchStore]:
    async with serving(node.answer) as url:
        opened = CouchStore(url, patience=PATIENT)
        yield opened
        await opened.close()


async def turns() -> None:
    """Let everybody who can go on do so."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_who_asks_alone_is_asked_for_at_once_and_who_comes_meanwhile_goes_together(node: Node, store: CouchStore) -> None:
    first = asyncio.create_task(store.read(DB, "x"))
    await node.until(1)
    others = [asyncio.create_task(store.read(DB, id)) for id in ("a", "b", "no", "a")]
    await turns()
    assert node.seen == ["GET x"]
    await node.go(2)
    assert (await first or {})["name"] == "alone"
    told = await asyncio.gather(*others)
    assert [one and one["name"] for one in told] == ["A", "B", None, "A"] and told[0] is not told[3]
    assert node.seen == ["GET x", "POST _bulk_get"] and [one["id"] for one in node.bodies[1]["docs"]] == ["a", "b", "no"]


async def test_who_goes_away_takes_nobody_with_him(node: Node, store: CouchStore) -> None:
    first = asyncio.create_task(store.read(DB, "x"))
    await node.until(1)
    gone, waiting = asyncio.create_task(store.read(DB, "a")), asyncio.create_task(store.read(DB, "b"))
    await turns()
    first.cancel()
    gone.cancel()
    await node.until(2)
    await node.go(2)
    assert (await waiting or {})["name"] in ("B", "alone")
    for task in (first, gone):
        with suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()


async def test_a_failure_is_told_to_all_who_asked_and_ends_there(node: Node, store: CouchStore) -> None:
    node.status = 503
    first = asyncio.create_task(store.read(DB, "x"))
    await node.until(1)
    others = [asyncio.create_task(store.read(DB, id)) for id in ("a", "b")]
    await node.go(2 * TRIES)
    told = await asyncio.gather(first, *others, return_exceptions=True)
    assert [isinstance(one, Refusal) and one.problem.code for one in told] == ["store_unavailable"] * 3
    node.status = 200
    await node.go()
    assert (await store.read(DB, "x") or {})["name"] == "alone"


async def test_edits_that_come_meanwhile_are_written_together_and_each_is_told_of_his_own(node: Node, store: CouchStore) -> None:
    first = asyncio.create_task(store.write(DB, [edit("e0")]))
    await node.until(1)
    others = [asyncio.create_task(store.write(DB, [edit(f"e{number}"), edit(f"f{number}")])) for number in (1, 2)]
    await node.go(2)
    told = [[(one.id, one.error) for one in some] for some in await asyncio.gather(first, *others)]
    assert told == [[("e0", None)], [("e1", None), ("f1", None)], [("e2", None), ("f2", None)]]
    assert node.seen == ["POST _bulk_docs"] * 2


async def test_what_a_database_tells_of_itself_is_asked_for_once_for_all_who_ask(node: Node, store: CouchStore) -> None:
    asking = [asyncio.create_task(store.info(DB)) for _ in range(20)]
    await node.go(2)
    assert {one.uuid for one in await asyncio.gather(*asking)} == {"f" * 32}
    assert node.seen == [f"GET {DB}", "GET sohop-identity"]


async def test_what_several_databases_tell_of_themselves_goes_in_one_request_and_a_missing_one_spoils_nothing(
    node: Node, store: CouchStore
) -> None:
    first = asyncio.create_task(store.info("a"))
    await node.until(1)
    others = [asyncio.create_task(store.info(name)) for name in ("b", "c", "no")]
    await turns()
    assert node.seen == ["GET a"]
    await node.go(6)
    assert (await first).name == "a"
    b, c, missing = await asyncio.gather(*others, return_exceptions=True)
    assert [one.name for one in (b, c) if isinstance(one, DatabaseInfo)] == ["b", "c"] and isinstance(missing, NoSuchDatabase)
    assert [one for one in node.bodies if one] == [{"keys": ["b", "c", "no"]}]
    assert [one for one in node.seen if one != "GET sohop-identity"] == ["GET a", "POST _dbs_info", "GET no"]


async def test_what_was_asked_before_a_write_is_not_taken_for_what_is_after_it(node: Node, store: CouchStore) -> None:
    before = asyncio.create_task(store.info(DB))
    await node.until(1)
    written = asyncio.create_task(store.write(DB, [edit("x")]))
    await node.until(2)
    # The node lets requests through in the order in which they came: what it tells of the database is older than the write.
    await node.go(3)
    await asyncio.gather(before, written)
    await node.go(2)
    assert (await store.info(DB)).update_seq == "1-x"


async def test_a_question_that_hangs_holds_up_nobody_for_long() -> None:
    hangs, asked = asyncio.Event(), list[list[int]]()

    async def ask(db: str, questions: Sequence[int]) -> list[int]:
        asked.append(list(questions))
        if 0 in questions:
            await hangs.wait()
        return [2 * one for one in questions]

    together = Together(ask, most=2, patience=0.05)
    first = asyncio.create_task(together.of(DB, 0))
    await turns()
    assert await asyncio.gather(*(together.of(DB, number) for number in range(1, 6))) == [2, 4, 6, 8, 10]
    assert asked == [[0], [1, 2], [3, 4], [5]] and not first.done()
    hangs.set()
    assert await first == 0
    assert await together.of(DB, 7) == 14
    await together.close()


async def test_who_still_waits_at_the_end_is_told_that_it_is_over() -> None:
    async def ask(db: str, questions: Sequence[int]) -> list[int]:
        await asyncio.Event().wait()
        return []

    together = Together(ask, most=1, patience=0.0)
    tasks = [asyncio.create_task(together.of(DB, number)) for number in range(4)]
    await turns()
    await together.close()
    done, _ = await asyncio.wait(tasks[1:], timeout=60)
    assert len(done) == 3 and all(task.cancelled() for task in done)
    tasks[0].cancel()
