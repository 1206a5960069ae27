"""Every number of a dashboard leads to the rows that make it; groups, thresholds and news; bad addresses are safe and clear."""

from __future__ import annotations

import asyncio
import html
import re
from pathlib import Path

import httpx
import pytest

from server.pages.board import news
from tests.server.pages.office import BINH_LU, BOARD, LAI_CHAU, MINUTES, NA_DON, PA_PE, Office, office, person

OCTOBER = "from=2026-10&to=2026-10"


def rows(page: httpx.Response) -> list[list[str]]:
    """The cells of the body of the page's table, as text."""
    assert page.status_code == 200, page.text
    body = page.text.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page.text else ""
    lines = re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    return [[html.unescape(" ".join(re.sub(r"<[^>]*>", " ", one).split())) for one in re.findall(r"<t[hd].*?</t[hd]>", line, re.DOTALL)] for line in lines]


async def links(it: Office, path: str) -> list[str]:
    page = (await it.get(path)).text
    return [html.unescape(one) for one in re.findall(r'href="(/(?:units|groups)/[^"]*/rows[^"]*)"', page)]


async def test_every_link_to_rows_leads_to_rows(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES | {"date": "2026-10-03"}, month="2026-10", received="2026-10-09T08:00:00+07:00")
        found = await links(it, f"/units/{BINH_LU}?{OCTOBER}")
        assert len(found) > 15
        for path in dict.fromkeys(found):
            assert (await it.get(path)).status_code == 200, path


async def test_a_number_and_its_rows_are_the_same(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES | {"date": "2026-10-03"}, month="2026-10", received="2026-10-09T08:00:00+07:00")
        late = rows(await it.get(f"/units/{BINH_LU}/rows?is=late&{OCTOBER}"))
        missing = rows(await it.get(f"/units/{BINH_LU}/rows?is=missing&{OCTOBER}&duty=regular_minutes"))
        everything = rows(await it.get(f"/units/{BINH_LU}/rows?{OCTOBER}"))
    assert late == [["Chi bộ bản Nà Đon", "Sinh hoạt thường kỳ và gửi biên bản, 10/2026", "05/10/2026", "09/10/2026 08:00", "nhận muộn, muộn 4 ngày"]]
    assert [row[0] for row in missing] == ["Chi bộ bản Pa Pe"]
    # Minutes and ratings of two cells, and the schedule of the commune.
    assert len(everything) == 5


