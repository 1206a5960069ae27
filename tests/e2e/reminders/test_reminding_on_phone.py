"""The phone asks at the right moment whether it may remind; it reminds all the same where the answer is no, with no signal and no push."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e.secretary import Secretary
from tests.support.chromium import open_profile, watched
from tests.support.reminders.registration import ENDPOINTS, registration
from tests.support.server import Server
from tests.support.world import PASSWORD

MONTH = date.today().strftime("%Y-%m")
PICTURES = Path(os.environ["SOHOP_TEST_PICTURES"]) if "SOHOP_TEST_PICTURES" in os.environ else None
BADGES = """
  window.badges = [];
  navigator.setAppBadge = async (count) => void window.badges.push(count);
  navigator.clearAppBadge = async () => void window.badges.push(0);"""
"""What the operating system is told, as it cannot be asked: the app's badge is drawn by it."""

pytestmark = pytest.mark.browser


def send_the_plan(secretary: Secretary) -> None:
    """The first paper of this phone."""
    secretary.plan()
    secretary.page.goto(f"{secretary.url}/app/meetings/{secretary.key}")
    secretary.page.get_by_role("link", name="Gửi kế hoạch để đăng ký").click()
    secretary.page.get_by_role("button", name="Ký và gửi").click()
    secretary.page.wait_for_url(f"**/app/meetings/{secretary.key}")


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=PICTURES / f"{name}.png")


def subscription(page: Page) -> dict[str, Any] | None:
    """What the browser itself says."""
    told: dict[str, Any] | None = page.evaluate("""async () => {
      const registration = await navigator.serviceWorker.getRegistration('/app/');
      return (await registration.pushManager.getSubscription())?.toJSON() ?? null;
    }""")
    return told


def opened(playwright: Playwright, profile: Path, flags: list[str] | None = None) -> BrowserContext:
    context = open_profile(playwright, profile, **({"flags": flags} if flags else {}))
    context.add_init_script(BADGES)
    return context


def test_a_phone_that_was_told_no_reminds_all_the_same_with_no_signal(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = opened(playwright, tmp_path / "phone")
    with watched(context, server.url) as wrong:
        secretary = Secretary(context.pages[0], server.url, MONTH)
        secretary.log_in()
        page = secretary.page
        # Nothing is asked before the first paper is sent; what is due is told from the first opening on.
        reminders = page.get_by_role("region", name="Nhắc hôm nay")
        expect(reminders).to_be_visible()
        expect(page.get_by_role("heading", name="Nhắc đồng chí trước hạn gửi?")).to_have_count(0)
        owed = reminders.get_by_role("listitem").count()
        page.wait_for_function("() => window.badges.length > 0")
        counted = page.evaluate("window.badges.at(-1)")
        assert counted >= min(owed, 1)
        picture(page, "reminders-list")
        send_the_plan(secretary)
        asked = page.get_by_role("region", name="Nhắc đồng chí trước hạn gửi?")
        expect(asked).to_contain_text("Chỉ nhắc khi còn việc chưa gửi")
        picture(page, "reminders-asked")
        asked.get_by_role("button", name="Bật nhắc việc").click()
        expect(asked).to_contain_text("Máy đang chặn thông báo. Mở ứng dụng vẫn thấy việc đến hạn.")
        picture(page, "reminders-refused")
        assert subscription(page) is None
        context.set_offline(True)
        server.stop()
        secretary.open_app()
        expect(reminders).to_be_visible()
        expect(asked).to_have_count(0)
        page.wait_for_function("() => window.badges.length > 0")
        reminders.get_by_role("link").first.click()
        expect(page.get_by_role("heading", name="Việc cần làm")).to_have_count(0)
        page.goto(f"{server.url}/app/reminders")
        expect(page.get_by_role("status").first).to_contain_text("máy này đang chặn thông báo")
        expect(page.get_by_text("mục thông báo, cho phép trang này")).to_be_visible()
        picture(page, "reminders-page-refused")
        secretary.open_app()
        reminders.get_by_role("button", name="Đã xem, để đến mai").click()
        expect(reminders).to_have_count(0)
        assert [one for one in wrong if "ERR_INTERNET_DISCONNECTED" not in one and "ERR_CONNECTION" not in one] == []
    context.close()


def test_a_phone_subscribes_after_the_first_paper_and_is_forgotten_at_log_out(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    with registration() as flags:
        context = opened(playwright, tmp_path / "phone", flags)
        context.grant_permissions(["notifications"], origin=server.url)
        secretary = Secretary(context.pages[0], server.url, MONTH)
        secretary.log_in()
        page = secretary.page
        send_the_plan(secretary)
        asked = page.get_by_role("region", name="Nhắc đồng chí trước hạn gửi?")
        with page.expect_response("**/api/push/subscriptions") as told:
            asked.get_by_role("button", name="Bật nhắc việc").click()
        assert told.value.status == 204
        expect(asked).to_contain_text("Đã bật. Máy này sẽ nhắc trước hạn.")
        made = subscription(page)
        assert made is not None
        assert made["endpoint"].startswith(ENDPOINTS)
        assert told.value.request.post_data_json | {"device": "", "key": ""} == {
            "device": "", "key": "", "endpoint": made["endpoint"], "keys": made["keys"], "replaces": ""}  # fmt: skip
        # Another address, as after the browser has changed it, is told at the next opening with the one it replaces.
        page.evaluate("""async () => (await (await navigator.serviceWorker.getRegistration('/app/')).pushManager.getSubscription()).unsubscribe()""")
        with page.expect_response("**/api/push/subscriptions") as told:
            secretary.open_app()
        assert told.value.status == 204
        renewed = subscription(page)
        assert renewed is not None
        assert told.value.request.post_data_json["replaces"] == made["endpoint"] != renewed["endpoint"]
        page.goto(f"{server.url}/app/reminders")
        expect(page.get_by_role("status").first).to_contain_text("đang bật trên máy này")
        # What he wants holds on all his phones; the address of his calendar is shown once.
        page.get_by_label("Không nhắc trước").select_option("18:00")
        expect(page.get_by_text("Đã ghi, dùng cho mọi máy của đồng chí.")).to_be_visible()
        page.get_by_role("button", name="Tạo địa chỉ lịch").click()
        calendar = page.get_by_label("Địa chỉ lịch")
        assert "BEGIN:VCALENDAR" in context.request.get(calendar.input_value()).text()
        picture(page, "reminders-page-on")
        page.reload()
        expect(page.get_by_label("Không nhắc trước")).to_have_value("18:00")
        expect(calendar).to_have_count(0)
        expect(page.get_by_text("Đã có địa chỉ, tạo ngày")).to_be_visible()
        page.goto(f"{server.url}/app/me")
        with page.expect_response(lambda answer: answer.request.method == "DELETE" and "/push/" in answer.url) as told:
            page.get_by_role("button", name="Đăng xuất").click()
        assert told.value.status == 204
        page.wait_for_url("**/app/log-in")
        assert subscription(page) is None
        # Whoever logs in next is not taken for him who was reminded here.
        page.get_by_label("Tên đăng nhập").fill("na-don-thu-ky")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", name="Việc cần làm")).to_be_visible()
        page.goto(f"{server.url}/app/reminders")
        expect(page.get_by_role("button", name="Bật nhắc việc")).to_be_visible()
        context.close()
