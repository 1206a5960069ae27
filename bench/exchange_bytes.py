"""Bytes and requests of an exchange, counted on the wire: idle, one edited paper, a first sync of 1,000 papers.

Twice: over HTTP/1.1 as `make run` serves it, and over HTTP/2 on a warm connection, as behind a TLS proxy (here without TLS, by
hypercorn), with the request headers that Chromium sends.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import dataclass
from typing import Any

import h2.config
import h2.connection
import h2.events

from bench.wire import Count, CountingProxy

CHROMIUM_HEADERS = (
    ("sec-ch-ua-platform", '"Android"'),
    ("user-agent", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36"),
    ("sec-ch-ua", '"Chromium";v="156", "Not_A Brand";v="24"'),
    ("sec-ch-ua-mobile", "?1"),
    ("accept", "*/*"),
    ("sec-fetch-site", "same-origin"),
    ("sec-fetch-mode", "cors"),
    ("sec-fetch-dest", "empty"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("accept-language", "vi"),
)
"""What Chromium 156 on Android adds to a same-origin fetch with `referrerPolicy: "no-referrer"`."""


@dataclass(slots=True)
class Spent:
    """What one scenario cost."""

    requests: int
    count: Count

    def __str__(self) -> str:
        plural = "request" if self.requests == 1 else "requests"
        return f"{self.requests} {plural}, {self.count.up:,} B up + {self.count.down:,} B down = {self.count.total:,} B"


def packed(cursor: str, docs: list[Any]) -> tuple[bytes, dict[str, str]]:
    """The body of an exchange as the phone packs it, and the headers that say how."""
    text = json.dumps({"cursor": cursor, "device": "01JTESTPHONE", "clock": "2026-11-10T08:00:00.000+07:00", "docs": docs},
                      ensure_ascii=False, separators=(",", ":")).encode()  # fmt: skip
    headers = {"content-type": "application/json"}
    if len(text) < 300:
        return text, headers
    return gzip.compress(text, 6), {**headers, "content-encoding": "gzip"}


class Http1:
    """A kept connection that speaks HTTP/1.1 with Chromium's headers."""

    def __init__(self, proxy: CountingProxy, cookie: str) -> None:
        self._proxy, self._cookie = proxy, cookie

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._proxy.port)

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        origin = f"http://127.0.0.1:{self._proxy.port}"
        lines = [f"POST {path} HTTP/1.1", f"Host: {origin[7:]}", "Connection: keep-alive", f"Content-Length: {len(body)}",
                 *(f"{name}: {value}" for name, value in (*CHROMIUM_HEADERS, ("origin", origin), ("cookie", self._cookie))),
                 *(f"{name}: {value}" for name, value in headers.items())]  # fmt: skip
        self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        told = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        text = await (self._chunks() if "chunked" in told.get("transfer-encoding", "") else self._plain(told))
        return int(head[0].split()[1]), gzip.decompress(text) if told.get("content-encoding") == "gzip" else text

    async def _plain(self, told: dict[str, str]) -> bytes:
        return await self._reader.readexactly(int(told.get("content-length", "0")))

    async def _chunks(self) -> bytes:
        text = b""
        while size := int((await self._reader.readuntil(b"\r\n")).partition(b";")[0], 16):
            text += (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readuntil(b"\r\n")
        return text

    def close(self) -> None:
        self._writer.close()


class Http2:
    """A kept connection that speaks HTTP/2 in the clear with Chromium's headers."""

    def __init__(self, proxy: CountingProxy, cookie: str) -> None:
        self._proxy, self._cookie = proxy, cookie

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._proxy.port)
        self._h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
        self._h2.initiate_connection()
        self._writer.write(self._h2.data_to_send())

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        stream = self._h2.get_next_available_stream_id()
        host = f"127.0.0.1:{self._proxy.port}"
        self._h2.send_headers(stream, [(":method", "POST"), (":authority", host), (":scheme", "http"), (":path", path),
                                       ("content-length", str(len(body))), *CHROMIUM_HEADERS, ("origin", f"http://{host}"),
                                       ("cookie", self._cookie), *headers.items()])  # fmt: skip
        for start in range(0, len(body), 16_384):
            self._h2.send_data(stream, body[start : start + 16_384])
        self._h2.end_stream(stream)
        self._writer.write(self._h2.data_to_send())
        told: dict[str, str] = {}
        text = b""
        while True:
            for event in self._h2.receive_data(await self._reader.read(65_536)):
                if isinstance(event, h2.events.ResponseReceived):
                    told = dict(event.headers)  # type: ignore[arg-type]
                elif isinstance(event, h2.events.DataReceived):
                    text += event.data
                    self._h2.acknowledge_received_data(event.flow_controlled_length, stream)
                elif isinstance(event, h2.events.StreamEnded):
                    self._writer.write(self._h2.data_to_send())
                    return int(told[":status"]), gzip.decompress(text) if told.get("content-encoding") == "gzip" else text
            self._writer.write(self._h2.data_to_send())

    def close(self) -> None:
        self._writer.close()


async def sync_all(line: Http1 | Http2, cursor: str, docs: list[Any]) -> tuple[int, str, int]:
    """Exchange until there is no more; gives (requests, cursor, documents that came down)."""
    requests = came = 0
    while True:
        requests += 1
        status, text = await line.post("/sync", *packed(cursor, docs))
        if status == 204:
            return requests, cursor, came
        if status != 200:
            raise RuntimeError(f"exchange answered {status}: {text[:300]!r}")
        portions = [json.loads(line) for line in text.splitlines()]
        cursor, docs, came = portions[-1]["cursor"], [], came + sum(len(one.get("changes", ())) for one in portions)
        if not portions[-1]["more"]:
            return requests, cursor, came
