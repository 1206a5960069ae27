"""A report that writes itself: figures on the page, each with its rows, the period before beside them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.lifecycle import record_of
from tests.server.pages.office import BOARD, LAI_CHAU, MINUTES, NA_DON, OFFICER, ROLL_CALL, Office, office
from tests.server.pages.test_outputs import SCORES

REPORT = "period_report:2026-10-01:2026-11-23"


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as made:
        for month in ("2026-08", "2026-10", "2026-11"):
            await made.send("minutes", MINUTES | {"date": f"{month}-03"}, month=month, received=f"{month}-04T08:15:00.000+07:00")
            await made.send("roll_call", ROLL_CALL, month=month)
        await made.send("score_sheet", SCORES)
        yield made


def value(page: str, field: str) -> str:
    found = re.search(rf'name="answers.{field}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


async def test_the_report_is_a_draft_with_its_figures_and_the_period_before(it: Office) -> None:
    page = (await it.get(f"/units/{LAI_CHAU}/write/{REPORT}", BOARD)).text
    assert value(page, "cells") == "2"
    assert (value(page, "meetings_due"), value(page, "meetings_held"), value(page, "minutes_on_time")) == ("3", "2", "2")
    assert value(page, "attendance_rate") == "33,3"
    assert (value(page, "before_from"), value(page, "before_to")) == ("2026-08-08", "2026-09-30")
    assert "Tỷ lệ họp (%)" in page and "3.5 Tài liệu lên sổ tay điện tử" in page


async def test_each_figure_opens_the_rows_it_is_counted_from(it: Office) -> None:
    page = (await it.get(f"/units/{LAI_CHAU}/write/{REPORT}", BOARD)).text
    links = re.findall(rf'href="(/units/{LAI_CHAU}/write/{REPORT}/rows/\w+)"', page)
    assert len(links) > 15
    for link in links:
        assert (await it.get(link, BOARD)).status_code == 200, link
    held = (await it.get(f"/units/{LAI_CHAU}/write/{REPORT}/rows/meetings_held", BOARD)).text
    assert held.count("<tr>") == 3 and f'href="/units/{NA_DON}/papers/minutes:2026-10:regular:1#received"' in held and "Đã gửi đúng hạn" in held


async def test_an_editor_keeps_what_he_typed_and_the_figures_stay_his(it: Office) -> None:
    fields = {"do": "keep", "base": "", "answers.from": "2026-10-01", "answers.to": "2026-11-23", "answers.meetings_held": "7", "answers.general": "Nề nếp."}
    kept = await it.post(f"/units/{LAI_CHAU}/write/{REPORT}", fields, BOARD)
    assert kept.status_code == 303
    record = record_of(await it.store.leaves(workspace(LAI_CHAU), REPORT))
    assert record is not None and record["answers"]["meetings_held"] == 7
    assert value((await it.get(f"/units/{LAI_CHAU}/write/{REPORT}", BOARD)).text, "meetings_held") == "7"


@pytest.mark.parametrize(("path", "visitor"), [(f"write/{REPORT}/rows/meetings_held", OFFICER), (f"write/{REPORT}/rows/nothing", BOARD),
                                               ("write/inspection:" + "0" * 26 + "/rows/cells", BOARD)])  # fmt: skip
async def test_who_may_not_write_it_and_what_is_no_figure_is_not_found(it: Office, path: str, visitor: Person) -> None:
    assert (await it.get(f"/units/{LAI_CHAU}/{path}", visitor)).status_code == 404


@pytest.mark.parametrize("report", ["period_report:2026-12-31:2026-01-01", "period_report:1999-01-01:1999-06-30"])
async def test_a_period_turned_round_or_outside_the_data_gives_an_empty_draft(it: Office, report: str) -> None:
    page = await it.get(f"/units/{LAI_CHAU}/write/{report}", BOARD)
    assert page.status_code == 200 and value(page.text, "meetings_held") in ("", "0")
