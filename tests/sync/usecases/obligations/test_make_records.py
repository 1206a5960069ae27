"""Records are made once, stay as they were made, and are the same whoever makes them."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from sync.domain.documents import workspace
from sync.domain.obligations.exceptions import Override
from sync.domain.obligations.rules import Due
from sync.ports import Write
from sync.usecases.directory import UNITS
from tests.support.world import BINH_LU, NA_DON, PA_PE, a_unit
from tests.sync.usecases.obligations.settled import DAY, World, a_world


@pytest.fixture
async def world() -> World:
    return await a_world()


async def test_each_unit_gets_what_it_owes_in_this_period_and_the_next_two(world: World) -> None:
    made = await world.make(DAY)
    cell, commune = await world.records(NA_DON), await world.records(BINH_LU)
    assert [id for id in cell if ":regular_minutes:" in id] == [
        f"obligation:regular_minutes:{one}" for one in ("2026-11", "2026-12", "2027-01")
    ]
    assert set(commune) == {f"obligation:month_schedule:{one}" for one in ("2026-11", "2026-12", "2027-01")}
    assert made == len(cell) + len(commune) + len(await world.records(PA_PE))
    stored = await world.store.read(workspace(NA_DON), "obligation:regular_minutes:2026-11")
    assert stored is not None and (stored["kind"], stored["unit"], stored["obligation"]["kind"]) == (
        "obligation",
        NA_DON,
        "minutes",
    )


async def test_made_again_nothing_is_written(world: World) -> None:
    await world.make(DAY)
    before = (await world.store.info(workspace(NA_DON))).update_seq
    assert await world.make(DAY) == 0
    assert (await world.store.info(workspace(NA_DON))).update_seq == before


async def test_a_later_rule_or_override_changes_only_what_was_not_made(world: World) -> None:
    await world.make(DAY)
    override = Override(NA_DON, "regular_minutes", date(2026, 11, 1), "mùa gặt", due=Due(0, 15, inclusive=True))
    await world.settle.override(await world.person(), override)
    await world.make(date(2026, 12, 1))
    minutes = {one.period: one.due_at[:10] for one in (await world.records(NA_DON)).values() if one.rule == "regular_minutes"}
    assert minutes == {"2026-11": "2026-11-30", "2026-12": "2026-12-31", "2027-01": "2027-01-31", "2027-02": "2027-02-15"}


async def test_after_a_crash_in_the_middle_the_rest_is_made(world: World) -> None:
    await world.make(DAY)
    whole = await world.records(NA_DON)
    half = await a_world()
    for id, one in list(whole.items())[::2]:
        body = {"_id": id, "kind": "obligation", "unit": NA_DON, "obligation": one.as_json()}
        await half.store.write(workspace(NA_DON), [Write(body, mode="edit")])
    await half.make(DAY)
    assert await half.records(NA_DON) == whole


async def test_two_workers_at_once_make_each_record_once(world: World) -> None:
    counts = await asyncio.gather(world.make(DAY), world.make(DAY))
    units = (NA_DON, PA_PE, BINH_LU)
    assert sum(counts) == sum([len(await world.records(unit)) for unit in units])
    for unit in units:
        for id in await world.records(unit):
            assert len(await world.store.leaves(workspace(unit), id)) == 1


async def test_a_unit_that_has_ended_gets_none_and_a_new_one_gets_its_workspace(world: World) -> None:
    old = a_unit("ban-cu", "Chi bộ bản Cũ", "cell", BINH_LU, valid_to="2026-10-31")
    new = a_unit("ban-moi", "Chi bộ bản Mới", "cell", BINH_LU, cell_type="village")
    await world.store.write(UNITS, [Write(old, mode="edit"), Write(new, mode="edit")])
    await world.make(DAY)
    assert workspace("ban-cu") not in await world.store.databases()
    assert (await world.records("ban-moi")).keys() == (await world.records(NA_DON)).keys()
