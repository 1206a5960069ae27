"""The dashboard in a real browser: it shows a paper that arrives, needs no mouse and no script, weighs little, and breaks no rule of access."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e.office.desk import log_in
from tests.e2e.pushing import push
from tests.e2e.small_world import last_month
from tests.e2e.test_access_for_all import violations
from tests.support.board import full_sheet
from tests.support.chromium import OFFICE, PHONE, chromium_path, open_profile, watched
from tests.support.phone import a_paper
from tests.support.server import Server
from tests.support.world import BINH_LU, NA_DON

MONTH = date.today().strftime("%Y-%m")
BOARD = f"units/{BINH_LU}"
PAGE_BYTES = 200_000


def this_month(server: Server) -> None:
    """The minutes of a meeting that Nà Đon held today come in."""
    [minutes] = [one for one in last_month(MONTH) if one["kind"] == "minutes"]
    answers = {**minutes["answers"], "date": str(date.today())}
    push(server, "na-don-bi-thu", a_paper("minutes", f"{MONTH}:regular:1", answers, unit=NA_DON, author="na-don-bi-thu"))


@pytest.mark.browser
def test_a_paper_that_arrives_shows_without_reloading_and_whoever_reads_keeps_his_place(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    context = open_profile(playwright, tmp_path / "office", size=OFFICE)
    with watched(context, server.url) as wrong:
        page = context.pages[0]
        log_in(page, server.url)
        row = page.locator(".matrix tbody tr").filter(has_text="Nà Đon")
        assert "mark-on-time" not in (row.locator("td").first.get_attribute("class") or "")
        page.evaluate("window.wasHere = true")
        page.get_by_text("Bảng số của hình").first.click()
        page.locator(".tile-number").nth(2).focus()
        this_month(server)
        expect(row.locator("td").first).to_have_class("mark mark-on-time", timeout=60_000)
        expect(page.get_by_role("status").filter(has_text="Vừa có số liệu mới.")).to_be_attached()
        assert page.evaluate("window.wasHere"), "the page was loaded anew"
        expect(page.locator("details.chart-table[open]")).to_have_count(1)
        expect(page.locator(".tile-number").nth(2)).to_be_focused()
        assert wrong == []
    context.close()


@pytest.mark.browser
def test_whoever_is_choosing_is_asked_before_the_page_changes(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "office", size=OFFICE)
    page = context.pages[0]
    log_in(page, server.url)
    page.get_by_text("Chọn kỳ và nội dung").click()
    page.get_by_label("Theo sơ đồ đơn vị ngày").fill("2026-01-31")
    this_month(server)
    button = page.get_by_role("button", name="Có số liệu mới. Xem ngay")
    expect(button).to_be_visible(timeout=60_000)
    expect(page.get_by_label("Theo sơ đồ đơn vị ngày")).to_have_value("2026-01-31")
    button.click()
    expect(page.locator(".matrix .mark-on-time").first).to_be_visible()
    context.close()


@pytest.mark.browser
def test_it_is_used_with_the_keyboard_alone(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "office", size=OFFICE)
    page = context.pages[0]
    log_in(page, server.url)
    until_focused(page, "Chọn kỳ và nội dung")
    page.keyboard.press("Enter")
    until_focused(page, "duty")
    page.keyboard.type("Sinh hoạt thường kỳ")
    until_focused(page, "Xem")
    page.keyboard.press("Enter")
    page.wait_for_url("**duty=regular_minutes**")
    expect(page.get_by_text("Đang tính: Sinh hoạt thường kỳ và gửi biên bản.")).to_be_visible()
    until_focused(page, "0 %", "1 %", "50 %", "100 %", "chưa có")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rows?**")
    until_focused(page, "Về bảng theo dõi")
    page.keyboard.press("Enter")
    page.wait_for_url("**duty=regular_minutes**")
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_weak_criterion_leads_to_its_line_on_the_sheet_with_keys_alone(playwright: Playwright, server: Server, script: bool) -> None:
    this_month(server)
    answers = {**full_sheet(c4_5=3.0), "vote_for": 12, "vote_against": 0}
    push(server, "na-don-bi-thu", a_paper("score_sheet", f"{MONTH}:regular:1", answers, unit=NA_DON, author="na-don-bi-thu"))
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
    page = browser.new_context(java_script_enabled=script, viewport=PHONE, locale="vi-VN").new_page()  # type: ignore[arg-type]
    log_in(page, server.url)
    weak = page.locator('a[href*="of=lost"]')
    for _ in range(200):
        if weak.count():
            break
        page.reload()
    for link, leads in ((weak, "**/rows?**"), (page.locator('a[href*="#field-scores-4.5"]'), "**/papers/score_sheet:**")):
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(leads)
    line = page.locator("tr:target")
    expect(line).to_be_in_viewport()
    expect(line).to_be_focused()
    expect(line.locator("td").first).to_have_text("4.5")
    browser.close()


def until_focused(page: Page, *names: str) -> None:
    """Tab on until what is called so, or has that id, has the focus; it must be seen to have it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        told = page.evaluate("[document.activeElement.id, document.activeElement.textContent.trim()]")
        if any(name in told for name in names):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"never came to {names}")


@pytest.mark.browser
def test_it_needs_no_script_and_weighs_less_than_200_kb(playwright: Playwright, server: Server) -> None:
    this_month(server)
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
    context = browser.new_context(java_script_enabled=False, viewport=OFFICE, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    log_in(page, server.url)
    sizes = weights(context)
    page.goto(f"{server.url}/{BOARD}?from={MONTH}&to={MONTH}&duty=regular_minutes")
    expect(page.locator(".matrix .mark-on-time")).to_have_count(1)
    expect(page.locator("svg.line-chart").first).to_be_visible()
    page.get_by_text("Bảng số của hình").first.click()
    expect(page.locator("details.chart-table[open] table").first).to_be_visible()
    page.get_by_role("link", name="Tháng trước").first.click()
    page.wait_for_url("**from=**")
    assert 0 < sum(sizes) < PAGE_BYTES, sizes
    browser.close()


def weights(context: BrowserContext) -> list[int]:
    """Bytes of the bodies that a page needs, as they go over the wire."""
    found: list[int] = []
    context.on("requestfinished", lambda request: found.append(request.sizes()["responseBodySize"]))
    return found


@pytest.mark.browser
@pytest.mark.parametrize("size", [OFFICE, PHONE])
def test_its_pages_have_no_violation(playwright: Playwright, server: Server, tmp_path: Path, size: dict[str, int]) -> None:
    context = open_profile(playwright, tmp_path / "office", size=size, bypass_csp=True)
    page = context.pages[0]
    log_in(page, server.url)
    this_month(server)
    found = {}
    paths = (BOARD, f"{BOARD}?type=military", f"{BOARD}?from=2020-01&to={MONTH}", f"{BOARD}/rows", f"{BOARD}/rows?of=waiting", f"{BOARD}/rows?of=phones",
             f"{BOARD}/rows?is=accepted", f"{BOARD}/groups", f"units/{NA_DON}/board", f"{BOARD}?from=x")  # fmt: skip
    for path in paths:
        page.goto(f"{server.url}/{path}")
        for one in page.locator("details").all():
            one.evaluate("one => { one.open = true; }")
        found[path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
    context.close()
    assert {path: told for path, told in found.items() if told} == {}
