"""A TCP proxy on loopback that cuts every connection after so many bytes, like a signal that comes and goes.

What it carried down before a cut arrives: the line ends, it is not reset. Keeps all it carried down, connection by connection.
While it is closed it takes nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from collections.abc import Callable
from typing import Any

Limit = int | Callable[[], int]
"""Bytes a connection carries one way, 0 for no limit; or who tells them for each connection."""


class CuttingProxy:
    """`async with CuttingProxy(port of the server, up=…, down=…) as proxy:`, then talk to `proxy.url`; 0 is no limit."""

    def __init__(self, target: int, *, up: Limit = 0, down: Limit = 0) -> None:
        self._target, self._up, self._down = target, up, down
        self._tasks: set[asyncio.Task[None]] = set()
        self.carried: list[bytearray] = []
        self.cuts = 0
        self.cuts_up = 0
        """Connections that ended before all that was sent up had been carried."""
        self.url = ""
        self._closed = False

    async def __aenter__(self) -> CuttingProxy:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close_line(self) -> None:
        """End every connection and take no more."""
        self._closed = True
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)

    async def open_line(self) -> None:
        """Take connections again."""
        self._closed = False

    def whole_lines(self) -> list[dict[str, Any]]:
        """Every portion of every answer of which the whole line has been carried, in order."""
        return [
            json.loads(line) for data in self.carried for body in _bodies(bytes(data)) for line in body if b'"cursor"' in line
        ]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self._closed:
                raise ConnectionRefusedError
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:  # the server is down, or so it looks
            writer.close()
            return
        carried = bytearray()
        self.carried.append(carried)
        ways = [
            asyncio.create_task(self._carry(reader, to_server, _told(self._up), None)),
            asyncio.create_task(self._carry(from_server, writer, _told(self._down), carried)),
        ]
        for way in ways:
            self._tasks.add(way)
            way.add_done_callback(self._tasks.discard)
        # Both ways end with the first: what is under way in the other is lost.
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        self.cuts_up += not ways[0].done()
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for end in (writer, to_server):
            end.close()
            with contextlib.suppress(OSError):
                await end.wait_closed()

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, limit: int, keep: bytearray | None
    ) -> None:
        done = 0
        with contextlib.suppress(OSError):
            while data := await source.read(1460):
                data = data[: limit - done] if limit else data
                done += len(data)
                if keep is not None:
                    keep += data
                target.write(data)
                await target.drain()
                if limit and done >= limit:
                    self.cuts += 1
                    self.cuts_up += keep is None
                    return


def _told(limit: Limit) -> int:
    return limit if isinstance(limit, int) else limit()


def _bodies(data: bytes) -> list[list[bytes]]:
    """The complete lines of each answer on a connection that may end anywhere."""
    found = []
    while b"\r\n\r\n" in data:
        head, _, data = data.partition(b"\r\n\r\n")
        told = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])}
        whole, body = True, b""
        if told.get(b"transfer-encoding") == b"chunked":
            whole, body, data = _unchunked(data)
        else:
            length = int(told.get(b"content-length", b"0"))
            whole, body, data = len(data) >= length, data[:length], data[length:]
        if told.get(b"content-encoding") == b"gzip":
            body = zlib.decompressobj(31).decompress(body)
        *lines, rest = body.split(b"\n")
        found.append([*lines, rest] if rest and whole else lines)
    return found


def _unchunked(data: bytes) -> tuple[bool, bytes, bytes]:
    """Whether the body is whole, the body, and what comes after it."""
    body = b""
    while b"\r\n" in data:
        size, _, rest = data.partition(b"\r\n")
        length = int(size, 16)
        if length == 0:
            return True, body, rest[2:]
        body, data = body + rest[:length], rest[length + 2 :]
    return False, body, b""
