"""Who is told of what and when: on the days of the rules, once, never at night, no more once the paper is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.worker import remind
from sync.domain.documents import workspace
from sync.domain.obligations.exceptions import Waiver
from sync.domain.reminders.wishes import Wishes
from sync.forms.check import check
from sync.forms.sample import sample_answers
from sync.ports import PushAnswer, Write
from sync.usecases.directory import ACCOUNTS, PUSH, REMINDERS, RULES
from sync.usecases.reminders.personal_wishes import PersonalWishes
from tests.support.reminders.reminding import Sent, World, a_reminding_world
from tests.support.site import running
from tests.support.stores import EVERY_STORE, opened
from tests.support.world import BINH_LU, NA_DON, PA_PE

PANH, SANG, HOA = "na-don-bi-thu", "pa-pe-bi-thu", "binh-lu-dang-uy"
REGISTRATION = "meeting:2026-12:regular:1"


@pytest.fixture(params=EVERY_STORE)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    async with opened(request.param, tmp_path) as there:
        world = await a_reminding_world(store=there.store)
        for username in (PANH, SANG, HOA):
            await world.phone(username)
        yield world


def who(sent: list[Sent]) -> list[str]:
    return [one.username for one in sent]


async def test_who_owes_is_told_on_the_day_by_morning_and_only_once(world: World) -> None:
    assert who(await world.at("2026-11-20T07:29:59+07:00")) == []
    sent = await world.at("2026-11-20T07:30:00+07:00")
    assert who(sent) == [PANH, SANG]
    assert sent[0].title == "Cần làm: Đăng ký lịch sinh hoạt tháng với đảng ủy"
    assert sent[0].body == "Chi bộ bản Nà Đon. Gửi chậm nhất ngày 20/11/2026."
    assert sent[0].told["navigate"] == f"https://sohop.example.vn/app/meetings/2026-12:regular:1?unit={NA_DON}&reminder=reminder:{PANH}:2026-11-20:1"
    assert sent[0].told["data"]["reminder"] == f"reminder:{PANH}:2026-11-20:1" and sent[0].message.urgency == "high"
    for at in ("08:00", "15:59", "16:00", "20:59"):
        assert who(await world.at(f"2026-11-20T{at}:00+07:00")) == []


async def test_the_message_is_kept_by_the_push_service_until_the_last_moment(world: World) -> None:
    [sent, _] = await world.at("2026-11-20T08:00:00+07:00")
    assert sent.message.ttl == 16 * 3600 - 1
    assert len(sent.message.topic) == 32 and sent.told["tag"] == sent.message.topic


async def test_who_has_sent_is_not_told_though_it_was_planned(world: World) -> None:
    world.sender.answer = lambda _: PushAnswer("failed", 503)
    await world.at("2026-11-20T07:30:00+07:00")
    world.sender.answer = None
    await world.send_paper(NA_DON, REGISTRATION)
    assert who(await world.at("2026-11-20T09:00:00+07:00")) == [SANG]
    results = {one.username: one.result for one in await world.digests()}
    assert results == {PANH: "not_owed_any_more", "na-don-thu-ky": "no_phone", SANG: "accepted"}


async def test_a_draft_and_a_finished_paper_are_told_in_other_words(world: World) -> None:
    await world.send_paper(NA_DON, REGISTRATION, {"date": "2026-12-03"}, state="draft")
    assert (await world.at("2026-11-18T07:30:00+07:00"))[0].title.startswith("Cần làm: ")
    definition = world.catalogue.get("meeting", 2)
    assert definition is not None
    finished = {name: value for name, value in sample_answers(definition, world.catalogue).items() if name not in ("host", "participants", "invited")}
    assert check(definition, finished, templates=world.catalogue.template).errors == []
    await world.send_paper(NA_DON, REGISTRATION, finished, state="draft", version=2)
    [sent, _] = await world.at("2026-11-19T07:30:00+07:00")
    assert sent.title == "Đã ghi xong, chưa gửi: Đăng ký lịch sinh hoạt tháng với đảng ủy"
    assert "khi có sóng" in sent.body


async def test_the_day_after_who_still_owes_is_told_once_more_and_the_commune_too(world: World) -> None:
    await world.send_paper(PA_PE, REGISTRATION)
    await world.at("2026-11-20T07:30:00+07:00")
    sent = await world.at("2026-11-21T07:30:00+07:00")
    assert who(sent) == [HOA, PANH]
    assert sent[1].title == "Quá hạn: Đăng ký lịch sinh hoạt tháng với đảng ủy"
    assert sent[0].title == "1 đơn vị quá hạn: Đăng ký lịch sinh hoạt tháng với đảng ủy"
    assert sent[0].told["navigate"] == f"https://sohop.example.vn/units/{BINH_LU}"
    assert who(await world.at("2026-11-22T07:30:00+07:00")) == []
    assert who(await world.at("2026-11-25T07:30:00+07:00"))[:1] == [HOA]


async def test_nothing_at_night_and_the_morning_makes_it_good_without_a_storm(world: World) -> None:
    for at in ("2026-11-17T21:00", "2026-11-18T00:00", "2026-11-18T06:59"):
        assert who(await world.at(f"{at}:00+07:00")) == []
    # The server is away on the 18th and the 19th.
    sent = await world.at("2026-11-20T11:00:00+07:00")
    assert who(sent) == [PANH, SANG]
    assert who(await world.at("2026-11-20T16:00:00+07:00")) == []


async def test_days_that_are_long_past_are_not_made_good(world: World) -> None:
    sent = await world.at("2026-11-27T07:30:00+07:00")
    assert [one.title for one in sent if one.username == PANH] == ["2 việc cần làm"], "three days before the month ends, nothing older"


async def test_several_things_are_one_digest(world: World) -> None:
    [panh] = [one for one in await world.at("2026-11-27T07:30:00+07:00") if one.username == PANH]
    assert panh.title == "2 việc cần làm"
    assert panh.body.splitlines() == [
        "Hạn 30/11/2026: Sinh hoạt thường kỳ và gửi biên bản",
        "Hạn 30/11/2026: Tự đánh giá, xếp loại buổi sinh hoạt thường kỳ và gửi phiếu",
    ]
    assert panh.told["navigate"] == f"https://sohop.example.vn/app/?unit={NA_DON}&reminder=reminder:{PANH}:2026-11-27:1" and panh.told["app_badge"] == 9


async def test_a_meeting_is_told_of_the_day_before_to_those_who_hold_it(world: World) -> None:
    await world.phone("na-don-thu-ky")
    await world.send_paper(NA_DON, REGISTRATION, {"date": "2026-12-03", "start_time": "14:00", "place": "Nhà văn hóa bản"})
    sent = [one for one in await world.at("2026-12-02T07:30:00+07:00") if one.username not in (SANG, HOA)]
    assert who(sent) == [PANH, "na-don-thu-ky"]
    assert all("Họp 03/12/2026 14:00: Chi bộ bản Nà Đon" in one.body for one in sent)


async def test_who_wants_to_be_told_later_or_of_no_meetings_is(world: World) -> None:
    wishes = PersonalWishes(world.store, world.rules)
    await wishes.keep(PANH, Wishes("09:30", meetings=False))
    await wishes.keep(SANG, Wishes("18:00"))
    assert who(await world.at("2026-11-20T07:30:00+07:00")) == []
    assert who(await world.at("2026-11-20T09:30:00+07:00")) == [PANH]
    assert who(await world.at("2026-11-20T16:00:00+07:00")) == []
    assert who(await world.at("2026-11-20T18:00:00+07:00")) == [SANG]
    await world.send_paper(NA_DON, REGISTRATION, {"date": "2026-12-03", "start_time": "14:00"})
    sent = [one for one in await world.at("2026-12-02T18:00:00+07:00") if one.username == PANH]
    assert sent and all("14:00" not in f"{one.title} {one.body}" for one in sent)


async def test_a_returned_paper_is_told_at_once_by_day_and_until_it_is_sent_again(world: World) -> None:
    await world.at("2026-11-22T08:00:00+07:00")
    rev = await world.send_paper(NA_DON, "score_sheet:2026-10:regular:1")
    world.clock.to("2026-11-23T10:00:00+07:00")
    target = "score_sheet:2026-10:regular:1"
    answers = {"target": target, "target_rev": rev, "decision": "returned"}
    await world.send_paper(NA_DON, f"review:{target}:{rev.partition('-')[2][:8]}", answers)

    async def told(at: str) -> list[str]:
        return [one.title for one in await world.at(at) if one.username == PANH]

    assert await told("2026-11-23T10:05:00+07:00") == ["Cần sửa và gửi lại: Phiếu chấm điểm, tháng 10/2026"]
    assert world.sender.sent[-1].told["navigate"].partition("&")[0].endswith(f"/app/papers/{target}/read?unit={NA_DON}")
    assert await told("2026-11-24T08:00:00+07:00") == []
    assert len(await told("2026-11-25T08:00:00+07:00")) == 1
    await world.send_paper(NA_DON, target)
    world.clock.to("2026-11-26T10:00:00+07:00")
    assert await told("2026-11-26T16:00:00+07:00") == []


async def test_who_wants_to_be_told_again_is_in_the_afternoon(world: World) -> None:
    await world.at("2026-11-20T07:30:00+07:00")
    world.clock.to("2026-11-20T09:00:00+07:00")
    await world.tell(PANH, "later", f"reminder:{PANH}:2026-11-20:1")
    assert who(await world.at("2026-11-20T15:59:00+07:00")) == []
    assert who(await world.at("2026-11-20T16:00:00+07:00")) == [PANH]
    assert who(await world.at("2026-11-20T18:00:00+07:00")) == []


async def test_who_wants_to_be_told_again_and_sends_is_not(world: World) -> None:
    await world.at("2026-11-20T07:30:00+07:00")
    await world.tell(PANH, "later", f"reminder:{PANH}:2026-11-20:1")
    await world.send_paper(NA_DON, REGISTRATION)
    assert who(await world.at("2026-11-20T16:00:00+07:00")) == []


async def test_a_waived_duty_and_an_ended_office_are_not_told(world: World) -> None:
    waiver = Waiver(NA_DON, "obligation:meeting_registration:2026-12", "lũ", "quan-tri", "2026-11-19T10:00:00+07:00")
    body = {"_id": f"waiver:{NA_DON}:{waiver.obligation}", "kind": "waiver", "says": {
        "unit": waiver.unit, "obligation": waiver.obligation, "reason": waiver.reason, "by": waiver.by, "at": waiver.at}}  # fmt: skip
    await world.store.write(RULES, [Write(body, mode="edit")])
    account = await world.store.read(ACCOUNTS, f"account:{SANG}")
    assert account is not None
    account["roles"][0]["to"] = "2026-11-19"
    await world.store.write(ACCOUNTS, [Write(account, mode="edit")])
    assert who(await world.at("2026-11-20T07:30:00+07:00")) == []


async def test_several_workers_tell_once(world: World) -> None:
    world.clock.to("2026-11-20T07:30:00+07:00")
    workers = [world.worker() for _ in range(5)]
    await asyncio.gather(*(one.catch_up() for one in workers))
    assert who(sorted(world.sender.sent, key=lambda one: one.username)) == [PANH, SANG]
    for one in workers:
        await one.catch_up()
    assert len(world.sender.sent) == 2 and len(await world.digests()) == 3


async def test_every_phone_of_a_person_is_told_and_those_of_ended_sessions_are_forgotten(world: World) -> None:
    await world.phone(PANH, "tablet")
    gone = await world.phone(PANH, "lost")
    session = await world.store.read(ACCOUNTS, f"session:{gone.session}")
    assert session is not None
    await world.store.write(ACCOUNTS, [Write({"_id": session["_id"], "_rev": session["_rev"], "_deleted": True}, mode="edit")])
    sent = await world.at("2026-11-20T07:30:00+07:00")
    assert [one.phone for one in sent if one.username == PANH] == [PANH, "tablet"]
    assert await world.store.read(PUSH, gone.id) is None


async def test_a_phone_that_the_push_service_has_forgotten_is_forgotten(world: World) -> None:
    world.sender.answer = lambda to: PushAnswer("gone" if to.username == PANH else "accepted", 410)
    await world.at("2026-11-20T07:30:00+07:00")
    assert sorted(one["username"] for one in await world.store.range(PUSH)) == [HOA, SANG]
    [digest] = await world.digests(PANH)
    assert (digest.result, [one.outcome for one in digest.attempts]) == ("no_phone", ["gone"])


async def test_a_busy_push_service_is_left_alone_for_as_long_as_it_asks(world: World) -> None:
    asked = 0

    def busy(_: object) -> PushAnswer:
        nonlocal asked
        asked += 1
        return PushAnswer("throttled", 429, "1800")

    world.sender.answer = busy
    await world.at("2026-11-20T07:30:00+07:00")
    first = asked
    assert first == 2
    await world.at("2026-11-20T07:59:00+07:00")
    assert asked == first
    world.sender.answer = None
    assert who(await world.at("2026-11-20T08:00:01+07:00")) == [PANH, SANG]


async def test_what_could_not_be_delivered_by_night_is_planned_anew(world: World) -> None:
    world.sender.answer = lambda _: PushAnswer("failed", 500)
    for hour in range(8, 21):
        await world.at(f"2026-11-20T{hour:02}:00:00+07:00")
    world.sender.answer = None
    assert who(await world.at("2026-11-21T07:30:00+07:00")) == [HOA, PANH, SANG]
    assert (await world.digests(PANH))[0].result in ("failed", "too_late")


async def test_a_message_that_is_too_large_is_sent_again_in_few_words(world: World) -> None:
    answers = iter([PushAnswer("too_large", 413), PushAnswer("accepted", 201)])
    await world.send_paper(PA_PE, REGISTRATION)
    world.sender.answer = lambda _: next(answers)
    assert who(await world.at("2026-11-20T07:30:00+07:00")) == []
    [sent] = await world.at("2026-11-20T07:31:00+07:00")
    assert sent.body == "" and sent.title.startswith("Cần làm")


async def test_an_attempt_of_which_nobody_knows_is_made_again_only_where_nothing_was_shown(world: World) -> None:
    class Killed(BaseException):
        pass

    def killed(_: object) -> PushAnswer:
        raise Killed

    world.clock.to("2026-11-20T07:30:00+07:00")
    world.sender.answer = killed
    with pytest.raises(Killed):
        await world.reminder.catch_up()
    world.sender.answer = None
    world.start()
    await world.tell(PANH, "shown", f"reminder:{PANH}:2026-11-20:1")
    assert who(await world.at("2026-11-20T07:45:00+07:00")) == []
    assert who(await world.at("2026-11-20T10:31:00+07:00")) == [SANG]
    assert who(await world.at("2026-11-21T07:30:00+07:00")) == [HOA, PANH, SANG]
    assert {one.result for one in await world.digests() if one.day == "2026-11-20" and one.username != "na-don-thu-ky"} == {"accepted"}


async def test_a_paper_that_comes_within_a_day_followed_the_reminder(world: World) -> None:
    await world.at("2026-11-20T07:30:00+07:00")
    world.clock.to("2026-11-20T20:00:00+07:00")
    await world.send_paper(NA_DON, REGISTRATION)
    world.clock.to("2026-11-21T07:31:00+07:00")
    await world.send_paper(PA_PE, REGISTRATION)
    await world.at("2026-11-21T08:00:00+07:00")
    [panh] = await world.digests(PANH)
    assert [(one.about, one.received_at[:16]) for one in panh.followed] == [("obligation:meeting_registration:2026-12", "2026-11-20T20:00")]
    assert (await world.digests(SANG))[0].followed == ()


@pytest.mark.parametrize("at", ["1970-01-01T08:00:00+07:00", "2022-12-31T12:00:00+07:00"])
async def test_a_clock_that_was_never_set_reminds_nobody_and_is_told_of(
    world: World, at: str, caplog: pytest.LogCaptureFixture
) -> None:
    world.clock.to(at)
    assert await world.reminder.catch_up() == 0
    assert await world.digests() == [] and "until it is right" in caplog.text


async def test_a_failure_is_told_once_and_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(remind, "RETRY_SECONDS", 0.0)
    world.clock.to("2026-11-20T07:30:00+07:00")
    write, failures = world.store.write, 0

    async def failing(db: str, writes: object) -> object:
        nonlocal failures
        if db == REMINDERS and failures < 3:
            failures += 1
            raise OSError("the disk is full")
        return await write(db, writes)  # type: ignore[arg-type]

    monkeypatch.setattr(world.store, "write", failing)
    task = asyncio.create_task(world.reminder.run())
    async with asyncio.timeout(60):
        while len(world.sender.sent) < 2:
            await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert failures == 3 and caplog.text.count("nobody could be reminded") == 1


async def test_a_started_server_reminds(tmp_path: Path) -> None:
    async with running(tmp_path, obliging=True, reminding=True, at="2026-11-20T07:30:00+07:00") as server:
        async with asyncio.timeout(60):
            while not await server.store.range(REMINDERS):
                await asyncio.sleep(0.01)
        rows = await server.store.range(REMINDERS)
        assert {one["username"] for one in rows} == {PANH, "na-don-thu-ky", SANG}
        assert workspace(NA_DON) in await server.store.databases()
