"""A province asks one question more: written and published without JavaScript, then asked on a phone with no signal; what was begun
before is not touched. And axe-core on the pages about forms and deadlines.
"""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from sync.forms.catalogue import OWN_FROM, Catalogue
from sync.forms.draft import plain_of
from tests.e2e.secretary import Secretary
from tests.e2e.test_access_for_all import violations
from tests.e2e.test_administration import log_in, without_script
from tests.support.chromium import OFFICE, open_profile
from tests.support.server import Server
from tests.support.world import BINH_LU, NA_DON

QUESTION = {"name": "weather", "type": "text", "label": {"vi": "Thời tiết hôm họp", "en": "Weather"}}
KEPT = """async () => {
  const { published } = await import('/app/app/published.js'), { Store } = await import('/app/store/store.js');
  return (await published(new Store('na-don-bi-thu'))).versions.length > 0;
}"""


def with_question() -> str:
    plain = plain_of(Catalogue.load().latest("meeting"))
    plain["sections"][0]["fields"].append(QUESTION)
    return json.dumps(plain, ensure_ascii=False)


def wait_until_kept(page: Page) -> None:
    """Until the phone has the published version in its store."""
    until = time.monotonic() + 60
    while not page.evaluate(KEPT):
        assert time.monotonic() < until, "the published version does not come"
        page.wait_for_timeout(100)


def publish(page: Page, server: Server) -> None:
    log_in(page, server)
    page.get_by_role("link", name="Biểu mẫu và bảng điểm").click()
    page.get_by_role("link", name="Soạn bản mới : Kế hoạch buổi họp").click()
    draft = page.get_by_label("Nội dung bản thảo (JSON)")
    draft.fill(with_question().replace("Thời tiết hôm họp", ""))
    page.get_by_role("button", name="Lưu bản thảo và kiểm tra").press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("sections when.fields weather.label: thiếu chữ tiếng Việt")
    draft.fill(with_question())
    page.get_by_role("button", name="Lưu bản thảo và kiểm tra").press("Enter")
    page.get_by_role("link", name="Xem trước").click()
    expect(page.locator(".preview-phone")).to_contain_text("Thời tiết hôm họp")
    expect(page.locator(".sheet")).to_contain_text("Thời tiết hôm họp: …………")
    page.go_back()
    page.get_by_role("button", name="Ban hành bản này").press("Enter")
    expect(page.get_by_role("link", name=f"Bản {OWN_FROM}")).to_be_visible()


@pytest.mark.browser
def test_a_published_question_is_asked_on_a_phone_with_no_signal(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "phone")
    month = date.today().strftime("%Y-%m")
    secretary = Secretary(context.pages[0], server.url, month)
    secretary.log_in()
    begun = f"{server.url}/app/papers/meeting:{month}:thematic:1/when"
    secretary.page.goto(begun)
    expect(secretary.page.get_by_label("Địa điểm")).to_be_visible()
    with without_script(playwright) as page:
        publish(page, server)
    secretary.open_app()
    wait_until_kept(secretary.page)
    context.set_offline(True)
    secretary.page.goto(f"{server.url}/app/papers/meeting:{month}:regular:1/when")
    expect(secretary.page.get_by_label("Thời tiết hôm họp")).to_be_visible()
    secretary.page.get_by_label("Thời tiết hôm họp").fill("mưa phùn")
    secretary.saved()
    secretary.page.goto(begun)
    expect(secretary.page.get_by_label("Địa điểm")).to_be_visible()
    expect(secretary.page.get_by_label("Thời tiết hôm họp")).to_have_count(0)
    context.close()


@pytest.mark.browser
def test_the_pages_about_forms_and_deadlines_have_no_violation(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "office", size=OFFICE, bypass_csp=True)
    page, found = context.pages[0], {}
    log_in(page, server)
    deadlines = f"administration/deadlines/{NA_DON}"
    paths = (
        "administration/deadlines", deadlines, "administration/forms", "administration/forms/form/minutes",
        "administration/forms/form/minutes/3", "administration/forms/scoring/hd42-local/1", f"units/{BINH_LU}/recipients",
    )  # fmt: skip
    for path in paths:
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(f"{server.url}/{path}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found[path] = violations(page)
        page.set_viewport_size({"width": 360, "height": 640})
        if page.evaluate("document.documentElement.scrollWidth > 360"):
            found[path].append("the page scrolls sideways")
    page.goto(f"{server.url}/{deadlines}")
    page.get_by_text("Miễn trong một thời gian").click()
    form = page.locator("#exempt-")
    form.get_by_label("Đến hết ngày").fill("2030-12-31")
    form.get_by_label("Từ ngày").fill("2030-01-01")
    form.get_by_label("Lý do").fill("Sơ tán")
    form.get_by_role("button", name="Xem trước").click()
    page.get_by_role("heading", name="Xem trước, chưa ghi").wait_for()
    found["preview"] = violations(page)
    context.close()
    assert {path: told for path, told in found.items() if told} == {}
