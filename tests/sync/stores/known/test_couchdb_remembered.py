"""Revisions remembered by their names: never more than there is room for, never of a database that is gone, and CouchDB is asked only
for the others. What is told is held against CouchDB's own answers in `contract_feeds.py`."""

from __future__ import annotations

from aiohttp import web

from sync.ports import Change
from sync.stores.couchdb.known.remembered import LARGEST, Remembered
from tests.sync.stores.contract import DB, A, B, C, replicated
from tests.sync.stores.test_couchdb_faults import opened, serving


def test_what_was_used_longest_ago_gives_way() -> None:
    kept = Remembered(most_bytes=1_000)
    for number in range(4):
        kept.take(DB, f"x{number}", "1-a", b'{"n":%d}' % number)
    assert kept.find(DB, "x0", "1-a") == {"n": 0}
    kept.take(DB, "x4", "1-a", b'{"n":4}')
    assert [kept.find(DB, f"x{number}", "1-a") for number in range(5)] == [{"n": 0}, None, {"n": 2}, {"n": 3}, {"n": 4}]


def test_what_is_large_is_not_kept_and_what_is_taken_again_counts_once() -> None:
    kept = Remembered(most_bytes=2 * LARGEST)
    kept.take(DB, "large", "1-a", b"[" + b" " * LARGEST + b"]")
    for _ in range(1_000):
        kept.take(DB, "x", "1-a", b'{"n":1}')
    assert kept.find(DB, "large", "1-a") is None and kept.find(DB, "x", "1-a") == {"n": 1}


def test_nothing_is_known_of_a_database_that_is_gone_and_what_is_told_is_ones_own() -> None:
    kept = Remembered()
    kept.take(DB, "x", "1-a", b'{"n":1}')
    kept.take("other", "x", "1-a", b'{"n":2}')
    (kept.find("other", "x", "1-a") or {})["n"] = "changed"
    kept.forget(DB)
    assert kept.find(DB, "x", "1-a") is None and kept.find("other", "x", "1-a") == {"n": 2}


async def test_only_what_is_not_remembered_is_asked_for() -> None:
    asked: list[list[str]] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            return web.json_response({"cluster": {"n": 1}})
        body = await request.json()
        if request.path.endswith("_revs_diff"):
            return web.json_response({id: {"missing": revs} for id, revs in body.items()})
        if request.path.endswith("_bulk_docs"):
            return web.json_response([], status=201)
        ids = [one["id"] for one in body["docs"]]
        asked.append(ids)
        leaves = [{"_id": id, "_rev": "1-" + B, "_revisions": {"start": 1, "ids": [B]}, "by": "another server"} for id in ids if id != "w"]
        return web.json_response({"results": [{"id": one["_id"], "docs": [{"ok": one}]} for one in leaves]})

    async with serving(answer) as url, opened(url) as store:
        await store.write(DB, [replicated("x", A, n=1), replicated("y", A, n=2)])
        rows = [Change("1", "x", ("1-" + A,), False), Change("2", "y", ("1-" + B, "1-" + A), False), Change("3", "w", ("1-" + C,), False)]
        found = await store.leaves_at(DB, rows)
        assert found["x"] == [{"_id": "x", "_rev": "1-" + A, "_revisions": {"start": 1, "ids": [A]}, "n": 1}]
        assert [leaf["_rev"] for leaf in found["y"]] == ["1-" + B] and "w" not in found
        assert asked == [["y", "w"]]
        assert await store.leaves_at(DB, rows[:1]) == {"x": found["x"]} and len(asked) == 1
