"""On time or late, as it is signed with the receipt: by the frozen records, by the day of the meeting, and never where nothing is owed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sync.domain.documents import workspace
from sync.domain.proofs.receipt_check import fault_in_document
from sync.ports import Write
from sync.usecases.obligations.judge_on_time import JudgeOnTime
from tests.support.phone import a_paper
from tests.support.site import running
from tests.support.world import NA_DON
from tests.sync.usecases.obligations.settled import DAY, World, a_world

ID = "minutes:2026-11:regular:1"
Json = dict[str, Any]


@pytest.fixture
async def world() -> World:
    return await a_world()


def minutes(held_on: str = "2026-11-03", id: str = ID) -> Json:
    return {"_id": id, "_rev": "1-a", "kind": id.partition(":")[0], "unit": NA_DON, "state": "sent", "answers": {"date": held_on}}


async def judged(world: World, at: str, paper: Json | None = None) -> bool | None:
    paper = paper or minutes()
    found = await JudgeOnTime(world.store, world.deadlines)(NA_DON, [paper], datetime.fromisoformat(at))
    return found.get((paper["_id"], paper["_rev"]))


@pytest.mark.parametrize("made", [True, False])
async def test_minutes_are_in_time_until_the_last_moment_after_the_meeting(world: World, made: bool) -> None:
    if made:
        await world.make(DAY)
    assert await judged(world, "2026-11-05T23:59:59+07:00") is True
    assert await judged(world, "2026-11-06T00:00:01+07:00") is False
    assert await judged(world, "2026-11-06T00:00:01+07:00", minutes("2026-11-04")) is True, "two days from the day it was held"


async def test_the_servers_clock_decides_in_whatever_zone_it_tells(world: World) -> None:
    assert await judged(world, "2026-11-05T16:59:59+00:00") is True
    assert await judged(world, "2026-11-05T17:00:01+00:00") is False


@pytest.mark.parametrize("id", ["minutes:2026-11:extraordinary:1", "member:01JQ0000000000000000000001", "roll_call:2026-11:regular:1"])
async def test_what_nobody_owes_is_neither(world: World, id: str) -> None:
    assert await judged(world, "2026-11-30T08:00:00+07:00", minutes(id=id)) is None


async def test_a_record_that_was_made_decides_whatever_the_rules_say_now(world: World) -> None:
    await world.make(DAY)
    db = workspace(NA_DON)
    [record] = [one for one in await world.store.range(db, "obligation:", "obligation;") if one["_id"] == "obligation:regular_minutes:2026-11"]
    record["obligation"] |= {"due_at": "2026-11-20T23:59:59+07:00", "after_meeting": None}
    [written] = await world.store.write(db, [Write(record, mode="edit")])
    assert written.error is None
    assert await judged(world, "2026-11-19T08:00:00+07:00") is True


@pytest.mark.parametrize(("at", "word"), [("2026-10-10T08:00:00+07:00", True), ("2026-11-23T08:00:00+07:00", False)])
async def test_it_is_signed_with_the_receipt(tmp_path: Path, at: str, word: bool) -> None:
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": "2026-11-03", "start_time": "19:30", "place": "Nhà văn hóa", "chair": chair, "note_taker": chair,
               "agenda": [{"_id": "1", "text": "Đánh giá tháng 10, bàn việc tháng 11"}]}  # fmt: skip
    async with running(tmp_path, at=at) as it:
        client = await it.phone()
        body = {"cursor": "", "docs": [a_paper("meeting", "2026-11:regular:1", answers, unit=NA_DON, author="na-don-bi-thu")]}
        told = (await client.post("/sync", content=json.dumps(body).encode(), headers={"content-type": "application/json"})).text
        [verdict] = json.loads(told.splitlines()[0])["results"]
        assert verdict["ok"] and verdict["receipt"]["on_time"] is word, verdict
        [document] = await it.store.range(workspace(NA_DON), "receipt:", "receipt;")
        verify = it.site.parts.keys.public.verify
        assert fault_in_document(document, verify) == ""
        document["papers"][0]["on_time"] = not word
        assert fault_in_document(document, verify) == "number"
