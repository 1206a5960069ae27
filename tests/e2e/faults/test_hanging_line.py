"""A line that takes what is sent and says nothing: whoever presses send need not wait until the phone gives it up and tries again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, Route, expect

from tests.e2e.secretary import Secretary
from tests.support.chromium import open_profile
from tests.support.server import Server

MONTH = date.today().strftime("%Y-%m")


@pytest.mark.browser
def test_send_pressed_while_a_try_hangs_is_a_try_of_its_own(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "phone")
    page = context.pages[0]
    secretary = Secretary(page, server.url, MONTH)
    secretary.log_in()
    context.route("**/sync", lambda route: route.abort())
    secretary.open_paper("meeting", "when")
    page.get_by_label("Địa điểm").fill("Nhà ông Panh, bản Nà Đon")
    secretary.saved()

    hanging: list[Route] = []
    context.unroute("**/sync")
    context.route("**/sync", lambda route: route.continue_() if hanging else hanging.append(route))
    page.goto(f"{server.url}/app/sending")
    expect(page.locator(".rows .state-sending")).to_be_visible()
    with page.expect_response("**/sync") as answer:
        page.get_by_role("button", name="Gửi ngay").click()
        expect(page.locator(".rows .state-sending")).to_be_visible()
        hanging[0].abort()
    assert answer.value.ok
    expect(page.locator(".rows .row")).to_have_count(0)
    context.close()
