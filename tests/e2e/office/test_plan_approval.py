"""The yearly thematic plan: sent by the cell, approved at the commune, frozen; what was being mended offline meanwhile is not lost, and a
change is proposed by an amendment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e.observing import add_people
from tests.e2e.office.desk import CHIEF, OFFICER, keep, office_page
from tests.e2e.pushing import push
from tests.e2e.secretary import Secretary
from tests.e2e.small_world import small_world
from tests.support.chromium import OFFICE, open_profile, pictures, watched
from tests.support.phone import a_paper
from tests.support.server import Server
from tests.support.world import BINH_LU, NA_DON

YEAR = date.today().year
PLAN = f"thematic_plan:{YEAR}"
AUTHOR = "na-don-bi-thu"
OWN, MEANT = "Giữ gìn bản sắc dân tộc Lự", "Phòng chống cháy rừng mùa khô"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The small world with a leader of the commune, who alone approves; the cell's plan has been sent."""
    small_world(tmp_path / "data", "2026-01")
    add_people(tmp_path / "data", ((CHIEF, "Tẩn A Sơn", "commune_leader", BINH_LU),))
    server = Server(tmp_path / "data")
    server.start()
    push(server, AUTHOR, a_paper("thematic_plan", str(YEAR), _plan(), unit=NA_DON, author=AUTHOR))
    yield server
    server.stop()


@pytest.mark.browser
def test_a_plan_is_approved_and_frozen_and_changes_by_amendment_alone(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    context = open_profile(playwright, tmp_path / "phone")
    with watched(context, server.url) as wrong:
        secretary = Secretary(context.pages[0], server.url, f"{YEAR}-11", pictures())
        secretary.log_in()
        _mends_with_no_signal(secretary, context)
        _approve(playwright, server, tmp_path)
        context.set_offline(False)
        _is_frozen(secretary)
        _proposes_a_change(secretary, context)
        assert [one for one in wrong if "ERR_" not in one] == []
    _approve_the_amendment(playwright, server, tmp_path)
    page = secretary.page
    page.goto(f"{server.url}/app/sending")
    page.get_by_role("button", name="Gửi ngay").click()
    page.goto(f"{server.url}/app/papers/{PLAN}/read")
    expect(page.get_by_role("link", name="Bản đính chính")).to_contain_text("đã duyệt", timeout=60_000)
    expect(page.get_by_text(OWN)).to_be_visible()
    context.close()


def _mends_with_no_signal(secretary: Secretary, context: BrowserContext) -> None:
    """On its way up to the approval, which the phone cannot know of."""
    page = secretary.page
    page.goto(f"{secretary.url}/app/papers/{PLAN}/read")
    expect(page.locator(".state").first).to_contain_text("đã nhận")
    context.set_offline(True)
    page.get_by_role("link", name="Sửa lại").click()
    page.get_by_role("link", name="2. ").click()
    page.get_by_label("Tên chuyên đề").first.fill(MEANT)
    secretary.saved()


def _approve(playwright: Playwright, server: Server, profile: Path) -> None:
    context = open_profile(playwright, profile / "officer", size=OFFICE)
    page = office_page(context, server, OFFICER)
    page.get_by_role("link", name="Giấy chờ ý kiến").first.click()
    page.get_by_role("link", name=f"Kế hoạch sinh hoạt chuyên đề năm {YEAR}").click()
    expect(page.get_by_role("button", name="Trả lại để sửa")).to_be_visible()
    expect(page.get_by_role("button", name="Duyệt", exact=True)).to_have_count(0)
    context.close()
    context = open_profile(playwright, profile / "chief", size=OFFICE)
    page = office_page(context, server, CHIEF)
    page.get_by_role("link", name="Giấy chờ ý kiến").first.click()
    page.get_by_role("link", name=f"Kế hoạch sinh hoạt chuyên đề năm {YEAR}").click()
    expect(page.get_by_text(OWN).first).to_be_visible()
    page.get_by_label("Ý kiến chung").fill("Chuyên đề sát thực tế của bản.")
    keep(page, "120-plan-to-approve")
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.locator("#standing")).to_contain_text("Đã duyệt")
    expect(page.get_by_role("button", name="Trả lại để sửa")).to_have_count(0)
    keep(page, "121-plan-approved")
    page.goto(f"{server.url}/units/{BINH_LU}/reviews")
    expect(page.get_by_role("link", name=f"Kế hoạch sinh hoạt chuyên đề năm {YEAR}")).to_have_count(0)
    context.close()


