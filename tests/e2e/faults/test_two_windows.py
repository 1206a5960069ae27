"""The app open twice on one phone, and closed in the middle of a word: nothing typed is lost, nothing signed is undone, and each window
shows what the other has done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e.secretary import Secretary
from tests.support.chromium import open_profile
from tests.support.server import Server
from tests.support.world import PASSWORD

MONTH = date.today().strftime("%Y-%m")
PLACE, IDEOLOGY = "Địa điểm", "Tư tưởng đảng viên, dư luận nhân dân"


@pytest.fixture
def phone(playwright: Playwright, server: Server, tmp_path: Path) -> Iterator[tuple[BrowserContext, Secretary]]:
    context = open_profile(playwright, tmp_path / "profile")
    secretary = Secretary(context.pages[0], server.url, MONTH)
    secretary.log_in()
    yield context, secretary
    context.close()


def _window(context: BrowserContext, first: Secretary) -> Secretary:
    return Secretary(context.new_page(), first.url, MONTH)


@pytest.mark.browser
def test_what_was_typed_as_the_page_was_closed_is_there(phone: tuple[BrowserContext, Secretary]) -> None:
    context, here = phone
    for how in ("reloaded", "left", "closed"):
        here.open_paper("minutes", "ideology")
        here.saved()
        here.page.get_by_label(IDEOLOGY).fill(f"Bà con phấn khởi, {how}.")
        if how == "reloaded":
            here.page.reload()
        elif how == "left":
            here.page.goto("about:blank")
        else:
            here.page.close(run_before_unload=True)
            here = _window(context, here)
        here.open_paper("minutes", "ideology")
        expect(here.page.get_by_label(IDEOLOGY)).to_have_value(f"Bà con phấn khởi, {how}.")
        assert here.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('sohop-typed:'))") == []


@pytest.mark.browser
def test_two_windows_write_in_one_paper_and_show_what_the_other_does(phone: tuple[BrowserContext, Secretary]) -> None:
    context, here = phone
    there = _window(context, here)
    here.open_paper("minutes", "opening")
    there.open_paper("minutes", "ideology")
    here.page.get_by_label("Bắt đầu lúc").fill("19:35")
    there.page.get_by_label(IDEOLOGY).fill("Còn hai hộ chưa yên tâm.")
    for one in (here, there):
        one.saved()
    here.open_paper("minutes", "ideology")
    expect(here.page.get_by_label(IDEOLOGY)).to_have_value("Còn hai hộ chưa yên tâm.")
    there.page.get_by_label(IDEOLOGY).fill("Đã yên tâm cả.")
    expect(here.page.get_by_label(IDEOLOGY)).to_have_value("Đã yên tâm cả.")
    there.open_paper("minutes", "opening")
    expect(there.page.get_by_label("Bắt đầu lúc")).to_have_value("19:35")


@pytest.mark.browser
def test_what_is_signed_and_sent_in_one_window_is_so_in_the_other(phone: tuple[BrowserContext, Secretary]) -> None:
    context, here = phone
    there, third = _window(context, here), _window(context, here)
    here.open_app()
    here.plan()
    sign = f"{here.url}/app/meetings/{here.key}/check?only=meeting"
    there.page.goto(sign)
    button = there.page.get_by_role("button", name="Ký và gửi")
    expect(button).to_be_enabled()
    third.open_paper("meeting", "when")
    here.page.goto(sign)
    here.page.get_by_role("button", name="Ký và gửi").click()
    here.page.wait_for_url(f"**/app/meetings/{here.key}")
    third.page.get_by_label(PLACE).fill("Nhà đồng chí Panh")
    expect(third.page.locator(".save-line")).to_contain_text("đã được ký")
    button.click()
    there.page.wait_for_url(f"**/app/meetings/{here.key}")
    for one in (here, there):
        expect(one.page.locator("li", has_text="1. Kế hoạch")).to_contain_text("đã nhận")
    _reads(here.page, "Nhà văn hóa bản Nà Đon")


def _reads(page: Page, place: str) -> None:
    page.get_by_role("link", name="1. Kế hoạch").click()
    expect(page.get_by_text(place)).to_be_visible()


@pytest.mark.browser
def test_where_another_person_logs_in_no_window_goes_on_as_the_first(phone: tuple[BrowserContext, Secretary]) -> None:
    context, here = phone
    there = _window(context, here)
    there.open_app()
    here.page.goto(f"{here.url}/app/log-in")
    here.page.get_by_label("Tên đăng nhập").fill("na-don-thu-ky")
    here.page.get_by_label("Mật khẩu").fill(PASSWORD)
    here.page.get_by_role("button", name="Đăng nhập").click()
    here.page.wait_for_url("**/app/")
    there.page.wait_for_function("JSON.parse(localStorage.getItem('sohop-profile')).account.username === 'na-don-thu-ky'")
    there.page.get_by_role("link", name="Tôi", exact=True).click()
    expect(there.page.get_by_role("heading", name="Lò Thị Ính")).to_be_visible()


@pytest.mark.browser
def test_a_page_that_cannot_be_opened_says_so_and_is_not_the_one_before(phone: tuple[BrowserContext, Secretary]) -> None:
    _, here = phone
    here.open_app()
    here.page.evaluate("() => { IDBDatabase.prototype.transaction = () => { throw new DOMException('no disk', 'DataError'); }; }")
    here.page.get_by_role("link", name="Sổ họp", exact=True).click()
    expect(here.page.get_by_role("heading", name="Chưa mở được trang này")).to_be_visible()
    here.page.get_by_role("button", name="Mở lại").click()
    expect(here.page.get_by_role("heading", name="Sổ họp chi bộ")).to_be_visible()
