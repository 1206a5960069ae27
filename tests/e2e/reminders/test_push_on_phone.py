"""A reminder reaches a phone whose app is closed, in Vietnamese, and a tap opens the right paper with no network at all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from sync.domain.obligations.rules import Words
from sync.domain.reminders.digest import Digest, Item
from sync.ports import Write
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.directory import REMINDERS
from tests.e2e.secretary import Secretary
from tests.support.chromium import open_profile, watched
from tests.support.reminders.notification_daemon import PROGRAM, notification_daemon
from tests.support.reminders.pushed import BODY, TITLE, Pushed, notifications, payload, until
from tests.support.server import Server
from tests.support.world import NA_DON

MONTH = date.today().strftime("%Y-%m")
LATER = ("Nhắc lại chiều nay", "Nhắc lại sáng mai")
"""Until four in the afternoon, in Việt Nam, and after it."""
MEETING = f"/app/meetings/{MONTH}:regular:1"

pytestmark = pytest.mark.browser


def in_store(data: Path, work: Callable[[SqliteStore], Awaitable[Any]]) -> Any:
    """Do something in the store of a server that is stopped."""

    async def run() -> Any:
        store = await SqliteStore.open(data / "sohop.sqlite")
        try:
            return await work(store)
        finally:
            await store.close()

    # In a thread of its own, because Playwright's loop runs in the test's.
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(lambda: asyncio.run(run())).result()


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
        assert one["actions"] in [["Mở", later] for later in LATER]
        assert one["icon"].endswith("/app/icons/icon-192.png")
        assert one["badge"].endswith("/app/icons/badge-96.png")
        assert one["data"] == {"reminder": "nhac-1", "path": MEETING}
        # A newer one about the same thing takes its place; what cannot be read is shown in general words.
        pushed.deliver(payload(MEETING, title="Hôm nay là hạn"))
        pushed.deliver("không phải JSON")
        until(page, "navigator.serviceWorker.getRegistration('/app/').then((one) => one.getNotifications()).then((all) => all.length === 2)")
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
        assert list(shown.actions)[:2] in [["Mở", later] for later in LATER]
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
        daemon.tap(shown, next(one for one in shown.actions if one in LATER))
        assert daemon.next().title == "Còn 1 ngày"
        context.close()


@pytest.mark.skipif(not PROGRAM, reason="NOT RUN: no dbus-daemon on this machine, so nothing can tap a notification")
def test_what_became_of_a_reminder_is_told_once_there_is_a_signal_again(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    day = date.today().isoformat()
    at = f"{day}T00:00:00.000+07:00"
    item = Item("owed", NA_DON, "Chi bộ bản Nà Đon", "obligation:x", Words("Biên bản", "Minutes"), day)
    digest = Digest("na-don-bi-thu", day, 9, at, "directive-824/1", "vi", (item,), 1, at, state="closed", result="accepted", accepted_at=at)
    server.stop()
    in_store(server.data, lambda store: store.write(REMINDERS, [Write(digest.to_document(), mode="edit")]))
    server.start()
    with notification_daemon() as daemon:
        context = open_profile(playwright, tmp_path / "phone", bus=daemon.address)
        context.grant_permissions(["notifications"], origin=server.url)
        secretary = Secretary(context.pages[0], server.url, MONTH)
        secretary.log_in()
        pushed = Pushed(context, server.url)
        secretary.page.close()
        server.stop()
        pushed.deliver(payload(MEETING, reminder=digest.id))
        with context.expect_page() as opened:
            daemon.tap(daemon.next())
        expect(opened.value.get_by_role("link", name="1. Kế hoạch")).to_be_visible()
        server.start()
        # The next opening tells both, in the order they happened.
        opened.value.goto(f"{server.url}/app/")
        until(opened.value, """async () => {
          const asked = indexedDB.open('sohop-reminders');
          const opened = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
          const count = opened.transaction('events').objectStore('events').count();
          const left = await new Promise((done) => { count.onsuccess = () => done(count.result); });
          opened.close();
          return left === 0;
        }""")
        context.close()
    server.stop()
    told = in_store(server.data, lambda store: store.read(REMINDERS, digest.id))
    assert told["shown_at"] and told["opened_at"] >= told["shown_at"] > at
