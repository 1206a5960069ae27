"""The dashboard of a committee: what it tells of the cells below, and to whom."""

from __future__ import annotations

import re
from pathlib import Path

from tests.server.pages.office import BINH_LU, BOARD, LAI_CHAU, MINUTES, NA_DON, PA_PE, TAM_DUONG, office, person


def marks(page: str, cell: str) -> list[str]:
    """The words of a cell's row in the matrix, newest month first."""
    row = next(one for one in re.findall(r"<tr>.*?</tr>", page.split('id="matrix"')[1], re.DOTALL) if cell in one)
    return re.findall(r'class="mark mark-([a-z-]+)"', row)


async def test_a_cell_turns_green_when_its_minutes_are_received(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        before = await it.get(f"/units/{BINH_LU}")
        await it.send("minutes", MINUTES)
        after = await it.get(f"/units/{BINH_LU}")
    assert marks(before.text, "Nà Đon")[0] == "not-due"
    assert marks(after.text, "Nà Đon")[0] == "on-time"
    assert marks(after.text, "Pa Pe")[0] == "not-due"
    assert f'href="/units/{NA_DON}/papers/minutes:2026-11:regular:1#received"' in after.text
    assert "Số liệu đến 23/11/2026 10:00." in after.text


async def test_minutes_received_more_than_two_days_after_the_meeting_are_late(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES, received="2026-11-06T07:00:00.000+07:00")
        page = await it.get(f"/units/{BINH_LU}")
    assert marks(page.text, "Nà Đon")[0] == "late"


async def test_a_draft_is_never_shown(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES, month="2026-10", state="draft")
        page = await it.get(f"/units/{BINH_LU}")
        paper = await it.get(f"/units/{NA_DON}/papers/minutes:2026-10:regular:1")
    assert marks(page.text, "Nà Đon")[1] == "missing"
    assert paper.status_code == 404


async def test_whom_to_call_stands_with_a_telephone_link_and_how_long_it_is_overdue(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES | {"date": "2026-08-03"}, month="2026-08", received="2026-08-04T08:00:00+07:00")
        page = (await it.get(f"/units/{BINH_LU}")).text
    assert 'href="tel:0900000001"' in page
    assert "Thiếu 2 tháng liền, quá hạn 54 ngày" in page
    assert "Có tin lần cuối 04/08/2026 08:00" in page


async def test_cells_that_gave_no_sign_of_life_this_month_are_named(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        page = (await it.get(f"/units/{BINH_LU}")).text
    silent = page.split('id="unheard"')[1]
    assert "Có tin của 1/2 chi bộ từ 01/11/2026" in silent and "Pa Pe" in silent and "Nà Đon" not in silent


async def test_the_page_of_an_upper_unit_sums_the_units_below_and_leads_down(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        page = (await it.get(f"/units/{LAI_CHAU}?from=2026-10&to=2026-11", BOARD)).text
    below = page.split('id="parts"')[1].split('id="duties"')[0]
    # Two cells owe minutes and rating of October; of November the minutes of one have come, and its rating is overdue.
    assert f'href="/units/{BINH_LU}?from=2026-10&amp;to=2026-11"' in below
    assert "Đảng ủy xã Bình Lư: đúng hạn 17 %, muộn 0 %, thiếu 83 % của 6" in below


async def test_a_dissolved_unit_shows_the_cells_that_come_from_it(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        page = (await it.get(f"/units/{TAM_DUONG}", person("organisation_board", TAM_DUONG))).text
    assert "có gốc từ đây" in page and "Nà Đon" in page and "Pa Pe" in page


async def test_a_unit_dissolved_later_is_shown_as_it_stood_in_an_earlier_month(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        page = (await it.get(f"/units/{TAM_DUONG}?from=2025-03&to=2025-03", person("organisation_board", TAM_DUONG))).text
    assert "có gốc từ đây" not in page and "Nà Đon" in page


async def test_others_are_told_that_the_page_is_not_there(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        for visitor in (person("secretary", NA_DON), person("commune_officer", PA_PE)):
            assert (await it.get(f"/units/{BINH_LU}", visitor)).status_code == 404
        assert (await it.get("/units/khong-co")).status_code == 404


async def test_an_administrator_sees_the_standing_of_cells_but_no_way_into_their_papers(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        page = await it.get(f"/units/{BINH_LU}", person("administrator", LAI_CHAU))
        paper = await it.get(f"/units/{NA_DON}/papers/minutes:2026-11:regular:1", person("administrator", LAI_CHAU))
    assert marks(page.text, "Nà Đon")[0] == "on-time" and "/papers" not in page.text
    assert paper.status_code == 404


async def test_without_a_session_one_is_asked_to_log_in_and_comes_back(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        answer = await it.get(f"/units/{BINH_LU}?from=2026-10", None)
    assert answer.status_code == 303 and answer.headers["location"] == f"/log-in?next=/units/{BINH_LU}%3Ffrom%3D2026-10"


async def test_a_month_that_is_none_is_refused_and_a_coming_one_is_the_present_one(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        for wrong in ("from=2026-13", "from=2026-10&to=2026-09", "to=nay", "shape=2026-02-30", "duty=khong-co", "type=x", "page=0", "page=a", "page=999999999"):
            assert (await it.get(f"/units/{BINH_LU}?{wrong}")).status_code == 400, wrong
        assert "Tháng 11/2026" in (await it.get(f"/units/{BINH_LU}?from=2027-02&to=2027-03")).text


async def test_the_page_speaks_english_when_asked_and_keeps_to_it(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        answer = await it.get(f"/units/{BINH_LU}?lang=en")
        again = await it.get(f"/units/{BINH_LU}", cookie="sohop_lang=en")
    assert '<html lang="en">' in answer.text and "sohop_lang=en" in answer.headers["set-cookie"]
    assert "To call" in again.text


async def test_a_unit_without_cells_says_what_will_be_here(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        page = await it.get(f"/units/{LAI_CHAU}?from=1999-01&to=1999-01", BOARD)
    assert page.status_code == 200 and "Chưa có chi bộ nào ở đây." in page.text
