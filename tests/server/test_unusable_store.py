"""A store's file that cannot be used: `serve` and `doctor` say what is wrong with it, end with 1, and leave it as it was."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
import uvicorn

from server.cli import main
from sync.ports import Write
from sync.stores.sqlite.store import SqliteStore
from tests.support.unprivileged import run_bound_by_modes

FILE = "sohop.sqlite"
PAGE = 4096


@pytest.fixture(autouse=True)
def _serves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object, **__: object) -> NoReturn:
        raise AssertionError("it serves a file that cannot be used")

    monkeypatch.setattr(uvicorn.Server, "run", run)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a store of some pages in it, closed properly."""

    async def fill() -> None:
        store = await SqliteStore.open(tmp_path / FILE)
        await store.create_database("ws-na-don")
        texts = [Write({"_id": f"paper:{n}", "text": f"Chi bộ thống nhất {n}. " * 40}, "edit") for n in range(300)]
        await store.write("ws-na-don", texts)
        files = {"trang 1.jpg": bytes(range(256)) * 200}
        told = {"trang 1.jpg": {"content_type": "image/jpeg"}}
        await store.write("ws-na-don", [Write({"_id": "photo:1", "_attachments": told}, "edit", files)])
        await store.close()

    asyncio.run(fill())
    return tmp_path


def told_by(command: str, data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command says before it ends with 1."""
    port = ["--port", "0"] if command == "serve" else []
    assert main([command, "--data", str(data), *port]) == 1
    told = capsys.readouterr()
    return told.out.partition("Store\n")[2] + told.err


def overwrite(path: Path, place: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(data)


def flip_pages(path: Path) -> None:
    middle = path.stat().st_size // PAGE // 2 * PAGE
    for page in range(6):
        place = middle + page * PAGE
        overwrite(path, place, bytes(byte ^ 0xFF for byte in path.read_bytes()[place : place + 64]))


def cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 3)


def cut_off(path: Path) -> None:
    path.write_bytes(b"")
    (path.parent / "read-model.sqlite").write_bytes(b"")


def make_newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=DELETE")  # as a newer version may have chosen
    connection.execute("PRAGMA user_version=99")
    connection.execute("ALTER TABLE bodies RENAME TO texts")
    connection.close()


@pytest.mark.parametrize("command", ["serve", "doctor"])
@pytest.mark.parametrize(
    ("spoil", "words"),
    [(flip_pages, "damaged"), (cut, "malformed"), (cut_off, "is empty"), (make_newer, "newer version")],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason_and_left_as_it_was(
    spoil: Callable[[Path], None], words: str, command: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(data / FILE)
    before = (data / FILE).read_bytes()
    told = told_by(command, data, capsys)
    assert words in told and "Traceback" not in told
    assert str(data / FILE) in told or command == "doctor"
    assert (data / FILE).read_bytes() == before


def test_doctor_finds_an_attachment_whose_bytes_have_changed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = (data / FILE).read_bytes().index(bytes(range(256)) * 4)
    overwrite(data / FILE, place + 700, b"!")
    assert "attachment 1" in told_by("doctor", data, capsys)


def test_doctor_finds_a_revision_that_is_no_json_any_more(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = (data / FILE).read_bytes().index('{"text":"Chi bộ thống nhất 7.'.encode())
    overwrite(data / FILE, place, b"[")
    assert "paper:7 in ws-na-don" in told_by("doctor", data, capsys)


def test_a_file_that_may_not_be_written_is_told(data: Path) -> None:
    path = data / FILE
    path.chmod(0o444)
    before = path.read_bytes()
    ends = "import sys; from server.cli import main; sys.exit(sum(main([c, '--data', sys.argv[1]]) for c in ('serve', 'doctor')))"
    ended = run_bound_by_modes("-c", ends, str(data))
    lines = [line for line in ended.stderr.splitlines() if f"{path} may not be written" in line]
    assert (ended.returncode, len(lines)) == (2, 2), ended
    assert "Traceback" not in ended.stderr
    assert path.read_bytes() == before
