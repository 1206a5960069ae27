"""Papers that come from somewhere else while a story goes on: sent by another phone, and waited for on this one."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Page, expect

from tests.support.phone import Phone
from tests.support.server import Server
from tests.support.world import PASSWORD


def push(server: Server, username: str, *papers: dict[str, Any]) -> None:
    """Send these papers from a phone of that person; each must be taken."""
    phone = Phone(server.url, username, PASSWORD)
    phone.log_in()
    told = phone.exchange(list(papers))
    phone.hang_up()
    assert all(one["ok"] for one in told["results"]), told


def send_now(page: Page, url: str) -> None:
    """Press "send now", and wait until what the server had is on the phone."""
    page.goto(f"{url}/app/sending")
    with page.expect_response("**/sync"):
        page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("đang gửi", exact=True)).to_have_count(0)


def until_it_came(page: Page, url: str, *names: str) -> None:
    """The server delivers within a second, or ten when it has much to do; the phone takes it when it asks. Ends on the library."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        send_now(page, url)
        page.goto(f"{url}/app/library")
        page.get_by_role("heading", name="Các bước của buổi sinh hoạt").wait_for()
        expect(page.locator("body")).to_have_attribute("aria-busy", "false")
        if all(page.get_by_role("link", name=name).count() for name in names):
            return
    raise AssertionError(f"never came: {names}")
