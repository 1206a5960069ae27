"""What this door says: CouchDB's statuses, shapes and error words (CouchDB documentation, "HTTP Status Codes").

Answers are written piece by piece, so that a long one never lies in memory whole; one that fits a piece goes out with its
length. Never a framework's error page: a replicator understands only `{"error", "reason"}`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.types import Send

from sync.domain.errors import Problem
from sync.ports import Json

PIECE = 64 * 1024
COMPRESS_FROM = 1024
"""Characters after which a piece of an answer is sent, and from which an answer is compressed."""

_CONFLICT = "Document update conflict."
_ERRORS: Mapping[str, tuple[int, str, str]] = {
    "session_missing": (401, "unauthorized", "You are not authorized to access this db."),
    "credentials_wrong": (401, "unauthorized", "Name or password is incorrect."),
    "too_many_tries": (429, "too_many_requests", "Too many failed log-ins."),
    "forgery_suspected": (403, "forbidden", "The request comes from another site."),
    "forbidden": (403, "forbidden", "You are not allowed to access this db."),
    "not_your_unit": (403, "forbidden", "You are not allowed to access this db."),
    "attachment_missing": (412, "missing_stub", "An attachment is a stub that no stored ancestor has."),
    "attachment_digest_wrong": (400, "content_md5_mismatch", "Possible message corruption."),
    "revision_malformed": (400, "bad_request", "Invalid rev format"),
    "id_malformed": (400, "illegal_docid", "Only reserved document ids may start with underscore."),
    "store_unavailable": (503, "service_unavailable", "The store cannot be reached."),
    "no_such_database": (404, "not_found", "Database does not exist."),
    "not_found": (404, "not_found", "missing"),
    "method_not_allowed": (405, "method_not_allowed", "This address does not take that method."),
    "conflict": (409, "conflict", _CONFLICT),
    "bad_json": (400, "bad_request", "invalid UTF-8 JSON"),
    "nesting_too_deep": (400, "bad_request", "The body is nested too deep."),
    "body_too_large": (413, "too_large", "the request entity is too large"),
    "encoding_unknown": (415, "bad_content_type", "Content-Encoding must be gzip, deflate or identity."),
    "media_type": (415, "bad_content_type", "Content-Type must be application/json"),
    "internal": (500, "unknown_error", "The server failed."),
}


class CouchError(Exception):
    """An answer that is an error in CouchDB's own words, for what only this door knows."""

    def __init__(self, status: int, error: str, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.body: Json = {"error": error, "reason": reason}
        self.headers = dict(headers or {})


def error_of(problem: Problem, lang: str = "en") -> tuple[int, Json]:
    """Status and body for a refused request."""
    known = _ERRORS.get(problem.code)
    if known is not None:
        return known[0], {"error": known[1], "reason": known[2]}
    return 400, {"error": "bad_request", "reason": _sentence(problem, lang)}


def refused_row(id: str, rev: str | None, problem: Problem, lang: str = "en") -> Json:
    """What `_bulk_docs` tells of a document that was not stored. Replicators do not try a forbidden one again."""
    error, reason = _ROW_ERRORS.get(problem.code) or ("forbidden", _sentence(problem, lang))
    return {"id": id, **({"rev": rev} if rev is not None else {}), "error": error, "reason": reason}


_ROW_ERRORS = {
    "conflict": ("conflict", _CONFLICT),
    "attachment_missing": ("missing_stub", "An attachment is a stub that no stored ancestor has."),
}


def _sentence(problem: Problem, lang: str) -> str:
    return f"{problem.code}: {problem.to_json(lang)['message']}"


class Answer:
    """One answer being written. `head_only` leaves the body out (HEAD); `gzip` says the peer can unpack."""

    def __init__(self, send: Send, *, gzip: bool = False, head_only: bool = False) -> None:
        self._send = send
        self._gzip = gzip
        self._head_only = head_only
        self._packer: zlib._Compress | None = None
        self._held: list[str] = []
        self._length = 0
        self._head: tuple[int, list[tuple[bytes, bytes]]] = (200, [])
        self._told_length: int | None = None
        self.begin()
        self.started = False

    def begin(self, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Status and further headers; nothing goes out yet."""
        more = [(name.lower().encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]
        named = {name for name, _ in more}
        if status == 304:
            named |= {b"content-type", b"cache-control"}  # what does not change is not told again
        elif any(name == b"content-type" and value.startswith(b"multipart/") for name, value in more):
            named.add(b"cache-control")
        standing = [(b"content-type", b"application/json"), (b"cache-control", b"must-revalidate")]
        self._head = (status, [*(one for one in standing if one[0] not in named), *more])

    async def write(self, text: str) -> None:
        """Add to the body."""
        self._held.append(text)
        self._length += len(text)
        if self._length >= PIECE:
            await self.flush()

    async def flush(self, *, pack: bool = True) -> None:
        """Send what is held; from here on the answer has no length. `pack=False`: a feed must not wait in a compressor."""
        await self._start(None, pack)
        piece = self._take(last=False)
        if not self._head_only:
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})

    async def end(self, text: str = "") -> None:
        self._held.append(text)
        self._length += len(text)
        if not self.started:
            self._packer = self._new_packer() if self._gzip and self._length >= COMPRESS_FROM else None
            body = self._take(last=True)
            await self._start(len(body), pack=False)
        else:
            body = self._take(last=True)
        await self._send({"type": "http.response.body", "body": b"" if self._head_only else body})

    async def whole(self, data: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """A whole answer that is no JSON; never compressed."""
        self.begin(status, headers)
        await self._start(len(data), pack=False)
        await self._send({"type": "http.response.body", "body": b"" if self._head_only else data})

    def expect(self, length: int | None) -> None:
        """The length of an answer sent by `piece`, where it is known beforehand."""
        self._told_length = length

    async def piece(self, data: bytes, *, last: bool = False) -> None:
        """A piece of an answer that is no JSON."""
        await self._start(self._told_length, pack=False)
        if not self._head_only or last:
            await self._send({"type": "http.response.body", "body": b"" if self._head_only else data, "more_body": not last})

    async def nothing(self, status: int, headers: Mapping[str, str] | None = None) -> None:
        """An answer without a body."""
        self.begin(status, headers)
        await self._start(0, pack=False)
        await self._send({"type": "http.response.body", "body": b""})

    async def json(self, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """A whole answer."""
        self.begin(status, headers)
        await self.end(as_json(value) + "\n")

    async def _start(self, length: int | None, pack: bool) -> None:
        if self.started:
            return
        self.started = True
        if pack and self._gzip:
            self._packer = self._new_packer()
        status, headers = self._head
        if self._packer is not None:
            headers = [*headers, (b"content-encoding", b"gzip")]
        if length is not None:
            headers = [*headers, (b"content-length", str(length).encode())]
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    def _take(self, *, last: bool) -> bytes:
        body = "".join(self._held).encode()
        self._held, self._length = [], 0
        if self._packer is None:
            return body
        return self._packer.compress(body) + self._packer.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)

    @staticmethod
    def _new_packer() -> zlib._Compress:
        return zlib.compressobj(1, zlib.DEFLATED, 31)


_encode = msgspec.json.Encoder().encode


def as_json(value: Any) -> str:
    """JSON that is certainly UTF-8: what a refused document holds may not be, and goes back as escapes."""
    try:
        return _encode(value).decode()
    except (ValueError, OverflowError):
        return json.dumps(value, separators=(",", ":"), default=_unpacked)


def _unpacked(value: Any) -> Any:
    """A value that was left as JSON. Raises TypeError for any other that JSON does not know."""
    if not isinstance(value, msgspec.Raw):
        raise TypeError(f"{type(value)} is no JSON")
    return msgspec.json.decode(value)
