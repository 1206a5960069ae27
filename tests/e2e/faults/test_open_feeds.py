"""Thousands of long polls at the real server: the oldest end as empty ones, the others hear what happens, memory stays bounded and
everybody else is answered. 2,400 in the suite; SOHOP_TEST_POLLS names another number (10,000 made the server grow by 94 MB, in 40 s)."""

from __future__ import annotations

import asyncio
import json
import os
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from server.couch.feeds.feed import FEEDS_PER_PERSON, PLAIN_FEEDS
from tests.e2e.small_world import small_world
from tests.support.couch.couch_peer import CouchPeer
from tests.support.server import Server
from tests.support.world import NA_DON, PASSWORD

POLLS = int(os.environ.get("SOHOP_TEST_POLLS", "2400"))
AT_ONCE = 200
BYTES_A_POLL = 64 * 1024
"""Twice what one was measured to take, with its connection."""
WORKSPACE = f"ws-{NA_DON}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < POLLS + 500:
        pytest.skip(f"this process may open {hard} files only")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, POLLS + 500), hard))
    small_world(tmp_path)
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Poll:
    """One long poll whose answer has begun."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.answer = asyncio.create_task(self._whole(reader))

    @classmethod
    async def open(cls, server: Server, db: str, basic: str) -> Poll:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        line = f"GET /couch/{db}/_changes?feed=longpoll&since=now&heartbeat=50000 HTTP/1.1"
        writer.write(f"{line}\r\nHost: x\r\nAuthorization: {basic}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), head
        return cls(reader, writer)

    async def _whole(self, reader: asyncio.StreamReader) -> Any:
        body = b""
        while size := int(await reader.readuntil(b"\r\n"), 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        return json.loads(body)

    def close(self) -> None:
        self.answer.cancel()
        self._writer.close()


@asynccontextmanager
async def open_polls(server: Server, db: str, peer: CouchPeer, count: int) -> AsyncIterator[list[Poll]]:
    """Opened one batch after the other, so that the first are the oldest."""
    polls: list[Poll] = []
    try:
        while len(polls) < count:
            some = min(AT_ONCE, count - len(polls))
            polls += await asyncio.gather(*(Poll.open(server, db, peer.basic) for _ in range(some)))
        yield polls
    finally:
        for poll in polls:
            poll.close()
        await asyncio.gather(*(poll.answer for poll in polls), return_exceptions=True)


async def ended(polls: list[Poll], count: int) -> list[Any]:
    """The answers of those that have ended, as soon as there are `count` of them."""
    async with asyncio.timeout(120):
        waiting = {poll.answer for poll in polls}
        while len(waiting) > len(polls) - count:
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    return [poll.answer.result() for poll in polls if poll.answer.done()]


async def test_an_administrator_who_opens_too_many_polls_loses_the_oldest_and_nobody_else_notices(server: Server) -> None:
    admin, other = CouchPeer(server.url, "quan-tri", PASSWORD), CouchPeer(server.url, "na-don-bi-thu", PASSWORD)
    assert admin.ask("PUT", "plain")[0] == 201
    assert other.ask("GET", WORKSPACE)[0] == 200
    before = server.memory()
    async with open_polls(server, "plain", admin, POLLS) as polls:
        empty = await ended(polls, POLLS - PLAIN_FEEDS)
        assert all(one["results"] == [] and one["pending"] == 0 for one in empty)
        admin.hang_up()  # the server has closed a connection that lay idle so long
        other.hang_up()
        grown = server.memory() - before
        print(f"{grown / POLLS:.0f} bytes a poll, {len(empty)} of {POLLS} ended")
        assert grown < POLLS * BYTES_A_POLL
        assert other.ask("GET", WORKSPACE)[0] == 200
        assert admin.ask("PUT", "plain/news", {"n": 1})[0] == 201
        told = await ended(polls, POLLS)
        assert sorted(len(one["results"]) for one in told) == [0] * len(empty) + [1] * (POLLS - len(empty))
        assert POLLS - len(empty) == PLAIN_FEEDS


async def test_a_person_has_few_polls_in_a_workspace_and_the_newest_of_them_stay(server: Server) -> None:
    person, other = CouchPeer(server.url, "na-don-bi-thu", PASSWORD), CouchPeer(server.url, "na-don-thu-ky", PASSWORD)
    assert person.ask("GET", WORKSPACE)[0] == other.ask("GET", WORKSPACE)[0] == 200
    async with (
        open_polls(server, WORKSPACE, other, 3) as others,
        open_polls(server, WORKSPACE, person, 300) as old,
        open_polls(server, WORKSPACE, person, FEEDS_PER_PERSON) as new,
    ):
        assert all(one["results"] == [] for one in await ended(old, 300))
        assert not any(poll.answer.done() for poll in [*others, *new])
        assert person.ask("GET", WORKSPACE)[0] == 200
