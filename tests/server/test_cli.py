"""The command line, as an operator meets it: a real process on a free port."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from server.cli import main
from sync.usecases.directory import SYSTEM_DATABASES

TOP = Path(__file__).parents[2]


@contextmanager
def serving(data: Path, *options: str) -> Iterator[tuple[str, str]]:
    """A server process; gives its address and what it printed until it was up."""
    command = [sys.executable, "-m", "server", "serve", "--port", "0", "--data", str(data), *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SOHOP_")}
    process = subprocess.Popen(
        command, cwd=TOP, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    printed = ""
    try:
        for line in process.stdout:
            printed += line
            if "ready" in line:
                break
        found = re.search(r"http://127\.0\.0\.1:\d+", printed)
        assert found, printed
        yield found[0], printed
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        process.stdout.close()


def test_a_fresh_server_prints_the_set_up_link_and_a_used_one_neither_that_nor_takes_demo_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(tmp_path / "data") as (address, printed):
        link = re.search(r"/set-up\?token=\S+", printed)
        assert link, printed
        with httpx.Client(base_url=address, headers={"accept": "text/html"}) as client:
            page = client.get(link[0])
            assert page.status_code == 200 and "server" not in page.headers
            token = re.search(r'name="form_token" value="(\w+)"', page.text)
            assert token
            fields = {"form_token": token[1], "token": link[0].partition("=")[2], "name": "Trần Văn Quản", "username": "quan-tri",
                      "password": "mot-mat-khau-dai", "unit_name": "Đảng bộ xã Bình Lư", "unit_type": "commune"}  # fmt: skip
            assert client.post("/set-up", data=fields).status_code == 303
    assert main(["demo", "--data", str(tmp_path / "data")]) == 1
    assert "real people" in capsys.readouterr().err
    with serving(tmp_path / "data", "--demo") as (address, printed):
        assert "set-up" not in printed and "real people" in printed
        body = {"username": "quan-tri", "password": "mot-mat-khau-dai"}
        assert httpx.post(f"{address}/api/session", json=body).status_code == 200


def test_doctor_shows_the_state_and_no_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOHOP_SECRET", "ab" * 32)
    with serving(tmp_path):
        pass
    assert main(["doctor", "--data", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert f"{len(SYSTEM_DATABASES)} databases" in shown and "mode 600" in shown and "(set)" in shown
    kept = (tmp_path / "keys" / "server-secret").read_text().strip()
    assert "abab" not in shown and kept not in shown


def test_doctor_complains_about_a_key_that_others_can_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(tmp_path):
        pass
    (tmp_path / "keys" / "receipt-ed25519").chmod(0o644)
    assert main(["doctor", "--data", str(tmp_path)]) == 1
    assert "chmod 600" in capsys.readouterr().out


def test_doctor_changes_nothing_in_an_empty_folder(tmp_path: Path) -> None:
    assert main(["doctor", "--data", str(tmp_path / "fresh")]) == 0
    assert not (tmp_path / "fresh").exists()


@pytest.mark.parametrize("arguments", [["serve", "--port", "eighty"], ["serve", "--log-level", "loud"]])
def test_an_option_that_cannot_be_used_is_told_by_its_setting(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "SOHOP_" in capsys.readouterr().err


def test_a_damaged_store_or_a_taken_port_is_told_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sohop.sqlite").write_bytes(b"this is no database, whatever its name says" * 200)
    assert main(["serve", "--port", "0", "--data", str(tmp_path)]) == 1
    assert "Cannot go on" in capsys.readouterr().err
