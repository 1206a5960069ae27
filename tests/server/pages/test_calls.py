"""The call list: whom to call first and why, what came of the calls, urging and messages by hand, and how far reminders came."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.settings import Settings
from sync.domain.documents import workspace
from sync.domain.obligations.rules import Words
from sync.domain.reminders.digest import Attempt, Digest, Item
from sync.ports import Write
from sync.usecases.calls.call_log import CallLog
from sync.usecases.calls.read_call_list import ReadCallList
from sync.usecases.directory import CALLS, REMINDERS, UNITS
from sync.usecases.read_unit import ReadUnit
from sync.usecases.reminders.read_reminders import ReadReminders
from tests.support.phone import a_paper
from tests.support.reminders.mail_server import mail_server
from tests.support.site import Running, form_token, running
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE

NOW = "2026-11-23T10:00:00+07:00"
LIST, ONE = f"/units/{BINH_LU}/calls", f"/units/{BINH_LU}/calls/{NA_DON}"


def text_of(page: httpx.Response) -> str:
    """What is read on it."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text.split("<main", 1)[1]).split())


async def post(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    return await client.post(path, data={"form_token": form_token(await client.get(path)), **fields})


async def put(server: Running, db: str, *documents: dict[str, Any]) -> None:
    told = await server.store.write(db, [Write(one, mode="edit" if "_rev" not in one else "replicated") for one in documents])
    assert all(one.error is None for one in told), told


def a_reminder(username: str, unit: str, day: str, **more: Any) -> dict[str, Any]:
    item = Item("overdue", unit, "Chi bộ", "obligation:regular_minutes:2026-10", Words("Biên bản", "Minutes"), day)
    at = f"{day}T08:00:00.000+07:00"
    return Digest(username, day, 1, at, "rules", "vi", (item,), 1, at, state="closed", result="accepted", attempts=(Attempt("x", at, "accepted"),),
                  accepted_at=at, **more).to_document()  # fmt: skip


async def test_the_longest_overdue_comes_first_with_all_that_is_needed_to_call(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        begun = a_paper("minutes", "2026-10:regular:1", {"date": "2026-10-03"}, unit=NA_DON, author="na-don-bi-thu")
        await put(server, workspace(NA_DON), begun | {"state": "draft"})
        await put(server, REMINDERS, a_reminder("na-don-bi-thu", NA_DON, "2026-11-20", shown_at="2026-11-20T09:00:00.000+07:00"))
        await server.site.parts.follower.catch_up()
        office = await server.office()
        page = await office.get(LIST)
        told = text_of(page)
        assert page.status_code == 200
        assert 'href="tel:0900000001"' in page.text
        assert "Thiếu biên bản" in told and "tháng liền" in told
        nadon = told[told.index("Chi bộ bản Nà Đon") :][:900]
        assert re.search(r"\(10/2026\): hạn \d\d/\d\d/2026, quá \d+ ngày đã bắt đầu ghi trên máy, chưa gửi", nadon), nadon
        assert "Nhắc lần cuối 20/11/2026 08:00, đã hiện trên máy" in told
        assert "Chưa nhắc được qua máy" in told[told.index("Chi bộ bản Pa Pe") :]
        assert "Có tin lần cuối" in told or "Chưa có tin lần nào" in told
        # The dashboard of the unit leads there.
        assert f'href="{LIST}"' in (await office.get(f"/units/{BINH_LU}")).text


async def test_a_note_stands_in_the_list_and_is_never_lost(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        office = await server.office()
        done = await post(office, ONE, do="note", outcome="promised", promised_for="2026-11-25", text="  Máy hỏng,\n nhờ con   gửi. ")
        assert (done.status_code, done.headers["location"]) == (303, f"{ONE}?done=note")
        server.clock.move(minutes=5)
        await post(office, ONE, do="note", outcome="no_answer")
        [first, second] = await server.store.range(CALLS)
        assert (first["by"], first["by_name"], first["text"]) == ("binh-lu-dang-uy", "Nguyễn Thị Hòa", "Máy hỏng, nhờ con gửi.")
        told = text_of(await office.get(f"{ONE}?done=note"))
        assert "Đã ghi." in told
        assert told.index("không nghe máy") < told.index("23/11/2026 10:00 Nguyễn Thị Hòa: hẹn gửi ngày 25/11/2026. Máy hỏng, nhờ con gửi.")
        assert "23/11/2026 10:05 Nguyễn Thị Hòa: không nghe máy." in text_of(await office.get(LIST))
        assert second["outcome"] == "no_answer"


@pytest.mark.parametrize(
    "fields",
    [{"outcome": ""}, {"outcome": "sms"}, {"outcome": "promised"}, {"outcome": "reached", "promised_for": "mai"},
     {"outcome": "promised", "promised_for": "2026-11-22"},
     {"outcome": "promised", "promised_for": "2999-01-01"}, {"outcome": "reached", "text": "x" * 501}],
)  # fmt: skip
async def test_what_cannot_be_kept_is_told_at_its_field_and_what_was_typed_stays(tmp_path: Path, fields: dict[str, str]) -> None:
    async with running(tmp_path, at=NOW) as server:
        office = await server.office()
        page = await post(office, ONE, do="note", **{"text": "đã gọi", **fields})
        assert page.status_code == 422
        assert 'class="error-summary"' in page.text and fields.get("text", "đã gọi") in page.text
        assert await server.store.range(CALLS) == []


async def test_the_list_says_of_every_cell_what_its_workspace_says(tmp_path: Path) -> None:
    async with running(tmp_path, at="2026-08-01T10:00:00+07:00", following=False) as server:
        parts = server.site.parts
        for month in ("08", "09", "10", "11"):
            server.clock.to(f"2026-{month}-23T10:00:00+07:00")
            await parts.obliger.make(server.clock.now().date())
        await put(server, workspace(NA_DON), a_paper("minutes", "2026-10:regular:1", {"date": "2026-10-03"}, unit=NA_DON, author="na-don-bi-thu"))
        await put(server, workspace(PA_PE), a_paper("score_sheet", "2026-10:regular:1", {}, unit=PA_PE, author="x") | {"state": "draft"})
        await parts.follower.catch_up()
        person = await parts.directory.person("binh-lu-dang-uy")
        assert person is not None
        log = CallLog(server.store, parts.directory, server.clock, parts.ids)
        reminders = ReadReminders(server.store, parts.directory, server.clock)
        read_unit = ReadUnit(parts.read_model, parts.directory, server.clock)
        read = ReadCallList(server.store, parts.read_model, parts.deadlines, read_unit, reminders, log, server.clock)
        found = await read(person, BINH_LU)
        told = {(cell.id, one.about, one.title, one.due, one.days) for cell in found.to_call for one in cell.overdue}
        owed = [one for one in await parts.owed.owed_by(person, [NA_DON, PA_PE]) if one.standing.status == "overdue" and not one.standing.overtaken_by]
        assert told == {
            (one.unit, one.obligation.id, one.obligation.title, date.fromisoformat(one.standing.due_at[:10]), -one.standing.days_left) for one in owed
        }
        assert len(told) > 5
        begun = {(cell.id, one.about.split(":")[1]) for cell in found.to_call for one in cell.overdue if one.draft}
        assert begun and {cell for cell, _ in begun} == {PA_PE}


async def test_only_who_oversees_a_cell_sees_and_writes_its_calls(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        cell = await server.office("na-don-bi-thu")
        office = await server.office()
        token = form_token(await office.get(ONE))
        above = (f"/units/{LAI_CHAU}/calls", f"/units/{LAI_CHAU}/reminders", f"{LIST}/{BINH_LU}", f"{LIST}/none", "/units/none/calls")
        hidden = [*((cell, one) for one in (LIST, ONE, f"/units/{BINH_LU}/reminders")), *((office, one) for one in above)]
        for client, path in hidden:
            assert (await client.get(path)).status_code in (403, 404), path
        assert (await office.post(f"{LIST}/none", data={"form_token": token, "do": "note", "outcome": "reached"})).status_code == 404
        assert (await office.post(ONE, data={"do": "note", "outcome": "reached"})).status_code == 403
        assert (await server.client(accept="text/html").get(LIST)).status_code in (303, 401)
        assert await server.store.range(CALLS) == []


async def test_an_urging_is_begun_with_to_whom_and_what_and_is_counted_once_it_is_sent(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        await server.site.parts.follower.catch_up()
        office = await server.office()
        begun = await post(office, ONE, do="urge")
        where = begun.headers["location"]
        assert begun.status_code == 303 and where.startswith(f"/units/{BINH_LU}/write/urge:")
        page = await office.get(where)
        assert "Đề nghị chi bộ gửi các giấy tờ trên" in page.text and f'value="{NA_DON}" selected' in page.text
        assert "(10/2026)" in page.text
        assert "Đã đôn đốc" not in text_of(await office.get(LIST))
        base = re.search(r'name="base" value="([^"]+)"', page.text)
        assert base
        [urge] = await server.store.range(workspace(BINH_LU), "urge:", "urge;")
        answers = urge["answers"]
        fields = {f"answers.{name}": value for name, value in answers.items() if isinstance(value, str)}
        assert answers["to"] == NA_DON and fields["answers.due_on"] < "2026-11-23"
        sent = a_paper("urge", urge["_id"].partition(":")[2], answers, unit=BINH_LU, author="binh-lu-dang-uy")
        await server.store.write(workspace(BINH_LU), [Write({**sent, "_rev": urge["_rev"]}, mode="edit")])
        assert "Đã đôn đốc 1 lần, lần cuối 23/11/2026" in text_of(await office.get(LIST))


async def test_without_settings_nothing_can_be_sent_from_the_list(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        office = await server.office()
        page = await office.get(ONE)
        assert "Nhắn tin" not in page.text and "Gửi thư" not in page.text
        refused = await post(office, ONE, do="sms")
        assert refused.status_code == 409 and "Chưa gửi được tin" in refused.text
        assert await server.store.range(CALLS) == []


async def test_a_message_goes_to_the_contact_and_into_the_log_whether_it_was_taken_or_not(tmp_path: Path) -> None:
    with mail_server() as mail:
        settings = Settings(data=tmp_path, email=f"smtp://127.0.0.1:{mail.port}", email_from="so-hop@example.vn", sms="print")
        async with running(tmp_path, settings=settings, at=NOW) as server:
            unit = await server.store.read(UNITS, f"unit:{NA_DON}")
            assert unit is not None
            unit["contact"]["email"] = "panh@nadon.example.vn"
            await server.store.write(UNITS, [Write(unit, mode="edit")])
            await server.site.parts.follower.catch_up()
            office = await server.office()
            page = await office.get(ONE)
            assert "Nhắn tin" in page.text and "Gửi thư" in page.text
            assert "Gửi thư" not in (await office.get(f"{LIST}/{PA_PE}")).text
            for channel in ("sms", "email"):
                server.clock.move(seconds=1)
                done = await post(office, ONE, do=channel)
                assert done.headers["location"] == f"{ONE}?done=message"
            [letter] = mail.taken
            assert letter["To"] == "panh@nadon.example.vn"
            assert "Chi bộ bản Nà Đon còn thiếu:" in letter.get_content()
            mail.refuse = "550 nobody here"
            server.clock.move(seconds=1)
            failed = await post(office, ONE, do="email")
            assert failed.status_code == 502 and "Tin chưa gửi đi được" in failed.text
            log = [one["outcome"] for one in await server.store.range(CALLS)]
            assert log == ["sms", "email", "email"]
            assert "Chưa gửi được" in (await server.store.range(CALLS))[2]["text"]


async def test_the_page_of_reminders_tells_each_step_and_each_unit(tmp_path: Path) -> None:
    async with running(tmp_path, at=NOW) as server:
        office = await server.office()
        empty = await office.get(f"/units/{BINH_LU}/reminders")
        assert "Chưa nhắc lần nào trong thời gian này." in text_of(empty)
        shown = {"shown_at": "2026-11-20T09:00:00.000+07:00", "opened_at": "2026-11-20T09:05:00.000+07:00"}
        await put(server, REMINDERS, a_reminder("na-don-bi-thu", NA_DON, "2026-11-20", **shown), a_reminder("pa-pe-bi-thu", PA_PE, "2026-11-21"),
                  a_reminder("pa-pe-bi-thu", PA_PE, "2026-06-01"))  # fmt: skip
        told = text_of(await office.get(f"/units/{BINH_LU}/reminders"))
        assert "Từ 25/10/2026 đến 23/11/2026" in told
        assert "Cần nhắc 2 100 %" in told and "Đã hiện trên máy 1 50 %" in told and "Đã mở 1 50 %" in told
        assert "Chi bộ bản Nà Đon 1 0 1 1 1 1 0 20/11/2026 08:00" in told
        year = text_of(await office.get(f"/units/{BINH_LU}/reminders?days=365"))
        assert "Cần nhắc 3 100 %" in year
        assert "Reminders" not in told and "How far reminders came" in text_of(await office.get(f"/units/{BINH_LU}/reminders?lang=en"))
