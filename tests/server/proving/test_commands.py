"""`verify`, `receipt` and `keys`, as an operator runs them on a data folder."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from server.cli import main
from server.opening import STORE_FILE
from server.security.keys import Keys
from sync.domain.documents import workspace
from sync.domain.proofs.receipts import Receipts
from sync.forms.catalogue import Catalogue
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.history.keep import KeepPapers
from tests.support.clock import FixedClock
from tests.support.proofs.proven import SECRETARY, a_meeting
from tests.support.world import NA_DON, make_world


@pytest.fixture
async def receipts(tmp_path: Path) -> list[dict[str, Any]]:
    """A data folder with two papers that came together; their receipts."""
    keys, store = Keys.open(tmp_path), await SqliteStore.open(tmp_path / STORE_FILE)
    directory = await make_world(store)
    clock = FixedClock("2026-11-10T08:00:00+07:00")
    accept = AcceptPapers(store, directory, Catalogue.load(), clock, KeepPapers(store, keys.signer, clock))
    person = await directory.person(SECRETARY)
    assert person is not None
    await accept(person, [a_meeting(state="sent"), a_meeting("2026-12:regular:1", state="sent")])
    [document] = await store.range(workspace(NA_DON), "receipt:", "receipt;")
    await store.close()
    return [Receipts(document).of(place) for place in range(2)] + [document]


def altered(folder: Path, old: str, new: str) -> None:
    with closing(sqlite3.connect(folder / STORE_FILE)) as connection, connection:
        connection.execute("UPDATE bodies SET body = replace(body, ?, ?) WHERE instr(body, ?)", (old, new, old))


def test_a_whole_folder_is_verified_with_exit_code_0_and_an_altered_one_with_1(
    tmp_path: Path, receipts: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--data", str(tmp_path)]) == 0
    assert "1 entries, 1 receipts, 2 papers: whole" in capsys.readouterr().out
    altered(tmp_path, "Nhà văn hóa bản Nà Đon", "Nhà văn hóa bản Nà Don")
    assert main(["verify", "--data", str(tmp_path)]) == 1
    shown = capsys.readouterr().out
    assert f"BROKEN  {NA_DON}: entry 1: the recorded text of meeting:2026-11:regular:1" in shown and "NOT WHOLE" in shown


def test_a_store_that_is_not_there_is_not_called_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--data", str(tmp_path / "none")]) == 2
    assert "no store" in capsys.readouterr().err


def test_a_receipt_is_checked_without_the_store_by_a_file_of_public_keys(
    tmp_path: Path, receipts: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["keys", "show", "--data", str(tmp_path)]) == 0
    keys, away = tmp_path / "public.json", tmp_path / "away"
    keys.write_text(capsys.readouterr().out)
    for told in receipts:
        monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(told)))
        assert main(["receipt", "-", "--keys", str(keys), "--data", str(away)]) == 0
        assert f"GENUINE {receipts[0]['number']}" in capsys.readouterr().out or told is receipts[1]
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps({**receipts[1], "received_at": "2026-11-09T08:00:00.000+07:00"}))
    assert main(["receipt", str(file), "--keys", str(keys), "--data", str(away)]) == 1
    assert "NOT GENUINE" in capsys.readouterr().out
    assert not away.exists()


def test_a_number_is_found_as_somebody_reads_it_out(
    tmp_path: Path, receipts: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    spoken = receipts[1]["number"].replace("-", " ").lower()
    assert main(["receipt", spoken, "--data", str(tmp_path)]) == 0
    assert f"GENUINE {receipts[1]['number']}: meeting:2026-12:regular:1" in capsys.readouterr().out
    assert main(["receipt", "0000-0000", "--data", str(tmp_path)]) == 1


def test_old_receipts_are_genuine_after_the_key_was_changed_and_strangers_are_not(
    tmp_path: Path, receipts: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "rotate", "--data", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    secret = (tmp_path / "keys" / "receipt-ed25519").read_text().strip()
    assert "New signing key" in shown and secret not in shown
    assert main(["verify", "--data", str(tmp_path)]) == 0
    Keys.open(tmp_path / "stranger")
    capsys.readouterr()
    assert main(["keys", "show", "--data", str(tmp_path / "stranger")]) == 0
    (tmp_path / "strange.json").write_text(capsys.readouterr().out)
    assert main(["verify", "--data", str(tmp_path), "--keys", str(tmp_path / "strange.json")]) == 1
    assert "a key nobody here knows" in capsys.readouterr().out
