"""Reading a JSON body from the wire without being hurt by it: bounded on the wire, bounded when inflated, bounded in depth."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

import msgspec
from starlette.types import Receive

from sync.domain.errors import Refusal

_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder()
_SHALLOW_LEVELS = 10
"""Levels that nearly every body keeps to. Each one more doubles what the type of it takes."""


def _shallow(levels: int) -> Any:
    """The type of any JSON value with so many levels of arrays and objects at most."""
    told: Any = None | bool | int | float | str
    bare = told
    for _ in range(levels):
        told = bare | list[told] | dict[str, told]
    return told


_SHALLOW: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_shallow(_SHALLOW_LEVELS))
"""Reads what is not deep as `_DECODER` does, and stops at what is: so nobody walks through the value to see how deep it is."""

_WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""zlib's `wbits` for a coding (RFC 9110 §8.4.1: "deflate" is the zlib format)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes as they arrive, bytes after inflating, levels of nesting, and arrays and objects: an empty one takes two bytes of a
    body and thirty times as much of our memory."""

    wire_bytes: int = 2 * 1024 * 1024
    inflated_bytes: int = 16 * 1024 * 1024
    depth: int = 500
    containers: int = 1_000_000


async def read_json(receive: Receive, headers: Mapping[str, str], limits: Limits = Limits()) -> Any:
    """The JSON value of a request body; `headers` by lower-case name.

    Raises Refusal: `body_too_large`, `encoding_unknown`, `nesting_too_deep`, `bad_json` (not UTF-8, not JSON, NaN). Lone
    surrogates written as escapes come through as they are: whoever reads the strings refuses them one by one.
    """
    return parse(
        inflate(await read_bytes(receive, headers, limits.wire_bytes), headers.get("content-encoding", ""), limits), limits
    )


def parse(body: bytes, limits: Limits = Limits()) -> Any:
    """The JSON value of `body`. Raises Refusal `nesting_too_deep`, `bad_json`, `body_too_large` for too many containers."""
    opened = body.count(b"{") + body.count(b"[")
    if opened > limits.containers:
        raise Refusal("body_too_large")
    if opened > limits.depth >= _SHALLOW_LEVELS:
        with suppress(ValueError, RecursionError):
            return _SHALLOW.decode(body)
    try:
        try:
            value = _DECODER.decode(body)
        except ValueError:  # it may still hold lone surrogates, which the fast parser does not read
            value = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except RecursionError:  # both parsers stop in time
        raise Refusal("nesting_too_deep") from None
    except ValueError:
        raise Refusal("bad_json") from None
    if opened > limits.depth and _deeper(value, limits.depth):
        raise Refusal("nesting_too_deep")
    return value


async def read_bytes(receive: Receive, headers: Mapping[str, str], most: int) -> bytes:
    """The raw body. Raises Refusal `body_too_large` before more than `most` bytes are held."""
    told = headers.get("content-length", "")
    if told.isdigit() and int(told) > most:
        raise Refusal("body_too_large")
    chunks, held = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal("bad_json")
        chunks.append(message.get("body", b""))
        held += len(chunks[-1])
        if held > most:
            raise Refusal("body_too_large")
        if not message.get("more_body", False):
            return b"".join(chunks)


def inflate(body: bytes, coding: str, limits: Limits) -> bytes:
    """Undo the content coding; stops at the limit, so that a few kilobytes cannot become gigabytes."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in _WINDOW:
        raise Refusal("encoding_unknown")
    inflater = zlib.decompressobj(_WINDOW[coding])
    try:
        plain = inflater.decompress(body, limits.inflated_bytes + 1)
    except zlib.error:
        raise Refusal("encoding_unknown") from None
    if len(plain) > limits.inflated_bytes:
        raise Refusal("body_too_large")
    if not inflater.eof:
        raise Refusal("encoding_unknown")
    return plain


def _deeper(value: Any, most: int) -> bool:
    """Whether a parsed value nests deeper than `most` levels. Level by level: a call for each would be too deep itself."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(most):
        if not level:
            return False
        inner = (one.values() if isinstance(one, dict) else one for one in level)
        level = [one for many in inner for one in many if isinstance(one, (dict, list))]
    return bool(level)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
