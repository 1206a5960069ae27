"""A document that comes in with its attachments as MIME parts (RFC 2046, RFC 2387; CouchDB documentation, "Creating Multiple
Attachments").

Holds no more than its limits allow, in bytes, parts and headers, and never takes a body that ends too early for whole. Nothing
here knows a store or a connection.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from server.couch.documents.multipart_answer import quoted
from server.replication.body import Limits, inflate, parse
from sync.domain.errors import Refusal
from sync.ports import Json
from sync.revisions.files import digest_of

_BOUNDARY = re.compile(r"""(?<=;)\s*boundary=(?:"([^"\r\n]{1,200})"|([^;\s"]{1,200}))""", re.IGNORECASE)
_FILENAME = re.compile(r"""(?<=;)\s*filename=(?:"([^"]*)"|([^;\s"]+))""", re.IGNORECASE)
_MOST_HEADERS = 8 * 1024
_MOST_PARTS = 1000


@dataclass(frozen=True, slots=True)
class _Part:
    headers: Mapping[str, str]
    data: bytes


async def read_related(chunks: AsyncIterator[bytes], content_type: str, limits: Limits) -> tuple[Any, dict[str, bytes]]:
    """(document, bytes of its new attachments by name) of a `multipart/related` body.

    The parts after the document belong to the entries of `_attachments` that say `"follows": true`: by their file names where
    these name all of them, else in order. Packed ones come out unpacked; the entries keep only what tells of the plain bytes.
    Raises Refusal: `bad_request` for what is no such body, ends too early or has other lengths than it told, `body_too_large`,
    `media_type`, `bad_json`, `nesting_too_deep`, `encoding_unknown`, `attachment_digest_wrong`.
    """
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise Refusal("bad_request")
    parts = _Parts(chunks, (found[1] or found[2]).encode("latin-1", "replace"), limits)
    first = await parts.next()
    if first is None:
        raise Refusal("bad_request")
    if first.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refusal("media_type")
    document = parse(first.data, limits)
    told = document.get("_attachments") if isinstance(document, dict) else None
    told = told if isinstance(told, dict) else {}
    entries = {name: one for name, one in told.items() if _follows(one)}
    if len(entries) >= _MOST_PARTS:
        raise Refusal("body_too_large")
    came = []
    while (part := await parts.next()) is not None:
        came.append(part)
        if len(came) > len(entries):
            raise Refusal("bad_request")
    if len(came) < len(entries):
        raise Refusal("bad_request")
    files, left = {}, limits.inflated_bytes
    for name, part in zip(_names(list(entries), came), came, strict=True):
        told[name], files[name] = _unpacked(entries[name], part, replace(limits, inflated_bytes=left))
        left -= len(files[name])
    return document, files


def _follows(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("follows") is True


def _names(following: list[str], parts: Sequence[_Part]) -> list[str]:
    """The entry each part belongs to."""
    written = {quoted(name): name for name in following}
    found = [_FILENAME.search(part.headers.get("content-disposition", "")) for part in parts]
    named = [written.get(one[1] if one[1] is not None else one[2], "") for one in found if one is not None]
    return named if sorted(named) == sorted(following) else following


def _unpacked(entry: Json, part: _Part, limits: Limits) -> tuple[Json, bytes]:
    """(what is told of the plain bytes, these bytes)."""
    coding = part.headers.get("content-encoding", entry.get("encoding", ""))
    if not isinstance(coding, str):
        raise Refusal("encoding_unknown")
    plain = inflate(part.data, coding, limits)
    if len(plain) > limits.inflated_bytes:
        raise Refusal("body_too_large")
    packed = coding.strip().lower() not in ("", "identity")
    lengths = [(entry.get("encoded_length"), part.data), (part.headers.get("content-length"), part.data)]
    if not packed or "encoded_length" in entry:
        lengths.append((entry.get("length"), plain))
    if any(length is not None and str(length) != str(len(data)) for length, data in lengths):
        raise Refusal("bad_request")
    kept = {key: value for key, value in entry.items() if key in ("content_type", "revpos", "digest")}
    if packed and str(kept.pop("digest", "")).startswith("md5-") and entry["digest"] != digest_of(part.data):
        raise Refusal("attachment_digest_wrong")  # CouchDB tells the digest of the packed bytes
    return kept, plain


class _Parts:
    """The parts of a body as it arrives. Raises Refusal where the body is malformed, too long or at an end too early."""

    def __init__(self, chunks: AsyncIterator[bytes], boundary: bytes, limits: Limits) -> None:
        self._chunks = chunks
        self._mark = b"\r\n--" + boundary
        self._left = limits.wire_bytes
        self._held = bytearray(b"\r\n")  # so that a boundary at the very beginning looks like any other
        self._begun = False

    async def next(self) -> _Part | None:
        """None after the last, when all has been read."""
        if not self._begun:
            self._begun = True
            await self._until(self._mark, _MOST_HEADERS)
        while len(self._held) < 2:
            await self._more()
        if self._held.startswith(b"--"):
            self._held.clear()
            async for chunk in self._chunks:
                self._count(chunk)
            return None
        head = await self._until(b"\r\n\r\n", _MOST_HEADERS)
        padding, _, lines = head.partition(b"\r\n")
        if padding.strip(b" \t"):
            raise Refusal("bad_request")
        headers = {}
        for line in lines.decode("utf-8", "replace").split("\r\n") if lines else ():
            name, colon, value = line.partition(":")
            if not colon:
                raise Refusal("bad_request")
            headers[name.strip().lower()] = value.strip()
        return _Part(headers, await self._until(self._mark, None))

    async def _until(self, mark: bytes, most: int | None) -> bytes:
        """What comes before `mark`, which is read over."""
        looked = 0
        while (place := self._held.find(mark, looked)) < 0:
            looked = max(0, len(self._held) - len(mark) + 1)
            if most is not None and looked > most:
                raise Refusal("bad_request")
            await self._more()
        found = bytes(self._held[:place])
        del self._held[: place + len(mark)]
        return found

    async def _more(self) -> None:
        async for chunk in self._chunks:
            self._count(chunk)
            self._held += chunk
            return
        raise Refusal("bad_request")

    def _count(self, chunk: bytes) -> None:
        self._left -= len(chunk)
        if self._left < 0:
            raise Refusal("body_too_large")
