"""What the office takes home, in a real browser: pages without a violation at both sizes, files that arrive, keyboard alone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.test_access_for_all import violations
from tests.support.chromium import OFFICE, PHONE, open_profile, pictures, watched
from tests.support.server import Server
from tests.support.world import BINH_LU, NA_DON, PASSWORD

LAST = (date.today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
PAGES = (f"units/{BINH_LU}/outputs?month={LAST}", f"units/{BINH_LU}/roll-up/{LAST}", f"units/{BINH_LU}/status/{LAST}", f"units/{NA_DON}/outputs",
         f"units/{NA_DON}/papers/minutes:{LAST}:regular:1", f"units/{NA_DON}/write/handbook_upload:{LAST}:regular:1")  # fmt: skip
ADMINISTRATION = ("administration/paper-templates", "administration/paper-templates/hd-05/minutes")


def log_in(page: Page, server: Server, username: str) -> None:
    page.goto(f"{server.url}/log-in")
    page.locator("#username").fill(username)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/log-in" not in url)


@pytest.mark.browser
@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["office", "phone"])
def test_the_pages_have_no_violation_and_fit_the_screen(playwright: Playwright, server: Server, tmp_path: Path, size: dict[str, int]) -> None:
    context = open_profile(playwright, tmp_path / "office", size=size, bypass_csp=True)
    page, found = context.pages[0], {}
    for username, paths in (("binh-lu-dang-uy", PAGES), ("quan-tri", ADMINISTRATION)):
        context.clear_cookies()
        log_in(page, server, username)
        for path in paths:
            page.goto(f"{server.url}/{path}")
            page.locator("h1").first.wait_for()
            found[path] = violations(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            if folder := pictures():
                page.screenshot(path=folder / f"{size['width']}-{path.split('?')[0].replace('/', '-').replace(':', '-')}.png", full_page=True)
    context.close()
    assert {path: told for path, told in found.items() if told} == {}


@pytest.mark.browser
def test_a_file_is_taken_with_the_keyboard_alone(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "office", size=OFFICE)
    with watched(context, server.url) as wrong:
        page = context.pages[0]
        log_in(page, server, "binh-lu-dang-uy")
        page.goto(f"{server.url}/units/{NA_DON}/papers/minutes:{LAST}:regular:1")
        link = page.get_by_role("link", name="Tệp Word")
        for _ in range(40):
            page.keyboard.press("Tab")
            if link.evaluate("one => one === document.activeElement"):
                break
        expect(link).to_be_focused()
        with page.expect_download() as coming:
            page.keyboard.press("Enter")
        assert coming.value.suggested_filename == f"bien-ban-{LAST[5:]}-{LAST[:4]}-{NA_DON}.docx"
        assert Path(coming.value.path()).read_bytes().startswith(b"PK")
        assert [one for one in wrong if "ERR_ABORTED" not in one] == []
    context.close()
