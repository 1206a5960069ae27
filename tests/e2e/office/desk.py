"""What people at an office do in a browser: log in, and read what a page says."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

from tests.support.chromium import pictures
from tests.support.server import Server
from tests.support.world import BINH_LU, PASSWORD

OFFICER, CHIEF, LEADER = "binh-lu-dang-uy", "binh-lu-bi-thu", "to-truong"


def log_in(page: Page, url: str, username: str = OFFICER, lands: str = f"**/units/{BINH_LU}") -> None:
    """Ends on the page that person begins with, whose address is like `lands`."""
    page.goto(f"{url}/log-in")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lands)


def office_page(context: BrowserContext, server: Server, username: str = OFFICER, unit: str = BINH_LU) -> Page:
    """The first page of somebody who has logged in at the office."""
    page = context.pages[0]
    log_in(page, server.url, username, f"**/units/{unit}")
    return page


def keep(page: Page, name: str) -> None:
    """A picture, where pictures are asked for."""
    folder = pictures()
    if folder is not None:
        page.screenshot(path=folder / f"{name}.png", full_page=True)
