"""docs/directive.md holds every row of the directive, and names only what exists."""

from __future__ import annotations

import re

import pytest

from sync.domain.kinds import KINDS
from sync.rules.catalogue import Rules
from tests.architecture.tree import ROOT, files, text

ROWS = [*(f"R{n:02}" for n in range(1, 29)), *(f"T{n}" for n in range(1, 10)), *(f"D{n}" for n in range(1, 13))]
LINES = {found[1]: found[0] for found in re.finditer(r"^\| ([RTD][0-9]+) \|.*$", text("docs/directive.md"), re.MULTILINE)}
SERVER = "".join(text(path) for path in files() if path.startswith("server/") and path.endswith(".py"))
PHONE = [re.compile(pattern.replace("\\/", "/")) for pattern in re.findall(r"pattern: /(.+?)/,", text("pwa/pages/routes.js"))]
KEPT = {*KINDS, "unit", *(rule.rule for rule in Rules.load().every("directive-824"))}


def cells(row: str) -> tuple[list[str], list[str], list[str]]:
    """Screens, what it is kept as, tests."""
    screen, kept, test = LINES[row].split("|")[3:6]
    return re.findall("`([^`]+)`", screen), re.findall("`([^`]+)`", kept), re.findall("`([^`]+)`", test)


def test_every_row_is_there_once() -> None:
    assert list(LINES) == ROWS
    assert len(re.findall(r"^\| [RTD][0-9]+ \|", text("docs/directive.md"), re.MULTILINE)) == len(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_what_a_row_names_is_there(row: str) -> None:
    screens, kept, tests = cells(row)
    assert screens and kept and tests
    for screen in screens:
        if screen.startswith("/app/"):
            address = re.sub(r"{\w+}", "x", screen.removeprefix("/app"))
            assert any(pattern.fullmatch(address) for pattern in PHONE), screen
        else:
            assert f'"{screen}"' in SERVER, screen
    assert set(kept) <= KEPT
    assert all((ROOT / test).is_file() for test in tests)
