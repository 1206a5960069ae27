"""An officer at the commune goes through the call list with the keyboard alone: calls, notes, urges; the cell's phone has the urging."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.office.desk import log_in
from tests.e2e.pushing import until_it_came
from tests.e2e.secretary import Secretary
from tests.support.chromium import OFFICE, PHONE, open_profile, watched
from tests.support.server import Server
from tests.support.world import BINH_LU

PICTURES = Path(os.environ["SOHOP_TEST_PICTURES"]) if "SOHOP_TEST_PICTURES" in os.environ else None

pytestmark = pytest.mark.browser


def picture(page: Page, name: str) -> None:
    if PICTURES:
        for size, suffix in ((OFFICE, "wide"), (PHONE, "narrow")):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.screenshot(path=PICTURES / f"{name}-{suffix}.png", full_page=True)
        page.set_viewport_size(OFFICE)  # type: ignore[arg-type]


def test_an_officer_calls_notes_and_urges(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "office", size=OFFICE)
    with watched(context, server.url) as wrong:
        page = context.pages[0]
        log_in(page, server.url)
        page.locator(f'a[href="/units/{BINH_LU}/calls"]').click()
        expect(page.get_by_role("heading", name="Danh sách cần gọi")).to_be_visible()
        expect(page.get_by_role("link", name="0900 000 001").first).to_have_attribute("href", "tel:0900000001")
        picture(page, "calls")
        page.get_by_role("link", name="Chi bộ bản Nà Đon", exact=True).click()
        # Nothing chosen: told at the field, and what was typed stays.
        page.get_by_label("Ghi chú").fill("Máy hỏng, nhờ con gửi")
        page.get_by_role("button", name="Ghi lại").press("Enter")
        expect(page.get_by_role("link", name="Chưa ghi mục này. Hãy ghi vào.")).to_be_visible()
        expect(page.get_by_label("Ghi chú")).to_have_value("Máy hỏng, nhờ con gửi")
        picture(page, "call-wrong")
        page.get_by_label("hẹn gửi", exact=True).check()
        promised = date.today() + timedelta(days=1)  # this machine's day may be behind that of Việt Nam
        page.get_by_label("Hẹn gửi ngày").fill(str(promised))
        page.get_by_role("button", name="Ghi lại").press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Đã ghi.")
        expect(page.get_by_text(f"hẹn gửi ngày {promised:%d/%m/%Y}. Máy hỏng, nhờ con gửi")).to_be_visible()
        picture(page, "call-kept")
        page.get_by_role("button", name="Soạn đôn đốc").press("Enter")
        page.wait_for_url("**/write/urge:*")
        expect(page.get_by_label("Đơn vị được đôn đốc")).to_have_value("chi-bo-ban-na-don")
        picture(page, "call-urging")
        page.get_by_role("button", name="Gửi", exact=False).last.click()
        page.wait_for_url("**/papers/urge:*")
        page.goto(f"{server.url}/units/{BINH_LU}/calls")
        expect(page.get_by_text("Đã đôn đốc 1 lần")).to_be_visible()
        page.get_by_role("link", name="Nhắc việc đến đâu").click()
        expect(page.get_by_role("heading", name="Nhắc việc đến đâu")).to_be_visible()
        picture(page, "funnel")
        assert [one for one in wrong if "422" not in one] == []
    phone = open_profile(playwright, tmp_path / "phone")
    secretary = Secretary(phone.pages[0], server.url, f"{date.today():%Y-%m}")
    secretary.log_in()
    until_it_came(secretary.page, server.url, "Đôn đốc")
    secretary.open_app()
    expect(secretary.page.get_by_role("heading", name="Cấp trên đôn đốc")).to_be_visible()
    phone.close()
    context.close()
