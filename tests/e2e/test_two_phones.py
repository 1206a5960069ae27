"""Two wrote the same minutes where there is no signal: they are asked which words hold, answer offline, and nobody is asked again."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e.secretary import Secretary
from tests.support.chromium import open_profile, pictures, watched
from tests.support.server import Server

MONTH = date.today().strftime("%Y-%m")
MINUTES = f"minutes:{MONTH}:regular:1"
SAID = "Tư tưởng đảng viên, dư luận nhân dân"
HIS, HERS = "Tư tưởng ổn định, bà con phấn khởi vì được mùa.", "Còn hai hộ chưa yên tâm về đất rừng."
ASKED = re.compile("Hai máy ghi khác nhau ở 1 chỗ")

_PAPER = """async (id) => {
  const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith('sohop-'));
  const opened = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
  const all = await new Promise((done) => {
    const asked = opened.transaction('papers').objectStore('papers').getAll(); asked.onsuccess = () => done(asked.result); });
  opened.close();
  const { shownBody, shownRevision } = await import('/app/store/record.js');
  const found = all.find((one) => one.id === id);
  return JSON.stringify([shownRevision(found), shownBody(found)]);
}"""


@pytest.mark.browser
def test_two_phones_that_wrote_differently_are_asked_once_and_end_up_equal(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    first, second = open_profile(playwright, tmp_path / "his"), open_profile(playwright, tmp_path / "hers")
    with watched(first, server.url) as wrong, watched(second, server.url) as wrong_too:
        his = _phone(first, server, "na-don-bi-thu")
        hers = _phone(second, server, "na-don-thu-ky")
        _write_offline(first, his, HIS)
        _write_offline(second, hers, HERS)
        for context, phone in ((first, his), (second, hers)):
            context.set_offline(False)
            _send(phone)
        for phone in (his, hers):
            _until(phone, lambda page: page.get_by_role("link", name=ASKED).count() == 1)
        his.picture("80-question-on-the-task-list")

        first.set_offline(True)
        _answer(his)
        his.open_app()
        expect(his.page.get_by_role("link", name=ASKED)).to_have_count(0)
        expect(his.page.locator("a[href=\"/app/sending\"]")).to_be_visible()
        first.set_offline(False)

        told = _until_told(his, HERS)
        assert _until_told(hers, HERS) == told
        for phone in (his, hers):
            _send(phone)
            phone.open_app()
            expect(phone.page.get_by_role("heading", name="Sắp tới")).to_be_visible()
            expect(phone.page.get_by_text("Hai máy ghi khác nhau")).to_have_count(0)
        assert [one for one in (*wrong, *wrong_too) if "ERR_" not in one] == []
    first.close()
    second.close()


@pytest.mark.browser
def test_what_was_merged_is_taken_back_offline(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    first, second = open_profile(playwright, tmp_path / "his"), open_profile(playwright, tmp_path / "hers")
    his, hers = _phone(first, server, "na-don-bi-thu"), _phone(second, server, "na-don-thu-ky")
    _write_offline(first, his, HIS)
    _write_offline(second, hers, "")
    for context, phone in ((first, his), (second, hers)):
        context.set_offline(False)
        _send(phone)
    _until(his, lambda page: page.get_by_text("Máy đã gộp bản của").count() == 1, f"papers/{MINUTES}")
    his.picture("83-merged")
    first.set_offline(True)
    his.page.get_by_role("button", name="Lấy lại bản của Lò Thị Ính").click()
    expect(his.page.get_by_text("Sẽ lấy lại bản của Lò Thị Ính khi có sóng")).to_be_visible()
    his.picture("84-taken-back")
    first.set_offline(False)
    for phone in (his, hers):
        _until(phone, lambda page: _told(page)[1]["device"] not in ("merge", "") and "ideology" not in _told(page)[1]["answers"])
    assert _told(his.page) == _told(hers.page)
    expect(his.page.get_by_text("Máy đã gộp")).to_have_count(0)
    first.close()
    second.close()


def _phone(context: BrowserContext, server: Server, username: str) -> Secretary:
    phone = Secretary(context.pages[0], server.url, MONTH, pictures())
    phone.log_in(username)
    return phone


def _write_offline(context: BrowserContext, phone: Secretary, words: str) -> None:
    context.set_offline(True)
    phone.open_paper("minutes", "opening")
    phone.page.get_by_label("Bắt đầu lúc").fill("19:30")
    phone.saved()
    if words:
        phone.open_paper("minutes", "ideology")
        phone.page.get_by_label(SAID).fill(words)
        phone.saved()


def _send(phone: Secretary) -> None:
    phone.page.goto(f"{phone.url}/app/sending")
    phone.page.get_by_role("button", name="Gửi ngay").click()
    expect(phone.page.get_by_role("heading", name="Không có gì đang chờ")).to_be_visible()


def _until(phone: Secretary, holds: Any, path: str = "") -> None:
    """The server merges within a second; the phone learns of it when it asks. Ends on that page."""
    for _ in range(20):
        _send(phone)
        phone.page.goto(f"{phone.url}/app/{path}")
        phone.page.locator(".rows").first.wait_for()
        if holds(phone.page):
            return
    raise AssertionError("never came")


def _answer(his: Secretary) -> None:
    page = his.page
    page.get_by_role("link", name=ASKED).click()
    expect(page.get_by_role("heading", name="Hai máy ghi khác nhau")).to_be_visible()
    group = page.get_by_role("group", name=SAID)
    expect(group.get_by_text(re.compile("Lò Văn Panh.*máy này"))).to_be_visible()
    expect(group.get_by_text(re.compile("Lò Thị Ính.*máy khác"))).to_be_visible()
    his.picture("81-question")
    page.get_by_role("button", name="Chọn xong").click()
    expect(page.locator("#error-summary")).to_contain_text("Chưa chọn")
    group.get_by_label("Ghi khác").check()
    page.get_by_label("Ghi lại cho đúng").fill("Đang nghĩ thêm.")
    his.saved()
    page.reload()
    expect(page.get_by_label("Ghi lại cho đúng")).to_have_value("Đang nghĩ thêm.")
    group.get_by_label(re.compile(HERS)).check()
    page.get_by_role("button", name="Chọn xong").click()
    expect(page.get_by_text("sẽ gửi khi có sóng")).to_be_visible()
    expect(page.locator(".answers")).to_contain_text(HERS)
    his.picture("82-answered-offline")


def _told(page: Page) -> Any:
    return json.loads(page.evaluate(_PAPER, MINUTES))


def _until_told(phone: Secretary, words: str) -> Any:
    _until(phone, lambda page: words == _told(page)[1]["answers"].get("ideology"))
    return _told(phone.page)
