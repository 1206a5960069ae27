"""A server that is killed in the middle of an answer, or of taking a merge back: the phone asks again, and everything is as if nothing had
happened, whether the paper was looked at by the merger in between or not."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from sync.merging.questions import Choice
from sync.usecases.merging.answer_question import Given
from tests.support.couch.killed_store import Killed, KilledStore
from tests.support.world import NA_DON, make_world
from tests.sync.merging.papers import BI_THU, THU_KY, Json, minutes, paper
from tests.sync.merging.server import ID, Server
from tests.sync.usecases.merging.test_answer_question import MEETING, World, place_of, two_drafts

GIVEN = Given(id="01JANSWER00000000000000001", device="01JMAY1")
MOST_WRITES = 8
Act = Callable[[], Awaitable[str]]
Scene = Callable[[World], Awaitable[tuple[str, Act]]]


async def act(world: World, asked: Json, choices: dict[int, Choice]) -> Act:
    person = await world.directory.person(BI_THU)
    return lambda: world.use(person, NA_DON, asked["_id"], choices, GIVEN)


def drafts(chosen: int) -> Scene:
    async def scene(world: World) -> tuple[str, Act]:
        await two_drafts(world)
        [asked] = await world.open()
        return ID, await act(world, asked, place_of(asked, chosen) if chosen else {0: Choice("own", own=20)})

    return scene


def taken_back(given: bool) -> Scene:
    async def scene(world: World) -> tuple[str, Act]:
        _, _, other = await two_drafts(world)
        [merged] = await world.server.live()
        return ID, lambda: world.undo(merged["_rev"], other["_rev"] if given else "")

    return scene


def signed_twice(picked: str) -> Scene:
    async def scene(world: World) -> tuple[str, Act]:
        [complete, *_] = json.loads(Path("tests/fixtures/forms/minutes/cases.json").read_text("utf-8"))["cases"]
        one = minutes({**complete["answers"], "place": "Trường Nà Đon"}, state="sent", version=1)
        other = minutes({**complete["answers"], "conclusion": "Chưa nhất trí."}, state="sent", version=1, author=THU_KY)
        await world.server.take(one, other)
        await world.server.settle()
        [asked] = await world.open()
        revs = {"o": one["_rev"], "t": other["_rev"]}
        return ID, await act(world, asked, {
            place: Choice("value", [value["rev"] for value in field["values"]].index(revs[picked[place]]))
            for place, field in enumerate(asked["fields"])
        })  # fmt: skip

    return scene


def beside_sent(value: int) -> Scene:
    async def scene(world: World) -> tuple[str, Act]:
        base = paper("meeting", "2026-11:regular:1", MEETING)
        sent = paper("meeting", "2026-11:regular:1", {**MEETING, "place": "Nhà văn hóa Nà Đon"}, base, state="sent")
        draft = paper("meeting", "2026-11:regular:1", {**MEETING, "start_time": "20:00"}, base, author=THU_KY)
        await world.server.take(base, sent, draft)
        await world.server.settle(base["_id"])
        [asked] = await world.open()
        return base["_id"], await act(world, asked, {0: Choice("value", value)})

    return scene


SCENES = {
    "the first of two drafts": drafts(13), "the second": drafts(14), "what was never written": drafts(0),
    "a merge taken back": taken_back(False), "a merge taken back to one": taken_back(True),
    "signed twice, the first": signed_twice("oo"), "the other": signed_twice("tt"), "something of both": signed_twice("ot"),
    "what was sent stands": beside_sent(0), "the draft beside it": beside_sent(1),
}  # fmt: skip


async def a_world(scene: Scene) -> tuple[World, str, Act]:
    server = Server(store=KilledStore())
    world = World(server, await make_world(server.store))
    return world, *(await scene(world))


async def outcome(world: World, id: str) -> object:
    return await world.server.live(id), [{**one, "_rev": ""} for one in await world.server.questions()]


@pytest.mark.parametrize("writes", range(MOST_WRITES))
@pytest.mark.parametrize("looked", [True, False], ids=["merger looks", "nobody looks"])
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
async def test_asked_again_after_a_crash_it_is_as_if_nothing_had_happened(scene: Scene, looked: bool, writes: int) -> None:
    whole, id, do = await a_world(scene)
    rev = await do()
    assert await do() == rev, "the same again, when its answer was lost"
    await whole.server.settle(id)
    world, _, again = await a_world(scene)
    store = world.server.store
    assert isinstance(store, KilledStore)
    store.left = writes
    try:
        await again()
        assert writes > 2
    except Killed:
        assert writes < MOST_WRITES - 1, "more writes than are tried here"
    store.left = None
    if looked:
        await world.server.settle(id)
    assert await again() == rev
    await world.server.settle(id)
    assert await outcome(world, id) == await outcome(whole, id)
