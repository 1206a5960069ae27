"""The portions of an answer on the wire: each can be read when it has come, and what fails in between ends the connection."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from server.replication.portions import COMPRESS_FROM, Packer, line, packed
from sync.domain.documents import workspace
from sync.domain.errors import Problem, Refusal
from sync.ports import Json, Write
from sync.stores.memory import MemoryStore
from sync.usecases.accept_papers import Verdict
from sync.usecases.exchange import Portion
from tests.support.phone import a_paper
from tests.support.site import Running, running
from tests.support.world import NA_DON

AUTHOR = "na-don-bi-thu"


def a_meeting(number: int) -> Json:
    key = f"{2000 + number // 12}-{number % 12 + 1:02}:regular:1"
    return a_paper("meeting", key, {"place": f"Nhà văn hóa {number} " * 30}, unit=NA_DON, author=AUTHOR)


class Wire:
    """Calls the application as a server would and keeps what it sends, message by message."""

    def __init__(self, world: Running, cookie: str, coding: str) -> None:
        self._world, self._cookie, self._coding = world, cookie, coding
        self.messages: list[dict[str, Any]] = []

    async def exchange(self) -> None:
        headers = {"host": "sohop.test", "content-type": "application/json", "cookie": self._cookie, "accept-encoding": self._coding,
                   "origin": "http://sohop.test"}  # fmt: skip
        scope = {"type": "http", "method": "POST", "path": "/sync", "raw_path": b"/sync", "query_string": b"", "scheme": "http",
                 "headers": [(name.encode(), value.encode()) for name, value in headers.items()], "http_version": "1.1",
                 "server": ("sohop.test", 80), "client": ("127.0.0.1", 1), "root_path": ""}  # fmt: skip

        async def receive() -> Any:
            return {"type": "http.request", "body": b'{"cursor": "", "docs": []}', "more_body": False}

        async def send(message: Any) -> None:
            self.messages.append(message)

        await self._world.site(scope, receive, send)

    @property
    def bodies(self) -> list[bytes]:
        return [message["body"] for message in self.messages if message["type"] == "http.response.body"]

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.messages[0]["headers"])


async def _wire(world: Running, coding: str, count: int = 60) -> Wire:
    await world.store.write(workspace(NA_DON), [Write(a_meeting(number)) for number in range(count)])
    phone = await world.phone(AUTHOR)
    return Wire(world, "; ".join(f"{name}={value}" for name, value in phone.cookies.items()), coding)


async def test_every_piece_can_be_unpacked_to_whole_lines_as_soon_as_it_has_come(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        wire = await _wire(world, "gzip, deflate, br")
        await wire.exchange()
    assert wire.headers[b"content-encoding"] == b"gzip" and b"content-length" not in wire.headers
    inflater, ids = zlib.decompressobj(31), list[str]()
    for body in wire.bodies[:-1]:
        text = inflater.decompress(body)
        assert text.endswith(b"\n") and text.count(b"\n") == 1
        ids += [change["_id"] for change in json.loads(text)["changes"]]
    assert inflater.decompress(wire.bodies[-1]) == b"" and inflater.eof
    assert ids == [a_meeting(number)["_id"] for number in range(60)] and len(wire.bodies) > 5


async def test_without_compression_the_lines_are_the_same(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        plain, zipped = await _wire(world, "identity"), await _wire(world, "gzip", 0)
        await plain.exchange()
        await zipped.exchange()
    assert b"content-encoding" not in plain.headers
    changes = [[json.loads(one)["changes"] for one in text.splitlines()]
               for text in (b"".join(plain.bodies), gzip.decompress(b"".join(zipped.bodies)))]  # fmt: skip
    assert changes[0] == changes[1]


async def test_portions_are_made_as_they_are_sent(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        wire, read = await _wire(world, "identity"), list[int]()
        leaves_of = MemoryStore.leaves_of

        async def counting(self: MemoryStore, db: str, ids: Sequence[str]) -> dict[str, list[Json]]:
            read.append(len(wire.messages))
            return await leaves_of(self, db, ids)

        await world.store.write(workspace(NA_DON), [Write(a_meeting(number)) for number in range(60, 200)])
        world.store.leaves_of = counting.__get__(world.store)  # type: ignore[method-assign]
        await wire.exchange()
    assert read[0] == 0 and read[-1] > 10, "everything was read before the first portion was sent"


def _fail_once_begun(world: Running, wire: Wire, error: Exception) -> None:
    """Have the store fail as soon as the answer has begun."""
    leaves_of = MemoryStore.leaves_of

    async def failing(self: MemoryStore, db: str, ids: Sequence[str]) -> dict[str, list[Json]]:
        if wire.messages:
            raise error
        return await leaves_of(self, db, ids)

    world.store.leaves_of = failing.__get__(world.store)  # type: ignore[method-assign]


async def test_what_fails_in_the_middle_leaves_the_answer_without_its_end(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        wire = await _wire(world, "identity", 200)
        _fail_once_begun(world, wire, OSError("disk I/O error"))
        with pytest.raises(OSError, match="disk"):
            await wire.exchange()
    assert all(json.loads(body)["changes"] for body in wire.bodies)
    assert wire.messages[-1]["more_body"], "the answer looks whole"


async def test_a_store_that_goes_away_in_the_middle_cuts_the_answer_short_with_one_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(tmp_path) as world:
        wire = await _wire(world, "identity", 200)
        _fail_once_begun(world, wire, Refusal("store_unavailable"))
        caplog.clear()
        await wire.exchange()
        told = [one for one in caplog.records if "/sync" in one.getMessage()]
    assert wire.messages[-1]["more_body"], "the answer looks whole"
    assert [(one.getMessage(), one.exc_info) for one in told] == [("POST /sync is cut short: store_unavailable", None)]


async def test_what_fails_before_the_first_byte_is_told_as_ever(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        wire = await _wire(world, "identity")

        async def failing(self: MemoryStore, db: str, ids: Sequence[str]) -> dict[str, list[Json]]:
            raise OSError("disk I/O error")

        world.store.leaves_of = failing.__get__(world.store)  # type: ignore[method-assign]
        await wire.exchange()
    assert wire.messages[0]["status"] == 500
    assert json.loads(b"".join(wire.bodies))["error"]["code"] == "internal"


def test_an_id_that_is_no_text_goes_back_as_an_escape() -> None:
    told = line(Portion("c", [Verdict("u", "x\ud800", "1-a", Problem("text_malformed"))], [b'{"_id":"\xc4\x91"}']), "vi", "now")
    assert json.loads(told)["results"][0]["id"] == "x\ud800" and json.loads(told)["changes"] == [{"_id": "đ"}]


def test_members_without_anything_in_them_are_told_in_the_first_portion_only() -> None:
    first, later = json.loads(line(Portion("c"), "vi", "now")), json.loads(line(Portion("c"), "vi"))
    assert first == {"cursor": "c", "more": True, "now": "now", "results": [], "changes": []}
    assert later == {"cursor": "c", "more": True}


def test_a_short_answer_is_not_made_longer_by_compression() -> None:
    short, long = b"x" * (COMPRESS_FROM - 1), b"x" * COMPRESS_FROM
    assert packed(short, True)[0] == short and packed(long, False)[0] == long
    body, headers = packed(long, True)
    assert gzip.decompress(body) == long and dict(headers)[b"content-length"] == str(len(body)).encode()
    assert Packer(False).headers == [] and Packer(False).end() == b""
