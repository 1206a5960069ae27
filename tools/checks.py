"""The checks, one after the other, each told by name; the first list is quick, the second is everything."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tools import browser, node, office
from tools.environment import BIN, PYTHON, TOP, run, say

# Two processes share the files of tests: browsers and servers wait for each other as much as they work, and more would take more memory
# than a small machine has. A file stays in one process, for what its tests share; the order is that of tests/longest_first.py.
SHARED = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def _quick(node_command: list[str]) -> list[tuple[str, list[str]]]:
    modules = TOP / "node_modules"
    tsc, eslint = str(modules / "typescript" / "bin" / "tsc"), str(modules / "eslint" / "bin" / "eslint.js")
    return [
        ("ruff", [str(BIN / "ruff"), "check", "-q", "."]),
        ("mypy", [str(BIN / "mypy")]),
        ("import contracts", [str(BIN / "lint-imports")]),
        ("types of the phone's code", [*node_command, tsc, "-p", "tsconfig.json"]),
        ("types of the service worker", [*node_command, tsc, "-p", "tsconfig.worker.json"]),
        ("eslint", [*node_command, eslint, "pwa", "tests/pwa"]),
    ]


def _run_all(steps: list[tuple[str, list[str]]]) -> list[str]:
    failed = []
    for name, command in steps:
        began = time.monotonic()
        ok = run(*command) == 0
        say(f"{'ok    ' if ok else 'FAILED'} {name} ({time.monotonic() - began:.0f} s)")
        if not ok:
            failed.append(name)
    return failed


def quick() -> int:
    """Style, types and imports."""
    return 1 if _run_all(_quick(node.packages())) else 0


def everything(arguments: list[str]) -> int:
    """All checks and all tests. `arguments` go to pytest, and then only the tests are run."""
    node_command = node.packages()
    os.environ["SOHOP_TEST_NODE"] = node_command[0]
    os.environ["SOHOP_TEST_CHROMIUM"] = browser.chromium()
    has_webkit = browser.webkit()
    has_firefox = browser.firefox()
    has_office = office.office()
    failed = [] if arguments else _run_all(_quick(node_command))
    code = run(PYTHON, "-m", "pytest", *(arguments or SHARED))
    if not has_webkit:
        say("NOT RUN: the offline story in WebKit (no WebKitWebDriver and Xvfb on this machine)")
    if not has_firefox:
        say("NOT RUN: push, notifications and the offline story in Firefox (no Firefox and dbus-daemon on this machine)")
    if not has_office:
        say("NOT RUN: PDF files and golden pages of papers (no LibreOffice, pdftoppm and fonts on this machine)")
    if not os.environ.get("SOHOP_TEST_COUCHDB_URL"):
        say("NOT RUN: tests against a real CouchDB (SOHOP_TEST_COUCHDB_URL is not set)")
    for name in failed:
        say(f"FAILED: {name}")
    return code or (1 if failed else 0)


def soak(arguments: list[str]) -> int:
    """The long runs: the same properties with many more examples."""
    os.environ["HYPOTHESIS_PROFILE"] = "soak"
    for name, value in (("SOHOP_TEST_KILLS", "150"), ("SOHOP_TEST_POLLS", "10000"), ("SOHOP_TEST_AWAY_SECONDS", "3600"),
                        ("SOHOP_TEST_MERGE_SCRIPTS", "6000"), ("SOHOP_TEST_PEER_SCRIPTS", "60")):  # fmt: skip
        os.environ.setdefault(name, value)
    os.environ["SOHOP_TEST_NODE"] = node.packages()[0]
    os.environ["SOHOP_TEST_CHROMIUM"] = browser.chromium()
    faults = ("test_killed_server.py", "test_killed_couch_door.py", "test_killed_before_couchdb.py", "test_killed_peers.py", "test_open_feeds.py",
              "test_couchdb_away.py")  # fmt: skip
    peers = str(Path("tests") / "server" / "couch" / "test_merged_peers.py")
    places = arguments or [str(Path("tests") / "sync"), peers, *(str(Path("tests") / "e2e" / "faults" / name) for name in faults)]
    return run(PYTHON, "-m", "pytest", *places)
