"""Reminders in Firefox, whose push service is a WebSocket of its own: subscribed in the app, encrypted by our server, brought by a push service
of ours, shown in Vietnamese with the app closed, and a tap opens the right paper with no network at all.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from server.machine import MachineClock
from server.push.keys import PushKeys
from server.push.sender import WebPushSender
from sync.domain.reminders.endpoints import PushHosts
from sync.domain.reminders.message import Message
from sync.domain.reminders.subscription import Subscription
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.directory import PUSH
from tests.e2e.small_world import small_world
from tests.support.reminders.autopush import Autopush, autopush
from tests.support.reminders.firefox import PROGRAM, Firefox, Page, firefox, wait_until
from tests.support.reminders.notification_daemon import PROGRAM as DBUS
from tests.support.reminders.notification_daemon import NotificationDaemon, notification_daemon
from tests.support.reminders.pushed import BODY, TITLE, payload
from tests.support.server import Server
from tests.support.world import PASSWORD

MONTH = date.today().strftime("%Y-%m")
MEETING = f"/app/meetings/{MONTH}:regular:1"
PLACE = "Nhà ông Panh, bản Nà Đon"
HEADING = f"Sinh hoạt tháng {MONTH[5:]}/{MONTH[:4]}"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not PROGRAM, reason="NOT RUN: no Firefox on this machine"),
    pytest.mark.skipif(not DBUS, reason="NOT RUN: no dbus-daemon on this machine, so nobody can see or tap a notification"),
]


@dataclass
class Phone:
    """A phone with Firefox; `service` is the push service of its maker, `daemon` the person who sees and taps."""

    profile: Path
    server: Server
    service: Autopush
    daemon: NotificationDaemon

    def firefox(self) -> AbstractContextManager[Firefox]:
        # A Firefox that is driven from outside leaves push alone unless it is told not to.
        preferences = {
            "dom.push.connection.enabled": True, "dom.push.serverURL": self.service.address, "dom.push.testing.allowInsecureServerURL": True,
        }  # fmt: skip
        return firefox(self.profile, preferences, bus=self.daemon.address)

    def known(self) -> list[Subscription]:
        """The phones that the server knows; it may be running."""

        async def read() -> list[Subscription]:
            store = await SqliteStore.open(self.server.data / "sohop.sqlite")
            try:
                return [Subscription.from_document(one) for one in await store.range(PUSH, "subscription:", "subscription;")]
            finally:
                await store.close()

        return asyncio.run(read())

    def send(self, title: str = TITLE) -> str:
        """What our own sender does with the one phone that the server knows; gives the outcome. The server is stopped meanwhile."""
        [to] = self.known()

        async def send() -> str:
            clock = MachineClock()
            sender = WebPushSender(PushKeys.open(self.server.data, clock.now()), PushHosts((), self.service.origin), "mailto:a@example.vn", clock)
            told = payload(f"{self.server.url}{MEETING}", title=title)
            try:
                return (await sender.send(to, Message(json.dumps(told).encode(), 3_600, "minutes", "high"))).outcome
            finally:
                await sender.close()

        return asyncio.run(send())


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Phone]:
    with notification_daemon() as daemon, autopush() as service:
        small_world(tmp_path / "data")
        server = Server(tmp_path / "data", settings={"SOHOP_PUSH_LOOPBACK": service.origin})
        server.start()
        yield Phone(tmp_path / "phone", server, service, daemon)
        server.stop()


def log_in(page: Page, url: str) -> None:
    page.goto(f"{url}/app/")
    page.fill("#username", "na-don-bi-thu")
    page.fill("#password", PASSWORD)
    page.click("form button")
    page.see("h1", "Việc cần làm")
    page.until("() => navigator.serviceWorker.controller !== null")
    page.see(".row-link")


def reminded(browser: Firefox, url: str) -> Page:
    """The app, logged in, with reminders turned on."""
    browser.allow(url, "granted")
    page = browser.pages()[0]
    log_in(page, url)
    page.goto(f"{url}/app/reminders")
    page.click("button", "Bật nhắc việc")
    page.see("[role=status]", "đang bật trên máy này")
    return page


def opened(browser: Firefox, path: str) -> Page:
    """The tab that has this address, waited for."""
    found: Page = wait_until(lambda: next((one for one in browser.pages() if one.url.endswith(path)), None), f"a tab with {path}")
    return found


def test_a_push_reaches_a_closed_app_and_a_tap_opens_the_right_paper_with_no_network(phone: Phone) -> None:
    with phone.firefox() as browser:
        page = reminded(browser, phone.server.url)
        [made] = phone.service.browsers.values()
        aside = browser.new_page()
        page.close()
        # The server is away from here on, and the phone's push service alone is reached.
        phone.server.stop()
        assert (phone.send(), phone.service.wrong) == ("accepted", [])
        shown = phone.daemon.next()
        assert shown.title == TITLE
        assert BODY in shown.body
        phone.service.wait("acknowledged")
        assert phone.service.acknowledged == [(made.token, 100)]
        aside.goto("about:blank")
        phone.daemon.tap(shown)
        paper = opened(browser, MEETING)
        paper.see("h1", HEADING)
        paper.see("a", "1. Kế hoạch")
        # With the app open the same page takes the address, and what is being typed there is kept.
        paper.goto(f"{phone.server.url}/app/papers/meeting:{MONTH}:regular:1/when")
        paper.fill("#f-place", PLACE)
        assert phone.send("Hôm nay là hạn") == "accepted"
        phone.daemon.tap(phone.daemon.next())
        paper.see("h1", HEADING)
        paper.goto(f"{phone.server.url}/app/papers/meeting:{MONTH}:regular:1/when")
        paper.until("(words) => document.querySelector('#f-place')?.value === words", PLACE)


def test_what_came_while_the_phone_was_off_is_shown_when_it_is_on_again_and_log_out_ends_it(phone: Phone) -> None:
    with phone.firefox() as browser:
        page = reminded(browser, phone.server.url)
    phone.server.stop()
    assert [phone.send("Còn 2 ngày"), phone.send("Còn 1 ngày")] == ["accepted", "accepted"]
    # Of one topic the newer alone is kept for it.
    phone.server.start()
    with phone.firefox() as browser:
        assert phone.daemon.next().title == "Còn 1 ngày"
        page = browser.pages()[0]
        page.goto(f"{phone.server.url}/app/me")
        page.click("button", "Đăng xuất")
        page.see("#username")
        phone.service.wait("ended")
        assert phone.service.browsers == {}
    phone.server.stop()
    assert phone.known() == []


def test_a_push_service_that_begins_anew_is_subscribed_to_anew(phone: Phone) -> None:
    with phone.firefox() as browser:
        page = reminded(browser, phone.server.url)
        [before] = phone.service.browsers.values()
        page.goto("about:blank")
        phone.service.begin_anew()
        wait_until(lambda: [one for one in phone.known() if before.token not in one.endpoint], "another subscription, told to the server")
    phone.server.stop()
    assert len(phone.known()) == 1
    assert phone.send() == "accepted"


def test_a_phone_that_was_told_no_reminds_all_the_same_with_no_signal(phone: Phone) -> None:
    with phone.firefox() as browser:
        browser.allow(phone.server.url, "denied")
        page = browser.pages()[0]
        log_in(page, phone.server.url)
        page.goto(f"{phone.server.url}/app/reminders")
        page.see("[role=status]", "máy này đang chặn thông báo")
        phone.server.stop()
        page.goto(f"{phone.server.url}/app/")
        page.see("section", "Nhắc hôm nay")
        page.goto(f"{phone.server.url}/app/papers/meeting:{MONTH}:regular:1/when")
        page.fill("#f-place", PLACE)
        page.until("() => document.querySelector('#save-line').textContent.includes('đã lưu trên máy')")
        page.goto(f"{phone.server.url}/app/sending")
        page.see(".row .state-on-phone")
        phone.server.start()
        page.click(".buttons .button")
        page.until("() => !document.querySelector('.row .state-on-phone')")
        assert phone.service.browsers == {}
