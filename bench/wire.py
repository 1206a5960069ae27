"""A TCP proxy on loopback that counts every byte it carries and, where asked, carries them as slowly as an EDGE line.

Counts are of what TCP carries (request lines, headers and bodies in both directions), not of TCP/IP headers. There is no TLS.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A line: `rate` in bits a second each way (0: as fast as it goes), `round_trip` in seconds."""

    rate: int = 0
    round_trip: float = 0.0


EDGE = Link(rate=100_000, round_trip=0.8)


@dataclass(slots=True)
class Count:
    """Bytes since the last reset, from the client's side."""

    up: int = 0
    down: int = 0
    connections: int = 0

    @property
    def total(self) -> int:
        return self.up + self.down


class CountingProxy:
    """`async with CountingProxy(port_of_the_server) as proxy:` then talk to `proxy.port`."""

    def __init__(self, target: int, link: Link = Link()) -> None:
        self._target = target
        self._link = link
        self.count = Count()
        self.port = 0

    async def __aenter__(self) -> CountingProxy:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    def reset(self) -> Count:
        """The count so far; counting starts again."""
        before, self.count = self.count, Count()
        return before

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.count.connections += 1
        await asyncio.sleep(self._link.round_trip)  # the TCP handshake
        try:
            upstream, to_server = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._carry(reader, to_server, "up"), self._carry(upstream, writer, "down"))

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, way: str) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while data := await source.read(1460):
                setattr(self.count, way, getattr(self.count, way) + len(data))
                if self._link.rate:
                    await asyncio.sleep(len(data) * 8 / self._link.rate)
                if self._link.round_trip:
                    asyncio.get_running_loop().call_later(self._link.round_trip / 2, target.write, data)
                else:
                    target.write(data)
                    await target.drain()
        if self._link.round_trip:
            await asyncio.sleep(self._link.round_trip / 2)
        with contextlib.suppress(OSError):
            target.close()
