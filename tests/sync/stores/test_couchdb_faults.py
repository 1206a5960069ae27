"""The CouchDB store when the node is away, cuts its answers, sends elsewhere or knows us no more: what is tried again, what
is never done twice, and what is told. Against small servers of our own, so it runs everywhere."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import BasicAuth, web

from sync.domain.errors import NoSuchDatabase, Refusal
from sync.stores.couchdb.address import Address, document_path
from sync.stores.couchdb.store import CouchStore
from sync.stores.couchdb.wire import Patience
from tests.sync.stores.contract import DB, A, edit, replicated

HASTY = Patience(connect=1.0, read=2.0, tries=3, pause=0.01)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
DOCUMENT = {"_id": "x", "_rev": "1-" + A, "n": 1}


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """A server that answers everything with `answer`; gives its address."""
    runner = web.ServerRunner(web.Server(answer, handler_cancellation=True), shutdown_timeout=0.1)  # type: ignore[arg-type]
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def opened(url: str, **how: object) -> AsyncIterator[CouchStore]:
    store = CouchStore(url, patience=HASTY, **how)  # type: ignore[arg-type]
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def cutting(whole: bytes, cuts: int) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that hangs up in the middle of its first `cuts` answers; gives its address and the requests it got."""
    got: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        got.append(head + await reader.readexactly(length))
        part = whole[: len(whole) // 2] if len(got) <= cuts else whole
        lines = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(whole)}\r\nConnection: close\r\n\r\n"
        writer.write(lines.encode() + part)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", got


async def code_of(call: Awaitable[object]) -> str:
    with pytest.raises(Refusal) as told:
        await call
    return told.value.problem.code


async def test_a_node_that_is_away_is_told_by_every_plane() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with opened(f"http://127.0.0.1:{port}/") as store:
        for call in (
            store.read(DB, "x"), store.write(DB, [edit("x")]), store.create_database(DB), store.databases(), store.settings(DB),
            store.changes(DB), store.wait_for_change(DB, "0", 5), store.wait_for_update("0", 5), store.prepare(),
        ):  # fmt: skip
            assert await code_of(call) == "store_unavailable"


async def test_an_answer_that_is_cut_is_asked_for_again() -> None:
    async with cutting(json.dumps(DOCUMENT).encode(), 2) as (url, got), opened(url) as store:
        assert await store.read(DB, "x") == DOCUMENT
        assert len(got) == 3


async def test_a_node_that_always_cuts_is_given_up() -> None:
    async with cutting(json.dumps(DOCUMENT).encode(), 99) as (url, got), opened(url) as store:
        assert await code_of(store.read(DB, "x")) == "store_unavailable"
        assert len(got) == HASTY.tries


async def test_an_edit_whose_answer_is_cut_is_not_sent_twice() -> None:
    async with cutting(b'[{"ok":true,"id":"x","rev":"1-a"}]', 99) as (url, got), opened(url) as store:
        assert await code_of(store.write(DB, [edit("x")])) == "store_unavailable"
        assert len(got) == 1 and b"_bulk_docs" in got[0]


async def test_a_replicated_write_whose_answer_is_cut_is_sent_again() -> None:
    posts: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            return web.json_response({"cluster": {"n": 1}})
        posts.append(request.path)
        if request.path.endswith("_revs_diff"):
            return web.json_response({"x": {"missing": ["1-" + A]}})
        if len(posts) < 4:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response([], status=201)

    async with serving(answer) as url, opened(url) as store:
        [told] = await store.write(DB, [replicated("x", A)])
        assert (told.error, told.new) == (None, True)
        assert posts == [f"/{DB}/_revs_diff", *[f"/{DB}/_bulk_docs"] * 3]


async def test_a_passing_failure_is_waited_out_and_a_lasting_one_told() -> None:
    asked = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        if request.path.endswith("/never") or asked < 3:
            return web.json_response({"error": "timeout"}, status=503)
        return web.json_response(DOCUMENT)

    async with serving(answer) as url, opened(url) as store:
        assert await store.read(DB, "x") == DOCUMENT
        assert await code_of(store.read(DB, "never")) == "store_unavailable"


