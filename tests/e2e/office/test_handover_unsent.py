"""A cell is handed over while the old secretary still has something unsent where there is no signal: what he wrote stays on his phone with
the reason, waits at the office, and comes into the book once he may write again."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.secretary import Secretary
from tests.e2e.test_administration import log_in
from tests.support.chromium import OFFICE, open_profile, pictures, watched
from tests.support.server import Server
from tests.support.world import NA_DON

MONTH = date.today().strftime("%Y-%m")
MINUTES = f"minutes:{MONTH}:regular:1"
AGAIN = re.compile("Thử nhận lại Biên bản")
WORDS = "Còn hai hộ chưa yên tâm về đất rừng."


@pytest.mark.browser
def test_what_the_old_secretary_has_not_sent_is_kept_on_his_phone_and_at_the_office(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    phone, office = open_profile(playwright, tmp_path / "phone"), open_profile(playwright, tmp_path / "office", size=OFFICE)
    with watched(phone, server.url) as wrong:
        old = Secretary(phone.pages[0], server.url, MONTH, pictures())
        old.log_in()
        phone.set_offline(True)
        old.open_paper("minutes", "ideology")
        old.page.get_by_label("Tư tưởng đảng viên, dư luận nhân dân").fill(WORDS)
        old.saved()

        desk = office.pages[0]
        log_in(desk, server)
        _hand_over(desk, server, "na-don-bi-thu", "na-don-thu-ky")
        phone.set_offline(False)
        _send(old, "trả lại: cần sửa")
        old.picture("90-refused-after-handover")
        _keeps_it(old)

        desk.goto(f"{server.url}/administration/inbox")
        _keep(desk, "91-inbox")
        desk.get_by_role("link", name="Chi bộ bản Nà Đon").click()
        expect(desk.locator("main")).to_contain_text("Đồng chí không ghi loại giấy này ở đơn vị này.")
        _keep(desk, "92-inbox-of-unit")
        desk.get_by_role("button", name=AGAIN).first.click()
        expect(desk.get_by_role("alert")).to_contain_text("Vẫn chưa nhận được")

        _give_back(desk, server)
        desk.goto(f"{server.url}/administration/inbox/{NA_DON}")
        for _ in range(desk.get_by_role("button", name=AGAIN).count()):
            before = desk.get_by_text("Đã nhận vào sổ lúc").count()
            desk.get_by_role("button", name=AGAIN).first.click()
            expect(desk.get_by_text("Đã nhận vào sổ lúc")).to_have_count(before + 1)
        _send(old, "Không có gì đang chờ")
        old.open_app()
        old.open_paper("minutes", "ideology")
        expect(old.page.get_by_label("Tư tưởng đảng viên, dư luận nhân dân")).to_have_value(WORDS)
        assert [one for one in wrong if "ERR_" not in one] == []
    phone.close()
    office.close()


def _hand_over(desk: Page, server: Server, old: str, new: str) -> None:
    """From today on."""
    desk.goto(f"{server.url}/administration/handover")
    role = desk.locator(f'select[name="held"] option[value^="{old}|secretary|{NA_DON}|"]').first.get_attribute("value")
    desk.get_by_label("Vai trò bàn giao").select_option(role)
    desk.get_by_label("Người nhận đã có tài khoản").select_option(new)
    desk.get_by_label("Từ ngày").fill(str(date.today()))
    desk.get_by_role("button", name="Bàn giao").click()
    expect(desk.get_by_role("status")).to_contain_text("Đã bàn giao.")


def _give_back(desk: Page, server: Server) -> None:
    """He helps on as deputy."""
    desk.goto(f"{server.url}/administration/people/na-don-bi-thu")
    desk.get_by_text("Giao thêm vai trò").first.click()
    form = desk.locator("#give-")
    form.get_by_label("Vai trò").select_option("deputy_secretary")
    form.get_by_label("Ở đơn vị").select_option(NA_DON)
    form.get_by_label("Từ ngày").fill(str(date.today()))
    form.get_by_role("button").click()
    expect(desk.get_by_role("status")).to_contain_text("Đã ghi.")


def _send(phone: Secretary, then: str) -> None:
    phone.page.goto(f"{phone.url}/app/sending")
    phone.page.get_by_role("button", name="Gửi ngay").click()
    expect(phone.page.locator("main")).to_contain_text(then)


def _keeps_it(phone: Secretary) -> None:
    """He finds it from the first page on, reads it and why it was refused, and can carry it by hand; nothing is offered to be written."""
    page = phone.page
    phone.open_app()
    expect(page.get_by_role("heading", name="Đồng chí không còn ghi sổ này")).to_be_visible()
    phone.picture("93-tasks-after-handover")
    page.get_by_role("link", name="1 giấy tờ đang ở trên máy này, chưa gửi").click()
    page.get_by_role("link", name=re.compile("Biên bản")).click()
    expect(page.locator("main")).to_contain_text(WORDS)
    expect(page.locator("main")).to_contain_text("Đồng chí không ghi loại giấy này ở đơn vị này. Nội dung đã được giữ lại.")
    phone.picture("94-kept-after-handover")
    page.goto(f"{phone.url}/app/me")
    with page.expect_download() as carried:
        page.get_by_role("button", name="Lưu giấy tờ chưa gửi ra tệp").click()
    assert WORDS in Path(carried.value.path()).read_text()
    page.goto(f"{phone.url}/app/papers/{MINUTES}/ideology")
    expect(page.locator("main")).to_contain_text(WORDS)
    expect(page.locator("textarea")).to_have_count(0)


def _keep(page: Page, name: str) -> None:
    if (folder := pictures()) is not None:
        for size in (OFFICE, {"width": 360, "height": 640}):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.screenshot(path=folder / f"{name}-{size['width']}.png", full_page=True)
        page.set_viewport_size(OFFICE)  # type: ignore[arg-type]
