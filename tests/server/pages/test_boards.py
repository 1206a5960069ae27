"""The schedule board and the assignment board: gathered from what cells have sent, with what is missing or clashes told."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sync.domain.documents import workspace
from sync.ports import Write
from sync.usecases.directory import ACCOUNTS
from tests.server.pages.office import BINH_LU, NA_DON, PA_PE, Office, office, person

SCHEDULE, ASSIGNMENT = "month_schedule:2026-12", "assignment:2026-12"
LEADER = person("commune_leader", BINH_LU)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as made:
        yield made


def plan(day: str, time: str = "19:30") -> dict[str, Any]:
    return {"date": day, "start_time": time, "place": "Nhà văn hóa bản", "chair": {"name": "Lò Văn Panh"}}


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send back of the form, without a button."""
    form = page[page.index('<form method="post" class="writing"') :]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    for name, body in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    found["reason:answers.work_programme"] = "Chưa có việc riêng"
    return {name: value for name, value in found.items() if name != "form_token"}


async def test_the_schedule_is_gathered_from_the_cells_and_tells_who_has_sent_nothing(desk: Office) -> None:
    await desk.send("meeting", plan("2026-12-03"), unit=NA_DON, month="2026-12")
    page = (await desk.get(f"/units/{BINH_LU}/write/{SCHEDULE}")).text
    assert 'value="2026-12-03"' in page and "Nhà văn hóa bản" in page
    missing = page[page.index("Chi bộ chưa gửi lịch") : page.index('class="writing"')]
    assert "Pa Pe" in missing and "Nà Đon" not in missing


async def test_a_plan_that_comes_later_is_taken_in_and_what_was_typed_by_hand_stays(desk: Office) -> None:
    await desk.send("meeting", plan("2026-12-03"), unit=NA_DON, month="2026-12")
    path = f"/units/{BINH_LU}/write/{SCHEDULE}"
    fields = fields_of((await desk.get(path)).text)
    [note] = [name for name in fields if name.endswith(".note")]
    assert (await desk.post(path, {**fields, note: "Mời bí thư xã", "do": "keep"})).status_code == 303
    await desk.send("meeting", plan("2026-12-05", "14:00"), unit=PA_PE, month="2026-12")
    again = await desk.store.read(workspace(NA_DON), "meeting:2026-12:regular:1")
    assert again is not None
    await desk.store.write(workspace(NA_DON), [Write({**again, "answers": plan("2026-12-04")}, mode="edit")])
    fields = fields_of((await desk.get(path)).text)
    assert (await desk.post(path, {**fields, "do": "gather"})).status_code == 303
    kept = await desk.store.read(workspace(BINH_LU), SCHEDULE)
    assert kept is not None
    rows = {row["cell"]: row for row in kept["answers"]["meetings"]}
    assert rows[NA_DON]["date"] == "2026-12-04" and rows[NA_DON]["note"] == "Mời bí thư xã"
    assert (rows[PA_PE]["date"], rows[PA_PE]["start_time"]) == ("2026-12-05", "14:00")


async def test_a_schedule_sent_again_tells_what_differs_from_the_one_sent(desk: Office) -> None:
    await desk.send("meeting", plan("2026-12-03"), unit=NA_DON, month="2026-12")
    path = f"/units/{BINH_LU}/write/{SCHEDULE}"
    sent = await desk.post(path, {**fields_of((await desk.get(path)).text), "do": "send"})
    assert sent.status_code == 303, sent.text
    fields = fields_of((await desk.get(path)).text)
    moved = {name: "2026-12-06" for name in fields if name.endswith(".date")}
    await desk.post(path, {**fields, **moved, "do": "keep"})
    page = (await desk.get(path)).text
    assert "Đổi ngày, giờ, nơi họp" in page and "06/12/2026" in page


async def test_an_assignment_is_drawn_from_the_schedule_and_tells_clashes(desk: Office) -> None:
    for unit, day in ((NA_DON, "2026-12-03"), (PA_PE, "2026-12-03")):
        await desk.send("meeting", plan(day), unit=unit, month="2026-12")
    path = f"/units/{BINH_LU}/write/{SCHEDULE}"
    assert (await desk.post(path, {**fields_of((await desk.get(path)).text), "do": "send"})).status_code == 303
    observer = {"_id": "account:nguoi-du", "kind": "account", "username": "nguoi-du", "name": "Hoàng Văn Dự", "password_hash": "",
                "roles": [{"role": "observer", "unit": BINH_LU, "from": "2020-01-01", "to": None}], "lang": "vi", "phone": ""}  # fmt: skip
    await desk.store.write(ACCOUNTS, [Write(observer, mode="edit")])
    path = f"/units/{BINH_LU}/write/{ASSIGNMENT}"
    fields = fields_of((await desk.get(path, LEADER)).text)
    same = {name: "nguoi-du" if name.endswith(".username") else "Hoàng Văn Dự" for name in fields if re.search(r"\.(username|name)$", name)}
    assert len(same) == 4
    await desk.post(path, {**fields, **same, "do": "keep"}, LEADER)
    page = (await desk.get(path, LEADER)).text
    assert "Một người, hai buổi họp trùng giờ" in page and "chưa có vai trò dự sinh hoạt" not in page
