"""A reminder reaches a phone whose app is closed, in Vietnamese, and a tap opens the right paper with no network at all."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.secretary import Secretary
from tests.support.chromium import open_profile, watched
from tests.support.reminders.notification_daemon import PROGRAM, notification_daemon
from tests.support.reminders.pushed import BODY, TITLE, Pushed, notifications, payload
from tests.support.server import Server

MONTH = date.today().strftime("%Y-%m")
LATER = "Nhắc lại chiều nay" if datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).hour < 15 else "Nhắc lại sáng mai"
MEETING = f"/app/meetings/{MONTH}:regular:1"

pytestmark = pytest.mark.browser


def test_a_push_that_comes_while_the_app_is_closed_is_shown_in_vietnamese(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "phone")
    context.grant_permissions(["notifications"], origin=server.url)
    with watched(context, server.url) as wrong:
        secretary = Secretary(context.pages[0], server.url, MONTH)
        secretary.log_in()
        pushed = Pushed(context, server.url)
        secretary.page.close()
        pushed.deliver(payload(MEETING))
        page = context.new_page()
        page.goto(f"{server.url}/app/icons/icon.svg")  # of the app's origin, and not the app
        for _ in range(200):
            if shown := notifications(page):
                break
            page.wait_for_timeout(25)
        [one] = shown
        assert (one["title"], one["body"], one["lang"], one["tag"]) == (TITLE, BODY, "vi", "minutes")
        assert one["actions"] == ["Mở", LATER]
        assert one["icon"].endswith("/app/icons/icon-192.png")
        assert one["badge"].endswith("/app/icons/badge-96.png")
        assert one["data"] == {"reminder": "nhac-1", "path": MEETING}
        # A newer one about the same thing takes its place; what cannot be read is shown in general words.
        pushed.deliver(payload(MEETING, title="Hôm nay là hạn"))
        pushed.deliver("không phải JSON")
        page.wait_for_function("navigator.serviceWorker.getRegistration('/app/').then((one) => one.getNotifications()).then((all) => all.length === 2)")
        assert {(one["title"], one["tag"]) for one in notifications(page)} == {("Hôm nay là hạn", "minutes"), ("Sổ Họp", "sohop")}
        assert [one for one in wrong if "push/events" not in one and "404" not in one] == []
    context.close()


@pytest.mark.skipif(not PROGRAM, reason="NOT RUN: no dbus-daemon on this machine, so nothing can tap a notification")
def test_a_tap_opens_the_right_paper_with_the_app_closed_and_no_network(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    with notification_daemon() as daemon:
        context = open_profile(playwright, tmp_path / "phone", bus=daemon.address)
        context.grant_permissions(["notifications"], origin=server.url)
        secretary = Secretary(context.pages[0], server.url, MONTH)
        secretary.log_in()
        pushed = Pushed(context, server.url)
        secretary.page.close()
        pushed.deliver(payload(MEETING))
        shown = daemon.next()
        assert shown.title == TITLE
        assert BODY in shown.body
        assert list(shown.actions)[:2] == ["Mở", LATER]
        context.set_offline(True)
        server.stop()
        with context.expect_page() as opened:
            daemon.tap(shown, "Mở")
        page = opened.value
        expect(page.get_by_role("heading", name=f"Sinh hoạt tháng {MONTH[5:]}/{MONTH[:4]}")).to_be_visible()
        assert page.url == f"{server.url}{MEETING}"
        expect(page.get_by_role("link", name="1. Kế hoạch")).to_be_visible()
        # With the app open the same page takes the address, and what is being typed there is kept.
        page.get_by_role("link", name="1. Kế hoạch").click()
        page.get_by_role("link", name="1. Ngày giờ, địa điểm").click()
        page.get_by_label("Địa điểm").fill("Nhà văn hóa bản Nà Đon, phòng lớn")
        pushed.deliver(payload(MEETING, title="Hôm nay là hạn"))
        daemon.tap(daemon.next())
        expect(page.get_by_role("heading", name=f"Sinh hoạt tháng {MONTH[5:]}/{MONTH[:4]}")).to_be_visible()
        assert len([one for one in context.pages if "/app/" in one.url]) == 1
        page.goto(f"{server.url}/app/papers/meeting:{MONTH}:regular:1/when")
        expect(page.get_by_label("Địa điểm")).to_have_value("Nhà văn hóa bản Nà Đon, phòng lớn")
        # "Later" with no signal: nobody could remind him again, so the notification stays.
        pushed.deliver(payload(MEETING, title="Còn 1 ngày"))
        shown = daemon.next()
        daemon.tap(shown, LATER)
        assert daemon.next().title == "Còn 1 ngày"
        context.close()
