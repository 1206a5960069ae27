"""What a phone is told of its units, and what it is not told of others."""

from __future__ import annotations

from datetime import date

from sync.domain.accounts import Grant, Person
from sync.ports import Write
from sync.rules.catalogue import Rules
from sync.stores.memory import MemoryStore
from sync.usecases.directory import UNITS
from sync.usecases.obligations.deadlines import Deadlines
from sync.usecases.obligations.describe_units import describe_units
from tests.support.world import BINH_LU, NA_DON, PA_PE, a_unit, make_world

TEAM, DAY = "to-du-binh-lu", date(2026, 11, 23)


async def told(role: str, unit: str) -> dict[str, object]:
    store = MemoryStore()
    directory = await make_world(store)
    units = (a_unit(TEAM, "Tổ dự số 1", "observer_team", BINH_LU, recipients=["Lưu VT."]), a_unit("xa-khac", "Đảng ủy xã khác", "commune", "lai-chau"),
             a_unit("ban-khac", "Chi bộ bản khác", "cell", "xa-khac"))  # fmt: skip
    await store.write(UNITS, [Write(one, mode="edit") for one in units])
    person = Person("nguoi-du", "Người dự", (Grant(role, unit, date(2020, 1, 1)),))
    [one] = await describe_units(person, await directory.units(), DAY, Deadlines(store, directory, Rules.load()))
    return one


async def test_an_observer_is_told_the_names_of_the_cells_of_his_committee() -> None:
    names = {NA_DON: "Chi bộ bản Nà Đon", PA_PE: "Chi bộ bản Pa Pe"}
    assert (await told("observer", TEAM))["cells"] == names
    assert (await told("team_leader", BINH_LU))["cells"] == names


async def test_recipients_are_told_where_the_unit_has_any() -> None:
    assert "recipients" not in await told("secretary", NA_DON)
    assert (await told("observer", TEAM))["recipients"] == ["Lưu VT."]


async def test_a_cell_is_told_the_names_of_the_cells_beside_it_and_observes_none() -> None:
    said = await told("secretary", NA_DON)
    assert "cells" not in said and said["beside"] == {PA_PE: "Chi bộ bản Pa Pe"}
    assert "beside" not in await told("observer", TEAM)
