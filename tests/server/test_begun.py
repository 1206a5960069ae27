"""Notes on what is being written outlive a killed process, and nobody takes them from a living one."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from server.begun import BegunFiles

TOP = Path(__file__).parent.parent.parent
_NOTES = """
import sys, time
from pathlib import Path
from server.begun import BegunFiles
held = BegunFiles(Path(sys.argv[1])).note({"unit": "bản Nà Đon"})
print("noted", flush=True)
time.sleep(600)
"""


def left(folder: Path) -> list[object]:
    found = []
    for what, noted in BegunFiles(folder).left():
        found.append(what)
        noted.leave()
    return found


def test_what_a_killed_process_has_noted_is_left_and_what_a_living_one_holds_is_not(tmp_path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", _NOTES, str(tmp_path)], cwd=TOP, stdout=subprocess.PIPE)
    try:
        assert writer.stdout is not None and writer.stdout.readline() == b"noted\n"
        assert left(tmp_path) == []
    finally:
        writer.kill()
        writer.communicate()
    assert left(tmp_path) == left(tmp_path) == [{"unit": "bản Nà Đon"}]


def test_a_note_that_was_ended_is_gone_and_one_that_was_left_is_found_by_the_same_process(tmp_path: Path) -> None:
    begun = BegunFiles(tmp_path / "begun")
    begun.note({"n": 1}).end()
    noted = begun.note({"n": 2})
    assert left(tmp_path / "begun") == []
    noted.leave()
    for what, again in begun.left():
        assert what == {"n": 2} and left(tmp_path / "begun") == [], "whoever has found it holds it"
        again.end()
    assert list((tmp_path / "begun").iterdir()) == []


def test_what_was_killed_while_it_was_noted_leaves_nothing_behind(tmp_path: Path) -> None:
    for name, text in (("a.new", b'{"n"'), ("b.json", b"")):
        (tmp_path / name).write_bytes(text)
    assert left(tmp_path) == [] and list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_hinders_nobody_and_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "begun").write_text("a file where the folder should be")
    begun = BegunFiles(tmp_path / "begun")
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            begun.note({"n": 1}).end()
    assert len(caplog.records) == 1 and list(begun.left()) == []
