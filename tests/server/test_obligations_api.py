"""What a unit owes, over the API and on the office page, for those who may see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.pages.office import MINUTES, office
from tests.support.site import running
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE


async def test_a_cell_is_told_what_it_owes_by_when_and_why(tmp_path: Path) -> None:
    async with running(tmp_path, obliging=True) as server:
        phone = await server.phone()
        answer = await phone.get(f"/api/units/{NA_DON}/obligations")
        assert answer.status_code == 200
        told = answer.json()
        assert told["complete"] and {one["unit"] for one in told["obligations"]} == {NA_DON}
        [minutes] = [one for one in told["obligations"] if one["id"] == "obligation:regular_minutes:2026-11"]
        assert (minutes["status"], minutes["days_left"], minutes["due_at"]) == ("due", 7, "2026-11-30T23:59:59.999+07:00")
        assert minutes["title"]["vi"] == "Sinh hoạt thường kỳ và gửi biên bản" and minutes["receivers"] == [BINH_LU]
        assert (await phone.get(f"/api/units/{NA_DON}/obligations?below=true")).json() == told


@pytest.mark.parametrize(("unit", "status"), [(PA_PE, 403), (BINH_LU, 403), ("khong-co", 404)])
async def test_a_cell_is_told_of_no_other_unit(tmp_path: Path, unit: str, status: int) -> None:
    async with running(tmp_path) as server:
        answer = await (await server.phone()).get(f"/api/units/{unit}/obligations")
        assert answer.status_code == status and "obligations" not in answer.json()


async def test_without_a_session_nothing_is_told(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        assert (await server.client().get(f"/api/units/{NA_DON}/obligations")).status_code == 401


async def test_the_units_above_see_all_that_is_owed_below(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        officer = await server.phone("binh-lu-dang-uy")
        told = (await officer.get(f"/api/units/{BINH_LU}/obligations?below=true")).json()
        assert {one["unit"] for one in told["obligations"]} == {BINH_LU, NA_DON, PA_PE}
        administrator = await server.phone("quan-tri")
        above = (await administrator.get(f"/api/units/{LAI_CHAU}/obligations?below=true")).json()["obligations"]
        assert {one["unit"] for one in above} == {BINH_LU, NA_DON, PA_PE}


async def test_the_office_page_lists_what_is_owed_the_overdue_first(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        page = (await it.get(f"/units/{BINH_LU}/rows")).text
    rows = page.split("<tbody>")[1].split("<tr>")[1:]
    overdue = ["quá hạn" in row for row in rows]
    assert any(overdue) and overdue == sorted(overdue, reverse=True)
    assert any("Pa Pe" in row and "biên bản, 11/2026" in row and "đang đến kỳ" in row for row in rows)
    assert any("Nà Đon" in row and "biên bản, 11/2026" in row and "nhận đúng hạn" in row for row in rows)


async def test_the_office_page_says_it_in_english(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        page = (await it.get(f"/units/{BINH_LU}/rows?lang=en")).text
    assert "Everything of the period" in page and "overdue" in page and "Last moment" in page
