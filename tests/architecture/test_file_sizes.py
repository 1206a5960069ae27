"""A file is one idea that is read in one go; a folder is one that is seen at a glance."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.tree import files, text
from tests.longest_first import LONGEST_FIRST

ALLOWED: dict[str, str] = {}
"""Path (or `path:function`, or folder) to the reason why it may be larger. A reason, not a number: say why it is one idea."""

MOST_IN_A_FOLDER = 20
MOST_LINES_OF_A_FUNCTION = 60
DATA = ("tests/fixtures/", "locks/", "pwa/vendor/", "docs/pictures/")


def most_lines(path: str) -> int | None:
    """The bound for a file of this kind; None where there is none."""
    if path.startswith(DATA):
        return None
    if path.startswith("tests/") and path.endswith((".py", ".js")):
        return 600
    return {".py": 400, ".js": 300, ".html": 200, ".css": 400}.get(Path(path).suffix)


@pytest.mark.parametrize("path", [path for path in files() if most_lines(path) is not None])
def test_a_file_is_not_too_long(path: str) -> None:
    lines = text(path).count("\n")
    assert lines <= (most_lines(path) or 0) or path in ALLOWED, f"{path} has {lines} lines"


@pytest.mark.parametrize("path", [path for path in files() if path.endswith(".py")])
def test_a_function_is_not_too_long(path: str) -> None:
    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and f"{path}:{node.name}" not in ALLOWED:
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MOST_LINES_OF_A_FUNCTION, f"{path}: {node.name} has {length} lines"


def test_a_folder_holds_no_more_than_is_seen_at_a_glance() -> None:
    held = Counter(Path(path).parent.as_posix() for path in files() if not path.startswith("docs/"))
    assert {folder: count for folder, count in held.items() if count > MOST_IN_A_FOLDER and folder not in ALLOWED} == {}


def test_every_exception_is_still_needed() -> None:
    known = {*files(), *(Path(path).parent.as_posix() for path in files())}
    assert {one for one in ALLOWED if one.split(":")[0] not in known} == set()


def test_every_long_file_of_tests_is_still_there() -> None:
    assert set(LONGEST_FIRST) <= set(files())


@pytest.mark.parametrize("path", [path for path in files() if Path(path).suffix in (".py", ".js") and not path.startswith(DATA)])
def test_a_file_opens_by_saying_what_it_is_for(path: str) -> None:
    start = text(path).lstrip()
    if start.startswith("#!"):
        start = start.split("\n", 1)[1].lstrip()
    assert start.startswith(('"""', "/*", "//", "#", "'use strict'")) or not start, path
