"""Runs the phone's own tests, `tests/pwa/**/*.test.js`, with Node's built-in runner: one case a file,
so that a failure names its file.

SOHOP_TEST_NODE may name another command that takes Node's arguments (for example another version). Never skips.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.support.node import node

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests/pwa").rglob("*.test.js"))
FAILED = re.compile(r"^\s*not ok \d+ - (.*)$", re.MULTILINE)


def command() -> list[str]:
    given = os.environ.get("SOHOP_TEST_NODE")
    return shlex.split(given) if given else [node()]


def test_there_are_tests_of_the_phone() -> None:
    assert len(FILES) >= 8


@pytest.mark.parametrize("file", FILES)
def test_the_phones_tests_pass(file: str) -> None:
    done = subprocess.run(
        [*command(), "--test", "--test-reporter=tap", file], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    failing = FAILED.findall(done.stdout)
    assert done.returncode == 0, f"failing: {failing}\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE), f"no test ran in {file}"