async def test_a_silent_node_is_not_waited_for_for_ever() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        raise AssertionError

    async with serving(answer) as url:
        store = CouchStore(url, patience=Patience(read=0.05, tries=2, pause=0.01))
        assert await code_of(store.read(DB, "x")) == "store_unavailable"
        await store.close()


async def test_no_redirect_is_followed() -> None:
    visited: list[str] = []

    async def elsewhere(request: web.Request) -> web.StreamResponse:
        visited.append(request.path)
        return web.json_response(DOCUMENT)

    async with serving(elsewhere) as other:

        async def answer(request: web.Request) -> web.StreamResponse:
            raise web.HTTPFound(other)

        async with serving(answer) as url, opened(url) as store:
            assert await code_of(store.read(DB, "x")) == "store_unavailable"
            assert await code_of(store.settings(DB)) == "store_unavailable"
    assert visited == []


def guarded(password: Callable[[], str]) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        told = BasicAuth.decode(request.headers.get("Authorization", "Basic Og=="), encoding="utf-8")
        if (told.login, told.password) != ("sổ-họp", password()):
            return web.json_response({"error": "unauthorized", "reason": "Name or password is incorrect."}, status=401)
        return web.json_response(1000 if request.path.endswith("_revs_limit") else DOCUMENT)

    return answer


async def test_a_password_that_changes_is_asked_for_again() -> None:
    present = "một"

    async with serving(guarded(lambda: present)) as url, opened(url, credentials=lambda: ("sổ-họp", present)) as store:
        assert await store.read(DB, "x") == DOCUMENT
        assert (await store.settings(DB)).revs_limit == 1000
        present = "hai"
        assert await store.read(DB, "x") == DOCUMENT
        present = "ba"
        assert (await store.settings(DB)).revs_limit == 1000


async def test_a_log_in_that_is_refused_is_told_and_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    address = "http://s%E1%BB%95-h%E1%BB%8Dp:bi-mat-cu@"
    async with serving(guarded(lambda: "mới")) as url, opened(url.replace("http://", address)) as store:
        assert await code_of(store.read(DB, "x")) == "store_unavailable"
        assert await code_of(store.settings(DB)) == "store_unavailable"
    assert caplog.records and "bi-mat-cu" not in caplog.text


async def test_one_document_couchdb_will_not_take_stops_no_other() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            return web.json_response({"cluster": {"n": 1}})
        if request.path.endswith("_revs_diff"):
            return web.json_response({id: {"missing": ["1-" + A]} for id in "xyz"})
        docs = (await request.json())["docs"]
        if any(one["_id"] == "y" for one in docs):
            return web.json_response({"error": "document_too_large", "reason": "y"}, status=413)
        return web.json_response([], status=201)

    async with serving(answer) as url, opened(url) as store:
        told = await store.write(DB, [replicated(id, A) for id in "xyz"])
        assert [one.error for one in told] == [None, "document_too_large", None]


async def test_a_missing_database_is_told_from_a_missing_document() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        gone = request.path.startswith("/no/")
        return web.json_response({"reason": "Database does not exist." if gone else "missing"}, status=404)

    async with serving(answer) as url, opened(url) as store:
        assert await store.read(DB, "x") is None
        with pytest.raises(NoSuchDatabase):
            await store.read("no", "x")


def test_an_address_keeps_its_password_to_itself() -> None:
    address = Address("http://admin:b%C3%AD%20m%E1%BA%ADt@[::1]:5984/couch/", "sohop-")
    assert address.credentials == ("admin", "bí mật")
    assert repr(address) == "Address('http://[::1]:5984/couch', 'sohop-')"
    for wrong in ("couch:5984", "ftp://host/", "http://"):
        with pytest.raises(ValueError, match="address"):
            Address(wrong)


@pytest.mark.parametrize(
    ("id", "path"),
    [
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("ă", "%C4%83"),
        ("_design/x/y", "_design/x%2Fy"),
        ("..", "%2E%2E"),
        ("receipt:1", "receipt%3A1"),
    ],
)
def test_ids_become_paths(id: str, path: str) -> None:
    assert document_path(id) == path
