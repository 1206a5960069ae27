"""Which part may know which: import-linter for Python, and the same for the phone's modules."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath
from posixpath import normpath

import pytest

from tests.architecture.tree import ROOT, text, under

IMPORT = re.compile(
    r"""(?:^|[;\s])(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]""" + r"""|(?:^|[;\s])import\s*\(?\s*['"]([^'"]+)['"]"""
)
SCREEN = re.compile(r"\b(?:document\.(?!_|kind|rev|notes|paper|unit)\w+|window\b|localStorage|HTMLElement|addEventListener)")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:'\"])//[^\n]*", re.DOTALL)
MODULES = [path for path in under("pwa", suffix=".js") if not path.startswith("pwa/vendor/") and path != "pwa/sw.js"]

MAY_IMPORT: dict[str, set[str]] = {
    "lib": set(),
    "forms": set(),
    "access": set(),
    "obligations": set(),
    "office": set(),
    "i18n": set(),
    "reminders": {"obligations"},
    "sw": set(),
    "store": {"lib"},
    "sync": {"store", "lib"},
    "ui": {"i18n", "forms", "lib", "vendor", "sync"},
    "app": {"forms", "i18n", "lib", "obligations", "pages", "store", "sync", "ui", "vendor"},
    "pages": {"access", "app", "forms", "i18n", "lib", "obligations", "reminders", "store", "sync", "ui", "vendor"},
}
"""By folder of pwa/, what it may import besides itself."""


def code(path: str) -> str:
    """A module without its comments, where types may be named freely."""
    return COMMENT.sub("", text(path))


def imports(path: str) -> list[str]:
    """The files a module imports, from the root."""
    found = [one or other for one, other in IMPORT.findall(code(path))]
    for one in found:
        assert one.startswith(("./", "../")), f"{path} imports {one}: the phone has no package resolver"
    return [normpath(str(PurePosixPath(path).parent / one)) for one in found]


def test_the_arrows_between_the_python_packages_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False, env=env
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_folder_of_the_phone_has_its_arrows() -> None:
    assert {path.split("/")[1] for path in MODULES if path.count("/") > 1} == set(MAY_IMPORT)


@pytest.mark.parametrize("path", MODULES)
def test_a_module_of_the_phone_imports_what_it_may(path: str) -> None:
    folder = path.split("/")[1]
    for target in imports(path):
        assert (ROOT / target).is_file(), f"{path} imports {target}, which is not there"
        there = target.split("/")[1]
        assert there == folder or there in MAY_IMPORT[folder], f"{path} may not import {target}"


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.startswith(("pwa/forms/", "pwa/lib/", "pwa/obligations/", "pwa/store/"))]
)
def test_forms_and_what_is_below_know_no_screen(path: str) -> None:
    assert SCREEN.findall(code(path)) == []


@pytest.mark.parametrize("path", MODULES)
def test_only_the_store_knows_indexeddb(path: str) -> None:
    # The service worker keeps what became of reminders in one of its own, so that it never holds up the papers'.
    if not path.startswith("pwa/store/") and path != "pwa/sw/kept.js":
        assert not re.search(r"\bindexedDB\b|\bIDB[A-Z]\w+", code(path)), path


def test_no_two_modules_of_the_phone_import_each_other_in_a_circle() -> None:
    arrows = {path: imports(path) for path in MODULES}
    done: set[str] = set()

    def walk(path: str, way: tuple[str, ...]) -> None:
        assert path not in way, " → ".join([*way[way.index(path) :], path])
        if path not in done:
            for target in arrows.get(path, ()):
                walk(target, (*way, path))
            done.add(path)

    for path in MODULES:
        walk(path, ())
