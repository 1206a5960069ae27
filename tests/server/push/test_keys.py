"""The keys of push: made once, shown, changed without losing a phone, and never readable by others."""

from __future__ import annotations

import asyncio
import stat
import threading
from pathlib import Path

import pytest

from server.cli import main
from server.push.keys import FILE, PushKeys
from sync.domain.reminders.subscription import Subscription
from sync.ports import Write
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.directory import PUSH, Directory
from tests.support.clock import FixedClock

NOW = FixedClock("2026-11-23T10:00:00+07:00").now()


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SOHOP_DATA", "SOHOP_STORE", "SOHOP_PUSH_HOSTS"):
        monkeypatch.delenv(name, raising=False)


def keys_push(tmp_path: Path, *more: str) -> int:
    return main(["keys", "push", "--data", str(tmp_path), *more])


def a_phone(tmp_path: Path, key: str) -> None:
    async def keep() -> None:
        store = SqliteStore(tmp_path / "sohop.sqlite")
        await Directory(store).prepare()
        one = Subscription("panh", "s", "", f"https://push.example.vn/{key}", "p", "a", key, "")
        await store.write(PUSH, [Write(one.to_document(), mode="edit")])
        await store.close()

    asyncio.run(keep())


def test_servers_that_start_together_end_with_one_key(tmp_path: Path) -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(PushKeys.open(tmp_path, NOW).newest.id)) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(made)) == 1 and [one.name for one in (tmp_path / "keys").iterdir()] == [FILE]


def test_the_first_key_is_made_and_shown_and_its_secret_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert keys_push(tmp_path) == 0
    said, path = capsys.readouterr().out, tmp_path / "keys" / FILE
    key = PushKeys(tmp_path).newest
    assert said == f"{key.id}  made {key.made_at}  0 phones  {key.public}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key.secret not in said and key.secret not in repr(key)


def test_an_old_key_is_not_removed_while_phones_need_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys_push(tmp_path)
    old = PushKeys(tmp_path).newest.id
    a_phone(tmp_path, old)
    assert keys_push(tmp_path, "--rotate") == 0
    said = capsys.readouterr().out
    assert f"{old}  made" in said and "1 phones" in said and len(PushKeys(tmp_path).all()) == 2
    assert stat.S_IMODE((tmp_path / "keys" / FILE).stat().st_mode) == 0o600
    assert keys_push(tmp_path, "--retire", old) == 1 and len(PushKeys(tmp_path).all()) == 2
    assert "1 phones are still reached" in capsys.readouterr().out
    assert keys_push(tmp_path, "--retire", old, "--anyway") == 0
    assert [one.id for one in PushKeys(tmp_path).all()] != [old]
    keys_push(tmp_path)
    assert f"{old}  is not here  1 phones" in capsys.readouterr().out


def test_the_newest_key_is_never_removed(tmp_path: Path) -> None:
    keys_push(tmp_path)
    assert keys_push(tmp_path, "--retire", PushKeys(tmp_path).newest.id) == 2


@pytest.mark.parametrize("content", ["", "{}", '{"keys": []}', '{"keys": [{"id": "x", "made_at": "", "secret": "AAAA"}]}'])
def test_a_spoilt_file_is_told_of_and_left_as_it_is(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "keys").mkdir(parents=True)
    (tmp_path / "keys" / FILE).write_text(content)
    assert keys_push(tmp_path) == 1
    assert "is spoilt" in capsys.readouterr().err and (tmp_path / "keys" / FILE).read_text() == content
