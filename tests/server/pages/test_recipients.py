"""To whom a unit's papers go: kept once, shown to its phones, and taken over by new papers that name recipients."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest

from sync.domain.documents import workspace
from tests.server.pages.office import BINH_LU, NA_DON, OFFICER, office, person

PATH = f"/units/{BINH_LU}/recipients"
LIST = "Ban Thường vụ Tỉnh ủy (để b/c);\r\n\r\n  Các   chi bộ trực thuộc;\r\nLưu VT."
LINES = ["Ban Thường vụ Tỉnh ủy (để b/c);", "Các chi bộ trực thuộc;", "Lưu VT."]


async def kept(it: Any, unit: str = BINH_LU) -> Any:
    return (await it.store.read("units", f"unit:{unit}")).get("recipients")


async def test_the_list_is_kept_and_a_new_schedule_begins_with_it(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        answer = await it.post(PATH, {"recipients": LIST})
        assert answer.status_code == 303 and await kept(it) == LINES
        page = html.unescape((await it.get(answer.headers["location"])).text)
        assert "Đã lưu danh sách nơi nhận." in page and "\n".join(LINES) in page
        assert f'href="{PATH}"' in (await it.get(f"/units/{BINH_LU}/desk")).text
        schedule = html.unescape((await it.get(f"/units/{BINH_LU}/write/month_schedule:2026-12")).text)
        assert "\n".join(LINES) in schedule
        plan = html.unescape((await it.get(f"/units/{BINH_LU}/write/model_plan:2027")).text)
        assert LINES[1] not in plan, "a form that names no recipients is left alone"
        await it.post(PATH, {"recipients": " "})
        assert await kept(it) == []


async def test_a_draft_that_is_there_keeps_what_was_written_in_it(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        write = f"/units/{BINH_LU}/write/month_schedule:2026-12"
        await it.post(write, {"base": "", "do": "keep", "answers.month": "2026-12", "answers.recipients": "Như cũ"})
        await it.post(PATH, {"recipients": LIST})
        draft = await it.store.read(workspace(BINH_LU), "month_schedule:2026-12")
        assert draft is not None and draft["answers"]["recipients"] == "Như cũ"
        assert LINES[1] not in html.unescape((await it.get(write)).text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * 201, "Dài quá 200 ký tự."),
        ("\n".join(["dòng"] * 41), "Nhiều nhất 40 dòng."),
        ("Lưu\u200b VT", "Có ký tự không hợp lệ"),
    ],
)
async def test_what_is_wrong_is_told_and_stays_to_be_mended(tmp_path: Path, text: str, sentence: str) -> None:
    async with office(tmp_path) as it:
        answer = await it.post(PATH, {"recipients": text})
        assert answer.status_code == 422 and sentence in answer.text and text in answer.text
        assert await kept(it) is None


@pytest.mark.parametrize(
    ("role", "unit", "allowed"),
    [
        ("commune_officer", BINH_LU, True),
        ("administrator", BINH_LU, True),
        ("secretary", NA_DON, False),
        ("standing_board", "lai-chau", False),
    ],
)
async def test_who_writes_such_papers_or_administers_may_change_it(tmp_path: Path, role: str, unit: str, allowed: bool) -> None:
    async with office(tmp_path) as it:
        who = person(role, unit)
        assert (await it.get(PATH, who)).status_code == (200 if allowed else 403)
        assert (await it.post(PATH, {"recipients": LIST}, who)).status_code == (303 if allowed else 403)
        assert await kept(it) == (LINES if allowed else None)


async def test_a_form_without_its_token_changes_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        assert (await it.post(PATH, {"recipients": LIST, "form_token": "x"}, OFFICER)).status_code == 403
        assert await kept(it) is None
