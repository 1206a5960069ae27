"""A paper written at the office: kept, mended, sent, worked over; never replaced unseen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sync.domain.documents import workspace
from tests.server.pages.office import BINH_LU, BOARD, NA_DON, OFFICER, Office, office, person

ID = "good_practice:01JQ0000000000000000000001"
PATH = f"/units/{BINH_LU}/write/{ID}"
WHOLE = {
    "answers.title": "Họp tối, bà con đi làm về mới họp", "answers.what": "Chuyển giờ họp sang 19:30.", "answers.result": "Đông hơn.",
    "answers.lesson": "Hỏi bà con trước khi chọn giờ.", "answers.may_share": "yes",
}  # fmt: skip


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as made:
        yield made


async def stored(desk: Office, id: str = ID) -> dict[str, Any] | None:
    return await desk.store.read(workspace(BINH_LU), id)


async def base(desk: Office) -> str:
    page = (await desk.get(PATH)).text
    found = re.search(r'name="base" value="([^"]*)"', page)
    assert found is not None
    return found[1]


async def write(desk: Office, do: str, **fields: str) -> Any:
    return await desk.post(PATH, {**WHOLE, "base": await base(desk), "do": do, **fields})


async def test_what_was_typed_is_kept_as_a_draft_and_drawn_again(desk: Office) -> None:
    answer = await write(desk, "keep", **{"answers.since": "2026-09"})
    assert answer.status_code == 303
    kept = await stored(desk)
    assert kept is not None and kept["state"] == "draft"
    assert kept["answers"]["since"] == "2026-09" and kept["answers"]["may_share"] is True
    page = (await desk.get(answer.headers["location"])).text
    assert "Đã lưu nháp." in page and "Chuyển giờ họp sang 19:30." in page and 'value="2026-09"' in page


async def test_a_whole_paper_is_sent_with_a_receipt_and_shown(desk: Office) -> None:
    answer = await write(desk, "send")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/units/{BINH_LU}/papers/{ID}")
    page = (await desk.get(answer.headers["location"])).text
    assert "ĐÃ NHẬN" in page and "Chuyển giờ họp sang 19:30." in page


async def test_a_paper_with_errors_is_not_sent_but_kept_and_the_places_are_named(desk: Office) -> None:
    answer = await write(desk, "send", **{"answers.what": "  ", "answers.title": "x" * 301})
    assert answer.status_code == 422
    assert 'href="#told-answers.what"' in answer.text and 'href="#told-answers.title"' in answer.text
    kept = await stored(desk)
    assert kept is not None and kept["state"] == "draft"
    assert await desk.store.range("inbox", "refused:", "refused;") == []


async def test_a_soft_rule_asks_for_a_reason_and_passes_with_one(desk: Office) -> None:
    answer = await write(desk, "send", **{"answers.lesson": ""})
    assert answer.status_code == 422 and 'name="reason:answers.lesson"' in answer.text
    assert (await write(desk, "send", **{"answers.lesson": "", "reason:answers.lesson": "còn đang theo dõi"})).status_code == 303


async def test_rows_are_added_and_removed_without_losing_what_was_typed(desk: Office) -> None:
    assert (await write(desk, "add:tags")).status_code == 303
    kept = await stored(desk)
    assert kept is not None
    [row] = kept["answers"]["tags"]
    told = {f"row:answers.tags:{row['_id']}": "0", f"answers.tags.{row['_id']}.tag": "giờ họp"}
    await write(desk, "add:tags", **told)
    kept = await stored(desk)
    assert kept is not None and [one.get("tag") for one in kept["answers"]["tags"]] == ["giờ họp", None]
    await write(desk, f"remove:tags:{row['_id']}", **told)
    kept = await stored(desk)
    assert kept is not None and "tags" not in kept["answers"]


async def test_what_another_person_wrote_meanwhile_is_not_replaced_unseen(desk: Office) -> None:
    await write(desk, "keep")
    old = await base(desk)
    await write(desk, "keep", **{"answers.title": "Của người khác"})
    answer = await desk.post(PATH, {**WHOLE, "base": old, "do": "send", "answers.title": "Của tôi"})
    assert answer.status_code == 409 and "Của tôi" in answer.text
    kept = await stored(desk)
    assert kept is not None and kept["answers"]["title"] == "Của người khác"


async def test_a_sent_paper_is_worked_over_beside_itself_and_then_sent_again(desk: Office) -> None:
    await write(desk, "send")
    await write(desk, "keep", **{"answers.result": "Đông hơn hẳn."})
    sent, rework = await stored(desk), await stored(desk, f"rework:{ID}")
    assert sent is not None and sent["state"] == "sent" and sent["answers"]["result"] == "Đông hơn."
    assert rework is not None and rework["answers"]["result"] == "Đông hơn hẳn."
    assert "Đông hơn hẳn." in (await desk.get(PATH)).text
    assert (await write(desk, "send", **{"answers.result": "Đông hơn hẳn."})).status_code == 303
    sent = await stored(desk)
    assert sent is not None and sent["answers"]["result"] == "Đông hơn hẳn." and sent["_rev"].startswith("2-")
    assert await stored(desk, f"rework:{ID}") is None
    assert "Đang sửa dở" not in (await desk.get(f"/units/{BINH_LU}/desk")).text, "what was sent is no more being changed"


async def test_the_comments_of_who_returned_it_stand_where_it_is_mended(desk: Office) -> None:
    await write(desk, "send")
    sent = await stored(desk)
    assert sent is not None
    told = {"base": sent["_rev"], "decision": "returned", "comment:answers.lesson": "Nói rõ <b>hơn</b>.", "comment:answers": "Gửi lại."}
    answer = await desk.post(f"/units/{BINH_LU}/papers/{ID}/review", told, BOARD)
    assert answer.status_code == 303, answer.text
    page = (await desk.get(PATH)).text
    assert "Trả lại: cần sửa" in page and "Nói rõ &lt;b&gt;hơn&lt;/b&gt;." in page and "Gửi lại." in page
    await write(desk, "send", **{"answers.lesson": "Hỏi từng nhà."})
    assert "Gửi lại." not in (await desk.get(PATH)).text, "they were about the version before"


@pytest.mark.parametrize(
    ("role", "unit", "path"),
    [
        ("standing_board", "lai-chau", PATH),
        ("secretary", NA_DON, PATH),
        ("commune_officer", BINH_LU, f"/units/{NA_DON}/write/thematic_plan:2026"),
        ("commune_officer", BINH_LU, f"/units/{BINH_LU}/write/minutes:2026-11:regular:1"),
        ("commune_officer", BINH_LU, f"/units/{BINH_LU}/write/rework:{ID}"),
    ],
)
async def test_nobody_writes_what_he_may_not(desk: Office, role: str, unit: str, path: str) -> None:
    assert (await desk.get(path, person(role, unit))).status_code == 404
    assert (await desk.post(path, {"do": "keep"}, person(role, unit))).status_code == 404


async def test_a_form_without_its_token_writes_nothing(desk: Office) -> None:
    assert (await desk.post(PATH, {**WHOLE, "form_token": "x", "do": "keep"}, OFFICER)).status_code == 403
    assert await stored(desk) is None


async def test_what_the_app_answers_is_read_and_not_asked_and_stays_as_it_is(desk: Office) -> None:
    visit = f"visit:{NA_DON}:2026-11:regular:1:somebody"
    path = f"/units/{BINH_LU}/write/{visit}"
    page = (await desk.get(path)).text
    for name in ("cell", "meeting", "meeting_type", "observer", "observer_name", "assigned_by", "planned_on"):
        assert f'name="answers.{name}"' not in page, name
    facts = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Chi bộ bản Nà Đon" in facts and "Nguyễn Thị Hòa" in facts and "Máy tự ghi" in facts and "không phải điền" in facts
    assert (await desk.post(path, {"base": "", "do": "keep", "answers.attended": "yes"})).status_code == 303
    kept = await stored(desk, visit)
    assert kept is not None and kept["answers"] == {
        "cell": NA_DON, "meeting": "meeting:2026-11:regular:1", "meeting_type": "regular", "observer": "somebody",
        "observer_name": "Nguyễn Thị Hòa", "attended": True,
    }  # fmt: skip


async def test_what_the_app_should_have_answered_and_has_not_is_asked(desk: Office) -> None:
    page = (await desk.get(f"/units/{BINH_LU}/write/amendment:01JQ0000000000000000000001")).text
    assert 'name="answers.target"' in page and "không phải điền" not in page
