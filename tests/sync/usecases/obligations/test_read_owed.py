"""What is owed and how it stands, as an office sees it, and that the year's pages say the same as the records."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sync.domain.documents import workspace
from sync.domain.errors import Refusal
from sync.domain.obligations.exceptions import Exemption
from sync.ports import Write
from sync.rules.catalogue import Rules
from tests.support.proofs.receipts import a_receipt
from tests.support.world import BINH_LU, NA_DON
from tests.sync.usecases.obligations.settled import DAY, World, a_world

RULES = Rules.load().every("directive-824")
NOVEMBER = "obligation:regular_minutes:2026-11"


@pytest.fixture
async def world() -> World:
    return await a_world()


async def send(world: World, received_at: str, held_on: str = "2026-11-03", **more: Any) -> None:
    id, db = "minutes:2026-11:regular:1", workspace(NA_DON)
    paper = {"_id": id, "kind": "minutes", "unit": NA_DON, "state": "sent", "done_at": "2026-11-04T20:00:00+07:00",
             "answers": {"date": held_on}}  # fmt: skip
    [written] = await world.store.write(db, [Write(paper, mode="edit")])
    receipt = a_receipt(NA_DON, (id, written.rev), received_at=received_at, **more)
    await world.store.write(db, [Write(receipt, mode="edit")])


async def standing(world: World, id: str = NOVEMBER) -> tuple[str, str]:
    rows = await world.owed.of_unit(await world.person("binh-lu-dang-uy"), NA_DON)
    [one] = [one for one in rows if one.obligation.id == id]
    return one.standing.status, one.standing.due_at[:10]


@pytest.mark.parametrize("made", [True, False])
async def test_a_month_stands_as_its_receipt_says(world: World, made: bool) -> None:
    if made:
        await world.make(DAY)
    assert await standing(world) == ("due", "2026-11-30")
    await send(world, "2026-11-09T10:00:00+07:00")
    assert await standing(world) == ("done_late", "2026-11-05")


async def test_a_meeting_reported_without_its_plan_is_not_asked_for_it_for_ever(world: World) -> None:
    registration = "obligation:meeting_registration:2026-11"
    officer = await world.person("binh-lu-dang-uy")

    async def told() -> list[str | None]:
        rows = await world.owed.of_unit(officer, NA_DON)
        return [one.standing.overtaken_by for one in rows if one.obligation.id == registration]

    assert await told() == [None]
    await send(world, "2026-11-09T10:00:00+07:00")
    assert await told() == []
    registration = "obligation:meeting_registration:2026-12"
    assert await told() == [None]


async def test_what_was_signed_in_time_on_a_phone_whose_clock_is_known_is_late_by_the_network(world: World) -> None:
    await send(world, "2026-11-09T10:00:00+07:00", drift_ms=60_000)
    assert await standing(world) == ("late_by_network", "2026-11-05")


async def test_a_phone_whose_clock_was_days_behind_gains_nothing(world: World) -> None:
    await send(world, "2026-11-09T10:00:00+07:00", drift_ms=3 * 86_400_000)
    assert await standing(world) == ("done_late", "2026-11-05")


async def test_the_commune_sees_what_all_its_cells_owe_and_a_cell_only_its_own(world: World) -> None:
    officer, secretary = await world.person("binh-lu-dang-uy"), await world.person("na-don-bi-thu")
    rows, complete = await world.owed.below(officer, BINH_LU)
    assert complete and {one.unit_name for one in rows} == {"Đảng ủy xã Bình Lư", "Chi bộ bản Nà Đon", "Chi bộ bản Pa Pe"}
    assert [one.standing.due_at for one in rows] == sorted(one.standing.due_at for one in rows)
    assert {one.unit for one in (await world.owed.below(secretary, NA_DON))[0]} == {NA_DON}
    with pytest.raises(Refusal) as refused:
        await world.owed.below(secretary, BINH_LU)
    assert refused.value.problem.code == "forbidden"


async def test_a_waived_month_and_an_exempt_one_are_no_longer_owed(world: World) -> None:
    person = await world.person()
    await world.make(DAY)
    await world.settle.waive(person, NA_DON, NOVEMBER, "mất điện")
    await world.settle.exempt(person, Exemption(NA_DON, date(2027, 2, 1), date(2027, 2, 28), "lũ"))
    world.clock.move(days=20)
    assert await standing(world) == ("waived", "2026-11-30")
    assert (await standing(world, "obligation:regular_minutes:2027-02"))[0] == "exempt"
