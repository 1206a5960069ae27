"""Machines and webhooks from the command line, beside a store that no server uses."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx
import pytest

from server.cli import main
from server.data_lock import in_use
from server.opening import STORE_FILE
from sync.stores.sqlite.store import SqliteStore
from tests.support.server import Server
from tests.support.world import BINH_LU, make_world


@pytest.fixture
def data(tmp_path: Path) -> Path:
    async def fill() -> None:
        store = await SqliteStore.open(tmp_path / STORE_FILE)
        await make_world(store)
        await store.close()

    asyncio.run(fill())
    return tmp_path


def test_a_machine_is_let_in_listed_and_shut_out(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["machines", "--data", str(data)]
    assert main([*at, "add", "Excel", BINH_LU, "units", "papers"]) == 0
    printed = capsys.readouterr().out
    id, token = re.findall(r"^[0-9A-Z]{26}|sohop_\S{43}", printed, re.MULTILINE)
    server = Server(data)
    server.start()
    try:
        answer = httpx.get(f"{server.url}/api/units", headers={"authorization": f"Bearer {token}"}, timeout=60)
        assert answer.status_code == 200 and len(answer.json()["items"]) == 3
        assert main([*at, "list"]) == 1, "a server has the folder"
    finally:
        server.stop()
    capsys.readouterr()
    assert main([*at, "list"]) == 0
    listed = capsys.readouterr().out
    assert id in listed and "units,papers" in listed and "Excel" in listed and token not in listed
    assert main([*at, "revoke", id]) == 0 and main([*at, "list"]) == 0
    assert "revoked" in capsys.readouterr().out


def test_an_address_is_added_paused_and_ended(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["webhooks", "--data", str(data)]
    assert main([*at, "add", "Tỉnh", BINH_LU, "https://hooks.example.vn/a", "paper.sent"]) == 0
    id, secret = capsys.readouterr().out.split()
    assert secret.startswith("whsec_")
    for deed, state in (("pause", "paused"), ("go-on", "on"), ("end", "ended")):
        assert main([*at, deed, id]) == 0 and main([*at, "list"]) == 0
        listed = capsys.readouterr().out
        assert f"{id}  {state}" in listed and secret not in listed
    assert main([*at, "secret", id]) == 1, "what has ended has no secret"


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        (["machines", "add", "x", "khong-co", "units"], 1, "There is no such unit"), (["machines", "add", " ", BINH_LU, "units"], 2, "name: required"),
        (["machines", "add", "x", BINH_LU, "units", "--last", "2020-01-01"], 2, "last: day_past"), (["machines", "revoke", "x"], 1, "nothing here"),
        (["webhooks", "add", "x", BINH_LU, "http://a.vn/"], 2, "url: url_not_https"),
        (["webhooks", "add", "x", BINH_LU, "https://a.vn/", "x"], 2, "events: event_unknown"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(data: Path, capsys: pytest.CaptureFixture[str], command: list[str], code: int, told: str) -> None:
    assert main([command[0], "--data", str(data), *command[1:]]) == code
    assert told in capsys.readouterr().err


def test_nothing_is_done_while_a_server_has_the_folder(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with in_use(data):
        assert main(["machines", "--data", str(data), "list"]) == 1
    assert "server is running" in capsys.readouterr().err
