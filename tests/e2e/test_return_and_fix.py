"""A paper comes back and is mended where there is no signal: returned at the commune, worked over offline, sent again, agreed to."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e.office.desk import log_in
from tests.e2e.secretary import Secretary
from tests.e2e.small_world import last_month
from tests.support.chromium import OFFICE, kill_profile, open_profile, pictures, watched
from tests.support.phone import Phone, a_paper
from tests.support.server import Server
from tests.support.world import BINH_LU, NA_DON, PASSWORD

MONTH = date.today().strftime("%Y-%m")
KEY = f"{MONTH}:regular:1"
MEETING = f"meeting:{KEY}"
FIXED = "Nhà văn hóa bản Nà Đon, khu trên"


@pytest.mark.browser
def test_a_returned_paper_is_mended_offline_and_accepted(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    _send_from_another_phone(server)
    desk = open_profile(playwright, tmp_path / "office", size=OFFICE)
    officer = _office(desk, server)
    _return(officer, server)

    profile = tmp_path / "phone"
    context = open_profile(playwright, profile)
    _secretary(context, server).log_in()
    # Cookies reach the disk when the browser is closed.
    context.close()
    context = open_profile(playwright, profile)
    _begin_to_mend(_secretary(context, server), context, server)
    kill_profile(profile)

    context = open_profile(playwright, profile)
    context.set_offline(True)
    with watched(context, server.url) as wrong:
        secretary = _secretary(context, server)
        _send_again(secretary)
        server.start()
        context.set_offline(False)
        expect(secretary.page.locator(".stamp")).to_contain_text("ĐÃ NHẬN", timeout=60_000)
        expect(secretary.page.locator(".state").first).to_contain_text("đã nhận")
        number = secretary.page.locator(".stamp-number").inner_text()
        secretary.picture("25-received-again")
        assert [one for one in wrong if "ERR_" not in one] == []

    _accept(officer, server, number)
    desk.close()
    secretary.page.goto(f"{server.url}/app/sending")
    secretary.page.get_by_role("button", name="Gửi ngay").click()
    secretary.page.goto(f"{server.url}/app/papers/{MEETING}/read")
    expect(secretary.page.locator(".state").first).to_contain_text("đồng ý", timeout=60_000)
    expect(secretary.page.get_by_role("link", name=re.compile("Sửa"))).to_have_count(0)
    secretary.picture("27-accepted")
    context.close()


@pytest.mark.browser
def test_returned_minutes_are_answered_by_an_amendment(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    minutes = f"minutes:{KEY}"
    _send_from_another_phone(server, minutes=True)
    desk = open_profile(playwright, tmp_path / "office", size=OFFICE)
    officer = _office(desk, server)
    officer.goto(f"{server.url}/units/{NA_DON}/papers/{minutes}")
    officer.get_by_text("Ghi ý kiến vào từng mục").click()
    officer.get_by_label("Kết luận của người chủ trì").fill("Giao rõ người làm.")
    officer.get_by_role("button", name="Trả lại để sửa").click()
    expect(officer.locator("#standing")).to_contain_text("Trả lại: cần sửa")
    context = open_profile(playwright, tmp_path / "phone")
    with watched(context, server.url) as wrong:
        secretary = _secretary(context, server)
        page = secretary.page
        secretary.log_in()
        page.get_by_role("link", name=f"Biên bản {MONTH[5:]}/{MONTH[:4]}").click()
        expect(page.get_by_role("link", name="Sửa lại")).to_have_count(0)
        secretary.picture("31-minutes-returned")
        context.set_offline(True)
        page.get_by_role("button", name="Viết bản đính chính").click()
        expect(page.get_by_label("Lý do")).to_have_value(re.compile("Giao rõ người làm."))
        expect(page.get_by_label("Đã ghi")).to_have_value("Nhất trí các việc tháng tới.")
        page.get_by_label("Nội dung bổ sung, đính chính").fill("Giao đồng chí Sơn làm đường nội bản.")
        page.get_by_label("Sửa thành").fill("Nhất trí các việc tháng tới, giao đồng chí Sơn.")
        secretary.picture("32-amendment")
        secretary.go_on()
        page.get_by_label("Người chủ trì xác nhận").fill("Lò Văn Panh")
        secretary.go_on()
        page.get_by_role("link", name="Kiểm tra và gửi").click()
        expect(page.locator(".error-summary")).to_have_count(0)
        secretary.picture("33-amendment-check")
        page.get_by_role("button", name="Ký và gửi").click()
        expect(page.locator(".state").first).to_contain_text("trên máy này")
        context.set_offline(False)
        expect(page.locator(".stamp")).to_contain_text("ĐÃ NHẬN", timeout=60_000)
        page.goto(f"{server.url}/app/papers/{minutes}/read")
        expect(page.get_by_role("link", name="Bản đính chính")).to_contain_text("đã nhận")
        secretary.picture("34-minutes-amended")
        assert [one for one in wrong if "ERR_" not in one] == []
    context.close()
    officer.goto(f"{server.url}/units/{BINH_LU}/reviews")
    officer.get_by_role("link", name="Bản bổ sung, đính chính", exact=True).click()
    expect(officer.get_by_text("Giao đồng chí Sơn làm đường nội bản.").first).to_be_visible()
    desk.close()


def _begin_to_mend(secretary: Secretary, context: BrowserContext, server: Server) -> None:
    """With no signal, from the task list to the field that was marked."""
    page = secretary.page
    secretary.open_app()
    row = page.get_by_role("link", name=f"Kế hoạch {MONTH[5:]}/{MONTH[:4]}")
    expect(row).to_contain_text("trả lại: cần sửa")
    secretary.picture("20-tasks")
    context.set_offline(True)
    server.stop()
    row.click()
    expect(page.locator("#returned")).to_contain_text("Cấp trên trả lại ngày")
    expect(page.locator(".answer", has_text="Địa điểm").locator(".red-note")).to_contain_text("Ghi rõ khu nào.")
    secretary.picture("21-returned")
    page.get_by_role("link", name="Sửa lại").click()
    expect(page.get_by_text("Đang sửa lại.")).to_be_visible()
    secretary.picture("22-rework")
    page.get_by_role("link", name="1. Ngày giờ, địa điểm").click()
    expect(page.locator(".red-note").first).to_contain_text("Ghi rõ khu nào.")
    page.get_by_label("Địa điểm").fill(FIXED)
    secretary.saved()
    page.get_by_label("Địa điểm").scroll_into_view_if_needed()
    secretary.picture("23-at-the-field")


def _send_again(secretary: Secretary) -> None:
    """What was mended is still there after the app was killed, and what was sent is still what is shown."""
    page = secretary.page
    secretary.open_app()
    page.goto(f"{secretary.url}/app/papers/{MEETING}/read")
    expect(page.get_by_text("Nhà văn hóa bản Nà Đon", exact=True)).to_be_visible()
    page.get_by_role("link", name="Sửa tiếp").click()
    page.get_by_role("link", name="Kiểm tra và gửi lại").click()
    expect(page.get_by_text(FIXED)).to_be_visible()
    expect(page.locator(".error-summary")).to_have_count(0)
    secretary.picture("24-check")
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.locator(".state").first).to_contain_text("trên máy này")
    expect(page.get_by_text(FIXED)).to_be_visible()


def _secretary(context: BrowserContext, server: Server) -> Secretary:
    return Secretary(context.pages[0], server.url, MONTH, pictures())


def _send_from_another_phone(server: Server, *, minutes: bool = False) -> None:
    common = {
        "date": f"{MONTH}-03",
        "place": "Nhà văn hóa bản Nà Đon",
        "chair": {"name": "Lò Văn Panh"},
        "note_taker": {"name": "Lò Thị Ính"},
    }
    answers = {**common, "start_time": "19:30", "notified": True, "agenda": [{"_id": "1", "text": "Bàn việc gặt lúa"}]}
    papers = [a_paper("meeting", KEY, answers, unit=NA_DON, author="na-don-bi-thu")]
    if minutes:
        said = {**last_month(MONTH)[1]["answers"], "conclusion": "Nhất trí các việc tháng tới."}
        papers.append(a_paper("minutes", KEY, said, unit=NA_DON, author="na-don-bi-thu"))
    phone = Phone(server.url, "na-don-bi-thu", PASSWORD)
    phone.log_in()
    told = phone.exchange(papers)
    phone.hang_up()
    assert all(one["ok"] for one in told["results"]), told


def _office(context: BrowserContext, server: Server) -> Page:
    page = context.pages[0]
    log_in(page, server.url)
    return page


def _return(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/units/{BINH_LU}/reviews")
    _keep(page, "20-queue")
    page.get_by_role("link", name=f"Kế hoạch họp {MONTH[5:]}/{MONTH[:4]}").click()
    page.get_by_text("Ghi ý kiến vào từng mục").click()
    page.get_by_label("Địa điểm").fill("Ghi rõ khu nào.")
    page.get_by_label("Ý kiến chung").fill("Gần đủ rồi, còn một chỗ.")
    _keep(page, "20-review")
    page.get_by_role("button", name="Trả lại để sửa").click()
    expect(page.locator("#standing")).to_contain_text("Trả lại: cần sửa")
    _keep(page, "20-returned")


def _accept(page: Page, server: Server, number: str) -> None:
    page.goto(f"{server.url}/units/{NA_DON}/papers/{MEETING}")
    expect(page.get_by_text(FIXED).first).to_be_visible()
    expect(page.get_by_text(number).first).to_be_visible()
    expect(page.locator("#standing")).to_contain_text("Đã nhận, chờ ý kiến")
    page.get_by_role("button", name="Đồng ý").click()
    expect(page.locator("#standing")).to_contain_text("Đồng ý")
    _keep(page, "26-accepted-at-the-commune")


def _keep(page: Page, name: str) -> None:
    folder = pictures()
    if folder is not None:
        page.screenshot(path=folder / f"{name}.png", full_page=True)
