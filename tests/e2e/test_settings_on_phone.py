"""The phone's own page: what it keeps, and the way to another password, which needs a signal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.secretary import Secretary
from tests.support.chromium import open_profile, pictures, watched
from tests.support.server import Server


@pytest.mark.browser
def test_the_password_is_changed_online_and_the_phone_says_so_when_there_is_no_signal(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    context = open_profile(playwright, tmp_path / "phone")
    with watched(context, server.url) as wrong:
        page = context.pages[0]
        secretary = Secretary(page, server.url, date.today().strftime("%Y-%m"), pictures())
        secretary.log_in()
        context.set_offline(True)
        page.goto(f"{server.url}/app/me")
        expect(page.get_by_text("Ảnh đã gửi được giữ trên máy 30 ngày")).to_be_visible()
        page.get_by_role("link", name="Đổi mật khẩu").click()
        expect(page.get_by_text("Chưa có sóng nên chưa đổi được.")).to_be_visible()
        expect(page).to_have_url(f"{server.url}/app/me")
        secretary.picture("95-password-offline")
        context.set_offline(False)
        page.get_by_role("link", name="Đổi mật khẩu").click()
        expect(page).to_have_url(f"{server.url}/me/password")
        expect(page.get_by_role("button", name="Đổi mật khẩu")).to_be_visible()
        secretary.picture("96-password-online")
        assert [one for one in wrong if "ERR_" not in one] == []
    context.close()
