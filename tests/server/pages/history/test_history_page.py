"""The history of a paper, as people see it, over the whole server: who changed what, and an old version in use again."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.domain.documents import workspace
from sync.domain.lifecycle import record_of
from tests.support.phone import a_paper, with_revision
from tests.support.site import ADDRESS, Running, form_token, running
from tests.support.world import NA_DON, PASSWORD

KEY = "2026-11:regular:1"
MEETING, PAGE = f"meeting:{KEY}", f"/units/{NA_DON}/papers/meeting:{KEY}"
BI_THU, THU_KY = "na-don-bi-thu", "na-don-thu-ky"
Json = dict[str, Any]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as started:
        yield started


def plan(**changes: Any) -> Json:
    chair = {"name": "Lò Văn Panh"}
    return {"date": "2026-11-03", "start_time": "19:30", "place": "Nhà văn hóa", "chair": chair, "note_taker": chair,
            "agenda": [{"_id": "1", "text": "Đánh giá tháng 10, bàn việc tháng 11"}], **changes}  # fmt: skip


def saved(answers: Json, parent: Json | None = None, author: str = BI_THU, state: str = "draft", kind: str = "meeting") -> Json:
    return a_paper(kind, KEY, answers, unit=NA_DON, author=author, state=state, parent=parent)


async def brought(world: Running, username: str, *papers: Json, clock: str = "2026-11-23T09:30:00.000+07:00") -> None:
    """The phone's clock is half an hour slow."""
    client = await world.phone(username)
    body = json.dumps({"cursor": "", "clock": clock, "docs": list(papers)}).encode()
    answer = await client.post("/sync", content=body, headers={"content-type": "application/json"})
    assert all(one["ok"] for line in answer.content.splitlines() for one in json.loads(line).get("results", ())), answer.text


async def browser(world: Running, username: str) -> httpx.AsyncClient:
    return await world.office(username)


def words(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.text)))


async def record(world: Running, id: str = MEETING) -> Json:
    found = record_of(await world.store.leaves(workspace(NA_DON), id))
    assert found is not None
    return found


async def two_versions(world: Running) -> tuple[Json, Json]:
    first = saved(plan(), state="sent")
    second = saved(plan(place="Trường Nà Đon", agenda=[{"_id": "1", "text": "Đánh giá tháng 10"}, {"_id": "2", "text": "Làm đường bản"}]), first, state="sent")
    await brought(world, BI_THU, first)
    await brought(world, BI_THU, second)
    return first, second


async def test_every_version_tells_who_when_by_both_clocks_and_what_is_new_field_by_field(world: Running) -> None:
    await two_versions(world)
    text = words(await (await browser(world, "binh-lu-dang-uy")).get(f"{PAGE}/history"))
    assert "Bản thứ 2 đang dùng Lò Văn Panh, máy …HONE. Đã gửi. Mẫu bản 1." in text
    for told in ("Giờ trên máy 03/11/2026 21:40", "Giờ trên máy, đã chỉnh 03/11/2026 22:10", "Máy chủ nhận 23/11/2026 10:00"):
        assert told in text, told
    assert "Nhà văn hóa Trường Nà Đon" in text
    assert "Đánh giá tháng 10, bàn việc tháng 11 Đánh giá tháng 10" in text and "thêm – Nội dung: Làm đường bản" in text
    assert text.index("Bản thứ 2") < text.index("Bản thứ 1")


async def test_an_old_version_comes_into_use_again_as_a_new_one_with_a_receipt(world: Running) -> None:
    _, second = await two_versions(world)
    secretary = await browser(world, BI_THU)
    page = await secretary.get(f"{PAGE}/history")
    [wanted] = re.findall(r'name="rev" value="([^"]+)"', page.text)
    fields = {"form_token": form_token(page), "base": second["_rev"], "rev": wanted}
    answer = await secretary.post(f"{PAGE}/restore", data=fields)
    assert answer.status_code == 303, answer.text
    now = await record(world)
    assert now["answers"] == plan() and now["author"] == BI_THU and now["device"] == "office"
    assert [f"{now['_revisions']['start'] - 1}-{now['_revisions']['ids'][1]}"] == [second["_rev"]], "nothing is taken away: it goes on top"
    told = await secretary.get(answer.headers["location"])
    assert "Đã dùng lại bản cũ" in words(told) and "Bản thứ 3 đang dùng Lò Văn Panh, ghi tại văn phòng. Đã gửi." in words(told)
    receipts = await world.store.range(workspace(NA_DON), "receipt:", "receipt;")
    assert any(row["rev"] == now["_rev"] for one in receipts for row in one["papers"])


