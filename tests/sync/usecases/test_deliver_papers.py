"""Copies are where they must be and nowhere else: twice, out of order, after a crash, with two workers at once."""

from __future__ import annotations

import asyncio
import random
from datetime import date
from typing import Any

import pytest

from sync.domain.delivery import receivers
from sync.domain.documents import workspace
from sync.domain.errors import Refusal
from sync.domain.lifecycle import record_of
from sync.ports import Write, Written
from sync.stores.memory import MemoryStore
from sync.usecases.deliver_papers import DeliverPapers
from sync.usecases.directory import DELIVERIES, UNITS
from tests.support.clock import FixedClock
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE, a_unit, make_world

Json = dict[str, Any]
TEAM = "to-du-binh-lu"
GUIDE, SHARED = "orientation:01JQ0000000000000000000001", "good_practice:01JQ0000000000000000000002"
ASSIGNED, PLAN, SCHEDULE = "assignment:2026-12", "meeting:2026-12:regular:1", "month_schedule:2026-12"
SHEET = "score_sheet:2026-12:regular:1"
TODAY = date(2026, 11, 23)


class World:
    def __init__(self, store: MemoryStore, deliver: DeliverPapers, directory: Any) -> None:
        self.store, self.deliver, self.directory = store, deliver, directory

    async def put(self, unit: str, id: str, answers: Json, state: str = "sent") -> None:
        present = await self.store.read(workspace(unit), id)
        body = {"_id": id, "kind": id.partition(":")[0], "form": id.partition(":")[0], "version": 1, "unit": unit, "state": state,
                "author": "ai-do", "device": "d", "saved_at": "x", "done_at": "2026-11-20T08:00:00+07:00", "answers": answers}  # fmt: skip
        await self.store.write(workspace(unit), [Write(body | ({"_rev": present["_rev"]} if present else {}), mode="edit")])

    async def copies(self) -> dict[str, dict[str, Json]]:
        """By receiving unit, source unit and id: the paper as told."""
        found: dict[str, dict[str, Json]] = {}
        for unit in (LAI_CHAU, BINH_LU, NA_DON, PA_PE, TEAM):
            for one in await self.store.range(workspace(unit), "copy:", "copy;"):
                found.setdefault(unit, {})[f"{one['source']['unit']}/{one['source']['id']}"] = one["paper"]
        return found


async def a_world(store: MemoryStore) -> World:
    directory = await make_world(store)
    await store.write(UNITS, [Write(a_unit(TEAM, "Tổ dự số 1", "observer_team", BINH_LU), mode="edit")])
    await store.create_database(workspace(TEAM))
    return World(store, DeliverPapers(store, directory, FixedClock("2026-11-23T08:00:00+07:00")), directory)


@pytest.fixture
async def world() -> World:
    return await a_world(MemoryStore())


def assigned(*cells: str) -> Json:
    return {"month": "2026-12", "rows": [{"_id": cell, "username": "nguoi-du", "cell": cell, "meeting": PLAN} for cell in cells]}


async def test_an_orientation_reaches_every_unit_below_and_nobody_beside(world: World) -> None:
    await world.put(BINH_LU, GUIDE, {"title": "Định hướng tháng 12"})
    await world.deliver(BINH_LU, [GUIDE])
    assert {unit: list(told) for unit, told in (await world.copies()).items()} == {
        NA_DON: [f"{BINH_LU}/{GUIDE}"], PA_PE: [f"{BINH_LU}/{GUIDE}"], TEAM: [f"{BINH_LU}/{GUIDE}"],
    }  # fmt: skip


