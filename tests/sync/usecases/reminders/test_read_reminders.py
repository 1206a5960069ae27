"""Funnels say how far the reminders of a unit came, to whoever oversees it and to nobody else."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest

from sync.domain.errors import Refusal
from sync.ports import PushAnswer
from sync.usecases.reminders.read_reminders import ReadReminders, ReminderReport
from tests.support.reminders.reminding import World, a_reminding_world
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE

PANH, SANG, HOA = "na-don-bi-thu", "pa-pe-bi-thu", "binh-lu-dang-uy"
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
async def world() -> World:
    """On 20/11 three people are told; Panh opens it and sends, Sáng's push service fails, the note-taker has no phone."""
    world = await a_reminding_world()
    await world.phone(PANH)
    await world.phone(SANG)
    world.sender.answer = lambda to: PushAnswer("accepted", 201) if to.username == PANH else PushAnswer("refused", 400)
    await world.at("2026-11-20T07:30:00+07:00")
    world.clock.to("2026-11-20T09:00:00+07:00")
    await world.tell(PANH, "opened", f"reminder:{PANH}:2026-11-20:1")
    await world.send_paper(NA_DON, "meeting:2026-12:regular:1")
    await world.now()
    return world


async def report(world: World, who: str, unit: str, first: date = FIRST, last: date = LAST) -> ReminderReport:
    person = await world.directory.person(who)
    assert person is not None
    return await ReadReminders(world.store, world.directory, world.clock)(person, unit, first, last)


async def test_each_number_is_part_of_the_one_before(world: World) -> None:
    told = await report(world, HOA, BINH_LU)
    assert asdict(told.total) == {
        "planned": 3, "no_phone": 1, "sent": 2, "accepted": 1, "shown": 1, "opened": 1, "followed": 2,
    }  # fmt: skip
    assert [(one.unit, one.funnel.planned, one.funnel.opened) for one in told.units] == [(NA_DON, 2, 1), (PA_PE, 1, 0)]
    assert told.units[0].last == "2026-11-20T07:30:00.000+07:00" and told.units[0].last_shown == "2026-11-20T09:00:00.000+07:00"
    assert told.units[1].last == "" and told.units[0].people == {PANH, "na-don-thu-ky"}


async def test_a_unit_far_above_sees_the_same_and_another_period_nothing(world: World) -> None:
    assert (await report(world, "quan-tri", LAI_CHAU)).total == (await report(world, HOA, BINH_LU)).total
    assert (await report(world, HOA, BINH_LU, date(2026, 12, 1), date(2026, 12, 31))).total.planned == 0
    assert (await report(world, HOA, NA_DON)).total.planned == 2


@pytest.mark.parametrize(("who", "unit"), [(PANH, NA_DON), (HOA, LAI_CHAU), (HOA, "nowhere"), (SANG, BINH_LU)])
async def test_who_does_not_oversee_it_is_told_of_no_such_unit(world: World, who: str, unit: str) -> None:
    with pytest.raises(Refusal) as refused:
        await report(world, who, unit)
    assert refused.value.problem.code == "not_found"
