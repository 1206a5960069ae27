"""Reading a body is bounded on the wire, when inflated and in depth."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import pytest

from server.replication.body import Limits, parse, read_json
from sync.domain.errors import Refusal

SMALL = Limits(wire_bytes=1000, inflated_bytes=5000, depth=10)


class Wire:
    """A body that arrives in pieces, and counts how many were taken."""

    def __init__(self, body: bytes, piece: int = 100, *, cut: bool = False) -> None:
        self._pieces = [body[start : start + piece] for start in range(0, len(body), piece)] or [b""]
        self._cut = cut
        self.taken = 0

    async def __call__(self) -> dict[str, Any]:
        self.taken += 1
        if self._cut and self.taken == len(self._pieces):
            return {"type": "http.disconnect"}
        more = self.taken < len(self._pieces)
        return {"type": "http.request", "body": self._pieces[self.taken - 1], "more_body": more}


async def code(wire: Wire, **headers: str) -> str:
    with pytest.raises(Refusal) as caught:
        await read_json(wire, {name.replace("_", "-"): value for name, value in headers.items()}, SMALL)
    return caught.value.problem.code


@pytest.mark.parametrize(
    ("coding", "pack"), [("", bytes), ("identity", bytes), ("gzip", gzip.compress), ("deflate", zlib.compress)]
)
async def test_a_body_is_read_whatever_its_coding(coding: str, pack: Any) -> None:
    value = {"text": "Chi bộ bản Nà Đon", "list": [1, 2.5, None, True, '[{\\"']}
    assert await read_json(Wire(pack(json.dumps(value).encode()), 7), {"content-encoding": coding}, SMALL) == value


async def test_a_body_too_large_on_the_wire_is_not_read_to_its_end() -> None:
    wire = Wire(b"x" * 100_000)
    assert await code(wire) == "body_too_large"
    assert wire.taken <= 11
    told = Wire(b"x" * 100_000)
    assert await code(told, content_length="100000") == "body_too_large"
    assert told.taken == 0


async def test_a_bomb_is_defused() -> None:
    bomb = gzip.compress(b"[" + b" " * 400_000 + b"]")
    assert len(bomb) < 1000
    assert await code(Wire(bomb), content_encoding="gzip") == "body_too_large"


async def test_what_does_not_inflate_is_told() -> None:
    whole = gzip.compress(b'{"a": 1}')
    assert await code(Wire(whole[:-5]), content_encoding="gzip") == "encoding_unknown"
    assert await code(Wire(b"{}"), content_encoding="gzip") == "encoding_unknown"
    assert await code(Wire(b"{}"), content_encoding="br") == "encoding_unknown"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"NaN", b"[Infinity]", b"{'a': 1}", b"1 2", b"[" * 9])
async def test_what_is_not_json_is_told(body: bytes) -> None:
    assert await code(Wire(body)) == "bad_json"


async def test_deep_nesting_is_refused() -> None:
    assert await code(Wire(b"[" * 11 + b"]" * 11)) == "nesting_too_deep"
    assert len(await read_json(Wire(b"[" * 10 + b"]" * 10), {}, SMALL)) == 1
    flat = b"[" + b"[]," * 100 + b"[]]"
    assert len(await read_json(Wire(flat), {}, SMALL)) == 101
    quoted = json.dumps(["[" * 50, '\\"' + "{" * 50]).encode()
    assert len(await read_json(Wire(quoted), {}, SMALL)) == 2


@pytest.mark.parametrize("odd", [b"", b'"\\ud800",'], ids=["plain", "with a lone surrogate"])
@pytest.mark.parametrize("deep", [501, 900, 1_000, 5_000, 100_000])
def test_no_depth_is_too_deep_to_be_refused(deep: int, odd: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        parse(b"[" + odd + b"[" * deep + b"]" * deep + b"]")
    assert caught.value.problem.code == "nesting_too_deep"
    assert parse(b"[" + odd + b"[" * 499 + b"]" * 499 + b"]")


def test_what_takes_much_more_memory_than_bytes_is_refused_unread() -> None:
    with pytest.raises(Refusal) as caught:
        parse(b"[" + b"{}," * 1_000_000 + b"{}]")
    assert caught.value.problem.code == "body_too_large"


async def test_a_string_without_end_is_looked_at_once() -> None:
    """A parser that goes back and tries again would need hours for this."""
    limits = Limits(10_000_000, 10_000_000, depth=10)
    for body in (b"[]," * 20 + b'"' + b'\\"' * 1_000_000, b"[]," * 20 + b'"' + b'\\"' * 1_000_000 + b"\\"):
        with pytest.raises(Refusal) as caught:
            await read_json(Wire(body, 10_000_000), {}, limits)
        assert caught.value.problem.code == "bad_json"


async def test_a_peer_that_hangs_up_in_the_middle_sent_no_body() -> None:
    assert await code(Wire(b"[" + b"1," * 300 + b"1]", cut=True)) == "bad_json"


@pytest.mark.parametrize("levels", range(1, 15))
@pytest.mark.parametrize(
    "inner",
    [
        "1",
        "1.0",
        "-0.0",
        "1e400",
        "123456789012345678901234567890",
        '"\\u00e9"',
        '"\\ud800"',
        "true",
        "null",
        '{"a":1,"a":2}',
        "NaN",
        "1 2",
        "",
    ],
)
def test_what_is_not_deep_is_read_as_what_is(levels: int, inner: str) -> None:
    """Bodies with many containers are first read as shallow ones: the value and the refusal are those of any other body."""
    deep = '{"a":[' * (levels // 2) + "[" * (levels % 2) + inner + "]" * (levels % 2) + "]}" * (levels // 2)
    many = f"[{'[],' * 600}{deep}]".encode()
    try:
        told: object = json.loads(deep, parse_constant=lambda _: 1 / 0)
        assert repr(parse(many)[-1]) == repr(parse(deep.encode())) == repr(told) or inner == "1e400"
    except (ValueError, ZeroDivisionError):
        with pytest.raises(Refusal) as caught:
            parse(many)
        assert caught.value.problem.code == "bad_json"
