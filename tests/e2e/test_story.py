"""The main job, end to end: a meeting written with no signal reaches the commune's page."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, Request, expect

from tests.e2e.office.desk import log_in
from tests.e2e.secretary import Secretary
from tests.support.chromium import OFFICE, kill_profile, open_profile, pictures, watched
from tests.support.server import Server
from tests.support.world import NA_DON

MONTH = date.today().strftime("%Y-%m")
GIST = "Đề nghị gặt lúa sớm trước mưa, chia theo nhóm hộ."


@pytest.mark.browser
def test_minutes_written_with_no_signal_reach_the_commune(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    profile = tmp_path / "phone"
    context = open_profile(playwright, profile)
    with watched(context, server.url) as wrong:
        secretary = Secretary(context.pages[0], server.url, MONTH, pictures())
        secretary.log_in()
        secretary.picture("02-tasks")
    # Days pass. (Chromium writes cookies to disk within half a minute, or when it is closed.)
    context.close()
    context = open_profile(playwright, profile)
    with watched(context, server.url) as wrong:
        secretary = Secretary(context.pages[0], server.url, MONTH, pictures())
        context.set_offline(True)
        server.stop()
        secretary.open_app()
        secretary.plan()
        secretary.roll_call()
        secretary.minutes_to_discussion()
        secretary.speech("Lò Thị Ính", GIST)
        secretary.saved()
        secretary.picture("07-discussion")
        assert _own(wrong) == []
    kill_profile(profile)

    context = open_profile(playwright, profile)
    context.set_offline(True)
    with watched(context, server.url) as wrong:
        secretary = Secretary(context.pages[0], server.url, MONTH, pictures())
        secretary.open_app()
        secretary.open_paper("minutes", "discussion")
        expect(secretary.page.get_by_label("Nội dung").last).to_have_value(GIST)
        expect(secretary.page.get_by_label("Người phát biểu").last).to_have_value("Lò Thị Ính")
        secretary.go_on()
        secretary.minutes_to_the_end()
        secretary.score()
        secretary.check_and_send()
        for name in ("1. Kế hoạch", "2. Điểm danh", "3. Biên bản", "4. Chấm điểm"):
            expect(secretary.page.get_by_role("link", name=name)).to_contain_text("trên máy này")
        secretary.picture("11-sent-offline")
        expect(secretary.page.locator(".stamp")).to_have_count(0)

        server.start()
        posts: list[Request] = []
        # Tries that never reached the server do not count.
        context.on("response", lambda answer: posts.append(answer.request) if answer.url.endswith("/sync") else None)
        context.set_offline(False)
        stamp = secretary.page.locator(".stamp")
        expect(stamp).to_contain_text("ĐÃ NHẬN", timeout=60_000)
        number = stamp.locator(".stamp-number").inner_text()
        assert len(number) == 9
        for name in ("1. Kế hoạch", "2. Điểm danh", "3. Biên bản", "4. Chấm điểm"):
            expect(secretary.page.get_by_role("link", name=name)).to_contain_text("đã nhận")
        secretary.picture("12-received")
        carried = [post for post in posts if "minutes" in (_body(post))]
        assert len(carried) == 1, "the papers did not go up in one request"
        assert _own(wrong) == []
    context.close()
    _officer_reads_the_minutes(playwright, server, tmp_path / "office", number)


def _officer_reads_the_minutes(playwright: Playwright, server: Server, profile: Path, number: str) -> None:
    context = open_profile(playwright, profile, size=OFFICE)
    with watched(context, server.url) as wrong:
        page = context.pages[0]
        log_in(page, server.url)
        _keep(page, "13-commune")
        link = page.locator(f'a[href*="/units/{NA_DON}/papers/minutes"][href*="{MONTH}"]').first
        expect(link).to_be_visible()
        expect(page.locator(".mark-on-time").filter(has=link).or_(link.locator("xpath=ancestor-or-self::*[contains(@class, 'mark-on-time')]"))).to_have_count(1)
        link.click()
        expect(page.locator(".sheet").get_by_text(GIST)).to_be_visible()
        expect(page.get_by_text(number).first).to_be_visible()
        _keep(page, "14-minutes-at-the-commune")
        assert _own(wrong) == []
    context.close()


def _keep(page: Page, name: str) -> None:
    folder = pictures()
    if folder is not None:
        page.screenshot(path=folder / f"{name}.png", full_page=True)


def _body(post: Request) -> str:
    body = post.post_data_buffer or b""
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()


def _own(wrong: list[str]) -> list[str]:
    """What is wrong by our own fault: a cut line makes the browser itself complain of the request that failed."""
    return [one for one in wrong if "ERR_INTERNET_DISCONNECTED" not in one and "ERR_CONNECTION_REFUSED" not in one]
