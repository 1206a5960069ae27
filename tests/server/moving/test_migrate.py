"""`migrate` as an operator meets it: between two data folders, killed at random moments, beside a running server."""

from __future__ import annotations

import random
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest

from server.cli import main
from server.data_lock import DataInUse, alone, in_use
from sync.ports import DocumentStore, Write
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.moving.compare_stores import CompareStores
from tests.server.moving.commands import run, start, with_store
from tests.support.full_store import fill

KILLS = 6
TRIES = 60
DB = "ws-na-don"


@pytest.fixture
def chance() -> random.Random:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


@pytest.fixture
def filled(tmp_path: Path, chance: random.Random) -> Path:
    """A data folder with everything in it."""
    with_store(tmp_path / "old", lambda store: fill(store, chance))
    return tmp_path / "old"


def move(source: Path, target: Path, *more: str) -> int:
    return main(["migrate", "--from", str(source), "--to", f"sqlite:{target / 'sohop.sqlite'}", *more])


def _copied_for(arguments: tuple[str | Path, ...], seconds: float | None = None) -> float | None:
    """Seconds for which a process copied; None when it was killed after `seconds` of them."""
    process = start(*arguments)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("from ")
    began = time.monotonic()
    killer = threading.Timer(seconds, process.kill) if seconds is not None else None
    if killer is not None:
        killer.start()
    printed, _ = process.communicate(timeout=120)
    spent = time.monotonic() - began
    if killer is not None:
        killer.join()
    if process.returncode == -signal.SIGKILL:
        return None
    assert process.returncode == 0, printed
    return spent


def test_a_store_is_copied_checked_and_what_was_compared_is_told(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert move(filled, tmp_path / "new") == 0
    printed = capsys.readouterr().out
    assert "compared 4 databases" in printed and printed.endswith("equal\n")
    assert move(filled, tmp_path / "new") == 0
    assert "copied 0 documents" in capsys.readouterr().out


def test_a_copy_that_differs_ends_with_1_and_says_where(filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert move(filled, tmp_path / "new") == 0

    async def spoil(store: DocumentStore) -> None:
        await store.write(DB, [Write({"_id": "photo:0", "_rev": (await store.leaves(DB, "photo:0"))[0]["_rev"]}, mode="edit")])

    with_store(tmp_path / "new", spoil)
    assert move(filled, tmp_path / "new") == 1
    printed = capsys.readouterr().out
    assert "differs: ws-na-don photo:0" in printed and "NOT EQUAL: 1 difference" in printed


def test_killed_at_random_moments_and_started_again_it_ends_equal(filled: Path, tmp_path: Path, chance: random.Random) -> None:
    whole = _copied_for(("migrate", "--from", filled, "--to", tmp_path / "measured"))
    assert whole is not None
    target, killed = tmp_path / "new", 0
    for _ in range(TRIES):
        if _copied_for(("migrate", "--from", filled, "--to", target), chance.uniform(0, whole)) is None:
            killed += 1
        else:  # it was quicker this time: from the beginning
            shutil.rmtree(target)
        if killed == KILLS:
            break
    assert killed == KILLS, "it was hardly ever interrupted: the test proved nothing"
    arguments = ("migrate", "--from", filled, "--to", target)
    code, printed = run(*arguments)
    assert (code, printed.splitlines()[-1]) == (0, "equal"), printed

    async def compare(store: DocumentStore) -> None:
        source = await SqliteStore.open(filled / "sohop.sqlite")
        compared = await CompareStores(source, store).run()
        await source.close()
        assert (compared.told, compared.inner_gone) == ([], 0) and compared.attachments > 50

    with_store(tmp_path / "new", compare)


def test_a_folder_with_a_running_server_is_left_alone(filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with in_use(filled), in_use(filled):
        assert move(filled, tmp_path / "new") == 1
        assert "a server is running" in capsys.readouterr().err
        assert move(filled, tmp_path / "new", "--while-running") == 0
        assert "run this once more without --while-running" in capsys.readouterr().out
    with in_use(tmp_path / "new"):
        assert move(filled, tmp_path / "new") == 1
    assert move(filled, tmp_path / "new") == 0


def test_a_server_does_not_start_on_a_folder_that_is_being_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with alone(tmp_path):
        assert main(["serve", "--port", "0", "--data", str(tmp_path)]) == 1
    assert "being moved or restored" in capsys.readouterr().err


def test_the_lock_is_gone_with_the_process_however_it_ends(tmp_path: Path) -> None:
    process = start(tmp_path, module="tests.server.moving.holding_writer")
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        with pytest.raises(DataInUse), alone(tmp_path):
            raise AssertionError("two have it")
    finally:
        process.kill()
        process.communicate()
    with alone(tmp_path):
        pass


def test_beside_a_server_that_writes_everything_it_had_before_is_copied(tmp_path: Path) -> None:
    old = tmp_path / "old"
    writer = start(old, module="tests.server.moving.holding_writer")
    assert writer.stdout is not None
    try:
        assert writer.stdout.readline() == "ready\n"
        before = [writer.stdout.readline().split() for _ in range(40)]
        code, printed = run("migrate", "--from", old, "--to", tmp_path / "new", "--while-running")
    finally:
        writer.kill()
        writer.communicate()
    assert code == 0 and "run this once more" in printed, printed
    code, printed = run("migrate", "--from", old, "--to", tmp_path / "new")
    assert (code, printed.splitlines()[-1]) == (0, "equal"), printed

    async def look(store: DocumentStore) -> None:
        for id, rev in before:
            assert (await store.read(DB, id) or {}).get("_rev") == rev

    with_store(tmp_path / "new", look)


@pytest.mark.parametrize(
    ("source", "code", "told"),
    [
        ("nothing", 1, "there is no store"),
        ("old", 1, "both stores are the same"),
        ("http://sohop:geheim@127.0.0.1:5984/", 2, "no password into an address"),
        ("http://", 2, "should look like"),
    ],
)
def test_what_cannot_be_moved_is_told_plainly(
    source: str, code: int, told: str, filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = source if source.startswith("http") else str(tmp_path / source)
    assert main(["migrate", "--from", place, "--to", str(filled)]) == code
    printed = capsys.readouterr().err
    assert told in printed and "geheim" not in printed
    assert not (tmp_path / "nothing").exists()


def test_a_couchdb_that_is_away_is_told_plainly(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--from", str(filled), "--to", "http://sohop@127.0.0.1:9/"]) == 1
    assert "cannot be reached" in capsys.readouterr().err
