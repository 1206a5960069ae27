"""A store whose file is damaged while it is served: every door says that the store cannot be used, and the log names the reason."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.small_world import small_world
from tests.support.couch.couch_peer import CouchPeer
from tests.support.phone import Phone
from tests.support.server import Server
from tests.support.world import PASSWORD

PAGE = 4096


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    small_world(tmp_path)
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


def test_every_door_says_that_the_store_cannot_be_used(server: Server) -> None:
    admin = CouchPeer(server.url, "quan-tri", PASSWORD)
    assert admin.ask("PUT", "plain")[0] == 201
    for number in range(20):
        assert admin.ask("PUT", f"plain/d{number:02}", {"text": "Chi bộ thống nhất. " * 1000})[0] == 201
    admin.hang_up()
    server.stop()  # everything goes from the log into the file
    server.start()
    phone = Phone(server.url, "na-don-bi-thu", PASSWORD)
    phone.log_in()
    file = server.data / "sohop.sqlite"
    with file.open("r+b") as opened:
        for page in range(1, file.stat().st_size // PAGE):
            opened.seek(page * PAGE)
            opened.write(os.urandom(64))
    for ask in (
        lambda: admin.ask("GET", "plain/_all_docs?include_docs=true"),
        lambda: admin.ask("GET", "plain/d07"),
        lambda: admin.ask("GET", "plain/_changes?include_docs=true"),
    ):
        status, told = ask()
        assert (status, told["error"]) == (503, "service_unavailable")
    status, answer = phone.request("POST", "/sync", b'{"docs":[]}', {"Content-Type": "application/json"})
    # what SQLite has in memory can still be read, and that may be all this takes
    assert status == 200 or (status == 503 and b'"store_unavailable"' in answer), answer
    status, answer = phone.request("GET", "/api/papers")
    assert status == 200 or (status == 503 and b'"store_unavailable"' in answer), answer
    phone.hang_up()
    admin.hang_up()
    log = server.log.read_text()
    assert "GET /couch/plain/d07: the store cannot be read: database disk image is malformed" in log
    assert not re.search(r"(GET|POST) \S+ failed", log), log
