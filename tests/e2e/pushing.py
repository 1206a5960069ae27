"""Papers that come from somewhere else while a story goes on: sent by another phone, and waited for on this one."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

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


def until_it_came(page: Page, url: str, *names: str) -> None:
    """The server delivers within a second; the phone takes it when it asks. Ends on the library."""
    for _ in range(20):
        page.goto(f"{url}/app/sending")
        page.get_by_role("button", name="Gửi ngay").click()
        page.goto(f"{url}/app/library")
        page.get_by_role("heading", name="Các bước của buổi sinh hoạt").wait_for()
        if all(page.get_by_role("link", name=name).count() for name in names):
            return
    raise AssertionError(f"never came: {names}")
