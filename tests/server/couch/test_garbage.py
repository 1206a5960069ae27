"""Peers that send garbage to CouchDB's door, over real connections: each is told or cut off, nothing of it is stored, and whoever
else asks is answered."""

from __future__ import annotations

import gzip
import json
import random
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sync.stores.sqlite.store import SqliteStore
from tests.support.couch.couch_peer import BOUNDARY, CouchPeer, multipart, revision
from tests.support.couch.couch_site import listening
from tests.support.couch.plain_couch import ADMIN, plain_couch

SEED = 20261123
DEEP = 1_000_000
RELATED = f'multipart/related; boundary="{BOUNDARY}"'


class Door:
    """A served door with one document in `db`, a peer that behaves, and connections for those that do not."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.place = (str(parts.hostname), int(parts.port or 0))
        self.good = CouchPeer(url, *ADMIN)
        assert self.good.ask("PUT", "db")[0] == 201
        assert self.good.ask("PUT", "db/here", {"n": 1})[0] == 201

    def connect(self) -> socket.socket:
        return socket.create_connection(self.place, timeout=60)

    def head(self, line: str, **headers: object) -> bytes:
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return "\r\n".join([f"{line} HTTP/1.1", "Host: x", f"Authorization: {self.good.basic}", *lines, "", ""]).encode()

    def told(self, *pieces: bytes, half_closed: bool = False) -> bytes:
        """What comes back until the server closes; `half_closed`: after the last piece we only listen."""
        with closing(self.connect()) as connection:
            told = b""
            try:
                for piece in pieces:
                    connection.sendall(piece)
                if half_closed:
                    connection.shutdown(socket.SHUT_WR)
                while data := connection.recv(65_536):
                    told += data
            except TimeoutError:
                raise
            except OSError:
                pass  # cut off
            return told

    def is_as_it_was(self) -> bool:
        """Whether others are answered and nothing was stored."""
        info, rows = self.good.ask("GET", "db")[1], self.good.ask("GET", "db/_all_docs")[1]["rows"]
        return (info["doc_count"], info["doc_del_count"], [row["id"] for row in rows]) == (1, 0, ["here"])


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    store = SqliteStore(tmp_path / "plain.sqlite")
    with listening(plain_couch(store)) as url:
        door = Door(url)
        yield door
        assert door.is_as_it_was()
        door.good.hang_up()


def test_random_bytes_are_told_to_be_no_request(door: Door) -> None:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    for _ in range(40):
        noise = chance.randbytes(chance.randint(1, 3000))
        begun = chance.choice(
            (b"", b"GET /couch/db ", b"POST /couch/db/_bulk_docs HTTP/1.1\r\n", b"PUT /couch/db/x HTTP/1.1\r\nA: ")
        )
        told = door.told(begun + noise + b"\r\n\r\n", half_closed=True)
        assert told == b"" or told.split()[1] in (b"400", b"404"), told


def test_random_bytes_as_a_body_are_refused(door: Door) -> None:
    chance = random.Random(SEED)
    for path in ("db/_bulk_docs", "db/_revs_diff", "db/_bulk_get", "db/_find", "db/_purge", "db/_changes?filter=_doc_ids"):
        status, told = door.good.ask("POST", path, chance.randbytes(5000), Content_Type="application/json")
        assert (status, set(told)) == (400, {"error", "reason"}), (path, told)
    for coding in ("gzip", "deflate"):
        status, told = door.good.ask(
            "POST", "db/_bulk_docs", chance.randbytes(5000), Content_Type="application/json", Content_Encoding=coding
        )
        assert status == 415, told


def test_half_a_multipart_stores_nothing_wherever_it_is_cut(door: Door) -> None:
    document = {"_id": "photo", "_rev": revision(1, "photo")}
    whole = multipart(document, {"trang 1.jpg": random.Random(SEED).randbytes(3000), "trang 2.jpg": b"hai"})
    line = "PUT /couch/db/photo?new_edits=false"
    for end in range(1, len(whole) - 1, 211):
        assert door.told(door.head(line, Content_Type=RELATED, Content_Length=len(whole)), whole[:end], half_closed=True) == b""
        status, told = door.good.ask("PUT", "db/photo?new_edits=false", whole[:end], Content_Type=RELATED)
        assert status == 400, (end, told)


def test_bytes_of_another_digest_are_refused_whichever_way_they_come(door: Door) -> None:
    wrong = "md5-" + "A" * 22 + "=="
    whole = multipart({"_id": "photo", "_rev": revision(1, "photo")}, {"trang 1.jpg": b"the true bytes"})
    for status, told in (
        door.good.ask(
            "PUT", "db/photo?new_edits=false", whole.replace(b"the true bytes", b"the same count"), Content_Type=RELATED
        ),
        door.good.ask("PUT", "db/photo/trang 1.jpg", b"the bytes", Content_MD5=wrong.removeprefix("md5-")),
    ):
        assert (status, told["error"]) == (400, "content_md5_mismatch")


def test_a_content_length_that_is_too_long_or_too_short_stores_nothing(door: Door) -> None:
    body = json.dumps({"text": "Chi bộ thống nhất. " * 20}).encode()
    for length in (len(body) + 1, len(body) * 2, 2**40, 2**64, -1, "many"):
        assert not door.told(
            door.head("PUT /couch/db/paper", Content_Type="application/json", Content_Length=length), body, half_closed=True
        ).startswith(b"HTTP/1.1 2")
    short = door.told(
        door.head("PUT /couch/db/paper", Content_Type="application/json", Content_Length=20), body, half_closed=True
    )
    assert short.split()[1] == b"400"


@pytest.mark.parametrize("deep", [400, 499, 501, 990])
def test_a_document_is_either_stored_or_refused_however_deep_it_is(deep: int, door: Door) -> None:
    body = b'{"a":' + b"[" * (deep - 1) + b"]" * (deep - 1) + b"}"
    status, told = door.good.ask("PUT", "db/deep", body)
    assert status == (201 if deep <= 500 else 400), told
    if status == 201:
        assert door.good.ask("POST", "db/_find", {"selector": {"_id": "deep"}})[1]["docs"][0]["_rev"] == told["rev"]
        assert door.good.ask("POST", "db/_purge", {"deep": [told["rev"]]})[0] == 201


@pytest.mark.parametrize("path", ["db/_bulk_docs", "db/_find"])
@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"a":['])
def test_a_body_nested_a_million_deep_is_refused(path: str, opening: bytes, door: Door) -> None:
    status, told = door.good.ask("POST", path, opening * DEEP, Content_Type="application/json")
    assert status in (400, 413) and set(told) == {"error", "reason"}


def test_a_document_nested_a_million_deep_is_refused_as_a_part_and_as_a_parameter(door: Door) -> None:
    deep = b'{"_id":"x","a":' + b"[" * DEEP + b"]" * DEEP + b"}"
    body = f"--{BOUNDARY}\r\nContent-Type: application/json\r\n\r\n".encode() + deep + f"\r\n--{BOUNDARY}--".encode()
    assert door.good.ask("PUT", "db/x", body, Content_Type=RELATED)[0] == 413
    assert door.good.ask("GET", f"db/here?open_revs={'[' * 50_000}")[0] == 400


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(door: Door) -> None:
    bomb = gzip.compress(bytes(200 * 1024 * 1024), 1)
    assert len(bomb) < 1024 * 1024
    status, told = door.good.ask("POST", "db/_bulk_docs", bomb, Content_Type="application/json", Content_Encoding="gzip")
    assert (status, told["error"]) == (413, "too_large")
    assert door.good.ask("PUT", "db/x/bomb", bomb, Content_Encoding="gzip")[0] == 413


def test_millions_of_empty_objects_are_refused_before_they_are_made(door: Door) -> None:
    body = gzip.compress(b'{"docs":[' + b"{}," * 5_000_000 + b"{}]}", 1)
    status, told = door.good.ask("POST", "db/_bulk_docs", body, Content_Type="application/json", Content_Encoding="gzip")
    assert (status, told["error"]) == (413, "too_large")


@pytest.mark.parametrize("since", ["5-g1AAAACLeJzLYWBgYMpgTmEQTM4vTc5ISXIwNDLXMwBCwxyQVCJDUv3___-zMpgTGXKBAuyp", "5-1", "0-abcdefgh"])
@pytest.mark.parametrize("feed", ["normal", "longpoll&timeout=50", "eventsource&timeout=50"])
def test_a_place_of_the_couchdb_that_a_database_was_moved_from_tells_everything_again(since: str, feed: str, door: Door) -> None:
    status, told = door.good.ask("GET", f"db/_changes?since={since}&feed={feed}&limit=1")
    assert status == 200 and '"here"' in (told.decode() if isinstance(told, bytes) else json.dumps(told))


def test_a_place_in_the_feed_of_databases_is_known_or_foreign_or_refused(door: Door) -> None:
    assert [row["db_name"] for row in door.good.ask("GET", "_db_updates?since=0f25f880-7")[1]["results"]] == ["db"]
    for since in ("", "x", "1.5", "-1", "5-g1AAAA", "[]", "%FF", "9" * 30):
        assert door.good.ask("GET", f"_db_updates?since={since}")[0] == 400, since


@pytest.mark.parametrize("list", ["_all_docs", "_design_docs"])
def test_a_bound_that_no_id_can_be_is_refused_and_a_row_that_no_database_has_is_after_the_end(list: str, door: Door) -> None:
    for name in ("startkey", "endkey", "start_key", "end_key"):
        assert door.good.ask("GET", f'db/{list}?{name}="\\ud800"')[0] == 400
        assert door.good.ask("POST", f"db/{list}", {name: "\ud800"})[0] == 400
    status, told = door.good.ask("POST", f"db/{list}", {"skip": 10**30, "limit": 10**30})
    assert (status, told["rows"]) == (200, [])


def test_a_security_object_that_utf_8_cannot_hold_is_refused(door: Door) -> None:
    assert door.good.ask("PUT", "db/_security", {"note": "\ud800"})[0] == 400


@pytest.mark.parametrize("kind", ["a\r\nX-Evil: 1", "text/plain\x00", "ảnh/jpeg"])
def test_a_media_type_that_no_header_can_tell_is_told_as_bytes_of_some_kind(kind: str, door: Door) -> None:
    assert door.good.ask("PUT", "files")[0] == 201
    document = {"_attachments": {"trang.jpg": {"content_type": kind, "data": "YQ=="}}}
    assert door.good.ask("PUT", "files/photo", document)[0] == 201
    assert door.good.ask("GET", "files/photo/trang.jpg") == (200, b"a")
    assert door.good.ask("GET", "files/photo")[1]["_attachments"]["trang.jpg"]["content_type"] == kind


def test_connections_closed_on_one_side_keep_nobody_from_being_answered(door: Door) -> None:
    half = []
    for begun in (b"", b"GET", door.head("GET /couch/db/_changes?feed=longpoll&since=now"), door.head("GET /couch/db")) * 20:
        connection = door.connect()
        connection.sendall(begun)
        connection.shutdown(socket.SHUT_WR)
        half.append(connection)
    assert door.is_as_it_was()
    for connection in half:
        connection.close()


def test_a_peer_that_never_reads_its_answers_keeps_nobody_from_being_answered(door: Door) -> None:
    many = [door.connect() for _ in range(20)]
    for connection in many:
        connection.sendall(door.head("GET /couch/db/_all_docs?include_docs=true") * 500)
    assert door.is_as_it_was()
    for connection in many:
        connection.close()
