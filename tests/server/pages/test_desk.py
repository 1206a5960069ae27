"""The desk of an office: what there is, where it stands, and what would come next."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.domain.documents import workspace
from sync.ports import Write
from tests.server.pages.office import BINH_LU, NA_DON, Office, office, person

TITLE = "Họp tối, bà con đi làm về mới họp"
ID = "good_practice:01JQ0000000000000000000001"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as made:
        yield made


async def put(desk: Office, id: str, state: str) -> str:
    body = {"_id": id, "kind": id.partition(":")[0], "form": "good_practice", "version": 1, "unit": BINH_LU, "state": state,
            "author": "somebody", "device": "office", "saved_at": "2026-11-20T09:00:00+07:00", "done_at": "2026-11-20T09:01:00+07:00",
            "answers": {"title": TITLE}}  # fmt: skip
    return (await desk.store.write(workspace(BINH_LU), [Write(body, mode="edit")]))[0].rev


async def test_an_empty_desk_offers_what_may_be_written(desk: Office) -> None:
    page = await desk.get(f"/units/{BINH_LU}/desk")
    assert page.status_code == 200 and "Cách làm hay" in page.text
    assert f"/units/{BINH_LU}/write/good_practice:" in page.text
    assert "thematic_plan" not in page.text and "minutes:" not in page.text


async def test_a_draft_leads_to_its_form_and_a_sent_paper_to_its_page(desk: Office) -> None:
    await put(desk, ID, "draft")
    page = (await desk.get(f"/units/{BINH_LU}/desk")).text
    assert f'href="/units/{BINH_LU}/write/{ID}"' in page and "Nháp" in page and TITLE in page and "20/11/2026" in page


async def test_a_sent_paper_tells_where_it_stands_and_can_be_worked_over(desk: Office) -> None:
    rev = await put(desk, ID, "sent")
    review = {"_id": f"review:{ID}:{rev.partition('-')[2][:8]}", "kind": "review", "state": "sent", "unit": BINH_LU,
              "answers": {"target": ID, "target_rev": rev, "decision": "returned"}}  # fmt: skip
    await desk.store.write(workspace(BINH_LU), [Write(review, mode="edit")])
    page = (await desk.get(f"/units/{BINH_LU}/desk")).text
    assert "Trả lại" in page and f'href="/units/{BINH_LU}/papers/{ID}"' in page and "Sửa, gửi lại" in page
    await put(desk, f"rework:{ID}", "draft")
    assert "Đang sửa dở, làm tiếp" in (await desk.get(f"/units/{BINH_LU}/desk")).text


@pytest.mark.parametrize(("role", "unit"), [("standing_board", "lai-chau"), ("administrator", "lai-chau"), ("secretary", NA_DON)])
async def test_who_writes_nothing_there_has_no_desk(desk: Office, role: str, unit: str) -> None:
    assert (await desk.get(f"/units/{BINH_LU}/desk", person(role, unit))).status_code == 404
