"""The two boards of a month in a real browser without JavaScript: the commune's schedule, gathered from the cells, sent, and sent again
with what differs; and a team's assignment, in which somebody cannot be in two villages at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.e2e.observing import OBSERVER, TEAM, Observer, add_team
from tests.e2e.office.desk import LEADER, keep
from tests.e2e.pushing import push
from tests.e2e.small_world import small_world
from tests.e2e.test_administration import without_script
from tests.support.chromium import open_profile, pictures, watched
from tests.support.phone import a_paper, with_revision
from tests.support.server import Server
from tests.support.world import BINH_LU, NA_DON, PA_PE, PASSWORD

MONTH = date.today().strftime("%Y-%m")
WORD = f"{MONTH[5:]}/{MONTH[:4]}"
KEY = f"{MONTH}:regular:1"
PEOPLE = {NA_DON: "na-don-bi-thu", PA_PE: "pa-pe-bi-thu"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The small world with a team under the commune."""
    small_world(tmp_path / "data", "2026-01")
    add_team(tmp_path / "data")
    server = Server(tmp_path / "data")
    server.start()
    yield server
    server.stop()


@pytest.mark.browser
def test_a_schedule_is_gathered_sent_and_sent_again_with_what_differs(playwright: Playwright, server: Server) -> None:
    first = _registered(server, NA_DON, "20")
    with without_script(playwright) as page:
        _log_in(page, server, "binh-lu-dang-uy", BINH_LU)
        page.get_by_role("link", name="Soạn giấy tờ").click()
        page.get_by_role("link", name=f"Lịch sinh hoạt và chương trình công tác tháng {WORD}").click()
        missing = page.locator("section", has=page.get_by_role("heading", name="Chi bộ chưa gửi lịch"))
        expect(missing.get_by_role("listitem")).to_have_text(["Chi bộ bản Pa Pe"])
        expect(_row(page, "Nà Đon")).to_contain_text(f"20/{WORD} · 19:30")
        expect(page.locator("main")).not_to_contain_text("meeting:")
        keep(page, "110-schedule-one-missing")
        _registered(server, PA_PE, "21")
        page.get_by_role("button", name="Lấy lại lịch các chi bộ đã gửi").press("Enter")
        expect(_row(page, "Pa Pe")).to_contain_text(f"21/{WORD} · 19:30")
        expect(missing).to_have_count(0)
        _send(page)
        _registered(server, NA_DON, "22", first)
        page.goto(f"{server.url}/units/{BINH_LU}/desk")
        page.locator(f'a[href$="/write/month_schedule:{MONTH}"]').press("Enter")
        page.get_by_role("button", name="Lấy lại lịch các chi bộ đã gửi").press("Enter")
        moved = page.locator("section", has=page.get_by_role("heading", name="Đổi ngày, giờ, nơi họp"))
        expect(moved.get_by_role("listitem")).to_have_text([f"Chi bộ bản Nà Đon 22/{WORD} 19:30"])
        keep(page, "111-schedule-what-differs")
        _send(page)
        expect(page.get_by_text(f"Nội dung thay đổi so với bản đã gửi: Đổi ngày, giờ, nơi họp: Chi bộ bản Nà Đon 22/{WORD} 19:30")).to_be_visible()


