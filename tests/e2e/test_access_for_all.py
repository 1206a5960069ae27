"""axe-core on every page of the phone and of the office; WCAG 2.2 AA and best practices."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.e2e.secretary import Secretary
from tests.support.chromium import OFFICE, open_profile
from tests.support.server import TOP, Server
from tests.support.world import BINH_LU, NA_DON, PASSWORD

MONTH = date.today().strftime("%Y-%m")
AXE = (TOP / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
LAST = (date.today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
PHONE_PAGES = ("", "book", "library", "me", "sending", "members", "meetings/new", f"meetings/{LAST}:regular:1", f"meetings/{LAST}:regular:1/tasks",
               f"meetings/{MONTH}:regular:1", f"papers/meeting:{MONTH}:regular:1/when",
               f"papers/roll_call:{MONTH}:regular:1/members", f"papers/minutes:{MONTH}:regular:1", f"papers/minutes:{MONTH}:regular:1/last_month",
               f"papers/minutes:{MONTH}:regular:1/votes", f"papers/score_sheet:{MONTH}:regular:1/scores", f"meetings/{MONTH}:regular:1/check")  # fmt: skip


def violations(page: Page) -> list[str]:
    """What axe-core finds, one line each."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((told) => told.violations)")
    return [f"{one['id']}: {one['help']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


@pytest.mark.browser
def test_the_phones_pages_have_no_violation(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "phone", bypass_csp=True)
    page = context.pages[0]
    page.goto(f"{server.url}/app/log-in")
    page.locator("#username").wait_for()
    found = {"log-in": violations(page)}
    Secretary(page, server.url, MONTH).log_in()
    for path in PHONE_PAGES:
        page.goto(f"{server.url}/app/{path}")
        page.locator("h1[tabindex]").wait_for()
        found[path] = violations(page)
    page.goto(f"{server.url}/app/papers/minutes:{MONTH}:regular:1/conclusion")
    page.get_by_role("button", name="Tiếp tục").click()
    page.locator("#error-summary").wait_for()
    found["errors"] = violations(page)
    context.close()
    assert {path: told for path, told in found.items() if told} == {}


@pytest.mark.browser
def test_the_offices_pages_have_no_violation(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "office", size=OFFICE, bypass_csp=True)
    page = context.pages[0]
    page.goto(f"{server.url}/log-in")
    found = {"log-in": violations(page)}
    page.get_by_label("Tên đăng nhập").fill("binh-lu-dang-uy")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"**/units/{BINH_LU}")
    # With the form for a review: last month's minutes wait for one.
    sent = f"units/{NA_DON}/papers/minutes:{date.today().replace(day=1) - timedelta(days=1):%Y-%m}:regular:1"
    for path in (f"units/{BINH_LU}", f"units/{NA_DON}/papers", sent, f"units/{BINH_LU}/reviews", "units/khong-co"):
        page.goto(f"{server.url}/{path}")
        found[path] = violations(page)
    context.close()
    assert {path: told for path, told in found.items() if told} == {}
