"""Photos of the paper book: taken with no signal, sent after the minutes, seen at the commune."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from sync.domain.photos import is_jpeg
from tests.e2e.office.desk import log_in
from tests.e2e.secretary import Secretary
from tests.e2e.test_access_for_all import violations
from tests.support.camera import SECRET, camera_photo
from tests.support.chromium import OFFICE, kill_profile, open_profile, watched
from tests.support.server import Server
from tests.support.world import NA_DON

MONTH = date.today().strftime("%Y-%m")
MOST = 150_000


def keep(page: Page, name: str) -> None:
    """`SOHOP_TEST_PICTURES=folder` keeps the screenshots."""
    if (folder := os.environ.get("SOHOP_TEST_PICTURES")) is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def take(page: Page, picture: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture})


def cut_once_in(every: int) -> Callable[[Route], None]:
    """A line that dies at every so-many-th request."""
    count = 0

    def handle(route: Route) -> None:
        nonlocal count
        count += 1
        route.abort() if count % every == 0 else route.continue_()

    return handle


def write_the_meeting(secretary: Secretary) -> None:
    secretary.open_app()
    secretary.plan()
    secretary.roll_call()
    secretary.minutes_to_discussion()
    secretary.speech("Lò Thị Ính", "Nhất trí với dự thảo.")
    secretary.go_on()
    secretary.minutes_to_the_end()


@pytest.mark.browser
def test_photos_taken_with_no_signal_reach_the_commune_after_the_minutes(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    profile = tmp_path / "phone"
    context = open_profile(playwright, profile)
    Secretary(context.pages[0], server.url, MONTH).log_in()
    pictures = [camera_photo(context.pages[0], f"Trang {number}") for number in (1, 2)]
    assert all(SECRET in one and len(one) > 5 * MOST for one in pictures)
    context.close()

    context = open_profile(playwright, profile)
    context.set_offline(True)
    with watched(context, server.url) as wrong:
        write_the_meeting(Secretary(context.pages[0], server.url, MONTH))
        photograph_the_book(Secretary(context.pages[0], server.url, MONTH), pictures)
        assert [one for one in wrong if "ERR_INTERNET_DISCONNECTED" not in one] == []
    kill_profile(profile)

    context = open_profile(playwright, profile)
    context.set_offline(True)
    secretary = Secretary(context.pages[0], server.url, MONTH)
    finish_and_sign(secretary)
    context.route("**/sync/photos/**", lambda route: route.abort())
    context.set_offline(False)
    the_text_has_gone_and_the_photos_have_not(secretary)
    office = open_profile(playwright, tmp_path / "office", size=OFFICE, bypass_csp=True)
    desk = office.pages[0]
    at_the_commune(desk, server.url)
    expect(desk.get_by_text("2 ảnh chưa tới")).to_be_visible()
    expect(desk.locator(".book-pages img")).to_have_count(0)

    # A line that dies again and again.
    context.unroute("**/sync/photos/**")
    context.route("**/sync/photos/**", cut_once_in(12))
    secretary.page.goto(f"{server.url}/app/papers/minutes:{secretary.key}/read")
    expect(secretary.page.get_by_text("Đã gửi đủ ảnh")).to_be_visible(timeout=60_000)
    expect(secretary.page.locator("photo-thumb canvas")).to_have_count(2)
    keep(secretary.page, "24-read")
    the_commune_sees_the_photos(desk, server.url)
    office.close()
    context.close()


def photograph_the_book(secretary: Secretary, pictures: list[bytes]) -> None:
    """With no signal: what is no picture is told, the same page twice is one photo, upright stays upright."""
    page = secretary.page
    secretary.open_paper("minutes", "photos")
    keep(page, "21-photos-empty")
    take(page, b"this is no picture")
    expect(page.get_by_role("alert")).to_contain_text("không đọc được")
    for place, picture in enumerate(pictures, 1):
        take(page, picture)
        expect(page.get_by_role("img", name=f"Ảnh trang {place}")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_text("")
    expect(page.get_by_text("Ảnh ở trên máy này")).to_be_visible()
    take(page, pictures[0])
    expect(page.get_by_text("Đang thu nhỏ ảnh")).to_be_visible()
    expect(page.get_by_text("Chụp ảnh trang sổ")).to_be_visible()
    expect(page.locator("li.photo")).to_have_count(2)
    expect(page.locator("photo-thumb canvas")).to_have_count(2)
    tall = "[...document.querySelectorAll('photo-thumb canvas')].every((one) => one.height > one.width)"
    assert page.evaluate(tall), "a photo taken upright lies on its side"
    secretary.saved()
    keep(page, "22-photos-taken")


def finish_and_sign(secretary: Secretary) -> None:
    """The app was killed: the photos are still there."""
    secretary.open_paper("minutes", "photos")
    expect(secretary.page.locator("photo-thumb canvas")).to_have_count(2)
    secretary.go_on()
    secretary.score()
    secretary.page.goto(f"{secretary.url}/app/meetings/{secretary.key}/check")
    expect(secretary.page.get_by_text("2 ảnh")).to_be_visible()
    secretary.check_and_send()


def the_text_has_gone_and_the_photos_have_not(secretary: Secretary) -> None:
    page = secretary.page
    expect(page.locator(".stamp")).to_contain_text("ĐÃ NHẬN", timeout=60_000)
    expect(page.get_by_role("link", name="3. Biên bản")).to_contain_text("đã nhận")
    page.goto(f"{secretary.url}/app/sending")
    expect(page.get_by_role("heading", name="Còn 2 ảnh chưa gửi")).to_be_visible()
    keep(page, "23-sending")
    page.goto(f"{secretary.url}/app/me")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("alert")).to_contain_text("Còn 2 ảnh chưa gửi")


def at_the_commune(page: Page, url: str) -> None:
    log_in(page, url, lands="**/units/**")
    page.goto(f"{url}/units/{NA_DON}/papers/minutes:{MONTH}:regular:1")


def the_commune_sees_the_photos(desk: Page, url: str) -> None:
    """Upright, small, and with nothing left in them of where they were taken."""
    desk.reload()
    shown = desk.locator(".book-pages img")
    expect(shown).to_have_count(2)
    expect(desk.get_by_text("ảnh chưa tới")).to_have_count(0)
    shown.first.scroll_into_view_if_needed()
    upright = (
        "[...document.querySelectorAll('.book-pages img')].every((one) => one.complete && one.naturalHeight > one.naturalWidth)"
    )
    desk.wait_for_function(upright)
    keep(desk, "25-photos-at-the-commune")
    assert violations(desk) == []
    for address in [str(one.get_attribute("src")) for one in shown.all()]:
        answer = desk.request.get(f"{url}{address}")
        assert answer.headers["content-type"] == "image/jpeg"
        assert (
            is_jpeg(answer.body()) and len(answer.body()) <= MOST and SECRET not in answer.body() and b"Exif" not in answer.body()
        )


@pytest.mark.browser
def test_the_photos_page_has_no_violation_and_a_photo_can_be_taken_out(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    context = open_profile(playwright, tmp_path / "phone", bypass_csp=True)
    page = context.pages[0]
    secretary = Secretary(page, server.url, MONTH)
    secretary.log_in()
    secretary.open_paper("minutes", "photos")
    assert violations(page) == []
    take(page, camera_photo(page, "Trang 1", 1200, 900))
    expect(page.locator("photo-thumb canvas")).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("button", name="Xóa Ảnh trang 1").click()
    expect(page.locator("li.photo")).to_have_count(0)
    secretary.saved()
    page.reload()
    expect(page.get_by_text("Chụp ảnh trang sổ")).to_be_visible()
    expect(page.locator("li.photo")).to_have_count(0)
    context.close()
