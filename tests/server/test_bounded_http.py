"""A request that does not come, comes for ever or has an endless head is given up; nothing else is, however long it takes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from server.bounded_http import BoundedHttp, HttpLimits

PATIENT = HttpLimits(silence=60, whole=60, slowest=10**9)
HEAD = b"POST /%s HTTP/1.1\r\nHost: x\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


class Site:
    """`/read` answers with the length of the body, `/late` does so when `may_go_on` is set, without looking at it before; tells of
    bodies that broke off."""

    def __init__(self, limits: HttpLimits) -> None:
        self.may_go_on = asyncio.Event()
        self.broken = 0
        protocol = type("Bounded", (BoundedHttp,), {"limits": limits})
        self.listening = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(
            self.answer, http=protocol, interface="asgi3", log_level="warning", lifespan="off",
            timeout_graceful_shutdown=1,
        )  # fmt: skip
        self.server = uvicorn.Server(config)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/late":
            await self.may_go_on.wait()
        length, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.broken += 1
                return
            length, more = length + len(message.get("body", b"")), message.get("more_body", False)
        body = str(length).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]})
        await send({"type": "http.response.body", "body": body})

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = self.listening.getsockname()
        return await asyncio.open_connection(host, port)

    async def told(self, *pieces: bytes) -> bytes:
        """What comes back until the server closes, after `pieces` and no end."""
        reader, writer = await self.connect()
        writer.writelines(pieces)
        told = await reader.read()
        writer.close()
        return told

    async def is_well(self) -> bool:
        reader, writer = await self.connect()
        writer.write(HEAD % b"read" + b"Content-Length: 2\r\n\r\nok")
        told = await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(1)
        writer.close()
        return told.startswith(b"HTTP/1.1 200") and told.endswith(b"2")


class Serving:
    """`async with Serving(limits) as site:`"""

    def __init__(self, limits: HttpLimits) -> None:
        self.site = Site(limits)

    async def __aenter__(self) -> Site:
        with without_signals(self.site.server):
            self.task = asyncio.create_task(self.site.server.serve(sockets=[self.site.listening]))
        return self.site

    async def __aexit__(self, *_: object) -> None:
        self.site.may_go_on.set()
        self.site.server.should_exit = True
        await self.task


@contextmanager
def without_signals(server: uvicorn.Server) -> Iterator[None]:
    @contextmanager
    def nothing() -> Iterator[None]:
        yield

    server.capture_signals = nothing  # type: ignore[method-assign]
    yield


@pytest.fixture
async def hasty() -> AsyncIterator[Site]:
    """Gives up after 0.2 s without a byte."""
    async with Serving(HttpLimits(silence=0.2, whole=60, slowest=10**9)) as site:
        yield site


async def test_a_connection_that_says_nothing_is_closed_without_a_word(hasty: Site) -> None:
    assert await hasty.told() == b""
    assert await hasty.is_well()


@pytest.mark.parametrize(
    "begun",
    [b"PO", HEAD % b"read", HEAD % b"read" + b"Content-Length: 9\r\n\r\nhalf", CHUNKED % b"read" + b"4\r\nhalf\r\n"],
    ids=["in its first line", "in its head", "in its body", "between chunks"],
)
async def test_a_request_that_stops_is_answered_with_408_and_closed(begun: bytes, hasty: Site) -> None:
    assert (await hasty.told(begun)).startswith(b"HTTP/1.1 408 ")
    assert await hasty.is_well()


async def test_a_request_that_stops_behind_one_that_is_being_answered_gets_no_answer_in_its_place(hasty: Site) -> None:
    whole = HEAD % b"late" + b"Content-Length: 0\r\n\r\n"
    assert await hasty.told(whole, HEAD % b"read") == b""


async def test_whoever_reads_a_body_that_is_given_up_learns_that_it_broke_off(hasty: Site) -> None:
    await hasty.told(HEAD % b"read" + b"Content-Length: 9\r\n\r\nhalf")
    async with asyncio.timeout(60):
        while not hasty.broken:
            await asyncio.sleep(0)


async def test_a_body_that_never_ends_is_cut_after_its_time_though_bytes_keep_coming() -> None:
    async with Serving(HttpLimits(silence=2, whole=0.3, slowest=10**9)) as site:
        reader, writer = await site.connect()
        writer.write(CHUNKED % b"read")
        answer = asyncio.create_task(reader.read())
        while not answer.done():
            writer.write(b"1\r\nx\r\n")
            await asyncio.wait({answer}, timeout=0.01)
        assert (await answer).startswith(b"HTTP/1.1 408 ")
        writer.close()
        assert await site.is_well()


@pytest.mark.parametrize(
    "begun",
    [HEAD % b"read" + b"X: ", HEAD % b"read", b"GET /", CHUNKED % b"read" + b"0\r\n", CHUNKED % b"read" + b"1;"],
    ids=["one header", "many headers", "a path", "trailers", "an extension of a chunk"],
)
async def test_a_hundred_megabytes_of_head_are_not_taken(begun: bytes) -> None:
    async with Serving(PATIENT) as site:
        _reader, writer = await site.connect()
        piece = b"X: yyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n" * 2048 if begun.endswith(b"\r\n") else b"y" * 65_536
        writer.write(begun)
        sent = 0
        try:
            while sent < 100 * 1024 * 1024:
                writer.write(piece)
                sent += len(piece)
                await writer.drain()
            raise AssertionError("it takes all of it")
        except ConnectionError:
            pass
        writer.close()
        assert await site.is_well()


async def test_a_head_that_is_too_large_is_answered_with_431() -> None:
    async with Serving(PATIENT) as site:
        reader, writer = await site.connect()
        # Much of it lies unread when the server has had enough, and its answer comes all the same.
        writer.write(HEAD % b"read" + b"X: " + b"y" * 500_000)
        assert (await reader.read()).startswith(b"HTTP/1.1 431 ")
        writer.close()


async def test_a_body_sent_byte_by_byte_is_not_taken_for_a_large_head() -> None:
    async with Serving(PATIENT) as site:
        reader, writer = await site.connect()
        writer.write(CHUNKED % b"read" + b"1\r\nx\r\n" * 40_000 + b"0\r\n\r\n")
        assert (await reader.readuntil(b"40000")).startswith(b"HTTP/1.1 200")
        writer.close()


async def test_an_answer_may_take_longer_than_a_request(hasty: Site) -> None:
    reader, writer = await hasty.connect()
    writer.write(HEAD % b"late" + b"Content-Length: 4\r\n\r\nbody")
    await outlive(hasty)
    hasty.may_go_on.set()
    assert (await reader.readuntil(b"\r\n\r\n4")).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_a_body_that_waits_for_us_is_not_given_up(hasty: Site) -> None:
    reader, writer = await hasty.connect()
    writer.write(HEAD % b"late" + b"Content-Length: 10000000\r\n\r\n" + b"x" * 10_000_000)
    await outlive(hasty)
    hasty.may_go_on.set()
    assert (await reader.readuntil(b"\r\n\r\n10000000")).startswith(b"HTTP/1.1 200")
    writer.close()


async def outlive(site: Site) -> None:
    """Until connections that came later have been given up, twice one after the other."""
    for _ in range(2):
        assert (await site.told(b"PO")).startswith(b"HTTP/1.1 408 ")
