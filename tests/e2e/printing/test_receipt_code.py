"""The code of a receipt is read by a scanner that is not ours: from the screen of a phone and of an office, and from paper."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Playwright, expect

from sync.domain.proofs.receipt_text import read_receipt
from tests.e2e.office.desk import keep, office_page
from tests.e2e.printing.test_print import PAPERS, _sent
from tests.e2e.pushing import push
from tests.server.exports.pages import HAS_OFFICE, NOT_RUN
from tests.support.chromium import OFFICE, PHONE, open_profile
from tests.support.proofs.scanned import scanned_from_pdf, scanned_from_screen
from tests.support.server import Server
from tests.support.world import NA_DON

PAPER = f"/units/{NA_DON}/papers/meeting:2026-08:regular:1"


@pytest.fixture
def sent(server: Server) -> Server:
    """Papers that came together: the receipt of each carries its way up the tree, so its code is as large as codes get."""
    push(server, "na-don-bi-thu", *(_sent(kind, key, answers) for kind, (key, answers, _) in PAPERS.items()))
    return server


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, OFFICE], ids=["phone", "office"])
def test_it_is_read_from_a_screen_and_opens_the_page_that_checks_it(
    playwright: Playwright, sent: Server, tmp_path: Path, size: dict[str, int]
) -> None:
    context = open_profile(playwright, tmp_path / "browser", size=size)
    page = office_page(context, sent)
    page.goto(f"{sent.url}{PAPER}/receipt")
    expect(page.locator(".receipt-qr")).to_be_visible()
    number = page.locator(".stamp-number").inner_text()
    keep(page, f"receipt-{size['width']}")
    [address] = scanned_from_screen(page)
    assert read_receipt(address)["number"] == number and read_receipt(address)["size"] == len(PAPERS)
    told = urlsplit(address)
    page.goto(f"{sent.url}{told.path}?{told.query}")
    expect(page.get_by_role("heading", name="Biên nhận đúng")).to_contain_text(number)
    keep(page, f"receipt-checked-{size['width']}")
    context.close()


@pytest.mark.browser
@pytest.mark.skipif(not HAS_OFFICE, reason=NOT_RUN)
@pytest.mark.parametrize("dots_per_inch", [150, 300])
def test_it_is_read_from_the_printed_paper(playwright: Playwright, sent: Server, tmp_path: Path, dots_per_inch: int) -> None:
    context = open_profile(playwright, tmp_path / "browser", size=OFFICE)
    page = office_page(context, sent)
    for address in (PAPER, f"{PAPER}/receipt"):
        page.goto(f"{sent.url}{address}")
        expect(page.locator("img[src$='receipt.svg']")).to_have_js_property("complete", True)
        [told] = scanned_from_pdf(page.pdf(prefer_css_page_size=True), tmp_path, dots_per_inch)
        assert read_receipt(told)["paper"] == PAPER.rpartition("/")[2]
        for old in tmp_path.glob("scanned*"):
            old.unlink()
    context.close()
