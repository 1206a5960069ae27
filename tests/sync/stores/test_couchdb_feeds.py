"""The feeds of the CouchDB store: sequences are opaque and may rewind, long polls are shared and end with the last who waits,
and a CouchDB without `_db_updates` is followed all the same. Against a small server of our own, so it runs everywhere."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from sync.stores.couchdb import updates
from tests.sync.stores.contract import DB, A, B, C
from tests.sync.stores.test_couchdb_faults import opened, serving

PLACES = ["9-g1AAA/+= %&", "10-g2wAAAAC", "11-ø"]
"""Sequences as a cluster might make them: nothing can be read out of them."""


class Feed:
    """A CouchDB of which only the feeds work: three documents, and long polls that wait for `moved`."""

    def __init__(self) -> None:
        self.places = list(PLACES)
        self.moved = asyncio.Event()
        self.polls = 0
        self.open = 0
        self.since: list[str] = []
        self.names: dict[str, int] = {DB: 1}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path.endswith("_changes"):
            return await self._changes(request)
        if request.path == "/_all_dbs":
            return web.json_response(sorted(self.names))
        if request.path == "/_dbs_info":
            keys = (await request.json())["keys"]
            return web.json_response([{"key": key, "info": {"update_seq": f"{self.names[key]}-q"}} for key in keys])
        return web.json_response({"error": "not_found", "reason": "missing"}, status=404)

    async def _changes(self, request: web.Request) -> web.StreamResponse:
        since, limit = request.query["since"], int(request.query.get("limit", 99))
        self.since.append(since)
        if since not in ("0", *self.places):
            return web.json_response({"error": "bad_request", "reason": "Malformed sequence"}, status=400)
        rows = self._rows(since)
        if request.query.get("feed") == "longpoll" and not rows:
            self.polls += 1
            self.open += 1
            try:
                await self.moved.wait()
            finally:
                self.open -= 1
            rows = self._rows(since)
        told = rows[:limit]
        last = told[-1]["seq"] if told else since
        return web.json_response({"results": told, "last_seq": last, "pending": len(rows) - len(told)})

    def _rows(self, since: str) -> list[dict[str, object]]:
        after = self.places.index(since) + 1 if since in self.places else 0
        return [{"seq": seq, "id": f"d{seq[:2]}", "changes": [{"rev": "1-" + A}]} for seq in self.places[after:]]


async def eventually(holds: object) -> None:
    async with asyncio.timeout(60):
        while not holds():  # type: ignore[operator]
            await asyncio.sleep(0.005)


async def test_opaque_sequences_go_back_as_they_came() -> None:
    feed = Feed()
    async with serving(feed.answer) as url, opened(url) as store:
        since, pendings = "0", []
        for _ in PLACES:
            page = await store.changes(DB, since, limit=1)
            since = page.last_seq
            pendings.append(page.pending)
        assert feed.since == ["0", *PLACES[:2]] and since == PLACES[-1]
        assert pendings == [2, 1, 0]


async def test_a_place_couchdb_forgot_tells_everything_again() -> None:
    feed = Feed()
    async with serving(feed.answer) as url, opened(url) as store:
        page = await store.changes(DB, "12-a-node-that-is-lost")
        assert [row.seq for row in page.changes] == PLACES
        assert await store.wait_for_change(DB, "12-a-node-that-is-lost", 5) is True


async def test_leaves_are_ranked_though_the_feed_tells_them_in_any_order() -> None:
    revs = {"2-" + A: False, "2-" + C: True, "2-" + B: False}

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("_bulk_get"):
            history = {"start": 2, "ids": []}
            docs = [
                {"ok": {"_id": "x", "_rev": rev, "_revisions": {**history, "ids": [rev[2:]]}, "_deleted": gone}}
                for rev, gone in revs.items()
            ]
            return web.json_response({"results": [{"id": "x", "docs": docs}]})
        row = {"seq": "1", "id": "x", "changes": [{"rev": rev} for rev in revs], "deleted": True}
        return web.json_response({"results": [row], "last_seq": "1", "pending": 0})

    async with serving(answer) as url, opened(url) as store:
        [row] = (await store.changes(DB)).changes
        assert (row.leaves, row.deleted) == (("2-" + B, "2-" + A, "2-" + C), False)


async def test_all_who_wait_share_one_long_poll() -> None:
    feed = Feed()
    async with serving(feed.answer) as url, opened(url) as store:
        waiting = [asyncio.create_task(store.wait_for_change(DB, PLACES[-1], 30)) for _ in range(50)]
        await eventually(lambda: len(feed.since) == 51)
        feed.places.append("12-new")
        feed.moved.set()
        assert await asyncio.gather(*waiting) == [True] * 50
        assert feed.polls == 1


async def test_the_long_poll_ends_when_nobody_waits_any_more() -> None:
    feed = Feed()
    async with serving(feed.answer) as url, opened(url) as store:
        first, second = (asyncio.create_task(store.wait_for_change(DB, PLACES[-1], 30)) for _ in range(2))
        await eventually(lambda: feed.open == 1 and len(feed.since) == 3)
        first.cancel()
        await asyncio.wait([first])
        assert feed.open == 1
        second.cancel()
        await asyncio.wait([second])
        await eventually(lambda: feed.open == 0)


async def test_a_wait_that_is_in_vain_ends_in_time() -> None:
    feed = Feed()
    async with serving(feed.answer) as url, opened(url) as store:
        assert await store.wait_for_change(DB, PLACES[-1], 0.02) is False
        assert await store.wait_for_change(DB, PLACES[0], 0) is True


async def test_without_a_feed_of_databases_all_of_them_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "_LOOK_SECONDS", 0.02)
    feed = Feed()
    async with serving(feed.answer) as url, opened(url) as store:
        names, place = await store.updated_databases()
        assert names == [DB]
        waiting = asyncio.create_task(store.wait_for_update(place, 30))
        await asyncio.sleep(0)
        feed.names["ws-b"] = 1
        assert await waiting is True
        names, later = await store.updated_databases(place)
        assert names == ["ws-b"]
        del feed.names["ws-b"]
        assert await store.wait_for_update(later, 30) is True
        assert (await store.updated_databases(later))[0] == []


async def test_a_place_of_another_start_tells_every_database_again() -> None:
    feed = Feed()
    async with serving(feed.answer) as url:
        async with opened(url) as store:
            _, place = await store.updated_databases()
        async with opened(url) as store:
            assert (await store.updated_databases(place))[0] == [DB]
            assert (await store.updated_databases("now"))[0] == []
