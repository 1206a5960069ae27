"""The portions of an exchange's answer as bytes: one JSON object a line, packed so that each can be read when it arrives.

Knows the format of docs/architecture.md, "Exchange", and nothing of who asks or of what is stored.
"""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import msgspec

from sync.ports import Json
from sync.usecases.accept_papers import Verdict
from sync.usecases.exchange import Portion
from sync.usecases.merging.take_answers import Answered

RECEIPT_MEMBERS = ("number", "received_at", "digest", "on_time", "key", "signature", "index", "size", "path")
COMPRESS_FROM = 600
"""Bytes from which an answer of one portion is compressed: below it a gzip header costs more than it saves."""

_LEVEL = 4
"""Of twenty papers (43 kB) level 5 takes twice the processor for 5 % fewer bytes, level 6, zlib's own choice, four times for 9 % (zlib
1.2.13)."""
_JSON = msgspec.json.Encoder()


def line(portion: Portion, lang: str, now: str = "") -> bytes:
    """A portion as JSON without the end of its line. `now`, for the first one, is the server's time."""
    told: Json = {"cursor": portion.cursor, "more": portion.more}
    if now:
        told["now"] = now
    if now or portion.verdicts:
        told["results"] = [_verdict(verdict, lang) for verdict in portion.verdicts]
    if portion.answered:
        told["answered"] = [_answered(one, lang) for one in portion.answered]
    if portion.units is not None:
        told["units"] = portion.units
    if portion.forms is not None:
        told["forms"] = portion.forms
    if portion.names:
        told["names"] = portion.names
    head = encoded(told)
    if not (now or portion.changes):
        return head
    return head[:-1] + b',"changes":[' + b",".join(portion.changes) + b"]}"


def encoded(told: Json) -> bytes:
    """JSON in UTF-8. A refused document may carry in its id what UTF-8 cannot hold: that goes back as an escape."""
    try:
        return _JSON.encode(told)
    except UnicodeEncodeError:
        return json.dumps(told, separators=(",", ":")).encode()


def packed(body: bytes, accepts_gzip: bool) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """A whole body and its headers, compressed where that saves bytes."""
    if not accepts_gzip or len(body) < COMPRESS_FROM:
        return body, [(b"content-length", str(len(body)).encode())]
    body = gzip.compress(body, _LEVEL, mtime=0)
    return body, [(b"content-encoding", b"gzip"), (b"content-length", str(len(body)).encode())]


class Packer:
    """Packs line after line of one answer; what `add` gives can be unpacked at once (zlib's Z_SYNC_FLUSH)."""

    def __init__(self, accepts_gzip: bool) -> None:
        self._gzip: Any = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31) if accepts_gzip else None

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        return [(b"content-encoding", b"gzip")] if self._gzip is not None else []

    def add(self, body: bytes) -> bytes:
        if self._gzip is None:
            return body + b"\n"
        return bytes(self._gzip.compress(body + b"\n") + self._gzip.flush(zlib.Z_SYNC_FLUSH))

    def end(self) -> bytes:
        """What closes the body."""
        return b"" if self._gzip is None else bytes(self._gzip.flush())


def _verdict(verdict: Verdict, lang: str) -> Json:
    told: Json = {"unit": verdict.unit, "id": verdict.id, "rev": verdict.rev, "ok": verdict.ok}
    if verdict.problem is not None:
        told["error"] = verdict.problem.to_json(lang)
    if (receipt := verdict.receipt) is not None:
        told["receipt"] = {name: receipt[name] for name in RECEIPT_MEMBERS if name in receipt}
    return told


def _answered(one: Answered, lang: str) -> Json:
    if one.problem is not None:
        return {"id": one.id, "ok": False, "error": one.problem.to_json(lang)}
    return {"id": one.id, "ok": True, "rev": one.rev}
