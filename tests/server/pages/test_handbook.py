"""The pack of a meeting for the national handbook app, and the record of what was put in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.exports.handbook import LONGEST, after_text, before_text
from sync.domain.documents import MeetingKey, workspace
from sync.domain.lifecycle import record_of
from sync.forms.catalogue import Catalogue
from tests.server.pages.office import MINUTES, NA_DON, PA_PE, ROLL_CALL, Office, office, person
from tests.server.pages.test_outputs import PLAN, SCORES

PACK = f"/units/{NA_DON}/papers/meeting:2026-11:regular:1.pack.zip"
UPLOAD = "handbook_upload:2026-11:regular:1"
KEY = MeetingKey("2026-11", "regular", 1)


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as made:
        await made.send("meeting", PLAN)
        yield made


async def pack(it: Office) -> dict[str, bytes]:
    answer = await it.get(PACK)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


async def test_before_the_meeting_the_pack_holds_notice_plan_and_a_short_text(it: Office) -> None:
    files = await pack(it)
    assert sorted(files) == ["1-truoc-buoi-hop/ke-hoach.docx", "1-truoc-buoi-hop/noi-dung.txt", "1-truoc-buoi-hop/thong-bao.docx", "doc-truoc.txt"]
    text = files["1-truoc-buoi-hop/noi-dung.txt"].decode("utf-8-sig")
    assert "Thời gian: 19:30 ngày 03/11/2026." in text and "1. Thời sự" in text
    leaf = files["doc-truoc.txt"].decode("utf-8-sig")
    assert "Chậm nhất ngày 02/11/2026" in leaf and "Chậm nhất ngày 05/11/2026" in leaf


async def test_after_it_the_minutes_the_score_and_their_short_text_are_in_it_too(it: Office) -> None:
    for kind, answers in (("minutes", MINUTES), ("roll_call", ROLL_CALL), ("score_sheet", SCORES)):
        await it.send(kind, answers)
    files = await pack(it)
    assert {"2-sau-buoi-hop/bien-ban.docx", "2-sau-buoi-hop/phieu-cham-diem.docx", "2-sau-buoi-hop/noi-dung.txt"} <= files.keys()
    text = files["2-sau-buoi-hop/noi-dung.txt"].decode("utf-8-sig")
    assert "Có mặt: 1/3 đảng viên." in text and "- Phát dọn đường nội đồng (đồng chí Sùng A Chu, xong ngày 20/11/2026)" in text
    assert "Tự chấm:" in text


async def test_drafts_and_other_peoples_meetings_are_not_given(it: Office) -> None:
    await it.send("minutes", MINUTES, state="draft")
    assert not any(name.startswith("2-") for name in await pack(it))
    assert (await it.get(PACK, person("secretary", PA_PE))).status_code == 404
    for path in ("meeting:2026-12:regular:1", "meeting:xx", "member:" + "0" * 26):
        assert (await it.get(f"/units/{NA_DON}/papers/{path}.pack.zip")).status_code == 404


async def test_the_commune_notes_down_what_it_put_in_for_a_cell_and_the_score_sheet_shows_it(it: Office) -> None:
    await it.send("score_sheet", SCORES)
    page = await it.get(f"/units/{NA_DON}/papers/meeting:2026-11:regular:1")
    assert f'href="{PACK}"' in page.text and f'href="/units/{NA_DON}/write/{UPLOAD}"' in page.text
    form = await it.get(f"/units/{NA_DON}/write/{UPLOAD}")
    assert 'value="2026-11-03"' in form.text and "05/11/2026" in form.text and 'name="answers.final_due"' not in form.text
    fields = {"do": "send", "base": "", "answers.meeting_date": "2026-11-03", "answers.material_on": "2026-11-02", "answers.final_on": "2026-11-04"}
    asked = await it.post(f"/units/{NA_DON}/write/{UPLOAD}", fields)
    assert asked.status_code == 422 and 'name="answers.material_by"' in asked.text, "a day asks who it was"
    base = re.search(r'name="base" value="([^"]*)"', asked.text)
    assert base
    fields |= {"base": base[1], "answers.material_by": "Nguyễn Thị Hòa", "answers.final_by": "Nguyễn Thị Hòa"}
    sent = await it.post(f"/units/{NA_DON}/write/{UPLOAD}", fields)
    assert sent.status_code == 303, sent.text
    record = record_of(await it.store.leaves(workspace(NA_DON), UPLOAD))
    assert record is not None and record["state"] == "sent" and record["answers"]["material_by"] == {"name": "Nguyễn Thị Hòa"}
    assert record["answers"]["final_due"] == "2026-11-05", "filled in by the app"
    score = await it.get(f"/units/{NA_DON}/papers/score_sheet:2026-11:regular:1")
    assert ("Sổ tay đảng viên điện tử: tài liệu đăng trước buổi họp ngày 02/11/2026, đồng chí Nguyễn Thị Hòa; "
            "văn bản chính thức đăng ngày 04/11/2026, đồng chí Nguyễn Thị Hòa.") in score.text  # fmt: skip
    assert f'href="/units/{NA_DON}/papers/{UPLOAD}"' in score.text
    assert (await it.get(f"/units/{NA_DON}/papers/{UPLOAD}")).status_code == 200


async def test_who_may_not_write_it_is_not_offered_it(it: Office) -> None:
    board = person("organisation_board", "lai-chau")
    assert UPLOAD not in (await it.get(f"/units/{NA_DON}/papers/meeting:2026-11:regular:1", board)).text
    assert (await it.get(f"/units/{NA_DON}/write/{UPLOAD}", board)).status_code == 404


def test_a_short_text_fits_the_apps_field_and_says_where_it_goes_on() -> None:
    long = {"date": "2026-11-03", "conclusion": "Nhất trí làm đường. " * 200, "conclusions": [{"what": "Làm đường"}]}
    text = after_text("Chi bộ bản Nà Đon", KEY, long, {}, None, Catalogue.load())
    assert len(text) <= LONGEST and text.endswith(" … (xem tiếp trong tệp đính kèm)\r\n")


def test_odd_answers_make_a_text_all_the_same() -> None:
    assert before_text("Chi bộ", KEY, {"agenda": "x", "place": 3, "chair": None, "date": 5}).startswith("Chi bộ thông báo")
    assert after_text("Chi bộ", KEY, {"conclusions": [None, {"who": 3}]}, {"present": "x"}, {}, Catalogue.load()).startswith("Chi bộ:")
