"""A question is answered once, by whoever may write the paper, and nobody is asked again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sync.domain.errors import Refusal
from sync.merging.questions import Choice
from sync.usecases.history.bodies import KeptBodies
from sync.usecases.history.keep import KeepPapers
from sync.usecases.merging.answer_question import AnswerQuestion, Given
from sync.usecases.receipts.find_receipts import find_receipts
from tests.support.clock import FixedClock
from tests.support.signer import CountingSigner
from tests.support.world import NA_DON, PA_PE, make_world
from tests.sync.merging.papers import BI_THU, THU_KY, Json, minutes, paper
from tests.sync.merging.server import CATALOGUE, DB, ID, Server

LATER = "2026-11-24T08:00:00.000+07:00"


class World:
    def __init__(self, server: Server, directory: Any) -> None:
        self.server, self.directory = server, directory
        bodies, clock = KeptBodies(server.store), FixedClock("2026-11-24T08:00:00+07:00")
        keep = KeepPapers(server.store, CountingSigner(), clock)
        self.use = AnswerQuestion(server.store, directory, CATALOGUE, bodies, clock, keep)

    async def answer(self, question: str, choices: dict[int, Choice], by: str = BI_THU, unit: str = NA_DON) -> str:
        return await self.use(await self.directory.person(by), unit, question, choices)

    async def undo(self, rev: str, to: str = "", by: str = BI_THU) -> str:
        return await self.use.undo(await self.directory.person(by), NA_DON, ID, rev, to)

    async def open(self) -> list[Json]:
        return [one for one in await self.server.questions() if one["state"] == "open"]


@pytest.fixture
async def world() -> World:
    server = Server()
    return World(server, await make_world(server.store))


async def two_drafts(world: World) -> tuple[Json, Json, Json]:
    base = minutes({"place": "Nhà văn hóa", "official_present": 12, "matter": "Việc bản."})
    one = minutes({**base["answers"], "official_present": 13, "matter": "Việc bản. Làm đường."}, base)
    other = minutes({**base["answers"], "official_present": 14, "place": "Trường"}, base, author=THU_KY)
    await world.server.take(base, one, other)
    await world.server.settle()
    return base, one, other


def place_of(asked: Json, value: Any) -> dict[int, Choice]:
    values = [one.get("value") for one in asked["fields"][0]["values"]]
    return {0: Choice("value", values.index(value))}


@pytest.mark.parametrize("chosen", [13, 14])
async def test_one_is_chosen_and_the_rest_of_the_merge_stays(world: World, chosen: int) -> None:
    await two_drafts(world)
    [asked] = await world.open()
    rev = await world.answer(asked["_id"], place_of(asked, chosen), THU_KY)
    [leaf] = await world.server.live()
    assert leaf["_rev"] == rev and leaf["author"] == THU_KY and leaf["with"] == [BI_THU]
    assert leaf["answers"] == {"place": "Trường", "official_present": chosen, "matter": "Việc bản. Làm đường."}
    assert await world.open() == []
    [closed] = await world.server.questions()
    assert closed["state"] == "answered" and closed["fields"][0]["answer"]["by"] == THU_KY
    assert {one["value"] for one in closed["fields"][0]["values"]} == {13, 14}, "what was not chosen is kept"


async def test_a_phone_that_comes_late_with_the_old_leaf_asks_nothing_again(world: World) -> None:
    _, _, other = await two_drafts(world)
    [asked] = await world.open()
    await world.answer(asked["_id"], place_of(asked, 13))
    late = minutes({**other["answers"], "place": "Trường Nà Đon"}, other, author=THU_KY, saved_at=LATER)
    await world.server.take(late)
    await world.server.settle()
    [leaf] = await world.server.live()
    assert leaf["answers"] == {"place": "Trường Nà Đon", "official_present": 13, "matter": "Việc bản. Làm đường."}
    assert await world.open() == []


async def test_a_phone_that_comes_late_before_the_answer_changes_the_question_and_does_not_add_one(world: World) -> None:
    _, _, other = await two_drafts(world)
    await world.server.take(minutes({**other["answers"], "official_present": 15}, other, author=THU_KY, saved_at=LATER))
    await world.server.settle()
    [asked] = await world.open()
    assert {value["value"] for value in asked["fields"][0]["values"]} == {13, 15}
    assert sorted(one["state"] for one in await world.server.questions()) == ["open", "superseded"]


async def test_an_answer_to_a_question_that_was_asked_anew_holds_where_the_same_is_still_asked(world: World) -> None:
    _, _, other = await two_drafts(world)
    [old] = await world.open()
    late = minutes({**other["answers"], "conclusion": "Nhất trí cả."}, other, author=THU_KY, saved_at=LATER)
    await world.server.take(late)
    await world.server.settle()
    [new] = await world.open()
    assert new["_id"] != old["_id"]
    person, given = await world.directory.person(BI_THU), Given(id="01JANSWER00000000000000001", device="01JMAY1")
    rev = await world.use(person, NA_DON, old["_id"], place_of(old, 13), given)
    assert await world.use(person, NA_DON, old["_id"], place_of(old, 13), given) == rev, "the same answer again"
    [leaf] = await world.server.live()
    assert leaf["_rev"] == rev and leaf["answers"]["official_present"] == 13 and leaf["answers"]["conclusion"] == "Nhất trí cả."
    assert await world.open() == []


async def test_an_answer_never_decides_about_a_value_that_came_after_it(world: World) -> None:
    _, _, other = await two_drafts(world)
    [old] = await world.open()
    await world.server.take(minutes({**other["answers"], "official_present": 15}, other, author=THU_KY, saved_at=LATER))
    await world.server.settle()
    with pytest.raises(Refusal, match="conflict"):
        await world.answer(old["_id"], place_of(old, 13))
    assert len(await world.open()) == 1


async def test_both_texts_are_kept_or_another_is_written(world: World) -> None:
    one = minutes({"matter": "Làm đường vào bản.", "conclusion": "Nhất trí cả."})
    other = minutes({"matter": "Trồng rừng đầu nguồn.", "conclusion": "Chưa nhất trí."}, author=THU_KY)
    await world.server.take(one, other)
    await world.server.settle()
    [asked] = await world.open()
    by_path = {field["path"][0]: place for place, field in enumerate(asked["fields"])}
    await world.answer(asked["_id"], {by_path["matter"]: Choice("both")})
    [still] = await world.open()
    await world.answer(still["_id"], {by_path["conclusion"]: Choice("own", own="Nhất trí 11 trên 12.")})
    [leaf] = await world.server.live()
    assert set(leaf["answers"]["matter"].split("\n")) == {"Làm đường vào bản.", "Trồng rừng đầu nguồn."}
    assert leaf["answers"]["conclusion"] == "Nhất trí 11 trên 12."
    assert await world.open() == []


async def test_numbers_cannot_both_be_kept_and_no_field_is_answered_twice(world: World) -> None:
    await two_drafts(world)
    [asked] = await world.open()
    for choices in ({0: Choice("both")}, {0: Choice("value", 7)}, {3: Choice("value")}):
        with pytest.raises(Refusal, match="answers_invalid"):
            await world.answer(asked["_id"], choices)
    await world.answer(asked["_id"], {0: Choice("value", 1)})
    with pytest.raises(Refusal, match="conflict"):
        await world.answer(asked["_id"], {0: Choice("value", 0)})


async def test_who_may_not_write_the_paper_may_not_answer(world: World) -> None:
    await two_drafts(world)
    [asked] = await world.open()
    for by, unit, id in (("pa-pe-bi-thu", NA_DON, asked["_id"]), ("binh-lu-dang-uy", NA_DON, asked["_id"]),
                         (BI_THU, PA_PE, asked["_id"]), (BI_THU, NA_DON, ID), (BI_THU, NA_DON, "conflict:x")):  # fmt: skip
        with pytest.raises(Refusal, match="not_found"):
            await world.answer(id, {0: Choice("value")}, by, unit)


async def test_minutes_signed_twice_wait_for_a_person_who_answers_everything(world: World) -> None:
    [complete, *_] = json.loads(Path("tests/fixtures/forms/minutes/cases.json").read_text("utf-8"))["cases"]
    answers = complete["answers"]
    one = minutes({**answers, "place": "Trường Nà Đon"}, state="sent", version=1)
    other = minutes({**answers, "conclusion": "Chưa nhất trí."}, state="sent", version=1, author=THU_KY)
    await world.server.take(one, other)
    await world.server.settle()
    assert len(await world.server.live()) == 2
    [asked] = await world.open()
    with pytest.raises(Refusal, match="answers_invalid"):
        await world.answer(asked["_id"], {0: Choice("value")})
    chosen = {place: Choice("value", [value["rev"] for value in field["values"]].index(other["_rev"]))
              for place, field in enumerate(asked["fields"])}  # fmt: skip
    rev = await world.answer(asked["_id"], chosen)
    await world.server.settle()
    [leaf] = await world.server.live()
    assert leaf["_rev"] == rev and leaf["state"] == "sent" and leaf["answers"] == other["answers"]
    assert (ID, rev) in await find_receipts(world.server.store, DB, [(ID, rev)])
    assert await world.open() == []


async def test_an_automatic_merge_is_taken_back(world: World) -> None:
    _, _, other = await two_drafts(world)
    [merged] = await world.server.live()
    rev = await world.undo(merged["_rev"], other["_rev"])
    await world.server.settle()
    [leaf] = await world.server.live()
    assert leaf["_rev"] == rev and leaf["answers"] == other["answers"]
    assert [asked["state"] for asked in await world.server.questions()] == ["undone"]
    with pytest.raises(Refusal, match="conflict"):
        await world.undo(rev)
    with pytest.raises(Refusal, match="not_found"):
        await world.undo(merged["_rev"], by="pa-pe-bi-thu")


async def test_a_draft_beside_what_was_sent_is_asked_about_once(world: World) -> None:
    base = paper("meeting", "2026-11:regular:1", MEETING)
    sent = paper("meeting", "2026-11:regular:1", {**MEETING, "place": "Nhà văn hóa Nà Đon"}, base, state="sent")
    draft = paper("meeting", "2026-11:regular:1", {**MEETING, "start_time": "20:00"}, base, author=THU_KY)
    await world.server.take(base, sent, draft)
    await world.server.settle(base["_id"])
    assert (await world.server.live(base["_id"]))[0]["_rev"] == sent["_rev"]
    [asked] = await world.open()
    await world.answer(asked["_id"], {0: Choice("value", 0)})
    await world.server.take(paper("meeting", "2026-11:regular:1", {**draft["answers"], "place": "Trường"}, draft, author=THU_KY))
    await world.server.settle(base["_id"])
    [asked] = await world.open()
    assert [field["path"] for field in asked["fields"]] == [["place"]], "only what is new"
    [leaf] = await world.server.live(base["_id"])
    assert leaf["state"] == "sent" and leaf["answers"]["start_time"] == "19:30"
    assert await world.server.store.read(DB, base["_id"], sent["_rev"]) is not None


async def test_a_draft_beside_two_sent_papers_never_takes_their_place_when_the_merge_is_taken_back(world: World) -> None:
    base = paper("meeting", "2026-11:regular:1", MEETING)
    draft = paper("meeting", "2026-11:regular:1", {**MEETING, "start_time": "20:00"}, base, author=THU_KY)
    one = paper("meeting", "2026-11:regular:1", {**MEETING, "place": "Trường Nà Đon"}, base, state="sent")
    agenda = [*MEETING["agenda"], {"_id": "2", "text": "Làm đường bản"}]
    other = paper("meeting", "2026-11:regular:1", {**MEETING, "agenda": agenda}, base, state="sent", author=THU_KY, device="01JMAY2")
    for came in ([base, one, draft], [other]):
        await world.server.take(*came)
        await world.server.settle(base["_id"])
    [merged] = await world.server.live(base["_id"])
    assert (merged["answers"]["place"], merged["answers"]["agenda"]) == ("Trường Nà Đon", agenda)
    [asked] = await world.open()
    assert [field["path"] for field in asked["fields"]] == [["start_time"]], "one question, whatever came first"
    person = await world.directory.person(BI_THU)
    with pytest.raises(Refusal, match="not_found"):
        await world.use.undo(person, NA_DON, base["_id"], merged["_rev"], draft["_rev"])
    await world.use.undo(person, NA_DON, base["_id"], merged["_rev"], other["_rev"])
    [leaf] = await world.server.live(base["_id"])
    assert leaf["state"] == "sent" and leaf["answers"] == other["answers"]


MEETING: Json = {
    "date": "2026-11-03", "start_time": "19:30", "place": "Nhà văn hóa", "chair": {"name": "Panh"}, "note_taker": {"name": "Ính"},
    "agenda": [{"_id": "1", "text": "Việc tháng 11"}],
}  # fmt: skip
