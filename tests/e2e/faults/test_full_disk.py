"""A disk that is full: every door says that it cannot take anything in, reading goes on, and so does writing as soon as there is
room again, without a restart. Once on a small file system that is really full, once with files that may not grow."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.small_world import small_world
from tests.support.couch.couch_peer import CouchPeer, revision
from tests.support.full_disk import NoMount, filled, no_larger_files, small_disk
from tests.support.phone import Phone, a_paper
from tests.support.server import Server
from tests.support.world import NA_DON, PASSWORD

Full = Callable[[], AbstractContextManager[None]]
AUTHOR = "na-don-bi-thu"
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 150


def a_plan(month: str) -> dict[str, Any]:
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": f"{month}-03", "start_time": "19:30", "place": "Nhà văn hóa bản", "chair": chair, "note_taker": chair,
               "agenda": [{"_id": "1", "text": "Bàn việc tháng tới"}]}  # fmt: skip
    return a_paper("meeting", f"{month}:regular:1", answers, unit=NA_DON, author=AUTHOR)


@pytest.fixture(params=["a file system that is full", "files that may not grow"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Server, Full]]:
    """A running server, and how to take its room away for a while."""
    data = tmp_path / "data"
    with ExitStack() as stack:
        if request.param == "a file system that is full":
            try:
                stack.enter_context(small_disk(data))
            except NoMount as why:
                pytest.skip(f"no file system can be mounted here: {why}")
        small_world(data)
        server = Server(data, log=tmp_path / "server.log")
        server.start()
        stack.callback(server.stop)

        @contextmanager
        def full() -> Iterator[None]:
            if request.param == "a file system that is full":
                with filled(data):
                    yield
            else:
                largest = max(file.stat().st_size for file in data.glob("sohop.sqlite*"))
                with no_larger_files(server.pid, largest):
                    yield

        yield server, full


def test_a_full_disk_refuses_what_comes_in_and_stops_nothing_else(place: tuple[Server, Full]) -> None:
    server, full = place
    phone = Phone(server.url, AUTHOR, PASSWORD)
    phone.log_in()
    [first] = phone.exchange([a_plan("2026-09")])["results"]
    admin = CouchPeer(server.url, "quan-tri", PASSWORD)
    assert admin.ask("PUT", "plain")[0] == 201
    assert admin.ask("PUT", "plain/here", {"n": 1})[0] == 201
    cursor = phone.cursor
    with full():
        _nothing_is_taken_in(phone, admin, server.url)
        _reading_goes_on(phone, admin, first)
    assert phone.cursor == cursor
    [second] = phone.exchange([a_plan("2026-10")])["results"]
    assert second["ok"] and second["receipt"]["number"]
    assert admin.ask("PUT", "plain/later", {"n": 2})[0] == 201
    assert admin.ask("GET", "plain")[1]["doc_count"] == 2
    log = server.log.read_text()
    assert log.count("cannot be written") == 1 and log.count("can be written again") == 1, log
    phone.hang_up()
    admin.hang_up()
    server.stop()
    with sqlite3.connect(server.data / "sohop.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def _nothing_is_taken_in(phone: Phone, admin: CouchPeer, url: str) -> None:
    for _ in range(3):
        told = phone.exchange([a_plan("2026-10")])
        assert (told["status"], told["error"]["code"]) == (503, "store_unavailable") and "results" not in told
    kept = {"_id": "new", "_rev": revision(1, "new"), "text": "Chi bộ thống nhất. " * 500}
    for method, path, body in (
        ("PUT", "plain/new", {"text": "Chi bộ thống nhất. " * 500}),
        ("POST", "plain/_bulk_docs", {"docs": [kept], "new_edits": False}),
        ("PUT", "plain/_local/checkpoint", {"last_seq": "1" * 5000}),
        ("PUT", "plain/photo/trang%201.jpg", PHOTO),
        ("PUT", "plain-two", None),
        ("POST", f"ws-{NA_DON}/_bulk_docs", {"docs": [a_plan("2026-10")], "new_edits": False}),
    ):
        peer = CouchPeer(url, AUTHOR, PASSWORD) if path.startswith("ws-") else admin
        status, told = peer.ask(method, path, body)
        assert (status, told["error"]) == (503, "service_unavailable"), (method, path, status, told)
        peer.hang_up()
    other = Phone(url, "na-don-thu-ky", PASSWORD)
    with pytest.raises(AssertionError, match=r"answered 503: .*store_unavailable"):
        other.log_in()
    other.hang_up()


def _reading_goes_on(phone: Phone, admin: CouchPeer, first: dict[str, Any]) -> None:
    begun_anew = phone.exchange([], cursor="")
    assert {one["_id"] for one in begun_anew["changes"]} >= {first["id"]}
    assert first["ok"] and not any("2026-10" in one["_id"] for one in begun_anew["changes"])
    assert admin.ask("GET", "plain/here")[1]["n"] == 1
    assert [row["id"] for row in admin.ask("GET", "plain/_all_docs")[1]["rows"]] == ["here"]
    assert admin.ask("GET", "plain/_local/checkpoint")[0] == 404