async def test_a_draft_reaches_nobody_and_a_withdrawn_paper_is_taken_away(world: World) -> None:
    await world.put(BINH_LU, GUIDE, {"title": "x"}, "draft")
    await world.deliver(BINH_LU, [GUIDE])
    assert await world.copies() == {}
    await world.put(BINH_LU, SHARED, {"may_share": True})
    await world.deliver(BINH_LU, [SHARED])
    assert NA_DON in await world.copies()
    await world.put(BINH_LU, SHARED, {"may_share": False})
    await world.deliver(BINH_LU, [SHARED])
    assert await world.copies() == {} and await world.store.range(DELIVERIES) == []
    await world.put(BINH_LU, SHARED, {"may_share": True})
    await world.deliver(BINH_LU, [SHARED])
    assert NA_DON in await world.copies()


async def test_a_cell_is_told_its_own_rows_of_an_assignment_and_the_observers_get_its_plan(world: World) -> None:
    await world.put(NA_DON, PLAN, {"date": "2026-12-03"})
    await world.put(PA_PE, PLAN, {"date": "2026-12-05"})
    await world.put(TEAM, ASSIGNED, assigned(NA_DON, PA_PE))
    await world.deliver(TEAM, [ASSIGNED])
    told = await world.copies()
    assert [row["cell"] for row in told[NA_DON][f"{TEAM}/{ASSIGNED}"]["answers"]["rows"]] == [NA_DON]
    assert set(told[TEAM]) == {f"{NA_DON}/{PLAN}", f"{PA_PE}/{PLAN}"}
    await world.put(TEAM, ASSIGNED, assigned(PA_PE))
    await world.deliver(TEAM, [ASSIGNED])
    told = await world.copies()
    assert NA_DON not in told and set(told[TEAM]) == {f"{PA_PE}/{PLAN}"}


async def test_an_assignment_of_the_committee_reaches_its_teams_whole_with_the_plans_of_its_meetings(world: World) -> None:
    await world.put(NA_DON, PLAN, {"date": "2026-12-04"})
    await world.put(BINH_LU, ASSIGNED, assigned(NA_DON, PA_PE))
    await world.deliver(BINH_LU, [ASSIGNED])
    told = await world.copies()
    assert [row["cell"] for row in told[TEAM][f"{BINH_LU}/{ASSIGNED}"]["answers"]["rows"]] == [NA_DON, PA_PE]
    assert LAI_CHAU not in told
    assert f"{NA_DON}/{PLAN}" in told[TEAM] and f"{NA_DON}/{PLAN}" in told[BINH_LU]
    await world.put(TEAM, ASSIGNED, assigned(NA_DON))
    await world.deliver(TEAM, [ASSIGNED])
    assert f"{TEAM}/{ASSIGNED}" not in (await world.copies()).get(BINH_LU, {})


async def test_a_plan_that_moves_reaches_its_observer_anew(world: World) -> None:
    await world.put(TEAM, ASSIGNED, assigned(NA_DON))
    await world.put(NA_DON, PLAN, {"date": "2026-12-03"})
    await world.deliver(NA_DON, [PLAN])
    await world.put(NA_DON, PLAN, {"date": "2026-12-04"})
    await world.deliver(NA_DON, [PLAN])
    assert (await world.copies())[TEAM][f"{NA_DON}/{PLAN}"]["answers"]["date"] == "2026-12-04"


async def test_observers_are_told_how_the_cell_has_rated_the_meeting_and_nothing_else_of_its_sheet(world: World) -> None:
    await world.put(NA_DON, SHEET, {"band": "good", "total": 91, "scores": {"1": {"points": 2}}, "vote_for": 12})
    await world.put(PA_PE, SHEET, {"band": "fair"})
    await world.deliver(NA_DON, [SHEET])
    assert await world.copies() == {}
    await world.put(TEAM, ASSIGNED, assigned(NA_DON))
    await world.deliver(TEAM, [ASSIGNED])
    told = (await world.copies())[TEAM]
    assert {name: paper["answers"] for name, paper in told.items()} == {f"{NA_DON}/{SHEET}": {"band": "good", "total": 91}}


