"""A paper is printed from the phone with no signal: its sheet alone on A4, in the official layout, whatever kind it is."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect
from pypdf import PdfReader

from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from tests.e2e.pushing import push
from tests.e2e.secretary import Secretary
from tests.server.exports.golden import MINUTES, PLAN, RESOLUTION
from tests.support.chromium import open_profile, pictures, watched
from tests.support.phone import a_paper
from tests.support.server import Server
from tests.support.world import NA_DON

CATALOGUE = Catalogue.load()
SCORES = {"thematic_month": True, "has_committee": True, "vote_for": 12, "vote_against": 0,
          "scores": {code: {"points": item.max} for code, item in CATALOGUE.templates["hd42-local", 2].items().items()}}  # fmt: skip
PAPERS: Mapping[str, tuple[str, dict[str, Any], str]] = {
    "meeting": ("2026-08:regular:1", PLAN | {"date": "2026-08-03"}, "Kế hoạch sinh hoạt"),
    "roll_call": ("2026-08:regular:1", {"members": [{"_id": "1", "name": "Lò Văn Panh", "status": "official", "presence": "present"}]}, "Danh sách điểm danh"),
    "minutes": ("2026-08:regular:1", MINUTES | {"date": "2026-08-03"}, "Biên bản"),
    "score_sheet": ("2026-08:regular:1", SCORES, "Phiếu chấm điểm"),
    "resolution": ("2026-08:regular:1:1", RESOLUTION, "Nghị quyết"),
    "thematic_plan": ("2026", {"year": 2026, "themes": [{"_id": "1", "quarter": 4, "theme": "Giữ rừng"}], "implementation": "Chi ủy theo dõi."}, "Kế hoạch"),
    "handbook_upload": ("2026-08:regular:1", {"meeting_date": "2026-08-03", "obstacle": "Bản chưa có sóng."}, "Đăng lên sổ tay"),
    "task": ("01JQ0000000000000000000901", {"what": "Làm đường", "who": {"name": "Sùng A Chu"}, "by": "2026-12-01", "state": "new"}, "Việc được giao"),
}  # fmt: skip
KEPT_BACK = """() => { window.print = () => { window.printed = (window.printed ?? 0) + 1; }; }"""


@pytest.mark.browser
def test_every_kind_of_paper_is_printed_offline_as_its_sheet_alone(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    push(server, "na-don-bi-thu", *(_sent(kind, key, answers) for kind, (key, answers, _) in PAPERS.items()))
    context = open_profile(playwright, tmp_path / "phone")
    with watched(context, server.url) as wrong:
        page = context.pages[0]
        page.add_init_script(f"({KEPT_BACK})()")
        secretary = Secretary(page, server.url, date.today().strftime("%Y-%m"), pictures())
        secretary.log_in()
        page.goto(f"{server.url}/app/papers/minutes:2026-08:regular:1/read")
        expect(page.locator(".stamp")).to_be_visible(timeout=60_000)
        context.set_offline(True)
        for kind, (key, _, title) in PAPERS.items():
            page.goto(f"{server.url}/app/papers/{kind}:{key}/read")
            page.get_by_role("button", name="In", exact=True).click()
            expect(page.locator("html.printing")).to_be_attached()
            assert page.evaluate("window.printed") == 1
            _looks_like_a_paper(page, kind, title)
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(page.locator(".print-view")).to_have_count(0)
        assert [one for one in wrong if "ERR_" not in one] == []
    context.close()


def _sent(kind: str, key: str, answers: dict[str, Any]) -> dict[str, Any]:
    """A paper on the newest version of its form, with what the form counts."""
    form = CATALOGUE.latest(kind)
    complete = check(form, answers, templates=CATALOGUE.template).answers
    return a_paper(kind, key, complete, unit=NA_DON, author="na-don-bi-thu", version=form.version)


def _looks_like_a_paper(page: Page, kind: str, title: str) -> None:
    page.emulate_media(media="print")
    sheet = page.locator(".print-view .sheet")
    expect(sheet).to_be_visible()
    expect(sheet.locator(".sheet-title")).to_contain_text(title)
    expect(sheet.locator(".sheet-issuer")).to_have_text("Chi bộ bản Nà Đon")
    expect(page.locator(".tabs")).to_be_hidden()
    expect(page.locator("main")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.sheet')).fontSize") in ("18.6667px", "18.667px"), "14 pt"
    pdf = page.pdf(prefer_css_page_size=True)
    book = PdfReader(io.BytesIO(pdf))
    width, height = (round(float(part) / 72 * 25.4) for part in book.pages[0].mediabox[2:])
    assert (width, height) == (210, 297) and len(book.pages) <= 4
    if folder := pictures():
        (Path(folder) / f"print-{kind}.pdf").write_bytes(pdf)
    page.emulate_media(media="screen")
