"""What few peers ask, and CouchDB 3.5.0 answers: each of these was asked of one and of our door side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.couch.plain_couch import ADMIN, our_couch

A, B, C = (letter * 32 for letter in "abc")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[httpx.Client]:
    """A peer of an empty plain database."""
    with our_couch(tmp_path) as address, httpx.Client(base_url=f"{address}/db", auth=ADMIN, timeout=30) as client:
        assert client.put("").status_code == 201
        yield client


def made(answer: httpx.Response) -> Any:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def test_a_selector_is_asked_of_each_leaf_that_is_told(db: httpx.Client) -> None:
    for hash, n in ((A, 1), (B, 2)):
        made(db.put("/x?new_edits=false", json={"_rev": f"1-{hash}", "n": n}))
    told = {}
    for style in ("all_docs", "main_only"):
        for n in (1, 2, 3):
            answer = made(db.post(f"/_changes?filter=_selector&style={style}", json={"selector": {"n": n}}))
            told[style, n] = [row["rev"] for change in answer["results"] for row in change["changes"]]
    assert told == {
        ("all_docs", 1): [f"1-{A}"], ("all_docs", 2): [f"1-{B}"], ("all_docs", 3): [],
        ("main_only", 1): [], ("main_only", 2): [f"1-{B}"], ("main_only", 3): [],
    }  # fmt: skip


def test_a_live_feed_is_a_continuous_one(db: httpx.Client) -> None:
    made(db.put("/x", json={}))
    told = db.get("/_changes?feed=live&timeout=50")
    assert told.status_code == 200 and [line.partition(":")[0] for line in told.text.split()] == ['{"seq"', '{"last_seq"']


def test_a_feed_is_asked_by_post_without_a_body(db: httpx.Client) -> None:
    made(db.put("/x", json={}))
    assert len(made(db.post("/_changes", content=b"", headers={"content-type": "application/json"}))["results"]) == 1


@pytest.mark.parametrize("type", ["text/html\r\nX-Injected: 1", "biên bản", "text/plain\x00"])
def test_a_file_whose_type_fits_no_header_can_be_read(db: httpx.Client, type: str) -> None:
    made(db.put("/x", json={"_attachments": {"f": {"data": "eA==", "content_type": type}}}))
    told = db.get("/x/f")
    assert (told.status_code, told.content, told.headers["content-type"]) == (200, b"x", "application/octet-stream")
    assert "x-injected" not in told.headers
    assert made(db.get("/x"))["_attachments"]["f"]["content_type"] == type, "the document tells it as it came"


def test_base64_may_be_broken_into_lines(db: httpx.Client) -> None:
    made(db.put("/x", json={"_attachments": {"f": {"data": "AAEC\r\nAwQF\n"}, "g": {"data": " e A = = "}}}))
    assert (db.get("/x/f").content, db.get("/x/g").content) == (bytes(range(6)), b"x")
    assert db.put("/y", json={"_attachments": {"f": {"data": "AAE*CAwQF"}}}).status_code == 400


def test_a_copy_goes_to_the_id_that_its_destination_spells(db: httpx.Client) -> None:
    made(db.put("/x", json={"n": 1}))
    assert made(db.request("COPY", "/x", headers={"destination": "bi%C3%AAn%20b%E1%BA%A3n%3F"}))["id"] == "biên bản?"
    assert made(db.get("/bi%C3%AAn%20b%E1%BA%A3n%3F"))["n"] == 1
    assert db.request("COPY", "/x", headers={"destination": "%FF"}).status_code == 400


@pytest.mark.parametrize("path", ["/%FF", "/x/%FF", "/_local/%C3"])
def test_a_name_that_is_no_utf_8_is_refused_and_taken_for_no_other(db: httpx.Client, path: str) -> None:
    assert (db.put(path, content=b"{}").status_code, made(db.get("/_all_docs"))["rows"]) == (400, [])


def test_a_line_break_in_a_name_is_a_sign_like_any(db: httpx.Client) -> None:
    made(db.put("/one%0Atwo", json={"n": 1}))
    assert made(db.get("/one%0Atwo"))["_id"] == "one\ntwo"
    made(db.put("/x/a%0A", content=b"data"))
    assert db.get("/x/a%0A").content == b"data"


def test_a_history_alone_names_the_revision_of_a_replicated_document(db: httpx.Client) -> None:
    document = {"_id": "x", "_revisions": {"start": 2, "ids": [A, B]}, "n": 1}
    assert made(db.post("/_bulk_docs", json={"new_edits": False, "docs": [document]})) == []
    assert made(db.put("/y?new_edits=false", json={**document, "_id": "y"}))["rev"] == f"2-{A}"
    for id in ("x", "y"):
        told = made(db.get(f"/{id}?revs=true"))
        assert (told["_rev"], told["_revisions"]) == (f"2-{A}", document["_revisions"])


def test_bulk_get_brings_the_files_that_are_newer_than_what_is_known(db: httpx.Client) -> None:
    rev = made(db.put("/x", json={"_attachments": {"f": {"data": "eA=="}}}))["rev"]
    asked: Any = [{"id": "x", "rev": rev, "atts_since": [f"1-{C}"]}, {"id": "x", "atts_since": [rev]}, {"id": "x", "atts_since": "all"}, {"id": "x"}]
    rows = [row["docs"][0] for row in made(db.post("/_bulk_get", json={"docs": asked}))["results"]]
    files = [row["ok"]["_attachments"]["f"] if "ok" in row else row["error"]["error"] for row in rows]
    assert ["data" in file for file in files] == [True, False, False, False] and files[2] == "bad_request"
    for known, bytes_come in (([f"1-{C}"], True), ([rev], False), ([], True)):
        body = {"docs": [{"id": "x", "rev": rev, "atts_since": known}]}
        parts = db.post("/_bulk_get", json=body, headers={"accept": "multipart/mixed"}).content
        assert (b'filename="f"' in parts) is bytes_come, known


def test_empty_names_in_a_path_count_for_nothing(db: httpx.Client) -> None:
    there = str(db.base_url).rstrip("/").removesuffix("/db")
    made(db.put(f"{there}//db//x//f", content=b"data"))
    assert made(db.get(f"{there}/db//x/"))["_id"] == "x" and db.get(f"{there}/db/x/f/").content == b"data"
    assert len(made(db.get(f"{there}//db/_all_docs//"))["rows"]) == 1


def test_a_database_that_is_to_be_partitioned_is_not_made_as_another_one(db: httpx.Client) -> None:
    told = db.put(db.base_url.join("../parts"), params={"partitioned": "true"})
    assert (told.status_code, told.json()["error"]) == (501, "not_implemented")
