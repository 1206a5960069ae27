"""What the office takes home: papers, notices, the roll-up, the status report, the yearly book and lists."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from docx import Document
from openpyxl import load_workbook

from sync.domain.documents import workspace
from sync.ports import Write
from tests.server.pages.office import BINH_LU, BOARD, LAI_CHAU, MINUTES, NA_DON, OFFICER, PA_PE, ROLL_CALL, Office, office, person

SECRETARY = person("secretary", NA_DON)
PLAN = {"date": "2026-11-03", "start_time": "19:30", "place": "Nhà văn hóa", "chair": {"name": "Lò Văn Panh"}, "agenda": [{"_id": "1", "text": "Thời sự"}]}
SCORES = {
    "thematic_month": False, "has_committee": True,
    "scores": {"1.1": {"points": 5}, "3.5": {"points": 0, "note": "chưa có mạng"}, "7": {"points": 27}},
}  # fmt: skip


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as made:
        for kind, answers in (("meeting", PLAN), ("minutes", MINUTES), ("roll_call", ROLL_CALL), ("score_sheet", SCORES)):
            await made.send(kind, answers)
        yield made


def texts(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    document = Document(io.BytesIO(answer.content))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [one.text for part in (document, *cells) for one in part.paragraphs]


async def test_a_paper_is_taken_as_a_word_file_under_a_name_that_says_what_it_is(it: Office) -> None:
    answer = await it.get(f"/units/{NA_DON}/papers/minutes:2026-11:regular:1.docx")
    told = texts(answer)
    assert answer.headers["content-disposition"].startswith('attachment; filename="bien-ban-11-2026-chi-bo-ban-na-don.docx"')
    assert "BIÊN BẢN" in told and "Kết luận của người chủ trì: Nhất trí <b>phát đường</b>." in told
    assert answer.headers["cache-control"] == "no-store"


async def test_a_plan_gives_its_notice(it: Office) -> None:
    told = texts(await it.get(f"/units/{NA_DON}/papers/meeting:2026-11:regular:1.notice.docx"))
    assert "THÔNG BÁO" in told and "Thời gian: 19 giờ 30, thứ Ba, ngày 03/11/2026" in told
    assert (await it.get(f"/units/{NA_DON}/papers/minutes:2026-11:regular:1.notice.docx")).status_code == 404


async def test_the_paper_page_offers_files_and_says_why_there_is_no_pdf(it: Office) -> None:
    page = await it.get(f"/units/{NA_DON}/papers/minutes:2026-11:regular:1")
    assert f'href="/units/{NA_DON}/papers/minutes:2026-11:regular:1.docx"' in page.text
    assert ".pdf" not in page.text and "chưa có LibreOffice" in page.text
    refused = await it.get(f"/units/{NA_DON}/papers/minutes:2026-11:regular:1.pdf")
    assert refused.status_code == 404 and "tải tệp Word" in refused.text


@pytest.mark.parametrize("path", ["papers/minutes:2026-11:regular:1.docx", "book/2026.docx", "roll-up/2026-11.xlsx", "lists/members.csv",
                                  "lists/meetings.csv", "outputs"])  # fmt: skip
async def test_what_a_person_may_not_see_he_cannot_take(it: Office, path: str) -> None:
    assert (await it.get(f"/units/{NA_DON}/{path}", person("secretary", PA_PE))).status_code == 404


@pytest.mark.parametrize("path", ["papers/minutes:2026-11:regular:1.exe", "roll-up/2026-11.exe",
                                  "lists/secrets.csv", "status/2026-11.csv", "book/2026.xlsx"])
async def test_another_ending_or_list_is_simply_not_there(it: Office, path: str) -> None:
    assert (await it.get(f"/units/{NA_DON}/{path}", SECRETARY)).status_code == 404


@pytest.mark.parametrize("path", ["roll-up/2026-13.xlsx", "roll-up/x.docx", "status/0000-01.docx",
                                  "outputs?month=2026-99", "lists/meetings.csv?from=2026-12&to=2026-01"])
async def test_a_month_that_is_none_is_told_and_not_a_failure(it: Office, path: str) -> None:
    assert (await it.get(f"/units/{BINH_LU}/{path}")).status_code == 400


async def test_the_roll_up_tells_points_band_and_why_points_were_taken_off(it: Office) -> None:
    answer = await it.get(f"/units/{BINH_LU}/roll-up/2026-11.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    na_don, pa_pe = (next(row for row in rows if row[1] == name) for name in ("Chi bộ bản Nà Đon", "Chi bộ bản Pa Pe"))
    assert na_don[3] == 3 and na_don[4].date().isoformat() == "2026-11-03" and isinstance(na_don[5], int | float)
    assert "3.5 trừ 2 (chưa có mạng)" in na_don[8] and "7 trừ 3" in na_don[8] and "1.1" not in na_don[8]
    assert pa_pe[3:9] == [None] * 6


async def test_the_roll_up_is_a_page_and_a_word_file_that_name_who_sent_nothing(it: Office) -> None:
    page = await it.get(f"/units/{BINH_LU}/roll-up/2026-11")
    assert page.status_code == 200 and "Chưa có phiếu, biên bản của tháng (1): Chi bộ bản Pa Pe." in page.text
    told = texts(await it.get(f"/units/{BINH_LU}/roll-up/2026-11.docx"))
    assert "TỔNG HỢP ĐÁNH GIÁ, XẾP LOẠI" in told and "x" in told


async def test_a_month_outside_the_data_and_a_unit_without_cells_are_clear(it: Office) -> None:
    told = texts(await it.get(f"/units/{BINH_LU}/roll-up/2001-01.docx"))
    assert any("Chưa có phiếu, biên bản của tháng (2)" in text for text in told) or "Chưa có chi bộ nào ở đây." in told
    document = {"_id": "unit:tan-uyen", "kind": "unit", "unit": "tan-uyen", "type": "commune",
                "names": [{"name": "Đảng ủy xã Tân Uyên", "from": "2020-01-01", "to": None}],
                "parents": [{"unit": LAI_CHAU, "from": "2020-01-01", "to": None}], "valid_from": "2020-01-01", "valid_to": None}  # fmt: skip
    await it.store.write("units", [Write(document, mode="edit")])
    assert "Chưa có chi bộ nào ở đây." in texts(await it.get("/units/tan-uyen/roll-up/2026-11.docx", BOARD))
    for path in ("status/2026-11.docx", "lists/cells.xlsx", "lists/meetings.csv", "outputs"):
        assert (await it.get(f"/units/tan-uyen/{path}", BOARD)).status_code == 200, path


async def test_the_status_report_stands_beside_the_month_before(it: Office) -> None:
    told = texts(await it.get(f"/units/{BINH_LU}/status/2026-11.docx"))
    assert "BÁO CÁO NHANH" in told and "Tháng 11/2026" in told and "Tháng 10/2026" in told
    page = await it.get(f"/units/{BINH_LU}/status/2026-11")
    assert page.status_code == 200 and "Cần gọi, đôn đốc" in page.text


async def test_the_yearly_book_holds_the_signed_minutes_in_order_with_what_was_added(it: Office) -> None:
    await it.send("minutes", MINUTES | {"date": "2026-10-03"}, month="2026-10")
    await it.send("minutes", MINUTES | {"date": "2026-12-03"}, month="2026-12", state="draft")
    amendment = {"_id": "amendment:" + "0" * 26, "kind": "amendment", "form": "amendment", "version": 1, "unit": NA_DON, "state": "sent",
                 "author": "na-don-bi-thu",
                 "device": "d", "saved_at": "2026-11-09T21:40:00+07:00", "done_at": "2026-11-09T21:41:00+07:00",
                 "answers": {"target": "minutes:2026-11:regular:1", "target_rev": "x", "dated": "2026-11-09",
                             "reason": "Ghi thiếu", "text": "Bổ sung một ý."}}  # fmt: skip
    await it.store.write(workspace(NA_DON), [Write(amendment, mode="edit")])
    told = texts(await it.get(f"/units/{NA_DON}/book/2026.docx"))
    assert told.count("BIÊN BẢN") == 2 and "Gồm 2 biên bản đã ký của năm 2026." in told
    order = [text for text in told if "trong sổ" in text]
    assert order == ["Sinh hoạt thường kỳ tháng 10/2026 (biên bản thứ 1 trong sổ)", "Sinh hoạt thường kỳ tháng 11/2026 (biên bản thứ 2 trong sổ)",
                     "Của biên bản thứ 2 trong sổ"]  # fmt: skip
    assert any("Bổ sung một ý." in text for text in told)


async def test_a_year_without_minutes_gives_a_book_that_says_so(it: Office) -> None:
    assert "Năm 1999 chưa có biên bản nào được gửi." in texts(await it.get(f"/units/{NA_DON}/book/1999.docx"))
    assert "Sổ họp chi ủy".upper() in texts(await it.get(f"/units/{NA_DON}/committee-book/2026.docx"))


async def test_the_list_of_meetings_has_types_and_no_rate_above_a_hundred(it: Office) -> None:
    told = await it.get(f"/units/{BINH_LU}/lists/meetings.csv")
    rows = list(csv.DictReader(io.StringIO(told.content.decode("utf-8-sig"), newline="")))
    assert [(row["Tháng"], row["Ngày họp"], row["Có mặt"], row["Phải có mặt"], row["Tỷ lệ có mặt (%)"]) for row in rows] == [
        ("2026-11", "2026-11-03", "1", "3", "33.3")
    ]
    await it.send("roll_call", ROLL_CALL | {"present": 9}, unit=PA_PE)
    told = await it.get(f"/units/{PA_PE}/lists/meetings.csv")
    [row] = csv.DictReader(io.StringIO(told.content.decode("utf-8-sig")))
    assert (row["Có mặt"], row["Tỷ lệ có mặt (%)"]) == ("9", "")


async def test_cells_members_and_what_is_owed_are_lists_too(it: Office) -> None:
    member: dict[str, Any] = {"_id": "member:" + "0" * 26, "kind": "member", "form": "member", "version": 1, "unit": NA_DON,
              "state": "sent", "author": "a", "device": "d",
              "saved_at": "2026-11-03T21:40:00+07:00", "done_at": "2026-11-03T21:41:00+07:00",
              "answers": {"name": "=Lò Văn Panh", "status": "official", "role": "secretary"}}  # fmt: skip
    await it.store.write(workspace(NA_DON), [Write(member, mode="edit")])
    told = (await it.get(f"/units/{NA_DON}/lists/members.csv", SECRETARY)).content.decode("utf-8-sig").splitlines()
    assert told[1].startswith("1,'=Lò Văn Panh,") and told[1].lower().endswith(",bí thư")
    for name in ("cells", "owed"):
        assert (await it.get(f"/units/{BINH_LU}/lists/{name}.xlsx")).status_code == 200


async def test_every_address_of_the_outputs_page_gives_a_file(it: Office) -> None:
    for unit, visitor in ((BINH_LU, OFFICER), (NA_DON, OFFICER), (LAI_CHAU, BOARD)):
        page = await it.get(f"/units/{unit}/outputs?month=2026-11", visitor)
        addresses = re.findall(rf'href="(/units/{unit}/(?:book|committee-book|roll-up|status|lists)/[^"]+)"', page.text)
        assert addresses
        for address in addresses:
            answer = await it.get(address.replace("&amp;", "&"), visitor)
            assert answer.status_code == 200, address
