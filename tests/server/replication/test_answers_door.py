"""Answers to questions through the phones' door: done once however often they come, refused with their content kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.domain.documents import workspace
from tests.support.phone import a_paper
from tests.support.site import Running, running
from tests.support.world import NA_DON

BI_THU, THU_KY, OTHER = "na-don-bi-thu", "na-don-thu-ky", "pa-pe-bi-thu"
DEVICE = "01JTESTPH0NE00000000000000"
KEY = "2026-11:regular:1"
ID = f"minutes:{KEY}"
Json = dict[str, Any]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as started:
        yield started


def minutes(author: str, parent: Json | None = None, **answers: Any) -> Json:
    return a_paper("minutes", KEY, answers, unit=NA_DON, author=author, state="draft", parent=parent)


async def exchange(client: httpx.AsyncClient, **body: Any) -> Json:
    sent = json.dumps({"cursor": "", "docs": [], **body}).encode()
    answer = await client.post("/sync", content=sent, headers={"content-type": "application/json"})
    whole: Json = {"status": answer.status_code}
    for line in answer.content.splitlines():
        for name, value in json.loads(line).items():
            whole[name] = whole[name] + value if isinstance(value, list) and name in whole else value
    return whole


async def two_phones(world: Running) -> tuple[httpx.AsyncClient, httpx.AsyncClient, Json]:
    """Two have written differently, the server has merged; gives the question."""
    one, other = await world.phone(BI_THU), await world.phone(THU_KY)
    await exchange(one, docs=[minutes(BI_THU, place="Trường Nà Đon", matter="Làm đường vào bản.")])
    await exchange(other, docs=[minutes(THU_KY, place="Nhà văn hóa", matter="Làm đường vào bản.")])
    await world.site.parts.merger.catch_up()
    [asked] = [doc for doc in (await exchange(one))["changes"] if doc["kind"] == "conflict"]
    return one, other, asked


def ulid(number: int) -> str:
    return f"01JANSWER{number:017}"


def an_answer(asked: Json, number: int = 1, **changes: Any) -> Json:
    choices = {"0": {"take": "value", "value": 1}}
    return {"id": ulid(number), "unit": NA_DON, "question": asked["_id"], "choices": choices, "device": DEVICE,
            "at": "2026-11-22T20:00:00+07:00", **changes}  # fmt: skip


async def standing(world: Running) -> Json:
    [leaf] = [leaf for leaf in await world.store.leaves(workspace(NA_DON), ID) if not leaf.get("_deleted")]
    return leaf


async def kept(world: Running) -> list[Any]:
    found = await world.store.range("inbox", "refused:", "refused;")
    return [json.loads(one["document_json"]) for one in found]


async def test_an_answer_goes_up_and_what_stands_comes_down_in_the_same_exchange(world: Running) -> None:
    one, other, asked = await two_phones(world)
    told = await exchange(one, answers=[an_answer(asked)])
    wanted = asked["fields"][0]["values"][1]["value"]
    paper = await standing(world)
    assert told["answered"] == [{"id": ulid(1), "ok": True, "rev": paper["_rev"]}]
    assert paper["answers"]["place"] == wanted and paper["device"] == DEVICE and paper["author"] == BI_THU
    for client in (one, other):
        came = {doc["_id"]: doc for doc in (await exchange(client))["changes"] if not doc.get("_deleted")}
        assert came[ID]["answers"]["place"] == wanted and came[asked["_id"]]["state"] == "answered"
    assert came[asked["_id"]]["given"][0]["at"] == "2026-11-22T20:00:00+07:00"


async def test_the_names_come_of_those_whose_words_stand_beside_each_other(world: Running) -> None:
    one, _, _ = await two_phones(world)
    assert (await exchange(one))["names"] == {BI_THU: "Lò Văn Panh", THU_KY: "Lò Thị Ính"}
    assert "names" not in await exchange(await world.phone(OTHER))


async def test_an_answer_that_comes_again_is_told_as_done_and_changes_nothing(world: Running) -> None:
    one, _, asked = await two_phones(world)
    first = await exchange(one, answers=[an_answer(asked)])
    before = await standing(world)
    again = await exchange(one, answers=[an_answer(asked)])
    same_words = await exchange(one, answers=[an_answer(asked, 2)])
    assert again["answered"] == first["answered"]
    assert same_words["answered"] == [{"id": ulid(2), "ok": True, "rev": before["_rev"]}]
    assert await standing(world) == before and await kept(world) == []


async def test_who_was_slower_is_told_and_his_words_are_kept(world: Running) -> None:
    one, other, asked = await two_phones(world)
    await exchange(one, answers=[an_answer(asked)])
    late = an_answer(asked, 2, choices={"0": {"take": "own", "own": "Nhà ông trưởng bản"}})
    [told] = (await exchange(other, answers=[late]))["answered"]
    assert not told["ok"] and told["error"]["code"] == "conflict"
    assert await kept(world) == [late]


async def test_an_own_text_is_taken_as_it_was_written(world: Running) -> None:
    one, _, asked = await two_phones(world)
    await exchange(one, answers=[an_answer(asked, choices={"0": {"take": "own", "own": "Nhà ông trưởng bản"}})])
    assert (await standing(world))["answers"]["place"] == "Nhà ông trưởng bản"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": "x"}, "bad_request"),
        ({"unit": "../inbox"}, "bad_request"),
        ({"unit": "khong-co"}, "not_found"),
        ({"question": "conflict:minutes:x"}, "not_found"),
        ({"question": ID}, "not_found"),
        ({"question": "conflict:\ud800"}, "bad_request"),
        ({"choices": []}, "bad_request"),
        ({"choices": {"0": {"take": "value"}}}, "bad_request"),
        ({"choices": {"-1": {"take": "both"}}}, "bad_request"),
        ({"choices": {"7": {"take": "both"}}}, "answers_invalid"),
        ({"choices": {"0": {"take": "own", "own": "a\u0000b"}}}, "text_malformed"),
        ({"device": None}, "bad_request"),
    ],
)
async def test_a_bad_answer_is_refused_by_itself_and_kept(world: Running, changes: Json, code: str) -> None:
    one, _, asked = await two_phones(world)
    before, bad = await standing(world), an_answer(asked, **changes)
    told = await exchange(one, answers=[bad], docs=[minutes(BI_THU, place="Trường Nà Đon", matter="Làm đường vào bản.")])
    assert told["status"] == 200 and told["results"][0]["ok"]
    assert [(answer["ok"], answer["error"]["code"]) for answer in told["answered"]] == [(False, code)]
    assert await kept(world) == [bad] and await standing(world) == before


async def test_somebody_of_another_cell_learns_nothing_of_a_question(world: Running) -> None:
    _, _, asked = await two_phones(world)
    stranger = await world.phone(OTHER)
    [told] = (await exchange(stranger, answers=[an_answer(asked)]))["answered"]
    assert told["error"]["code"] == "not_found"


async def test_too_many_at_once_are_refused_whole(world: Running) -> None:
    one = await world.phone(BI_THU)
    assert (await exchange(one, answers=[{}] * 51))["status"] == 413
    assert (await exchange(one, undo=[{}] * 51))["status"] == 413
    assert (await exchange(one, answers={}))["status"] == 400
    assert await kept(world) == []


async def test_a_merge_is_taken_back_once(world: Running) -> None:
    one, other = await world.phone(BI_THU), await world.phone(THU_KY)
    base = minutes(BI_THU, place="Trường Nà Đon")
    await exchange(one, docs=[base])
    mine = minutes(BI_THU, base, place="Trường Nà Đon", matter="Làm đường.")
    theirs = minutes(THU_KY, base, place="Nhà văn hóa")
    await exchange(one, docs=[mine])
    await exchange(other, docs=[theirs])
    await world.site.parts.merger.catch_up()
    merged = await standing(world)
    assert merged["device"] == "merge" and merged["answers"] == {"place": "Nhà văn hóa", "matter": "Làm đường."}
    wish = {"id": ulid(1), "unit": NA_DON, "paper": ID, "rev": merged["_rev"], "to": mine["_rev"], "device": DEVICE, "at": ""}
    first = await exchange(one, undo=[wish])
    paper = await standing(world)
    assert first["answered"] == [{"id": ulid(1), "ok": True, "rev": paper["_rev"]}]
    assert paper["answers"] == mine["answers"] and paper["device"] == DEVICE
    assert (await exchange(one, undo=[wish]))["answered"] == first["answered"]
    assert await standing(world) == paper
    [refused] = (await exchange(other, undo=[{**wish, "to": theirs["_rev"]}]))["answered"]
    assert refused["error"]["code"] == "conflict"
