"""Cold start with no network on a slow phone: Chromium with its processor slowed six times, the app stored, the server gone."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.secretary import Secretary
from tests.e2e.small_world import small_world
from tests.support.chromium import open_profile
from tests.support.server import Server

RUNS = 5


def _seconds() -> tuple[list[float], list[float]]:
    """Seconds to the first usable screen, and to a saved answer, `RUNS` times each."""
    starts, saves = [], []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = Path(folder) / "data"
        small_world(data, "2026-10")
        server = Server(data)
        server.start()
        context = open_profile(playwright, Path(folder) / "phone")
        page = context.pages[0]
        Secretary(page, server.url, "2026-11").log_in()
        server.stop()
        context.set_offline(True)
        for _ in range(RUNS):
            page.close()
            page = context.new_page()
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
            began = time.perf_counter()
            page.goto(f"{server.url}/app/")
            page.locator(".row-link").first.wait_for()
            starts.append(time.perf_counter() - began)
            page.goto(f"{server.url}/app/papers/meeting:2026-11:regular:1/when")
            place = page.get_by_label("Địa điểm")
            place.fill("Nhà văn hóa bản")
            began = time.perf_counter()
            place.blur()
            page.get_by_text("đã lưu trên máy").wait_for()
            saves.append(time.perf_counter() - began)
        context.close()
    return starts, saves


async def measure() -> list[tuple[str, str]]:
    starts, saves = await asyncio.to_thread(_seconds)
    return [
        ("cold start with no network, 6× slower processor", f"{statistics.median(starts):.2f} s (median of {RUNS})"),
        ("a save, 6× slower processor, with Playwright's own polling", f"{statistics.median(saves) * 1000:.0f} ms (median of {RUNS})"),
    ]
