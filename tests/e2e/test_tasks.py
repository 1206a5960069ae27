"""The task list on a phone with no signal, and on one whose clock is wrong."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.secretary import Secretary
from tests.support.chromium import open_profile, watched
from tests.support.server import Server

TODAY = date.today()
MONTH = TODAY.strftime("%Y-%m")
NEXT = (TODAY.replace(day=1) + timedelta(days=32)).strftime("%m/%Y")


@pytest.mark.browser
def test_what_is_owed_is_told_with_no_signal_whatever_the_phones_clock_says(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    context = open_profile(playwright, tmp_path / "phone")
    with watched(context, server.url):
        secretary = Secretary(context.pages[0], server.url, MONTH)
        secretary.log_in()
        page = secretary.page
        coming = page.get_by_role("link", name=f"Sinh hoạt thường kỳ và gửi biên bản, tháng {NEXT}")
        expect(coming).to_contain_text("chưa đến kỳ: từ ngày 01/")
        # The records have come too, so that the list stands whatever becomes of the rules.
        page.wait_for_function("""async () => {
          const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith('sohop-'));
          const opened = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
          const keys = await new Promise((done) => {
            const asked = opened.transaction('papers').objectStore('papers').getAllKeys(); asked.onsuccess = () => done(asked.result); });
          opened.close();
          return keys.some(([, id]) => id.startsWith('obligation:'));
        }""")
        context.set_offline(True)
        server.stop()
        secretary.open_app()
        expect(coming).to_contain_text("chưa đến kỳ: từ ngày 01/")
        coming.click()
        expect(page.get_by_role("heading", name=f"tháng {NEXT}")).to_be_visible()
        # A clock that is a year behind; then the drift that an exchange would have measured.
        present = page.get_by_role("link", name=f"Sinh hoạt thường kỳ và gửi biên bản, tháng {TODAY:%m/%Y}")
        page.clock.set_system_time(datetime.now() - timedelta(days=365))
        secretary.open_app()
        expect(present).to_contain_text("chưa đến kỳ")
        page.evaluate("""async (drift) => {
          const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith('sohop-'));
          const opened = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
          const writing = opened.transaction('meta', 'readwrite');
          writing.objectStore('meta').put(drift, 'drift');
          await new Promise((done) => { writing.oncomplete = done; });
          opened.close();
        }""", 365 * 86_400_000)  # fmt: skip
        secretary.open_app()
        expect(present).not_to_contain_text("chưa đến kỳ")
        expect(present).to_contain_text(re.compile("chậm nhất ngày|hạn"))
    context.close()
