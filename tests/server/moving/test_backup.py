"""`backup` and `restore`: consistent while a server writes, whole or not at all, and never over anything."""

from __future__ import annotations

import errno
import gzip
import json
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from server.cli import main
from server.moving import archive as archives
from server.moving.archive import MANIFEST
from server.push.keys import PushKeys
from server.security.keys import Keys
from sync.ports import DocumentStore, Write
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.moved_places import standing
from sync.usecases.moving.compare_stores import CompareStores
from tests.server.moving.commands import TOP, run, start, with_store
from tests.support.clock import FixedClock
from tests.support.full_store import fill

DB = "ws-na-don"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with everything in it."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    folder = tmp_path / "data"
    Keys.open(folder)
    PushKeys.open(folder, FixedClock("2026-11-23T10:00:00+07:00").now())
    with_store(folder, lambda store: fill(store, random.Random(seed), 12))
    return folder


def backup(data: Path, to: Path, *more: str) -> int:
    return main(["backup", str(to), "--data", str(data), *more])


def restore(archive: Path, to: Path) -> int:
    return main(["restore", str(archive), str(to)])


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["archive", "archive.tar.gz"])
def test_what_is_restored_is_what_was_backed_up(
    name: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert backup(data, tmp_path / name, "--verify") == 0
    assert "compared 4 databases" in capsys.readouterr().out
    assert restore(tmp_path / name, tmp_path / "back") == 0
    for key in ("keys/server-secret", "keys/receipt-ed25519", "keys/push-vapid.json"):
        assert (tmp_path / "back" / key).read_bytes() == (data / key).read_bytes()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [tmp_path / name, *(tmp_path / "back").rglob("*")]}
    assert modes <= {0o600, 0o700}
    assert left(tmp_path) == sorted([name, "back", "data"]), "something temporary was left"

    async def compare(store: DocumentStore) -> None:
        live = await SqliteStore.open(data / "sohop.sqlite")
        compared = await CompareStores(live, store).run()
        await live.close()
        assert (compared.told, compared.inner_gone) == ([], 0) and compared.documents > 30

    with_store(tmp_path / "back", compare)


def test_what_was_acknowledged_before_the_backup_began_is_in_it_while_a_server_writes(tmp_path: Path) -> None:
    writer = start(tmp_path / "data", module="tests.server.moving.holding_writer")
    assert writer.stdout is not None
    try:
        assert writer.stdout.readline() == "ready\n"
        before = [writer.stdout.readline().split() for _ in range(60)]
        code, printed = run("backup", tmp_path / "archive.tar.gz", "--data", tmp_path / "data", "--verify")
        assert code == 0, printed
        assert writer.poll() is None
        code, printed = run("restore", tmp_path / "archive.tar.gz", tmp_path / "back")
    finally:
        writer.kill()
        writer.communicate()
    assert code == 0, printed

    async def look(store: DocumentStore) -> None:
        for id, rev in before:
            assert (await store.read(DB, id) or {}).get("_rev") == rev, f"{id} was acknowledged before the backup"
        info = await store.info(DB)
        assert info.doc_count == int(info.update_seq) == len((await store.changes(DB)).changes)

    with_store(tmp_path / "back", look)


def test_a_phone_that_has_seen_more_than_the_backup_holds_is_told_what_comes_after(data: Path, tmp_path: Path) -> None:
    assert backup(data, tmp_path / "archive") == 0
    cursors: list[tuple[str, str]] = []

    async def go_on(store: DocumentStore) -> None:
        at_backup = await store.info(DB)
        await store.write(DB, [Write({"_id": f"lost:{number}"}, mode="edit") for number in range(5)])
        await store.write_local(DB, "peer", {"session_id": "s", "source_last_seq": 1, "history": []})
        cursors.extend((at_backup.uuid[:8], str(int(at_backup.update_seq) + more)) for more in (-1, 0, 5))

    with_store(data, go_on)
    assert restore(tmp_path / "archive", tmp_path / "back") == 0

    async def look(store: DocumentStore) -> None:
        await store.write(DB, [Write({"_id": f"new:{number}"}, mode="edit") for number in range(8)])
        for cursor in cursors:
            place = await standing(store, DB, await store.uuid(DB), cursor)
            told = {row.id for row in (await store.changes(DB, place)).changes}
            assert told >= {f"new:{number}" for number in range(8)}
            assert len(told) < 20, "a cursor should not begin again"

    with_store(tmp_path / "back", look)


def test_checkpoints_of_peers_do_not_come_back(data: Path, tmp_path: Path) -> None:
    async def peer(store: DocumentStore) -> None:
        await store.write_local(DB, "peer", {"session_id": "s", "source_last_seq": 1, "history": []})

    with_store(data, peer)
    assert backup(data, tmp_path / "archive", "--verify") == 0
    assert restore(tmp_path / "archive", tmp_path / "back") == 0

    async def look(store: DocumentStore) -> None:
        assert await store.read_local(DB, "peer") is None
        assert await store.read_local(DB, "upload-1") is not None

    with_store(tmp_path / "back", look)


