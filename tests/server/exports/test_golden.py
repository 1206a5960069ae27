"""Papers opened by a real LibreOffice and printed to PDF look as they shall: compared with the golden pages as pictures.

`python -m tests.server.exports.golden` draws these anew.
"""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from server.exports.documents.pdf import PdfMaker, find_office
from server.exports.sheets.status import status_sheet
from sync.domain.errors import Refusal
from tests.server.exports.golden import PAGES, PROVINCE, sheets, status, word_of
from tests.server.exports.pages import HAS_OFFICE, NOT_RUN, difference, pages_of, read_png, text_of

MOST_INK_ELSEWHERE = 0.08
"""A line that breaks elsewhere moves more; another version of LibreOffice or FreeType less."""


@pytest.fixture
async def maker() -> AsyncIterator[PdfMaker]:
    if not HAS_OFFICE:
        pytest.skip(NOT_RUN)
    made = PdfMaker(find_office(""))
    yield made
    await made.close()


@pytest.mark.parametrize("name", sorted(sheets()))
async def test_a_paper_looks_as_its_golden_pages(name: str, maker: PdfMaker, tmp_path: Path) -> None:
    pdf = await maker(word_of(sheets()[name]))
    drawn, golden = pages_of(pdf, tmp_path, name), sorted(PAGES.glob(f"{name}-[0-9]*.png"))
    assert [page.name for page in drawn] == [page.name for page in golden]
    for page, wanted in zip(drawn, golden, strict=True):
        apart = difference(read_png(page), read_png(wanted))
        assert apart < MOST_INK_ELSEWHERE, f"{page.name}: {apart:.0%} of the ink lies elsewhere; see {page}"


async def test_the_pdf_says_what_the_paper_says_with_page_numbers_on_pages_of_the_right_size(maker: PdfMaker, tmp_path: Path) -> None:
    pdf = await maker(word_of(sheets()["minutes"]))
    first, second, *_ = pages = text_of(pdf, tmp_path)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in first and "Số ……-BB/CB" in first and "Tài liệu nội bộ" in first
    assert second.startswith("2 ") and not first.startswith("1 ")
    assert pages[-1].index("NGƯỜI GHI BIÊN BẢN") < pages[-1].index("CHỦ TRÌ HỘI NGHỊ")
    width, height = (float(part) / 72 * 25.4 for part in PdfReader(io.BytesIO(pdf)).pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)
    schedule = PdfReader(io.BytesIO(await maker(word_of(sheets()["schedule"]))))
    assert schedule.pages[0].mediabox[2] > schedule.pages[0].mediabox[3]


async def test_the_status_report_is_one_page_whatever_there_is(maker: PdfMaker) -> None:
    for count in (0, 60):
        sheet = status_sheet(status("Chi bộ Trường Phổ thông dân tộc bán trú tiểu học và trung học cơ sở " * 2, count), PROVINCE)
        assert len(PdfReader(io.BytesIO(await maker(word_of(sheet)))).pages) == 1


async def test_a_word_file_that_is_none_is_refused_and_the_next_one_is_made(maker: PdfMaker) -> None:
    with pytest.raises(Refusal) as told:
        await PdfMaker("false")(b"x")
    assert told.value.problem.code == "pdf_failed"
    assert (await maker(word_of(sheets()["notice"]))).startswith(b"%PDF")


async def test_a_conversion_that_hangs_is_ended_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    hangs = tmp_path / "hangs"
    hangs.write_text("#!/bin/sh\necho $$ > \"$HOME/pid\"\nsleep 600 &\nwait\n")
    hangs.chmod(0o700)
    maker = PdfMaker(str(hangs), seconds=1.0)
    with pytest.raises(Refusal) as told:
        await maker(b"x")
    assert told.value.problem.code == "pdf_failed"
    assert [path.name for path in tmp_path.iterdir()] == ["hangs"]


async def test_conversions_go_one_at_a_time_and_a_long_queue_is_refused(tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.write_text(
        "#!/bin/sh\nfor last; do :; done\nmkdir \"$0.lock\" || touch \"$0.twice\"\nsleep 0.1\nrmdir \"$0.lock\"\ncp \"$last\" \"${last%.docx}.pdf\"\n"
    )
    slow.chmod(0o700)
    maker = PdfMaker(str(slow))
    told = await asyncio.gather(*(maker(b"%d" % one) for one in range(20)), return_exceptions=True)
    refused = [one.problem.code for one in told if isinstance(one, Refusal)]
    assert refused and set(refused) == {"pdf_busy"}
    assert [one for one in told if isinstance(one, bytes)] == [b"%d" % one for one in range(20 - len(refused))]
    assert not (tmp_path / "slow.twice").exists()
    await maker.close()


async def test_our_secrets_are_not_given_to_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOP_SECRET", "a" * 64)
    shows = tmp_path / "shows"
    shows.write_text("#!/bin/sh\nfor last; do :; done\nenv > \"${last%.docx}.pdf\"\n")
    shows.chmod(0o700)
    maker = PdfMaker(str(shows))
    told = (await maker(b"x")).decode()
    await maker.close()
    assert "SOHOP" not in told and os.environ["HOME"] not in told.split("HOME=")[1].split("\n")[0]