async def test_a_deleted_draft_comes_back(world: Running) -> None:
    draft = saved(plan())
    grave = with_revision({"_id": MEETING, "unit": NA_DON, "_deleted": True}, draft)
    await brought(world, BI_THU, draft, grave)
    secretary = await browser(world, BI_THU)
    page = await secretary.get(f"{PAGE}/history")
    assert "Đã xóa" in words(page)
    answer = await secretary.post(f"{PAGE}/restore", data={"form_token": form_token(page), "base": "", "rev": draft["_rev"]})
    assert answer.status_code == 303 and (await record(world))["answers"] == plan()


async def test_what_was_written_meanwhile_is_not_written_over(world: Running) -> None:
    first, second = await two_versions(world)
    secretary = await browser(world, BI_THU)
    page = await secretary.get(f"{PAGE}/history")
    third = saved(plan(place="Nhà ông Páo"), second, state="sent")
    await brought(world, BI_THU, third)
    fields = {"form_token": form_token(page), "base": second["_rev"], "rev": first["_rev"]}
    answer = await secretary.post(f"{PAGE}/restore", data=fields)
    assert answer.status_code == 409 and 'role="alert"' in answer.text
    assert (await record(world))["_rev"] == third["_rev"]


async def test_signed_minutes_are_not_restored(world: Running) -> None:
    answers = {"date": "2026-11-03", "started_at": "19:30", "place": "Nhà văn hóa", "conclusion": "Nhất trí."}
    draft = saved(answers, kind="minutes")
    await brought(world, BI_THU, draft)
    signed = with_revision({**{name: value for name, value in draft.items() if name[:4] != "_rev"}, "state": "sent", "done_at": "2026-11-03T22:00:00.000+07:00",
                            "answers": {**answers, "conclusion": "Nhất trí 12/12."}}, draft)  # fmt: skip
    await world.store.write(workspace(NA_DON), [_as_write(signed)])
    secretary = await browser(world, BI_THU)
    page = await secretary.get(f"/units/{NA_DON}/papers/minutes:{KEY}/history")
    assert page.status_code == 200 and 'name="rev"' not in page.text
    fields = {"form_token": form_token(page), "base": signed["_rev"], "rev": draft["_rev"]}
    refused = await secretary.post(f"/units/{NA_DON}/papers/minutes:{KEY}/restore", data=fields)
    assert refused.status_code == 404 and (await record(world, f"minutes:{KEY}"))["_rev"] == signed["_rev"]


def _as_write(document: Json) -> Any:
    from sync.ports import Write

    return Write(document)


async def test_the_commune_sees_what_was_sent_and_no_draft_before_it_and_restores_nothing(world: Running) -> None:
    draft = saved(plan(place="Chưa chắc ở đâu"))
    sent = saved(plan(), draft, state="sent")
    later = saved(plan(place="Trường Nà Đon"), sent, state="sent")
    await brought(world, BI_THU, draft, sent, later)
    officer = await browser(world, "binh-lu-dang-uy")
    page = await officer.get(f"{PAGE}/history")
    assert "Chưa chắc" not in page.text and "Bản thứ 2" in page.text and "Bản thứ 3" not in page.text and 'name="rev"' not in page.text
    refused = await officer.post(f"{PAGE}/restore", data={"form_token": form_token(page), "base": later["_rev"], "rev": sent["_rev"]})
    assert refused.status_code == 404


@pytest.mark.parametrize("username", ["pa-pe-bi-thu", "quan-tri"])
async def test_nobody_else_is_told_that_there_is_a_paper(world: Running, username: str) -> None:
    await two_versions(world)
    stranger = await browser(world, username)
    assert (await stranger.get(f"{PAGE}/history")).status_code == 404
    assert (await stranger.get(f"/units/{NA_DON}/papers/minutes:{KEY}/history")).status_code == 404
    unknown = await world.client(ADDRESS, accept="text/html").get(f"{PAGE}/history")
    assert unknown.status_code in (303, 401) and PASSWORD not in unknown.text