def _is_frozen(secretary: Secretary) -> None:
    """What was approved stands as it was; what was being written is still there to be read."""
    page = secretary.page
    page.goto(f"{secretary.url}/app/sending")
    page.get_by_role("button", name="Gửi ngay").click()
    page.goto(f"{secretary.url}/app/papers/{PLAN}/read")
    expect(page.locator(".state").first).to_contain_text("đã duyệt", timeout=60_000)
    expect(page.locator(".stamp", has_text="ĐÃ DUYỆT")).to_be_visible()
    expect(page.get_by_text("Chuyên đề sát thực tế của bản.")).to_be_visible()
    expect(page.get_by_text(OWN)).to_be_visible()
    expect(page.get_by_role("link", name="Sửa lại")).to_have_count(0)
    expect(page.get_by_role("link", name="Sửa tiếp")).to_have_count(0)
    expect(page.get_by_text("Bản sửa vẫn còn trên máy này.")).to_be_visible()
    secretary.picture("122-plan-frozen")
    page.get_by_role("link", name="Xem bản sửa").click()
    page.get_by_role("link", name="2. ").click()
    expect(page.get_by_label("Tên chuyên đề").first).to_have_value(MEANT)


def _proposes_a_change(secretary: Secretary, context: BrowserContext) -> None:
    page = secretary.page
    page.goto(f"{secretary.url}/app/papers/{PLAN}/read")
    context.set_offline(True)
    page.get_by_role("button", name="Viết bản đính chính").click()
    page.get_by_label("Lý do").fill("Mùa khô năm nay đến sớm.")
    page.get_by_label("Nội dung bổ sung, đính chính").fill(f"Đổi chuyên đề quý I thành: {MEANT}.")
    secretary.go_on()
    page.get_by_label("Người chủ trì xác nhận").fill("Lò Văn Panh")
    secretary.go_on()
    page.get_by_role("link", name="Kiểm tra và gửi").click()
    expect(page.locator(".error-summary")).to_have_count(0)
    page.get_by_role("button", name="Ký và gửi").click()
    expect(page.locator(".state").first).to_contain_text("trên máy này")
    context.set_offline(False)
    expect(page.locator(".stamp")).to_contain_text("ĐÃ NHẬN", timeout=60_000)


def _approve_the_amendment(playwright: Playwright, server: Server, profile: Path) -> None:
    context = open_profile(playwright, profile / "chief", size=OFFICE)
    page: Page = office_page(context, server, CHIEF)
    page.get_by_role("link", name="Giấy chờ ý kiến").first.click()
    page.get_by_role("link", name="Bản bổ sung, đính chính", exact=True).click()
    expect(page.get_by_text(f"Đổi chuyên đề quý I thành: {MEANT}.").first).to_be_visible()
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.locator("#standing")).to_contain_text("Đã duyệt")
    context.close()


def _plan() -> dict[str, Any]:
    themes = [
        {"_id": f"t{quarter}", "quarter": quarter, "month": quarter * 3, "theme": theme, "family": "development", "why": "Việc của bản.",
         "preparer": {"name": "Vàng Văn Sơn"}, "chair": {"name": "Lò Văn Panh"}, "theme_form": "written"}
        for quarter, theme in enumerate((OWN, "Phát triển cây chè", "Xóa bỏ tảo hôn", "Bảo vệ rừng"), 1)
    ]  # fmt: skip
    return {"year": YEAR, "basis": "Định hướng của đảng ủy xã.", "agreed_on": f"{YEAR}-01-05", "themes": themes,
            "implementation": "Bí thư theo dõi.", "signer": {"name": "Lò Văn Panh"}}  # fmt: skip
