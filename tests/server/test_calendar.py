"""The calendar of deadlines and meetings: what a calendar program reads at its secret address, by the eyes of a parser that is none of ours."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import vobject  # type: ignore[import-untyped]  # the package carries no types

from sync.domain.documents import copy_id, workspace
from sync.ports import Write
from sync.usecases.calendars import read_calendar
from sync.usecases.directory import ACCOUNTS
from tests.support.phone import a_paper
from tests.support.site import Running, form_token, running
from tests.support.world import BINH_LU, NA_DON, PA_PE

NOW = "2026-11-23T10:00:00+07:00"


def events(answer: httpx.Response) -> dict[str, Any]:
    """By UID."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(answer.text)
    return {one.uid.value: one for one in calendar.contents.get("vevent", [])}


async def address(server: Running, username: str = "na-don-bi-thu") -> str:
    phone = await server.phone(username)
    url: str = (await phone.post("/api/calendar", json={})).json()["url"]
    return url.partition("8000")[2] if "8000" in url else url.partition("sohop.test")[2]


def plan(key: str, day: str, *, unit: str = NA_DON, **more: Any) -> dict[str, Any]:
    answers = {"date": day, "start_time": "19:30", "place": "Nhà văn hóa; tầng 2, phòng lớn", **more}
    return a_paper("meeting", key, answers, unit=unit, author="na-don-bi-thu")


async def put(server: Running, unit: str, *papers: dict[str, Any]) -> None:
    told = await server.store.write(workspace(unit), [Write(one) for one in papers])
    assert all(one.error is None for one in told), told


