"""A real server on the small world, and a real browser, for the stories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.e2e.small_world import small_world
from tests.support.server import Server

# How long a condition may take on a machine that does other work beside the tests; nothing waits longer than it must.
expect.set_options(timeout=60_000)


@pytest.fixture
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Last month's meeting is there; this month's is to be written."""
    last_month = (date.today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    small_world(tmp_path / "data", last_month)
    server = Server(tmp_path / "data")
    server.start()
    yield server
    server.stop()
    print(server.log.read_text())  # shown where the test has failed