@pytest.mark.browser
def test_an_assignment_with_a_clash_is_told_mended_and_read_by_the_observer_with_no_signal(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    for unit in (NA_DON, PA_PE):
        _registered(server, unit, "20")
    rows = [{"_id": str(place), "cell": unit, "meeting": f"meeting:{KEY}", "meeting_type": "regular", "date": f"{MONTH}-20",
             "start_time": "19:30", "place": "Nhà văn hóa bản"} for place, unit in enumerate((NA_DON, PA_PE))]  # fmt: skip
    with without_script(playwright) as page:
        _log_in(page, server, "binh-lu-dang-uy", BINH_LU)
        page.goto(f"{server.url}/units/{BINH_LU}/write/month_schedule:{MONTH}")
        assert page.locator("details.repeat-row").count() == len(rows)
        _send(page)
    with without_script(playwright) as page:
        _log_in(page, server, LEADER, TEAM)
        page.goto(f"{server.url}/units/{TEAM}/desk")
        _until_delivered(page, server)
        for row in (_row(page, "Nà Đon"), _row(page, "Pa Pe")):
            row.get_by_label("Tên đăng nhập của người dự").select_option(label=f"Nguyễn Văn Tài ({OBSERVER})")
        page.get_by_role("button", name="Lưu nháp").last.press("Enter")
        clash = page.locator("section", has=page.get_by_role("heading", name="Một người, hai buổi họp trùng giờ"))
        expect(clash.get_by_role("listitem")).to_have_text(
            [f"Nguyễn Văn Tài, Chi bộ bản Nà Đon 20/{WORD} 19:30 – Nguyễn Văn Tài, Chi bộ bản Pa Pe 20/{WORD} 19:30"]
        )
        keep(page, "112-assignment-clash")
        row = _row(page, "Pa Pe")
        row.locator("summary").click() if row.get_attribute("open") is None else None
        row.get_by_label("Tên đăng nhập của người dự").select_option(label=f"Phạm Thị Liên ({LEADER})")
        page.get_by_role("button", name="Lưu nháp").last.press("Enter")
        expect(clash).to_have_count(0)
        expect(_row(page, "Pa Pe")).to_contain_text("Phạm Thị Liên")
        _send(page)
        expect(page.locator("main")).to_contain_text("Nguyễn Văn Tài")
    context = open_profile(playwright, tmp_path / "phone")
    with watched(context, server.url) as wrong:
        observer = Observer(context.pages[0], server.url, MONTH, pictures())
        observer.log_in_as(OBSERVER)
        context.set_offline(True)
        task = observer.page.get_by_role("link", name=f"Dự Chi bộ bản Nà Đon, ngày 20/{WORD}")
        expect(task).to_be_visible()
        expect(observer.page.get_by_role("link", name="Dự Chi bộ bản Pa Pe")).to_have_count(0)
        assert [one for one in wrong if "ERR_" not in one] == []
    context.close()


def _registered(server: Server, unit: str, day: str, before: dict[str, Any] | None = None) -> dict[str, Any]:
    """The cell tells the commune when it meets."""
    answers = {"date": f"{MONTH}-{day}", "start_time": "19:30", "place": "Nhà văn hóa bản", "chair": {"name": "Lò Văn Panh"},
               "note_taker": {"name": "Lò Thị Ính"}, "notified": True, "agenda": [{"_id": "1", "text": "Bàn việc thu hoạch lúa"}]}  # fmt: skip
    paper = a_paper("meeting", KEY, answers, unit=unit, author=PEOPLE[unit])
    paper = with_revision(paper, before) if before else paper
    push(server, PEOPLE[unit], paper)
    return paper


def _row(page: Page, cell: str) -> Locator:
    return page.locator("details.repeat-row", has=page.locator("summary", has_text=cell))


def _send(page: Page) -> None:
    """What the form only advises is passed over with a reason."""
    page.get_by_role("button", name="Gửi", exact=True).press("Enter")
    expect(page.locator(".error-summary").or_(page.locator(".stamp-word")).first).to_be_visible()
    if page.locator(".error-summary").count():
        for reason in page.locator('input[name^="reason:"]:not([type="hidden"])').all():
            reason.fill("Tháng này chưa có")
        page.get_by_role("button", name="Gửi", exact=True).press("Enter")
    expect(page.locator(".stamp-word")).to_have_text("ĐÃ NHẬN")


def _until_delivered(page: Page, server: Server) -> None:
    """The schedule comes to the team within a second; the board is drawn from it."""
    for _ in range(60):
        page.goto(f"{server.url}/units/{TEAM}/write/assignment:{MONTH}")
        if page.locator("details.repeat-row").count() == len(PEOPLE):
            return
        page.wait_for_timeout(250)
    raise AssertionError("the schedule never came to the team")


def _log_in(page: Page, server: Server, username: str, unit: str) -> None:
    page.goto(f"{server.url}/log-in")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_label("Mật khẩu").press("Enter")
    page.wait_for_url(f"**/units/{unit}" if username != LEADER else "**/app/**")
