"""A sent paper is returned or agreed to on its own page, and what waits is listed at the office."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sync.domain.documents import workspace
from sync.ports import Write
from tests.server.pages.office import BINH_LU, LAI_CHAU, MINUTES, NA_DON, PA_PE, Office, office, person

PAPER = f"/units/{NA_DON}/papers/minutes:2026-11:regular:1"
SHEET = f"/units/{NA_DON}/papers/score_sheet:2026-11:regular:1"
QUEUE = f"/units/{BINH_LU}/reviews"
LEADER = person("commune_leader", BINH_LU)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def base(page: str) -> str:
    found = re.search(r'name="base" value="([^"]+)"', page)
    assert found, "no form for a review"
    return found[1]


async def review(it: Office, path: str, decision: str, visitor: Any = None, **fields: str) -> Any:
    drawn = await it.get(path, *(() if visitor is None else (visitor,)))
    given = {"base": base(drawn.text), "decision": decision, **{name.replace("__", ":"): text for name, text in fields.items()}}
    return await it.post(f"{path}/review", given, *(() if visitor is None else (visitor,)))


async def test_a_paper_is_returned_with_comments_at_its_fields(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        before = await it.get(PAPER)
        fields = {"comment:answers": "Ghi thiếu số vắng.", "comment:answers.conclusion": "Giao <b>rõ</b> người."}
        answer = await it.post(f"{PAPER}/review", {"base": base(before.text), "decision": "returned", **fields})
        after = await it.get(PAPER)
    assert "Đã nhận, chờ ý kiến" in words(before.text)
    assert answer.status_code == 303 and answer.headers["location"] == f"{PAPER}#standing"
    text = words(after.text)
    assert "Trả lại: cần sửa" in text and "Kết luận của người chủ trì Giao &lt;b&gt;rõ&lt;/b&gt; người." in text
    assert "23/11/2026 10:00" in text and "<b>rõ" not in after.text


async def test_the_form_has_a_place_for_a_comment_beside_every_field_of_the_form(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("score_sheet", {"scores": {"1.1": {"points": 5}}, "thematic_month": False, "has_committee": True})
        page = (await it.get(SHEET)).text
    for path in (
        "answers",
        "answers.thematic_month",
        "answers.scores",
        "answers.scores.1.1",
        "answers.scores.8.3",
        "answers.vote_for",
    ):
        assert f'name="comment:{path}"' in page, path
    assert 'name="comment:answers.total"' not in page, "what is reckoned is nobody's answer"
    assert "<script" not in page


async def test_the_official_band_stands_beside_the_own_one(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("score_sheet", {"scores": {"1.1": {"points": 5}}, "has_committee": True})
        await review(it, SHEET, "accepted", official_band="average")
        page = await it.get(SHEET)
    text = words(page.text)
    assert "Tự chấm" in text and "Kém Cấp trên xếp loại Trung bình" in text
    assert "Đồng ý" in text


async def test_nothing_comes_back_without_a_word_and_what_was_chosen_stays(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("score_sheet", {"scores": {}, "has_committee": True})
        answer = await review(it, SHEET, "returned", official_band="fair")
    assert answer.status_code == 422
    assert "Hãy ghi ít nhất một ý kiến" in answer.text and '<option value="fair" selected>' in answer.text


async def test_a_review_of_a_version_that_is_no_longer_the_latest_keeps_what_was_typed(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("score_sheet", {"scores": {}, "has_committee": True})
        old = base((await it.get(SHEET)).text)
        db, id = workspace(NA_DON), "score_sheet:2026-11:regular:1"
        paper = await it.store.read(db, id)
        assert paper is not None
        await it.store.write(db, [Write({**paper, "answers": {"scores": {}, "has_committee": False}}, mode="edit")])
        fields = {"base": old, "decision": "returned", "comment:answers": "Xem lại điểm 2.1."}
        answer = await it.post(f"{SHEET}/review", fields)
    assert answer.status_code == 409
    assert "Giấy này vừa có bản mới hơn." in answer.text and "Xem lại điểm 2.1." in answer.text
    assert base(answer.text) != old


async def test_only_who_may_approve_gets_the_button(tmp_path: Path) -> None:
    plan = f"/units/{NA_DON}/papers/thematic_plan:2026"
    async with office(tmp_path) as it:
        body = {"_id": "thematic_plan:2026", "kind": "thematic_plan", "form": "thematic_plan", "version": 1, "unit": NA_DON,
                "state": "sent", "author": "na-don-bi-thu", "device": "d", "saved_at": "2026-01-03T21:40:00+07:00",
                "done_at": "2026-01-03T21:40:00+07:00", "answers": {"year": 2026}}  # fmt: skip
        await it.store.write(workspace(NA_DON), [Write(body, mode="edit")])
        officer, leader = (await it.get(plan)).text, (await it.get(plan, LEADER)).text
        await review(it, plan, "approved", LEADER)
        after = await it.get(plan, LEADER)
    assert 'value="returned"' in officer and 'value="approved"' not in officer and 'value="approved"' in leader
    assert "Đã duyệt" in words(after.text) and 'name="decision"' not in after.text


@pytest.mark.parametrize("who", [person("secretary", NA_DON), person("note_taker", NA_DON), person("standing_board", LAI_CHAU)])
async def test_who_only_reads_sees_where_it_stands_and_no_form(tmp_path: Path, who: Any) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        given = base((await it.get(PAPER)).text)
        page = await it.get(PAPER, who)
        answer = await it.post(f"{PAPER}/review", {"base": given, "decision": "accepted"}, who)
        assert await it.store.range(workspace(NA_DON), "review:", "review;") == []
    assert "Đã nhận, chờ ý kiến" in words(page.text) and 'name="decision"' not in page.text
    assert answer.status_code == 403


async def test_another_cell_finds_nothing_to_review(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        answer = await it.post(f"{PAPER}/review", {"decision": "accepted"}, person("secretary", PA_PE))
    assert answer.status_code == 404


async def test_a_review_that_carries_no_token_of_ours_is_refused(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        answer = await review(it, PAPER, "accepted", form_token="wrong")
        assert await it.store.range(workspace(NA_DON), "review:", "review;") == []
    assert answer.status_code == 403


async def test_what_waits_is_listed_by_age_and_kind_until_it_is_reviewed(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        empty = await it.get(QUEUE)
        await it.send("minutes", MINUTES)
        await it.send("score_sheet", {"scores": {}}, unit=PA_PE, received="2026-11-22T08:15:00.000+07:00")
        page, of_kind = await it.get(QUEUE), await it.get(f"{QUEUE}?kind=score_sheet")
        await review(it, PAPER, "accepted")
        after = await it.get(QUEUE)
    assert "Không có giấy nào đang chờ." in empty.text
    text = words(page.text)
    assert text.index("Chi bộ bản Nà Đon Biên bản 11/2026 04/11/2026 08:15 19 ngày") < text.index(
        "Chi bộ bản Pa Pe Phiếu chấm điểm 11/2026"
    )
    assert "2 giấy đang chờ" in text and "Biên bản (1)" in text
    assert "Chi bộ bản Nà Đon" not in words(of_kind.text) and "1 giấy đang chờ" in words(of_kind.text)
    assert "Biên bản 11/2026" not in words(after.text)


async def test_the_page_of_an_office_leads_to_what_waits_there(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        assert f'href="{QUEUE}"' in (await it.get(f"/units/{BINH_LU}")).text
        assert f'href="{QUEUE}"' not in (await it.get(f"/units/{BINH_LU}", person("standing_board", LAI_CHAU))).text


async def test_the_queue_is_for_who_reviews_there(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        for who in (person("secretary", NA_DON), person("standing_board", LAI_CHAU)):
            assert (await it.get(QUEUE, who)).status_code == 404
        assert (await it.get(f"{QUEUE}?page=9999999&kind=nothing")).status_code == 200


async def test_papers_that_are_marked_in_the_queue_are_agreed_to_and_the_others_are_told(tmp_path: Path) -> None:
    queue = f"/units/{BINH_LU}/reviews"
    async with office(tmp_path) as it:
        await it.send("minutes", MINUTES)
        await it.send("minutes", MINUTES, month="2026-10")
        page = (await it.get(f"{queue}?all=1")).text
        boxes = dict(re.findall(r'type="checkbox" name="([^"]+)" value="([^"]+)" checked', page))
        assert len(boxes) == 2
        stale = {name: rev if "2026-11" in name else "1-0123456789abcdef0123456789abcdef" for name, rev in boxes.items()}
        told = await it.post(queue, stale)
        standing = words((await it.get(PAPER)).text)
        nobody = await it.post(queue, boxes, person("standing_board", LAI_CHAU))
        nowhere = await it.post(queue, {"mark:khong-co|minutes:2026-10:regular:1": "1-0", "mark:|": "x"})
        left = (await it.get(queue)).text
    text = words(told.text)
    assert "Đã đồng ý 1 giấy." in text and "Biên bản 10/2026: Giấy này vừa có bản mới hơn." in text
    assert nowhere.status_code == 200 and nowhere.text.count("Đồng chí không ghi loại giấy này ở đơn vị này.") == 2
    assert "Đồng ý" in standing and nobody.status_code == 404
    assert "Biên bản 10/2026" in left and "Biên bản 11/2026" not in left


async def test_who_decides_finds_from_here_what_was_refused_and_who_only_comments_does_not(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        leader, officer = (await it.get(QUEUE, LEADER)).text, (await it.get(QUEUE)).text
    assert 'href="/administration/inbox"' in leader and 'href="/administration/inbox"' not in officer
