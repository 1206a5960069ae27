"""A phone with no room left: what could not be signed is not shown as signed, and can be signed once there is room."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.secretary import Secretary
from tests.support.chromium import open_profile, pictures
from tests.support.server import Server

TODAY = date.today()
LAST_KEY = f"{(TODAY.replace(day=1) - timedelta(days=1)).strftime('%Y-%m')}:regular:1"
FULL = """IDBObjectStore.prototype.put = ((put) => function (...given) {
  if (window.isFull) throw new DOMException('no room', 'QuotaExceededError');
  return put.apply(this, given);
})(IDBObjectStore.prototype.put)"""


@pytest.mark.browser
def test_what_a_full_phone_cannot_sign_is_not_signed(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "phone")
    context.add_init_script(FULL)
    page = context.pages[0]
    secretary = Secretary(page, server.url, TODAY.strftime("%Y-%m"), pictures())
    secretary.log_in()
    context.set_offline(True)
    page.goto(f"{server.url}/app/meetings/{LAST_KEY}/tasks")
    sign = page.get_by_role("button", name="Ký và giao 2 việc")
    sign.wait_for()
    page.evaluate("window.isFull = true")
    sign.click()
    expect(page.get_by_role("alert")).to_contain_text("giấy chưa ký")
    expect(page.locator(".state")).to_have_count(0)
    secretary.picture("90-not-signed")
    page.evaluate("window.isFull = false")
    sign.click()
    expect(page.locator("a[href^='/app/papers/task:']")).to_have_count(2)
    for task in page.locator("a[href^='/app/papers/task:']").all():
        expect(task).to_have_attribute("href", re.compile("/read$"))
    expect(page.get_by_role("alert")).to_have_count(0)
    context.close()
