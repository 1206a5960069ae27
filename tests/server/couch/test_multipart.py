"""Multipart bodies: what is read, what is refused, and that CouchDB 3.5 takes what we write and we take what it writes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from server.couch.documents.multipart import read_related
from server.couch.documents.multipart_answer import Mixed, accepts, new_boundary, related
from server.replication.body import Limits
from sync.domain.errors import Refusal
from sync.ports import Attachment, Json

LIMITS = Limits(wire_bytes=100_000, inflated_bytes=200_000)
TYPE = 'multipart/related; boundary="abc"'
NAMES = ["a.txt", "biên bản họp.txt", 'quote".txt', "line\r\nInjected: yes", "percent%22.txt", "", "slash/inside"]


LAYOUT = """\
--OUT
Content-Type: application/json

{"_id":"a","_rev":"1-a"}
--OUT
Content-Type: multipart/related; boundary="IN"

--IN
Content-Type: application/json

{"_id":"họp","_rev":"1-b","_attachments":<stub>}
--IN
Content-Disposition: attachment; filename="x"
Content-Type: text/plain
Content-Length: 1

1
--IN--
--OUT
Content-Type: application/json; error="true"

{"missing":"1-c"}
--OUT--"""


def entry(data: bytes, **more: Any) -> Json:
    return {"follows": True, "content_type": "text/plain", "length": len(data), **more}


def body_of(document: object, *parts: bytes | tuple[str, bytes], end: bytes = b"\r\n--abc--") -> bytes:
    """A body whose parts are bytes, or (headers, bytes)."""
    pieces = [b"--abc\r\nContent-Type: application/json\r\n\r\n" + json.dumps(document).encode()]
    for part in parts:
        head, data = ("Content-Type: text/plain", part) if isinstance(part, bytes) else part
        pieces.append(b"--abc\r\n" + head.encode() + b"\r\n\r\n" + data)
    return b"\r\n".join(pieces) + end


async def read(body: bytes, *, type: str = TYPE, limits: Limits = LIMITS, size: int = 7) -> tuple[Any, dict[str, bytes]]:
    async def chunks() -> AsyncIterator[bytes]:
        for place in range(0, len(body), size):
            yield body[place : place + size]
        yield b""

    return await read_related(chunks(), type, limits)


async def refused(body: bytes, **more: Any) -> str:
    with pytest.raises(Refusal) as caught:
        await read(body, **more)
    return caught.value.problem.code


def a_file(name: str, data: bytes, revpos: int = 1) -> Attachment:
    digest = "md5-" + base64.b64encode(hashlib.md5(data).digest()).decode()
    return Attachment(name, "text/plain", digest, len(data), revpos, data)


def a_document(files: Sequence[Attachment], **more: Any) -> Json:
    stubs = {
        one.name: {"content_type": one.content_type, "revpos": 1, "digest": one.digest, "length": one.length, "stub": True}
        for one in files
    }
    return {"_id": "họp", **more, **({"_attachments": stubs} if stubs else {})}


@pytest.mark.parametrize("size", [1, 2, 3, 5, 64, 100_000])
async def test_a_body_is_read_whatever_the_chunks(size: int) -> None:
    data = b"\r\n--ab not the end\r\n--\r\n\x00\xff"
    body = body_of({"n": 1, "_attachments": {"x": entry(data), "kept": {"stub": True}, "y": entry(b"")}}, data, b"")
    document, files = await read(body, size=size)
    assert files == {"x": data, "y": b""}
    assert document == {
        "n": 1,
        "_attachments": {"x": {"content_type": "text/plain"}, "kept": {"stub": True}, "y": {"content_type": "text/plain"}},
    }


async def test_a_document_without_attachments_may_come_alone() -> None:
    assert await read(body_of({"n": 1})) == ({"n": 1}, {})


async def test_parts_go_by_order_unless_their_names_name_all() -> None:
    told = {"_attachments": {"x": entry(b"1"), "y": entry(b"2")}}
    by_name = ('Content-Disposition: attachment; filename="y"', b"2"), ('Content-Disposition: attachment; filename="x"', b"1")
    assert (await read(body_of(told, *by_name)))[1] == {"x": b"1", "y": b"2"}
    other = ('Content-Disposition: attachment; filename="y"', b"1"), ("Content-Type: text/plain", b"2")
    assert (await read(body_of(told, *other)))[1] == {"x": b"1", "y": b"2"}
    twice = ('Content-Disposition: attachment; filename="x"', b"1"), ('Content-Disposition: attachment; filename="x"', b"2")
    assert (await read(body_of(told, *twice)))[1] == {"x": b"1", "y": b"2"}


@pytest.mark.parametrize(
    "type",
    [
        "multipart/related; boundary=abc",
        'multipart/related;type="application/json";boundary="abc"',
        "multipart/related; BOUNDARY=abc; x=y",
    ],
)
async def test_the_boundary_is_found_as_it_is_written(type: str) -> None:
    assert (await read(body_of({}), type=type))[0] == {}


async def test_preamble_padding_and_epilogue_are_passed_over() -> None:
    body = b"for old readers\r\n" + body_of({"_attachments": {"x": entry(b"1")}}, b"1").replace(b"--abc\r\n", b"--abc \t\r\n")
    assert (await read(body + b"\r\nafter\r\n--abc\r\n"))[1] == {"x": b"1"}


async def test_packed_parts_come_out_plain() -> None:
    data = b"minutes " * 500
    packed = gzip.compress(data)
    digest = "md5-" + base64.b64encode(hashlib.md5(packed).digest()).decode()
    told = entry(data, digest=digest, encoding="gzip", encoded_length=len(packed), revpos=3)
    for head in ("Content-Encoding: gzip", "Content-Type: text/plain"):
        document, files = await read(body_of({"_attachments": {"x": told}}, (head, packed)))
        assert files == {"x": data}
        assert document["_attachments"]["x"] == {"content_type": "text/plain", "revpos": 3}
    untold = {"follows": True, "content_type": "text/plain"}
    assert (await read(body_of({"_attachments": {"x": untold}}, ("Content-Encoding: gzip", packed))))[1] == {"x": data}
    wrong = {**told, "digest": "md5-AAAAAAAAAAAAAAAAAAAAAA=="}
    assert await refused(body_of({"_attachments": {"x": wrong}}, packed)) == "attachment_digest_wrong"
    shorter = {**told, "length": 1}
    assert await refused(body_of({"_attachments": {"x": shorter}}, packed)) == "bad_request"
    assert await refused(body_of({"_attachments": {"x": told}}, packed[:-4])) == "encoding_unknown"
    strange = entry(b"1", encoding=["gzip"])
    assert await refused(body_of({"_attachments": {"x": strange}}, b"1")) == "encoding_unknown"
    assert await refused(body_of({"_attachments": {"x": entry(b"1")}}, ("Content-Encoding: br", b"1"))) == "encoding_unknown"


async def test_small_bodies_do_not_become_large_ones() -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = bomb.compress(bytes(150_000)) + bomb.flush()
    told = {"follows": True}
    head = "Content-Encoding: gzip"
    assert len((await read(body_of({"_attachments": {"x": told}}, (head, packed))))[1]["x"]) == 150_000
    two = body_of({"_attachments": {"x": told, "y": told}}, (head, packed), (head, packed))
    assert await refused(two) == "body_too_large"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "bad_request"),
        (b"no boundary at all", "bad_request"),
        (b"--abc--", "bad_request"),
        (body_of({}, end=b""), "bad_request"),
        (body_of({}, end=b"\r\n--abc"), "bad_request"),
        (body_of({}, end=b"\r\n--abc-"), "bad_request"),
        (body_of({}, end=b"\r\n--abc more"), "bad_request"),
        (body_of({"_attachments": {"x": entry(b"12")}}, b"1"), "bad_request"),
        (body_of({"_attachments": {"x": entry(b"1")}}), "bad_request"),
        (body_of({"_attachments": {"x": entry(b"1")}}, b"1", b"2"), "bad_request"),
        (body_of({"_attachments": {"x": entry(b"1")}}, ("Content-Length: 2", b"1")), "bad_request"),
        (body_of({"_attachments": {"x": entry(b"1")}}, ("no colon", b"1")), "bad_request"),
        (body_of({"_attachments": ["x"]}, b"1"), "bad_request"),
        (body_of([1], b"1"), "bad_request"),
        (body_of({"_attachments": {str(n): entry(b"") for n in range(1000)}}), "body_too_large"),
        (b"--abc\r\nContent-Type: text/plain\r\n\r\n{}\r\n--abc--", "media_type"),
        (b"--abc\r\n\r\n{}\r\n--abc--", "media_type"),
        (b"--abc\r\nContent-Type: application/json\r\n\r\n{not JSON\r\n--abc--", "bad_json"),
        (b"--abc\r\n" + b"X: y\r\n" * 3000 + b"\r\n{}\r\n--abc--", "bad_request"),
        (b"x" * 9000 + b"\r\n--abc--", "bad_request"),
        (body_of({"_attachments": {"x": entry(b"1")}}, bytes(200_000)), "body_too_large"),
        (body_of({}) + bytes(200_000), "body_too_large"),
    ],
)
async def test_what_is_no_such_body_is_refused(body: bytes, code: str) -> None:
    assert await refused(body, size=1000) == code


async def test_a_type_without_a_boundary_is_refused() -> None:
    for type in (
        "multipart/related",
        "multipart/related; type=x",
        'multipart/related; boundary=""',
        "multipart/related; xboundary=abc",
    ):
        assert await refused(body_of({}), type=type) == "bad_request"


async def test_half_a_body_is_never_taken_for_whole() -> None:
    body = body_of({"_attachments": {"x": {"follows": True}}}, b"12345")
    for end in range(len(body)):
        assert await refused(body[:end]) == "bad_request"
    assert (await read(body))[1] == {"x": b"12345"}


async def test_a_body_that_never_ends_is_stopped_at_the_limit() -> None:
    told = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal told
        yield body_of({"_attachments": {"x": {"follows": True}}}, b"", end=b"")
        while True:
            told += 1000
            yield bytes(1000)

    with pytest.raises(Refusal) as caught:
        await read_related(chunks(), TYPE, LIMITS)
    assert caught.value.problem.code == "body_too_large"
    assert told <= LIMITS.wire_bytes + 1000


async def test_what_we_write_we_read_with_any_name() -> None:
    files = [a_file(name, name[::-1].encode() + bytes(range(256))) for name in NAMES]
    media, pieces = related(a_document(files, n=1), {one.name: one for one in reversed(files)}, "abc")
    body = b"".join(pieces)
    assert b"\r\nInjected: yes" not in body
    document, read_files = await read(body, type=media)
    assert read_files == {one.name: one.data for one in files}
    assert document["_id"] == "họp"
    assert document["_attachments"]["a.txt"] == {"content_type": "text/plain", "revpos": 1, "digest": files[0].digest}


def test_attachments_that_do_not_follow_stay_stubs() -> None:
    one, two = a_file("x", b"1"), a_file("y", b"2")
    media, pieces = related(a_document([one, two]), {"y": two}, "abc")
    text = b"".join(pieces).decode()
    told = json.loads(text.split("\r\n")[3])
    assert media == 'multipart/related; boundary="abc"'
    assert told["_attachments"]["x"]["stub"] is True
    assert told["_attachments"]["y"] == {
        "content_type": "text/plain",
        "revpos": 1,
        "digest": two.digest,
        "length": 1,
        "follows": True,
    }
    assert text.count("Content-Disposition") == 1
    assert related(a_document([one]), {}, "abc")[0] == "application/json"


def mixed(rows: Sequence[tuple[Json, list[Attachment]]], *, bulk: bool) -> str:
    told = Mixed("OUT", inner="IN", bulk=bulk)
    pieces = [piece for row, files in rows for piece in told.part(row, {one.name: one for one in files})]
    return b"".join([*pieces, told.end()]).decode()


def test_open_revs_are_laid_out_as_couchdb_does() -> None:
    one = a_file("x", b"1")
    rows = [({"ok": {"_id": "a", "_rev": "1-a"}}, []), ({"ok": a_document([one], _rev="1-b")}, [one]), ({"missing": "1-c"}, [])]
    stub = f'{{"x":{{"content_type":"text/plain","revpos":1,"digest":"{one.digest}","length":1,"follows":true}}}}'
    told = mixed(rows, bulk=False).replace("\r\n", "\n")
    assert told == LAYOUT.replace("<stub>", stub)


def test_bulk_get_is_laid_out_as_couchdb_does() -> None:
    one = a_file("x", b"1")
    error = {"id": "z", "rev": "undefined", "error": "not_found", "reason": "missing"}
    text = mixed([({"ok": a_document([one], _rev="1-b")}, [one]), ({"error": error}, [])], bulk=True)
    assert text.startswith(
        '\r\n--OUT\r\nX-Doc-Id: họp\r\nX-Rev-Id: 1-b\r\nContent-Type: multipart/related; boundary="IN"\r\n\r\n--IN\r\n'
    )
    assert text.endswith(
        f'--IN--\r\n--OUT\r\nContent-Type: application/json; error="true"\r\n\r\n{json.dumps(error, separators=(",", ":"))}\r\n--OUT--\r\n'
    )
    assert mixed([], bulk=True) == ""
    assert mixed([], bulk=False) == "--OUT--"


def test_boundaries_differ() -> None:
    assert new_boundary() != new_boundary()


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (None, True), ("*/*", True), ("multipart/*", True), ("multipart/mixed", True), ("Multipart/Mixed; q=0.5, x/y", True),
        ("", False), ("application/json", False), ("multipart/related", False), ("multipart/mixed;q=0", False),
        ("multipart/mixed;q=0, */*", False), ("multipart/*;q=0.0, multipart/mixed", True), ("application/json, multipart/mixed", True),
    ],
)  # fmt: skip
def test_accept_decides_whether_a_peer_takes_parts(header: str | None, taken: bool) -> None:
    assert accepts(header, "multipart/mixed") is taken


@pytest.fixture
def couchdb(couchdb_url: str) -> Iterator[httpx.Client]:
    """A new database of a real CouchDB."""
    with httpx.Client(base_url=f"{couchdb_url.rstrip('/')}/multipart-{uuid4().hex}", headers={"Accept": "application/json"}) as client:
        client.put("").raise_for_status()
        yield client
        client.delete("").raise_for_status()


async def test_couchdb_takes_what_we_write_and_we_take_what_it_writes(couchdb: httpx.Client) -> None:
    names = [name for name in NAMES if name]
    files = [a_file(name, name.encode() * 40 + bytes(range(256))) for name in names]
    media, pieces = related(a_document(files, n=1), {one.name: one for one in files}, new_boundary())
    put = couchdb.put("/h%E1%BB%8Dp", content=b"".join(pieces), headers={"Content-Type": media})
    assert put.status_code == 201, put.text
    for one in files:
        stored = couchdb.get(f"/h%E1%BB%8Dp/{quote(one.name, safe='')}")
        assert stored.content == one.data
    whole = couchdb.get("/h%E1%BB%8Dp?attachments=true", headers={"Accept": "multipart/related"})
    assert b"Content-Encoding: gzip" in whole.content
    document, came = await read(whole.content, type=whole.headers["content-type"], size=50)
    assert came == {one.name: one.data for one in files}
    assert document["n"] == 1


async def test_couchdb_and_we_write_revisions_alike(couchdb: httpx.Client) -> None:
    one = Attachment("x", "image/png", "md5-xMpCOKC5I4INzFCab3WEmw==", 1, 1, b"1")
    [media, pieces] = related(a_document([one]), {"x": one}, "abc")
    rev = couchdb.put("/h%E1%BB%8Dp", content=b"".join(pieces), headers={"Content-Type": media}).json()["rev"]
    document = a_document([one], _rev=rev)
    document["_attachments"]["x"]["content_type"] = "image/png"
    told = couchdb.get("/h%E1%BB%8Dp", params={"open_revs": json.dumps([rev, "1-a"])}, headers={"Accept": "multipart/mixed"})
    ours = mixed([({"ok": document}, [one]), ({"missing": "1-a"}, [])], bulk=False)
    assert settled(told) == ours
    asked = {"docs": [{"id": "họp"}, {"id": "none"}]}
    told = couchdb.post("/_bulk_get", json=asked, headers={"Accept": "multipart/mixed"})
    error = {"rev": "undefined", "reason": "missing", "id": "none", "error": "not_found"}
    assert settled(told) == mixed([({"ok": document}, [one]), ({"error": error}, [])], bulk=True)


def settled(answer: httpx.Response) -> str:
    """CouchDB's text with our boundaries, which it leaves without quotes in one place."""
    found = re.findall(r'boundary="?([-0-9a-f]+)', answer.headers["content-type"] + answer.text)
    text = answer.text.replace(found[0], "OUT").replace(found[1], "IN")
    return text.replace("boundary=IN", 'boundary="IN"')
