"""Papers as the office reads them: the list of meetings, and the minutes laid out as they are printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sync.domain.documents import workspace
from sync.ports import Write
from tests.server.pages.office import BINH_LU, MINUTES, NA_DON, OFFICER, PA_PE, ROLL_CALL, office, person

PAPERS = f"/units/{NA_DON}/papers"


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def test_the_minutes_have_heading_title_attendance_and_two_signatures(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        await it.send("roll_call", ROLL_CALL)
        page = await it.get(f"{PAPERS}/minutes:2026-11:regular:1")
    text = words(page.text)
    for part in ("Đảng bộ xã Bình Lư", "Chi bộ bản Nà Đon", "ĐẢNG CỘNG SẢN VIỆT NAM", "Bình Lư, ngày 03 tháng 11 năm 2026",
                 "Sinh hoạt thường kỳ tháng 11/2026", "Hồi 19 giờ 30, ngày 03/11/2026, tại Nhà văn hóa bản",
                 "Có mặt: 1/3.", "Vắng có lý do (1): Vàng A Sáng (ốm).", "Vắng không lý do (1): Tao Thị Hom.",
                 "Phát dọn đường nội đồng Sùng A Chu 20/11/2026", "Cuộc họp kết thúc hồi 21 giờ 10 cùng ngày."):  # fmt: skip
        assert part in text, part
    assert text.index("Người ghi biên bản Lò Thị Ính") < text.index("Chủ trì hội nghị Lò Văn Panh")
    assert re.search(r"ĐÃ NHẬN.*[0-9A-Z]{4}-[0-9A-Z]{4}", text)


async def test_what_people_typed_is_escaped(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        page = await it.get(f"{PAPERS}/minutes:2026-11:regular:1")
    assert "<b>phát" not in page.text and "&lt;b&gt;phát" in page.text


async def test_the_other_papers_of_the_meeting_are_linked(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        await it.send("roll_call", ROLL_CALL)
        await it.send("score_sheet", {"scores": {"1.1": {"points": 5}}, "thematic_month": False}, state="draft")
        page = await it.get(f"{PAPERS}/minutes:2026-11:regular:1")
    assert f'href="{PAPERS}/roll_call:2026-11:regular:1"' in page.text
    assert "score_sheet" not in page.text


async def test_the_score_sheet_shows_every_criterion_and_the_total_of_our_own_reckoning(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("score_sheet", {"scores": {"1.1": {"points": 5}}, "total": 100, "band": "good", "has_committee": True})
        page = await it.get(f"{PAPERS}/score_sheet:2026-11:regular:1")
        listed = await it.get(PAPERS)
    text = words(page.text)
    assert "1.1" in text and "8.3" in text
    assert "xếp loại Kém" in text and "Tốt" not in words(listed.text) and "Kém" in words(listed.text)


async def test_every_kind_of_paper_can_be_opened_whatever_is_in_it(tmp_path: Path) -> None:
    odd: dict[str, Any] = {
        "date": "soon",
        "members": "none",
        "chair": 7,
        "votes": [1, {"for": "x"}],
        "scores": [],
        "agenda": [{}],
    }
    async with office(tmp_path) as it:
        for kind in ("meeting", "roll_call", "minutes", "score_sheet"):
            await it.send(kind, odd)
        for kind in ("meeting", "roll_call", "minutes", "score_sheet"):
            assert (await it.get(f"{PAPERS}/{kind}:2026-11:regular:1")).status_code == 200, kind
        assert (await it.get(PAPERS)).status_code == 200
        assert (await it.get(f"/units/{BINH_LU}")).status_code == 200


async def test_the_list_leads_to_the_papers_sent(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        empty = await it.get(PAPERS)
        await it.send("minutes", MINUTES)
        await it.send("roll_call", ROLL_CALL)
        page = await it.get(PAPERS)
    assert "Chưa nhận được giấy tờ nào." in empty.text
    assert f'href="{PAPERS}/minutes:2026-11:regular:1"' in page.text
    assert "Họp thường kỳ tháng 11/2026" in page.text and "1/3" in page.text and "04/11/2026 08:15" in page.text


async def test_a_secretary_reads_what_his_cell_has_sent_and_no_other_cell(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        mine, other = person("secretary", NA_DON), person("secretary", PA_PE)
        assert (await it.get(f"{PAPERS}/minutes:2026-11:regular:1", mine)).status_code == 200
        for path in (PAPERS, f"{PAPERS}/minutes:2026-11:regular:1"):
            assert (await it.get(path, other)).status_code == 404


async def test_addresses_that_name_no_paper_are_not_found(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        for paper in ("minutes:2026-12:regular:1", "member:0123456789ABCDEFGHJKMNPQRS", "receipt:x", "minutes", "%00"):
            assert (await it.get(f"{PAPERS}/{paper}", OFFICER)).status_code == 404, paper


async def test_a_cells_own_address_leads_to_its_meetings(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        answer = await it.get(f"/units/{NA_DON}")
    assert answer.status_code == 303 and answer.headers["location"] == PAPERS


async def test_the_pictures_that_have_arrived_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    here, away = "a" * 64, "b" * 64
    photos = [{"digest": one, "bytes": 9, "type": "image/jpeg", "taken_at": "2026-11-03T21:00:00+07:00"} for one in (here, away)]
    async with office(tmp_path) as it:
        await it.send("minutes", {**MINUTES, "photos": photos}, version=2)
        before = await it.get(f"{PAPERS}/minutes:2026-11:regular:1")
        await it.store.write(workspace(NA_DON), [Write({"_id": f"photo:{here}", "kind": "photo", "bytes": 9}, mode="edit")])
        page = await it.get(f"{PAPERS}/minutes:2026-11:regular:1")
        await it.send("minutes", MINUTES, month="2026-10")
        without = await it.get(f"{PAPERS}/minutes:2026-10:regular:1")
    assert "2 ảnh chưa tới" in words(before.text) and "/sync/photos/" not in before.text
    assert f'src="/sync/photos/{NA_DON}/{here}"' in page.text and away not in page.text
    assert "1 ảnh chưa tới" in words(page.text)
    assert "Ảnh sổ giấy" not in without.text
