"""Papers beside the meetings: what the commune publishes is read in the village with no signal and marked as read; a yearly plan is
begun offline."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.office.desk import log_in
from tests.e2e.pushing import push, until_it_came
from tests.e2e.secretary import Secretary
from tests.support.chromium import OFFICE, open_profile, pictures, watched
from tests.support.phone import a_paper
from tests.support.server import Server
from tests.support.world import BINH_LU, NA_DON

TITLE = "Định hướng nội dung sinh hoạt tháng 12/2026"
YEAR = date.today().year


@pytest.mark.browser
def test_an_orientation_goes_down_is_read_offline_and_the_mark_comes_back(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    _publish(playwright, server, tmp_path / "office")
    before = {"date": f"{YEAR - 1}-05-03", "place": "Nhà văn hóa"}
    push(server, "na-don-bi-thu", a_paper("meeting", f"{YEAR - 1}-05:regular:1", before, unit=NA_DON, author="na-don-bi-thu", state="draft"))
    context = open_profile(playwright, tmp_path / "phone")
    with watched(context, server.url) as wrong:
        page = context.pages[0]
        secretary = Secretary(page, server.url, date.today().strftime("%Y-%m"), pictures())
        secretary.log_in()
        until_it_came(secretary.page, secretary.url, TITLE)
        context.set_offline(True)
        expect(page.get_by_role("link", name=TITLE)).to_contain_text("chưa đọc")
        secretary.picture("40-library-unread")
        page.get_by_role("link", name=TITLE).click()
        expect(page.get_by_text("Bàn việc trồng cây vụ đông.")).to_be_visible()
        secretary.picture("41-orientation-offline")
        page.get_by_role("link", name="Tài liệu").first.click()
        expect(page.get_by_role("link", name=TITLE)).not_to_contain_text("chưa đọc")
        _search(secretary)
        page.goto(f"{server.url}/app/library")
        page.get_by_role("link", name=TITLE).click()
        page.get_by_role("link", name="Ghi là đã đọc").click()
        expect(page.get_by_label("Ngày đọc")).to_have_value(str(datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()))
        page.get_by_label("Ý kiến, cách vận dụng").fill("Bàn trồng ngô đông ở khu ruộng cao.")
        secretary.picture("42-read-mark")
        _send_the_mark(page)
        _write_a_plan(secretary)
        context.set_offline(False)
        page.goto(f"{server.url}/app/sending")
        page.get_by_role("button", name="Gửi ngay").click()
        page.goto(f"{server.url}/app/library")
        page.get_by_role("link", name=TITLE).click()
        page.get_by_role("link", name="Xem phần đã ghi").click()
        expect(page.locator(".stamp")).to_contain_text("ĐÃ NHẬN", timeout=60_000)
        page.goto(f"{server.url}/app/book")
        expect(page.locator(f'.row-link[href="/app/papers/thematic_plan:{YEAR}"]')).to_be_visible()
        secretary.picture("44-book")
        assert [one for one in wrong if "ERR_" not in one] == []
    context.close()
    _who_has_read(playwright, server, tmp_path / "marks")


def _search(secretary: Secretary) -> None:
    """Without tone marks, with no signal: last month's minutes and what the commune has sent."""
    page = secretary.page
    page.goto(f"{secretary.url}/app/book")
    expect(page.get_by_role("link", name=f"Thường kỳ 05/{YEAR - 1}")).to_be_hidden()
    page.get_by_text(re.compile(f"Năm {YEAR - 1}")).click()
    expect(page.get_by_role("link", name=f"Thường kỳ 05/{YEAR - 1}")).to_be_visible()
    secretary.picture("46-book-by-year")
    page.get_by_role("link", name="Tìm trong sổ").click()
    page.get_by_label("Cần tìm gì").fill("trong cay vu dong")
    expect(page.get_by_role("status")).to_have_text("Thấy trong 1 giấy tờ")
    expect(page.locator("mark")).to_have_text("trồng")
    secretary.picture("45-search")
    page.get_by_label("Cần tìm gì").fill("ve sinh duong")
    page.get_by_role("link", name="Biên bản").click()
    expect(page.get_by_text("Vận động bà con dọn vệ sinh đường nội bản").first).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Cần tìm gì")).to_have_value("ve sinh duong")
    page.get_by_label("Cần tìm gì").fill("không có chữ này")
    expect(page.get_by_text("Không thấy trong giấy tờ trên máy này")).to_be_visible()


def _who_has_read(playwright: Playwright, server: Server, profile: Path) -> None:
    """The officer sees whose mark has come back, and who has not read it."""
    context = open_profile(playwright, profile, size=OFFICE)
    page = context.pages[0]
    log_in(page, server.url)
    page.goto(f"{server.url}/units/{BINH_LU}/desk")
    page.locator('a[href*="/papers/orientation:"]').click()
    marks = page.get_by_role("region", name="Chi bộ đã đọc, đã phổ biến").last
    expect(marks.get_by_role("row", name=re.compile("Nà Đon"))).to_contain_text("Bàn trồng ngô đông ở khu ruộng cao.")
    expect(marks.get_by_role("row", name=re.compile("Pa Pe"))).to_contain_text("chưa đọc")
    if folder := pictures():
        page.screenshot(path=folder / "47-who-has-read.png", full_page=True)
    context.close()


def _publish(playwright: Playwright, server: Server, profile: Path) -> None:
    """The officer of the commune writes it on the office pages."""
    context = open_profile(playwright, profile, size=OFFICE)
    page = context.pages[0]
    log_in(page, server.url)
    page.get_by_role("link", name="Soạn giấy tờ").click()
    page.locator('a[href*="/write/orientation:"]').click()
    page.locator('[name="answers.paper_kind"]').select_option(index=1)
    page.locator('[name="answers.title"]').fill(TITLE)
    page.locator('[name="answers.text"]').fill("Bàn việc trồng cây vụ đông.")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator(".error-summary").or_(page.get_by_text("ĐÃ NHẬN")).first).to_be_visible()
    for reason in page.locator('[name^="reason:"]').all():
        reason.fill("Tháng này chưa cần")
    if page.locator(".error-summary").count():
        page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_text("ĐÃ NHẬN")).to_be_visible()
    context.close()


def _send_the_mark(page: Page) -> None:
    """It was not yet brought up in a meeting, which asks for a reason."""
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Lý do").fill("Buổi tới mới bàn")
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/check")
    page.get_by_role("button", name="Ký và gửi").click()
    expect(page.locator(".state").first).to_contain_text("trên máy này")


def _write_a_plan(secretary: Secretary) -> None:
    page: Page = secretary.page
    page.goto(f"{secretary.url}/app/book")
    secretary.picture("43-book-offline")
    page.get_by_role("link", name=f"Kế hoạch chuyên đề {YEAR}").click()
    page.get_by_role("link", name="1. ").first.click()
    expect(page.get_by_label("Năm")).to_have_value(str(YEAR))