async def test_rows_of_papers_lead_to_the_paper(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        page = await it.get(f"/units/{BINH_LU}/rows?of=waiting")
    assert f'href="/units/{NA_DON}/papers/minutes:2026-11:regular:1#review"' in page.text
    assert rows(page)[0][:2] == ["Chi bộ bản Nà Đon", "Biên bản 11/2026"]


async def test_an_administrator_sees_rows_and_no_way_into_papers(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        for path in (f"/units/{BINH_LU}/rows", f"/units/{BINH_LU}/rows?of=waiting"):
            page = await it.get(path, person("administrator", LAI_CHAU))
            assert page.status_code == 200 and "/papers/" not in page.text


@pytest.mark.parametrize("wrong", ["is=khong-co", "of=khong-co", "of=lost:x", "of=lost:a:b:c", "page=-1", "from=x", "is=missing' OR 1"])
async def test_rows_that_there_are_not_are_refused(tmp_path: Path, wrong: str) -> None:
    async with office(tmp_path) as it:
        assert (await it.get(f"/units/{BINH_LU}/rows?{wrong}")).status_code == 400


async def test_a_page_beyond_the_last_and_a_filter_that_matches_nothing_are_empty(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        for asked in ("page=99999", "of=lost:khong-co:1:9.9", "duty=team_report_year", "type=military", "from=1950-01&to=1950-01"):
            page = await it.get(f"/units/{BINH_LU}/rows?{asked}")
            assert page.status_code == 200 and "Không có dòng nào." in page.text, asked


async def test_the_board_of_one_cell_is_there_beside_its_papers(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        assert (await it.get(f"/units/{NA_DON}")).status_code == 303
        page = await it.get(f"/units/{NA_DON}/board")
        assert page.status_code == 200 and 'id="matrix"' in page.text and "Pa Pe" not in page.text


async def test_a_filter_by_type_of_cell_leaves_the_others_out(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        village = (await it.get(f"/units/{BINH_LU}?type=village")).text
        school = (await it.get(f"/units/{BINH_LU}?type=school")).text
    assert "Nà Đon" in village and "Nà Đon" not in school and "Không có chi bộ nào hợp với lựa chọn này." in school


async def test_the_shape_of_an_earlier_day_has_the_units_of_that_day(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        page = await it.get(f"/units/tam-duong?shape=2025-03-01&{OCTOBER}", person("organisation_board", "tam-duong"))
    assert "Đơn vị theo sơ đồ ngày 01/03/2025." in page.text and "Đảng ủy xã Bình Lư" in page.text and "có gốc từ đây" not in page.text


async def test_a_group_is_saved_shown_and_removed(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        made = await it.post(f"/units/{BINH_LU}/groups", {"name": "Vùng <b>cao</b>", f"unit-{PA_PE}": "1"})
        assert made.status_code == 303, made.text
        there = made.headers["location"]
        page = await it.get(there)
        assert "Vùng &lt;b&gt;cao&lt;/b&gt;" in page.text and "Pa Pe" in page.text and "Nà Đon" not in page.text
        assert (await it.get(f"{there}/rows?is=missing")).status_code == 200
        assert there in (await it.get(f"/units/{BINH_LU}/groups")).text
        for stranger in (person("commune_officer", "khong-co"), person("secretary", NA_DON)):
            assert (await it.get(there, stranger)).status_code == 404
            assert (await it.post(f"{there}/drop", {}, stranger)).status_code == 404
        dropped = await it.post(f"{there}/drop", {})
        assert dropped.status_code == 303 and (await it.get(there)).status_code == 404


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": " ", f"unit-{PA_PE}": "1"}, "Chưa ghi mục này."),
        ({"name": "x" * 121, f"unit-{PA_PE}": "1"}, "Dài quá 120 ký tự."),
        ({"name": "Nhóm"}, "Chưa ghi mục này."),
        ({"name": "Nhóm", "unit-khong-co": "1"}, "Không có đơn vị này."),
        ({"name": "a\x00b", f"unit-{PA_PE}": "1"}, "Có ký tự không hợp lệ"),
    ],
)
async def test_a_group_that_is_not_right_is_told_so_and_nothing_is_saved(tmp_path: Path, fields: dict[str, str], told: str) -> None:
    async with office(tmp_path) as it:
        answer = await it.post(f"/units/{BINH_LU}/groups", fields)
        assert answer.status_code == 422 and told in answer.text
        assert "Chưa có nhóm nào." in (await it.get(f"/units/{BINH_LU}/groups")).text


async def test_a_group_shows_nobody_what_he_does_not_oversee(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        outside = person("commune_officer", BINH_LU)
        answer = await it.post(f"/units/{BINH_LU}/groups", {"name": "Cả tỉnh", f"unit-{LAI_CHAU}": "1"}, outside)
        assert answer.status_code == 422
        made = await it.post(f"/units/{LAI_CHAU}/groups", {"name": "Cả tỉnh", f"unit-{BINH_LU}": "1"}, BOARD)
        assert (await it.get(made.headers["location"], outside)).status_code == 404


async def test_thresholds_are_set_by_who_may_and_hold_below(tmp_path: Path) -> None:
    leader = person("commune_leader", BINH_LU)
    async with office(tmp_path) as it:
        assert (await it.post(f"/units/{BINH_LU}/lights", {"green": "95", "amber": "70"})).status_code == 403
        for wrong in ({"green": "x", "amber": "70"}, {"green": "70", "amber": "95"}, {"green": "101", "amber": "1"}, {}):
            assert (await it.post(f"/units/{BINH_LU}/lights", wrong, leader)).status_code == 422
        assert (await it.post(f"/units/{BINH_LU}/lights", {"green": "95", "amber": "70"}, leader)).status_code == 303
        assert "Đạt từ 95 %, gần đạt từ 70 %." in (await it.get(f"/units/{BINH_LU}")).text
        assert "Đạt từ 90 %, gần đạt từ 80 %." in (await it.get(f"/units/{LAI_CHAU}", BOARD)).text


async def test_an_open_dashboard_is_told_when_a_paper_has_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "GATHER_SECONDS", 0.0)
    monkeypatch.setattr(news, "ROUNDS", 1)
    async with office(tmp_path) as it:
        asking = asyncio.create_task(it.get(f"/units/{BINH_LU}/news"))
        while not it.read_model.waiting:
            await asyncio.sleep(0)
        await it.send("minutes", MINUTES)
        answer = await asyncio.wait_for(asking, 30)
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "event: folded" in answer.text
        assert (await it.get(f"/units/{BINH_LU}/news", person("secretary", NA_DON))).status_code == 404