def test_nothing_is_written_over(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert backup(data, tmp_path / "archive") == 0
    (tmp_path / "busy").mkdir()
    (tmp_path / "busy" / "letter").write_text("kept")
    assert restore(tmp_path / "archive", tmp_path / "busy") == 1
    assert backup(data, tmp_path / "busy") == 1
    assert backup(data, tmp_path / "archive") == 1
    assert capsys.readouterr().err.count("not empty") == 3
    assert left(tmp_path / "busy") == ["letter"]
    (tmp_path / "empty").mkdir()
    assert restore(tmp_path / "archive", tmp_path / "empty") == 0


def flip(path: Path, place: int) -> None:
    text = bytearray(path.read_bytes())
    text[place] ^= 0x55
    path.write_bytes(text)


def rewrite(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def _newer_schema(folder: Path) -> None:
    connection = sqlite3.connect(folder / "sohop.sqlite")
    connection.execute("PRAGMA user_version=99")
    connection.close()
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).unlink()
    told = archives.Manifest(
        manifest["version"], manifest["made_at"], "sqlite", tuple(archives.Database(**one) for one in manifest["databases"])
    )
    archives.seal(folder, told)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("a flipped bit", "SHA-256"),
        ("a lost key", "missing"),
        ("no manifest", "missing"),
        ("half a manifest", "manifest is damaged"),
        ("a newer format", "newer version"),
        ("a newer schema", "newer version"),
        ("another product", "another product"),
        ("other counts", "another number of documents"),
        ("a way up", "manifest is damaged"),
    ],
)
def test_a_damaged_folder_is_told_and_nothing_is_left(
    what: str, told: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "archive"
    assert backup(data, folder) == 0
    manifest = folder / MANIFEST
    changed = json.loads(manifest.read_text("utf-8"))
    if what == "a flipped bit":
        flip(folder / "sohop.sqlite", random.randrange((folder / "sohop.sqlite").stat().st_size))
    elif what == "a lost key":
        (folder / "keys" / "server-secret").unlink()
    elif what == "no manifest":
        manifest.unlink()
    elif what == "half a manifest":
        manifest.write_bytes(manifest.read_bytes()[:200])
    elif what == "a newer format":
        rewrite(manifest, format=2, version="9.0")
    elif what == "a newer schema":
        _newer_schema(folder)
    elif what == "another product":
        rewrite(manifest, product="letters")
    elif what == "other counts":
        changed["databases"][0]["documents"] += 1
        rewrite(manifest, databases=changed["databases"])
    else:
        changed["files"][0]["name"] = "../outside"
        rewrite(manifest, files=changed["files"])
    assert restore(folder, tmp_path / "back") == 1
    printed = capsys.readouterr().err
    assert told in printed and "Nothing was restored." in printed
    assert left(tmp_path) == ["archive", "data"]


def test_an_archive_cut_or_damaged_anywhere_is_told_and_nothing_is_left(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = tmp_path / "archive.tar.gz"
    assert backup(data, whole) == 0
    size = whole.stat().st_size
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    broken = tmp_path / "broken.tar.gz"
    for number in range(16):
        shutil.copy(whole, broken)
        if number % 2:
            os.truncate(broken, chance.randrange(size))
        else:
            flip(broken, chance.randrange(10, size))  # the first ten bytes hold a time that means nothing
        assert restore(broken, tmp_path / "back") == 1, f"{number}"
        assert "Nothing was restored." in capsys.readouterr().err
    assert left(tmp_path) == ["archive.tar.gz", "broken.tar.gz", "data"]


@pytest.mark.parametrize(
    "text", [b"", b"no archive at all", gzip.compress(b"no archive at all" * 100, mtime=0)], ids=["nothing", "words", "packed words"]
)
def test_what_is_no_archive_is_told(text: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.tar.gz").write_bytes(text)
    assert restore(tmp_path / "letter.tar.gz", tmp_path / "back") == 1
    assert restore(tmp_path / "nothing", tmp_path / "back") == 1
    assert "Traceback" not in capsys.readouterr().err
    assert left(tmp_path) == ["letter.tar.gz"]


@pytest.mark.parametrize("name", ["archive", "archive.tar.gz"])
def test_a_full_disk_is_told_and_the_half_is_removed(
    name: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("server.moving.backup.finish", full)
    assert backup(data, tmp_path / name) == 1
    printed = capsys.readouterr().err
    assert "the disk is full" in printed and "No backup was made." in printed
    assert left(tmp_path) == ["data"]


def test_a_file_that_may_not_grow_leaves_nothing_behind(data: Path, tmp_path: Path) -> None:
    # A real refusal in the middle of writing, which needs no rights: a limit to the size of files.
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000));"
        "from server.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["backup", str(tmp_path / "archive"), "--data", str(data)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "No backup was made." in done.stderr and "Traceback" not in done.stderr
    assert left(tmp_path) == ["data"]


def test_a_folder_without_a_store_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert backup(tmp_path / "nothing", tmp_path / "archive") == 1
    assert "there is no store" in capsys.readouterr().err
    assert left(tmp_path) == []


def test_a_backup_that_is_told_to_stop_leaves_a_whole_one_or_none(data: Path, tmp_path: Path) -> None:
    arguments = ("--data", data, "--verify")
    for number in range(3):
        process = start("backup", tmp_path / f"archive-{number}", *arguments)
        assert process.stdout is not None
        process.stdout.readline()  # in the middle of the verification
        process.terminate()
        process.communicate(timeout=60)
        if process.returncode == 0:
            assert restore(tmp_path / f"archive-{number}", tmp_path / f"back-{number}") == 0
    assert [name for name in left(tmp_path) if name.startswith(".")] == []
