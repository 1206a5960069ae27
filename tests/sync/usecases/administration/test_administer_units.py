"""Units changed through the store: who may, and that a failure leaves nothing behind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

import pytest

from sync.domain.accounts import Grant, Person
from sync.domain.documents import workspace
from sync.domain.errors import Refusal
from sync.domain.unit_changes import NewUnit, NotPossible
from sync.ports import Json, Write, Written
from sync.stores.memory import MemoryStore
from sync.usecases.administration.units import AdministerUnits
from tests.support.clock import FixedClock
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE, make_world

DAY = date(2026, 12, 1)
NEW = NewUnit("chi-bo-moi", "Chi bộ Mới", "cell", "village")
Change = Callable[[AdministerUnits, Person], Awaitable[None]]
CHANGES: dict[str, Change] = {
    "create": lambda it, who: it.create(who, NEW, BINH_LU, DAY),
    "rename": lambda it, who: it.rename(who, NA_DON, "Tên mới", DAY),
    "move": lambda it, who: it.move(who, NA_DON, LAI_CHAU, DAY),
    "close": lambda it, who: it.close(who, NA_DON, DAY),
    "merge": lambda it, who: it.merge(who, (NA_DON, PA_PE), NEW, BINH_LU, DAY),
    "merge into one that stays": lambda it, who: it.merge(who, (NA_DON, PA_PE), NA_DON, None, DAY),
    "split": lambda it, who: it.split(who, NA_DON, (NEW,), DAY, goes_on=True),
}


def holder(role: str, unit: str) -> Person:
    return Person("ai-do", "Ai Đó", (Grant(role, unit, date(2020, 1, 1)),))


ADMINISTRATOR = holder("administrator", LAI_CHAU)


class OneUnitChangesMeanwhile(MemoryStore):
    """Somebody else writes the named unit between our reading and our writing."""

    meanwhile = ""

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        id, self.meanwhile = self.meanwhile, ""
        if id and db == "units":
            present = await self.read("units", f"unit:{id}")
            assert present is not None
            await super().write("units", [Write(present | {"contact": {"name": "khác", "phone": ""}}, mode="edit")])
        return await super().write(db, writes)


async def units_in(store: MemoryStore) -> dict[str, Json]:
    """Every unit as it reads, without revisions."""
    rows = await store.range("units", "unit:", "unit;")
    return {row["unit"]: {name: value for name, value in row.items() if name != "_rev"} for row in rows}


async def administer(store: MemoryStore) -> AdministerUnits:
    return AdministerUnits(store, await make_world(store), FixedClock("2026-11-23T10:00:00+07:00"))


@pytest.mark.parametrize("what", CHANGES)
async def test_an_administrator_above_changes_the_tree(what: str) -> None:
    store = MemoryStore()
    it, before = await administer(store), await units_in(store)
    await CHANGES[what](it, ADMINISTRATOR)
    assert await units_in(store) != before


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize(
    "who",
    [holder("administrator", PA_PE), holder("commune_leader", BINH_LU), holder("secretary", NA_DON), holder("organisation_board", LAI_CHAU),
     holder("standing_board", LAI_CHAU), Person("khong", "Không", ()),
     Person("cu", "Cũ", (Grant("administrator", LAI_CHAU, date(2020, 1, 1), date(2026, 11, 22)),))],
    ids=lambda who: who.grants[0].role if who.grants else "nobody",
)  # fmt: skip
async def test_nobody_else_does(what: str, who: Person) -> None:
    store = MemoryStore()
    it, before = await administer(store), await units_in(store)
    with pytest.raises(Refusal) as refused:
        await CHANGES[what](it, who)
    assert refused.value.problem.code == "forbidden" and await units_in(store) == before


@pytest.mark.parametrize("what", ["move", "close", "merge", "split"])
async def test_nobody_takes_away_the_unit_his_own_role_is_in(what: str) -> None:
    it = await administer(MemoryStore())
    with pytest.raises(Refusal, match="forbidden"):
        await CHANGES[what](it, holder("administrator", NA_DON))


async def test_a_new_unit_has_a_workspace() -> None:
    store = MemoryStore()
    await (await administer(store)).create(ADMINISTRATOR, NEW, BINH_LU, DAY)
    assert workspace(NEW.id) in await store.databases()


async def test_a_unit_that_existed_before_it_was_entered_tells_the_day_it_came() -> None:
    store = MemoryStore()
    it = await administer(store)
    await it.create(ADMINISTRATOR, NEW, BINH_LU, date(2020, 1, 1))
    assert (await units_in(store))[NEW.id]["set_up_on"] == "2026-11-23"
    other = NewUnit("ban-moi-hai", "Chi bộ bản Mới Hai", "cell", "village")
    await it.create(ADMINISTRATOR, other, BINH_LU, date(2026, 11, 23))
    assert "set_up_on" not in (await units_in(store))[other.id]


async def test_what_comes_from_a_merger_goes_on_with_what_is_owed() -> None:
    store = MemoryStore()
    it = await administer(store)
    await it.merge(ADMINISTRATOR, (NA_DON, PA_PE), NEW, BINH_LU, date(2026, 10, 1))
    assert "set_up_on" not in (await units_in(store))[NEW.id]


async def test_papers_stay_under_the_unit_they_were_made_in() -> None:
    store = MemoryStore()
    it = await administer(store)
    await store.write(workspace(PA_PE), [Write({"_id": "minutes:2026-11:regular:1", "kind": "minutes"}, mode="edit")])
    await it.merge(ADMINISTRATOR, (NA_DON, PA_PE), NEW, BINH_LU, DAY)
    assert await store.read(workspace(PA_PE), "minutes:2026-11:regular:1") is not None
    assert await store.index(workspace(NEW.id)) == []


async def test_a_change_that_meets_another_leaves_every_unit_as_it_was() -> None:
    store = OneUnitChangesMeanwhile()
    it, before = await administer(store), await units_in(store)
    store.meanwhile = PA_PE
    with pytest.raises(Refusal, match="conflict"):
        await it.merge(ADMINISTRATOR, (NA_DON, PA_PE), NEW, BINH_LU, DAY)
    after = await units_in(store)
    assert after.pop(PA_PE) == before.pop(PA_PE) | {"contact": {"name": "khác", "phone": ""}}
    assert after == before
    await it.merge(ADMINISTRATOR, (NA_DON, PA_PE), NEW, BINH_LU, DAY)
    assert NEW.id in await units_in(store)


async def test_a_refused_change_makes_no_workspace() -> None:
    store = MemoryStore()
    it = await administer(store)
    before = await store.databases()
    with pytest.raises(NotPossible):
        await it.split(ADMINISTRATOR, NA_DON, (NEW, NewUnit(PA_PE, "x", "cell", "village")), DAY, goes_on=True)
    assert await store.databases() == before
