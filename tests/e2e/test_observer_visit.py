"""An observer's visit: assigned at the office, written in the village with no signal, told to the cell and to the office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e.observing import LEADER, OBSERVER, SEEN, TEAM, Observer, add_team, assignment
from tests.e2e.office.desk import log_in
from tests.e2e.pushing import until_it_came
from tests.e2e.secretary import Secretary
from tests.e2e.small_world import small_world
from tests.support.chromium import OFFICE, kill_profile, open_profile, pictures, watched
from tests.support.phone import Phone, a_paper
from tests.support.server import Server
from tests.support.world import NA_DON, PASSWORD

TODAY = date.today()
MONTH = TODAY.strftime("%Y-%m")
DAY = f"{TODAY:%d/%m/%Y}"
VISIT = f"visit:{NA_DON}:{MONTH}:regular:1:{OBSERVER}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The small world with a team, whose leader has assigned this month's meeting in Nà Đon."""
    small_world(tmp_path / "data", "2026-01")
    add_team(tmp_path / "data")
    server = Server(tmp_path / "data")
    server.start()
    leader = Phone(server.url, LEADER, PASSWORD)
    leader.log_in()
    told = leader.exchange([a_paper("assignment", MONTH, assignment(MONTH, str(TODAY)), unit=TEAM, author=LEADER)])
    leader.hang_up()
    assert all(one["ok"] for one in told["results"]), told
    yield server
    server.stop()


@pytest.mark.browser
def test_a_visit_is_written_with_no_signal_and_told_to_the_cell_and_the_office(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    profile = tmp_path / "phone"
    context = open_profile(playwright, profile)
    observer = Observer(context.pages[0], server.url, MONTH, pictures())
    observer.log_in_as(OBSERVER)
    expect(_task(observer.page)).to_contain_text("Ghi phiếu dự")
    observer.picture("60-observer-tasks")
    # Chromium writes cookies to disk within half a minute, or when it is closed.
    context.close()

    context = open_profile(playwright, profile)
    context.set_offline(True)
    server.stop()
    with watched(context, server.url) as wrong:
        observer = Observer(context.pages[0], server.url, MONTH, pictures())
        _write_the_first_half(observer)
        assert _own(wrong) == []
    kill_profile(profile)

    context = open_profile(playwright, profile)
    context.set_offline(True)
    with watched(context, server.url) as wrong:
        observer = Observer(context.pages[0], server.url, MONTH, pictures())
        _write_the_rest(observer)
        server.start()
        context.set_offline(False)
        expect(observer.page.locator(".stamp")).to_contain_text("ĐÃ NHẬN", timeout=60_000)
        observer.picture("66-visit-received")
        observer.open_app()
        expect(_task(observer.page)).to_contain_text("đã nhận")
        assert _own(wrong) == []
    context.close()
    _the_cell_reads_it(playwright, server, tmp_path / "cell")
    _the_office_reads_it(playwright, server, tmp_path / "office")


@pytest.mark.browser
def test_a_team_leader_reads_the_assignment_on_the_phone_and_is_sent_to_the_office_to_write(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    context = open_profile(playwright, tmp_path / "phone")
    with watched(context, server.url) as wrong:
        leader = Observer(context.pages[0], server.url, MONTH, pictures())
        leader.log_in_as(LEADER)
        page = leader.page
        expect(page.get_by_role("heading", name="Dự sinh hoạt chi bộ")).to_be_visible()
        page.goto(f"{server.url}/app/book")
        expect(page.get_by_role("heading", name="Giấy tờ của đơn vị")).to_be_visible()
        page.get_by_role("link", name="Phân công dự họp").click()
        expect(page.get_by_text("Nguyễn Văn Tài · Chi bộ bản Nà Đon").first).to_be_visible()
        expect(page.get_by_text("Giấy này soạn ở trang cơ quan")).to_be_visible()
        expect(page.get_by_role("link", name="Sửa lại")).to_have_count(0)
        leader.picture("68-assignment-of-the-leader")
        page.goto(f"{server.url}/app/papers/team_report:{TODAY.year}-Y")
        leader.picture("69-report-at-the-office")
        page.get_by_role("link", name="Mở trang cơ quan").click()
        expect(page).to_have_url(f"{server.url}/units/{TEAM}/write/team_report:{TODAY.year}-Y")
        expect(page.locator("main form").first).to_be_visible()
        assert _own(wrong) == []
    context.close()


def _task(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("link", name=f"Dự Chi bộ bản Nà Đon, ngày {DAY}")


def _write_the_first_half(observer: Observer) -> None:
    page = observer.page
    observer.open_app()
    _task(page).click()
    expect(page.get_by_text(f"Phiếu dự sinh hoạt, Chi bộ bản Nà Đon {TODAY:%m/%Y}")).to_be_visible()
    expect(page.get_by_text("Buổi được phân công")).to_have_count(0)
    observer.picture("61-visit-prefilled")
    observer.attended()
    observer.picture("62-visit-steps")


def _write_the_rest(observer: Observer) -> None:
    page = observer.page
    observer.open_app()
    expect(_task(page)).to_contain_text("Ghi tiếp phiếu dự")
    observer.picture("63-observer-goes-on")
    _task(page).click()
    page.get_by_role("link", name="3. Các bước tiến hành").click()
    expect(page.get_by_text("Đã nhận xét 1/14 bước")).to_be_visible()
    expect(page.get_by_label("Nhận xét")).to_have_value(SEEN)
    observer.picture("63b-visit-steps-again")
    observer.go_on()
    observer.judged()
    page.get_by_role("link", name="Kiểm tra và gửi").click()
    expect(page.locator(".error-summary")).to_have_count(0)
    page.get_by_text("Máy tự ghi", exact=True).click()
    expect(page.get_by_text(f"{TODAY:%d/%m/%Y}", exact=True).first).to_be_visible()
    expect(page.get_by_text(OBSERVER, exact=True)).to_be_visible()
    observer.picture("64-visit-check")
    page.get_by_role("button", name="Ký và gửi").click()
    expect(page.locator(".state").first).to_contain_text("trên máy này")
    observer.picture("65-visit-sent-offline")
    expect(page.locator(".stamp")).to_have_count(0)


def _the_cell_reads_it(playwright: Playwright, server: Server, profile: Path) -> None:
    context: BrowserContext = open_profile(playwright, profile)
    secretary = Secretary(context.pages[0], server.url, MONTH, pictures())
    secretary.log_in()
    page = secretary.page
    until_it_came(page, server.url, "Phiếu dự sinh hoạt")
    page.get_by_role("link", name="Phiếu dự sinh hoạt").click()
    expect(page.get_by_text(SEEN)).to_be_visible()
    expect(page.get_by_text("Chi bộ bản Nà Đon").first).to_be_visible()
    secretary.picture("67-feedback-in-the-cell")
    context.close()


def _the_office_reads_it(playwright: Playwright, server: Server, profile: Path) -> None:
    context = open_profile(playwright, profile, size=OFFICE)
    page = context.pages[0]
    log_in(page, server.url)
    page.goto(f"{server.url}/units/{TEAM}/papers/{VISIT}")
    expect(page.get_by_text(SEEN).first).to_be_visible()
    context.close()


def _own(wrong: list[str]) -> list[str]:
    """What is wrong by our own fault: a cut line makes the browser itself complain of the request that failed."""
    return [one for one in wrong if "ERR_INTERNET_DISCONNECTED" not in one and "ERR_CONNECTION_REFUSED" not in one]