async def test_a_secretary_sees_what_is_owed_and_when_his_cell_meets(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        await put(server, NA_DON, plan("2026-12:regular:1", "2026-12-03"), plan("2026-12:thematic:1", "2026-12-20", start_time="sau bữa tối"))
        stranger = server.client()
        answer = await stranger.get(await address(server))
        found = events(answer)
        meeting = found[next(one for one in found if one.startswith("meeting:2026-12:regular:1@"))]
        assert meeting.summary.value == "Sinh hoạt thường kỳ: Chi bộ bản Nà Đon"
        assert meeting.location.value == "Nhà văn hóa; tầng 2, phòng lớn"
        assert meeting.dtstart.value == datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
        assert meeting.dtend.value - meeting.dtstart.value == timedelta(hours=2)
        whole_day = found[next(one for one in found if one.startswith("meeting:2026-12:thematic:1@"))]
        assert whole_day.dtstart.value == date(2026, 12, 20)
        deadlines = {uid: one for uid, one in found.items() if uid.startswith("obligation:")}
        owed = await server.site.parts.owed.of_unit(await person(server, "na-don-bi-thu"), NA_DON)
        open_ = {one.obligation.id: one for one in owed if one.standing.status in ("due", "due_soon", "not_open", "overdue")}
        assert {uid.partition("@")[0] for uid in deadlines} == set(open_)
        for uid, one in deadlines.items():
            assert one.dtstart.value == date.fromisoformat(open_[uid.partition("@")[0]].standing.due_at[:10])
            assert one.valarm.trigger.value == timedelta(hours=-15)
            assert "Chi bộ bản Nà Đon" in one.description.value
        assert "set-cookie" not in answer.headers
        assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75  # RFC 5545, 3.1


async def person(server: Running, username: str) -> Any:
    found = await server.site.parts.directory.person(username)
    assert found is not None
    return found


async def test_an_observer_sees_the_meetings_he_is_assigned_to_on_the_day_the_cell_has_told_since(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        account = await server.store.read(ACCOUNTS, "account:binh-lu-dang-uy")
        assert account is not None
        rows = [{"_id": "1", "cell": PA_PE, "meeting": "meeting:2026-12:regular:1", "date": "2026-12-03", "start_time": "08:00",
                 "username": "binh-lu-dang-uy"},
                {"_id": "2", "cell": NA_DON, "meeting": "meeting:2026-12:regular:1", "date": "2026-12-03", "username": "somebody-else"}]  # fmt: skip
        moved = {"_id": copy_id(PA_PE, "meeting:2026-12:regular:1"), "kind": "copy", "unit": BINH_LU,
                 "source": {"unit": PA_PE, "id": "meeting:2026-12:regular:1"},
                 "paper": {"answers": {"date": "2026-12-05", "start_time": "14:00", "place": "Nhà ông Sáng"}}}  # fmt: skip
        await put(server, BINH_LU, a_paper("assignment", "2026-12", {"month": "2026-12", "rows": rows}, unit=BINH_LU, author="binh-lu-dang-uy"))
        [told] = await server.store.write(workspace(BINH_LU), [Write(moved, mode="edit")])
        assert told.error is None
        found = events(await server.client().get(await address(server, "binh-lu-dang-uy")))
        [visit] = [one for uid, one in found.items() if uid.startswith("meeting:")]
        assert visit.summary.value == "Dự sinh hoạt: Chi bộ bản Pa Pe"
        assert visit.dtstart.value == datetime(2026, 12, 5, 7, 0, tzinfo=UTC)
        assert visit.location.value == "Nhà ông Sáng"


async def test_drafts_and_other_cells_stand_in_nobodys_calendar(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        draft = plan("2026-12:regular:1", "2026-12-03") | {"state": "draft"}
        await server.store.write(workspace(NA_DON), [Write({**draft, "_id": draft["_id"]}, mode="edit")])
        await put(server, PA_PE, plan("2026-12:regular:1", "2026-12-04", unit=PA_PE))
        found = events(await server.client().get(await address(server)))
        assert [uid for uid in found if uid.startswith("meeting:")] == []
        assert all(f"@{NA_DON}." in uid for uid in found)


async def test_an_address_is_told_once_replaced_by_the_next_and_taken_back(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        phone, stranger = await server.phone(), server.client()
        assert (await phone.get("/api/calendar")).json() == {"made_at": ""}
        first = await address(server)
        assert (await phone.get("/api/calendar")).json()["made_at"].startswith("2026-11-23T10:00")
        stored = str(await server.store.range(ACCOUNTS))
        assert first.removeprefix("/calendar/").removesuffix(".ics") not in stored
        server.clock.move(seconds=1)
        second = await address(server)
        assert (await stranger.get(first)).status_code == 404
        assert (await stranger.get(second)).status_code == 200
        assert (await phone.delete("/api/calendar")).status_code == 204
        gone = await stranger.get(second)
        assert gone.status_code == 404
        assert "không dùng được nữa" in gone.text
        for nothing in ("/calendar/x.ics", f"/calendar/{'A' * 43}.ics", "/calendar/%F0%9F%92%A9.ics"):
            assert (await stranger.get(nothing)).status_code == 404
        for method in ("GET", "POST", "DELETE"):
            assert (await stranger.request(method, "/api/calendar", json={})).status_code == 401


async def test_a_calendar_ends_with_the_roles_of_its_person(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        where = await address(server)
        account = await server.store.read(ACCOUNTS, "account:na-don-bi-thu")
        assert account is not None
        account["roles"][0]["to"] = "2026-11-22"
        [told] = await server.store.write(ACCOUNTS, [Write(account, mode="edit")])
        assert told.error is None
        assert (await server.client().get(where)).status_code == 404


async def test_a_program_that_asks_again_is_answered_in_few_bytes_while_nothing_has_changed(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        where, stranger = await address(server), server.client()
        first = await stranger.get(where)
        server.clock.move(minutes=10)
        again = await stranger.get(where, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        await put(server, NA_DON, plan("2026-12:regular:1", "2026-12-03"))
        changed = await stranger.get(where, headers={"If-None-Match": first.headers["etag"]})
        assert changed.status_code == 200
        assert changed.headers["etag"] != first.headers["etag"]


async def test_a_committee_sees_when_its_cells_meet_by_their_names(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW, following=False) as server:
        draft = plan("2026-12:thematic:1", "2026-12-21", start_time="19:00") | {"state": "draft"}
        await put(server, NA_DON, plan("2026-12:regular:1", "2026-12-03"), draft)
        held = a_paper("minutes", "2026-11:regular:1", {"date": "2026-11-07"}, unit=PA_PE, author="x")
        moved = plan("2026-11:regular:1", "2026-11-05", unit=PA_PE)
        await put(server, PA_PE, moved, held, plan("2026-08:regular:1", "2026-08-03", unit=PA_PE))
        await server.site.parts.follower.catch_up()
        found = events(await server.client().get(await address(server, "binh-lu-dang-uy")))
        meetings = {uid.partition(".")[0]: one for uid, one in found.items() if uid.startswith("meeting:")}
        assert set(meetings) == {f"meeting:2026-12:regular:1@{NA_DON}", f"meeting:2026-11:regular:1@{PA_PE}"}
        planned, was_held = (meetings[one] for one in sorted(meetings, reverse=True))
        assert planned.summary.value == "Chi bộ bản Nà Đon: sinh hoạt thường kỳ"
        assert planned.dtstart.value == datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
        assert planned.location.value == "Nhà văn hóa; tầng 2, phòng lớn"
        assert planned.url.value.endswith(f"/units/{NA_DON}")
        assert was_held.dtstart.value == date(2026, 11, 7), "the day it was held on, without the hour of another day"
        # Whoever writes for one cell alone sees nothing of the others.
        assert not any(PA_PE in uid for uid in events(await server.client().get(await address(server, "na-don-bi-thu"))))


async def test_of_more_meetings_than_a_calendar_takes_the_nearest_stand_in_it_and_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_calendar, "MOST_BELOW", 2)
    async with running(tmp_path, at=NOW, following=False) as server:
        where = await address(server, "binh-lu-dang-uy")
        await put(server, NA_DON, *(plan(f"2026-12:committee:{one}", f"2026-12-{one + 1:02}") for one in range(1, 6)))
        await server.site.parts.follower.catch_up()
        answer = await server.client().get(where)
        assert sorted(one.dtstart.value.day for uid, one in events(answer).items() if uid.startswith("meeting:")) == [2, 3]
        assert "còn 3 buổi xa hơn" in vobject.readOne(answer.text).description.value


async def test_who_works_on_the_office_pages_makes_his_address_there(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        office, stranger = await server.office(), server.client()
        page = await office.get("/me/calendar")
        assert page.status_code == 200 and "Tạo địa chỉ lịch" in page.text and "Thu hồi" not in page.text

        async def press(wish: str, **more: str) -> httpx.Response:
            return await office.post("/me/calendar", data={"form_token": form_token(await office.get("/me/calendar")), "do": wish, **more})

        made = await press("make")
        assert made.status_code == 200 and made.headers["cache-control"] == "no-store"
        [path] = re.findall(r'id="address" value="https?://[^/"]+(/calendar/[\w-]{43}\.ics)" readonly', made.text)
        assert events(await stranger.get(path)) != {}
        later = await office.get("/me/calendar")
        assert re.search("Đã có địa chỉ, tạo lúc [^.]*23/11/2026", later.text) and path not in later.text
        assert (await press("drop", form_token="x")).status_code == 403
        assert (await stranger.get(path)).status_code == 200
        assert (await press("drop")).headers["location"] == "/me/calendar?dropped=1"
        assert "Đã thu hồi." in (await office.get("/me/calendar?dropped=1")).text
        assert (await stranger.get(path)).status_code == 404
        assert (await press("else")).status_code == 400
        assert (await server.client(accept="text/html").get("/me/calendar")).status_code in (303, 401)