async def test_a_schedule_goes_up_and_to_the_teams_beside(world: World) -> None:
    await world.put(BINH_LU, SCHEDULE, {"month": "2026-12"})
    await world.deliver(BINH_LU, [SCHEDULE])
    assert set(await world.copies()) == {LAI_CHAU, TEAM}


async def test_delivering_again_writes_nothing(world: World) -> None:
    await world.put(BINH_LU, GUIDE, {"title": "x"})
    await world.deliver(BINH_LU, [GUIDE])
    before = [(await world.store.info(db)).update_seq for db in await world.store.databases()]
    await world.deliver(BINH_LU, [GUIDE])
    assert [(await world.store.info(db)).update_seq for db in await world.store.databases()] == before


async def test_two_workers_at_once_give_one_copy_each(world: World) -> None:
    await world.put(BINH_LU, GUIDE, {"title": "x"})
    other = DeliverPapers(world.store, world.directory, FixedClock("2026-11-23T08:00:00+07:00"))
    await asyncio.gather(world.deliver(BINH_LU, [GUIDE]), other(BINH_LU, [GUIDE]))
    leaves = await world.store.leaves(workspace(NA_DON), f"copy:{BINH_LU}:{GUIDE}")
    assert len(leaves) == 1


class Failing(MemoryStore):
    """Fails at the `left`th write that is made while it is `armed`, once."""

    left, armed = -1, False

    async def write(self, db: str, writes: Any) -> list[Written]:
        self.left -= self.armed
        if self.armed and self.left == 0:
            raise Refusal("store_unavailable")
        return await super().write(db, writes)


@pytest.mark.parametrize("left", range(1, 13))
async def test_a_crash_in_the_middle_is_mended_by_the_next_run(left: int) -> None:
    store = Failing()
    world = await a_world(store)
    for share in (True, False):
        await world.put(BINH_LU, SHARED, {"may_share": share})
        store.left, store.armed = left if share else store.left, True
        try:
            await world.deliver(BINH_LU, [SHARED])
        except Refusal:
            await world.deliver(BINH_LU, [SHARED])
        store.armed = False
        assert (set(await world.copies()) == {NA_DON, PA_PE, TEAM}) == share
    assert await world.copies() == {} and await store.range(DELIVERIES) == []


async def test_after_any_sequence_the_copies_are_what_the_last_state_asks_for(world: World) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    sources = {GUIDE: BINH_LU, SHARED: BINH_LU, ASSIGNED: TEAM, SCHEDULE: BINH_LU}
    for _ in range(120):
        id = chance.choice([*sources, PLAN])
        unit = sources.get(id) or chance.choice((NA_DON, PA_PE))
        answers = {"may_share": chance.random() < 0.5, "title": str(chance.random()), "date": "2026-12-03",
                   **assigned(*(cell for cell in (NA_DON, PA_PE) if chance.random() < 0.5))}  # fmt: skip
        if await world.store.read(workspace(unit), id) is None or chance.random() < 0.7:
            await world.put(unit, id, answers)
        if chance.random() < 0.6:
            await world.deliver(unit, [id])
    everything = [(unit, id) for id, unit in sources.items()] + [(NA_DON, PLAN), (PA_PE, PLAN)]
    chance.shuffle(everything)
    for unit, id in everything:
        await world.deliver(unit, [id])
    tree = await world.directory.units()
    wanted: dict[str, dict[str, Json]] = {}
    rows = (await world.store.read(workspace(TEAM), ASSIGNED) or {}).get("answers", {}).get("rows", [])
    for unit, id in everything:
        record = record_of(await world.store.leaves(workspace(unit), id))
        if record is not None:
            assigners = [TEAM] if id == PLAN and any(row["cell"] == unit for row in rows) else []
            for target, paper in receivers(record, unit, tree, TODAY, assigners).items():
                wanted.setdefault(target, {})[f"{unit}/{id}"] = paper
    assert await world.copies() == wanted
