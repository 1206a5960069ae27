"""The administrator in a real browser without JavaScript: two villages merged, a table with errors; and axe-core on these pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.office.desk import office_page
from tests.e2e.test_access_for_all import violations
from tests.support.chromium import FLAGS, OFFICE, chromium_path, open_profile
from tests.support.server import Server
from tests.support.world import BINH_LU, NA_DON, PASSWORD

UNIT = f"administration/units/{NA_DON}"
MERGED = date.today().replace(day=1)
"""A day of this year that has come, so that the villages are one by now."""
HEAD = ["Mã đơn vị", "Tên đơn vị", "Cấp", "Loại chi bộ", "Mã đơn vị cấp trên", "Từ ngày"]


@contextmanager
def without_script(playwright: Playwright) -> Iterator[Page]:
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
    context = browser.new_context(java_script_enabled=False, viewport=OFFICE, locale="vi-VN")  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    yield context.new_page()
    browser.close()


def log_in(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/log-in")
    page.get_by_label("Tên đăng nhập").fill("quan-tri")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_label("Mật khẩu").press("Enter")
    page.get_by_role("link", name="Quản trị", exact=True).click()


@pytest.mark.browser
def test_two_villages_are_merged_in_the_middle_of_a_year(playwright: Playwright, server: Server) -> None:
    papers = f"{server.url}/units/{NA_DON}/papers"
    with without_script(playwright) as page:
        _read_as_officer(page, server, papers)
    with without_script(playwright) as page:
        log_in(page, server)
        page.get_by_role("link", name="Chi bộ bản Nà Đon").click()
        page.get_by_text("Sáp nhập, hợp nhất").press("Enter")
        form = page.locator("#merge-")
        form.get_by_role("checkbox").press("Space")
        form.get_by_role("button", name="Sáp nhập").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Còn 1 chỗ chưa đúng. Chưa có gì thay đổi.")
        expect(form.get_by_role("checkbox")).to_be_checked()
        form.get_by_label("Tên đơn vị mới").fill("Chi bộ bản Nà Pe")
        form.get_by_label("Từ ngày").fill(str(MERGED))
        form.get_by_role("button", name="Sáp nhập").press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Đã ghi.")
        page.get_by_role("link", name="Chi bộ bản Nà Pe").click()
        expect(page.locator("main")).to_contain_text("Tiền thân")
        page.get_by_role("link", name="Các đơn vị", exact=True).click()
        page.get_by_label("Ngày", exact=True).fill(str(MERGED - timedelta(days=1)))
        page.get_by_role("button", name="Xem").press("Enter")
        expect(page.locator(".unit-tree")).not_to_contain_text("Nà Pe")
        page.get_by_label("Ngày", exact=True).fill(str(MERGED))
        page.get_by_role("button", name="Xem").press("Enter")
        expect(page.locator(".unit-tree")).to_contain_text("Chi bộ bản Nà Pe")
        expect(page.locator(".unit-tree")).not_to_contain_text("Chi bộ bản Nà Đon")
    with without_script(playwright) as page:
        _read_as_officer(page, server, papers)


def _read_as_officer(page: Page, server: Server, papers: str) -> None:
    """What the village wrote is read at the commune, under the name it had."""
    office_page(page.context, server)
    page.goto(papers)
    expect(page.locator("main")).to_contain_text("Chi bộ bản Nà Đon")
    page.get_by_role("link", name="Biên bản").first.click()
    expect(page.locator("main")).to_contain_text("Chi bộ thống nhất các việc tháng tới.")


@pytest.mark.browser
def test_a_table_with_errors_is_mended_and_taken_in(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    row = ["", "Chi bộ bản Mới", "Chi bộ", "Bản, tổ dân phố", BINH_LU, "=TODAY()"]
    with without_script(playwright) as page:
        log_in(page, server)
        page.get_by_role("link", name="Nhập và xuất bảng").click()
        page.get_by_label("Tệp XLSX hoặc CSV").set_input_files(a_file(tmp_path / "sai.xlsx", HEAD, row, merge="A5:B6"))
        page.get_by_role("button", name="Kiểm tra tệp").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Ô này là công thức.")
        expect(page.get_by_role("alert")).to_contain_text("Các ô A5:B6 bị gộp.")
        expect(page.get_by_role("button", name="Ghi vào hệ thống")).to_have_count(0)
        page.get_by_label("Tệp XLSX hoặc CSV").set_input_files(a_file(tmp_path / "dung.xlsx", HEAD, [*row[:5], "01/11/2026"]))
        page.get_by_role("button", name="Kiểm tra tệp").press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Đơn vị: thêm 1, sửa 0, giữ nguyên 0.")
        page.get_by_role("button", name="Ghi vào hệ thống").press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Đã nhận cả tệp.")
        page.get_by_role("link", name="Các đơn vị", exact=True).click()
        expect(page.locator(".unit-tree")).to_contain_text("Chi bộ bản Mới")


def a_file(path: Path, *rows: list[str], merge: str = "") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


@pytest.mark.browser
def test_the_administrators_pages_have_no_violation(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "office", size=OFFICE, bypass_csp=True)
    page, found = context.pages[0], {}
    log_in(page, server)
    for path in (
        "administration/units", UNIT, "administration/people", "administration/people/na-don-bi-thu", "administration/handover",
        "administration/inbox", f"administration/inbox/{NA_DON}", "administration/machines", "administration/webhooks", "administration/tables", "me/password",
    ):  # fmt: skip
        page.goto(f"{server.url}/{path}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found[path] = violations(page)
    page.goto(f"{server.url}/{UNIT}")
    page.get_by_text("Đổi tên", exact=True).first.click()
    page.locator("#rename-name").fill(" ")
    page.get_by_role("button", name="Đổi tên").click()
    page.get_by_role("alert").wait_for()
    found["problems"] = violations(page)
    page.set_viewport_size({"width": 360, "height": 640})
    found["narrow"] = [] if page.evaluate("document.documentElement.scrollWidth <= 360") else ["the page scrolls sideways"]
    context.close()
    assert {path: told for path, told in found.items() if told} == {}
