"""HTTP/1.1 as uvicorn speaks it, with bounds on what a peer may keep us waiting for: a request has to come within its time and
its head has to stay small. A connection that breaks them is closed; nobody else notices.

The parser itself holds a head of any length and waits for ever. Only what has not come yet is bounded here: an answer, and a
feed above all, may take as long as it likes. How much of a body is taken is for the doors to say.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_LOG = logging.getLogger("sohop.server")
_LINGER, _THROWN_AWAY = 2.0, 1024 * 1024
"""Seconds in which, and bytes up to which, what still comes is thrown away after an answer that ends the connection: closing over unread
bytes would send a reset, and the peer might never see the answer (RFC 9112 §9.6)."""
_BESIDE_A_BYTE = 10
"""Bytes that chunked coding may spend on one byte of a body: whoever sends byte by byte spends six."""


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """Seconds without a byte; seconds for a whole request, to which every `slowest` bytes that came add one; bytes of its head."""

    silence: float = 60.0
    whole: float = 600.0
    slowest: int = 500
    head: int = 64 * 1024


class BoundedHttp(HttpToolsProtocol):
    """A connection. `limits` is the class's, as uvicorn makes the objects: subclass it for others."""

    limits = HttpLimits()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._waiting = True
        self._ended = False
        self._in_body = self._fresh = False
        self._received = self._body = self._beside = 0
        self._begun = self._heard = self._looked = self.loop.time()
        self._timer = self.loop.call_later(self.limits.silence / 4, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._ended:
            self._beside += len(data)
            if self._beside > _THROWN_AWAY:
                self.transport.close()
            return
        self._heard = self.loop.time()
        before = self._body
        super().data_received(data)
        self._received += len(data)
        if self._fresh:
            self._fresh = False  # a piece in which a request begins may hold the end of another one
        else:
            self._beside += len(data) - (self._body - before)
        if self._waiting and self._beside > self.limits.head + _BESIDE_A_BYTE * self._body:
            self._cut("its head is too large", b"431 Request Header Fields Too Large")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._waiting = self._fresh = True
        self._in_body = False
        self._received = self._body = self._beside = 0
        self._begun = self.loop.time()

    def on_headers_complete(self) -> None:
        self._in_body = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._waiting = False
        super().on_message_complete()

    def _look(self) -> None:
        """Every now and then: whether the request that is coming still comes."""
        now, limits = self.loop.time(), self.limits
        if self.flow.read_paused:  # it is we who let it wait
            self._heard = now
            self._begun += now - self._looked
        self._looked = now
        if self._waiting and now - self._heard >= limits.silence:
            self._cut("nothing has come for a while", b"408 Request Timeout")
        elif self._waiting and now - self._begun >= limits.whole + self._received / limits.slowest:
            self._cut("it comes too slowly", b"408 Request Timeout")
        else:
            self._timer = self.loop.call_later(limits.silence / 4, self._look)

    def _cut(self, why: str, status: bytes) -> None:
        """End the connection, with an answer where none has begun."""
        if self.transport.is_closing():
            return
        _LOG.info("a request of %s is given up: %s", self.client[0] if self.client else "?", why)
        if self._in_body:
            is_ours = not self.cycle.response_started
        else:  # what went before on this connection may still be being answered
            is_ours = self.cycle is None or self.cycle.response_complete
        if self._received and is_ours and not self.pipeline:
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
            self._part()
        else:
            self.transport.close()

    def _part(self) -> None:
        """Close in stages: nothing more is said, what still comes is not looked at, and the peer closes or its time is over."""
        self._ended, self._beside = True, 0
        self._timer.cancel()
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if not self.transport.can_write_eof():
            self.transport.close()
            return
        self.transport.write_eof()
        self.flow.resume_reading()
        self._timer = self.loop.call_later(_LINGER, self.transport.close)
