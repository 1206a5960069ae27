"""Accounts and roles: made, given, ended, handed over; who may, and that half a change is none."""

from __future__ import annotations

from datetime import date

import pytest

from sync.domain.accounts import Grant, Person, account_id
from sync.domain.errors import Refusal
from sync.domain.people_changes import NewPerson, free_username, username_of
from sync.domain.unit_changes import NotPossible
from sync.ports import Json
from sync.stores.memory import MemoryStore
from sync.usecases.administration.people import AdministerPeople
from sync.usecases.log_in import LogIn
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.passwords import PlainPasswords
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE, PASSWORD, make_world

TODAY, DAY = date(2026, 11, 23), date(2026, 12, 1)
HELD = Grant("secretary", NA_DON, date(2020, 1, 1))
MAI = NewPerson("lo-thi-mai", "Lò Thị Mai")


def holder(role: str, unit: str, username: str = "ai-do") -> Person:
    return Person(username, "Ai Đó", (Grant(role, unit, date(2020, 1, 1)),))


PROVINCE, COMMUNE = holder("administrator", LAI_CHAU, "quan-tri"), holder("administrator", BINH_LU)


class World:
    def __init__(self) -> None:
        self.store, self.passwords = MemoryStore(), PlainPasswords()
        self.log_in = LogIn(self.store, self.passwords)

    async def made(self) -> AdministerPeople:
        directory = await make_world(self.store, self.passwords)
        return AdministerPeople(self.store, directory, self.passwords, FixedClock("2026-11-23T10:00:00+07:00"), CountingIds())

    async def account(self, username: str) -> Json | None:
        return await self.store.read("accounts", account_id(username))

    async def roles(self, username: str) -> list[tuple[str, str, str, str | None]]:
        account = await self.account(username)
        return [(row["role"], row["unit"], row["from"], row["to"]) for row in account["roles"]] if account else []


def codes(refused: pytest.ExceptionInfo[NotPossible]) -> list[str]:
    return [one.code for one in refused.value.wrongs]


def test_a_user_name_is_the_name_without_marks() -> None:
    assert username_of("  Lò Văn  Đính ") == "lo-van-dinh"
    assert free_username("Lò Văn Đính", {"lo-van-dinh", "lo-van-dinh-2"}) == "lo-van-dinh-3"
    assert username_of("???") == ""


async def test_a_new_person_logs_in_with_the_password_told_once() -> None:
    world = World()
    told = await (await world.made()).create(COMMUNE, MAI, Grant("secretary", PA_PE, TODAY))
    assert (await world.log_in(MAI.username, told.password)).name == "Lò Thị Mai"
    assert told.password not in str(await world.account(MAI.username))


async def test_two_passwords_are_never_the_same() -> None:
    it = await World().made()
    first, second = [await it.reset_password(PROVINCE, "na-don-bi-thu") for _ in range(2)]
    assert first.password != second.password and len(first.password) == 14


async def test_every_problem_of_a_new_person_is_told_and_nobody_is_made() -> None:
    world = World()
    it = await world.made()
    with pytest.raises(NotPossible) as refused:
        await it.create(COMMUNE, NewPerson("X Y", " ", "abc"), Grant("secretary", BINH_LU, DAY, TODAY))
    assert codes(refused) == ["required", "username_malformed", "phone_malformed", "role_not_in_type", "ends_before_it_begins"]
    with pytest.raises(NotPossible) as refused:
        await it.create(COMMUNE, NewPerson("na-don-bi-thu", "Người khác"), Grant("secretary", PA_PE, TODAY))
    assert codes(refused) == ["username_taken"]


async def test_a_role_is_given_once_for_one_time() -> None:
    world = World()
    it = await world.made()
    await it.give(COMMUNE, "na-don-bi-thu", Grant("assessor", NA_DON, TODAY, DAY))
    with pytest.raises(NotPossible) as refused:
        await it.give(COMMUNE, "na-don-bi-thu", Grant("assessor", NA_DON, DAY))
    assert codes(refused) == ["role_overlaps"]
    assert len(await world.roles("na-don-bi-thu")) == 2


async def test_a_role_ends_with_its_last_day() -> None:
    world = World()
    it = await world.made()
    await it.end(COMMUNE, "na-don-bi-thu", HELD, TODAY)
    assert await world.roles("na-don-bi-thu") == [("secretary", NA_DON, "2020-01-01", "2026-11-23")]
    with pytest.raises(NotPossible) as refused:
        await it.end(COMMUNE, "na-don-bi-thu", HELD, TODAY)
    assert codes(refused) == ["role_not_held"]


async def test_a_cell_is_handed_over_in_one_step() -> None:
    world = World()
    told = await (await world.made()).hand_over(COMMUNE, HELD, "na-don-bi-thu", MAI, DAY)
    assert told is not None and (await world.log_in(MAI.username, told.password)).username == MAI.username
    assert await world.roles("na-don-bi-thu") == [("secretary", NA_DON, "2020-01-01", "2026-11-30")]
    assert await world.roles(MAI.username) == [("secretary", NA_DON, "2026-12-01", None)]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewPerson("pa-pe-bi-thu", "Người khác"), "username_taken"),
        (NewPerson("?", "x"), "username_malformed"),
        ("na-don-bi-thu", "same_person"),
    ],
)
async def test_half_a_handover_is_none(new: str | NewPerson, code: str) -> None:
    world = World()
    it = await world.made()
    with pytest.raises(NotPossible) as refused:
        await it.hand_over(COMMUNE, HELD, "na-don-bi-thu", new, DAY)
    assert codes(refused) == [code]
    assert await world.roles("na-don-bi-thu") == [("secretary", NA_DON, "2020-01-01", None)]


async def test_a_deactivated_account_has_no_roles_and_no_password() -> None:
    world = World()
    it = await world.made()
    await it.deactivate(COMMUNE, "na-don-bi-thu")
    assert await world.roles("na-don-bi-thu") == [("secretary", NA_DON, "2020-01-01", "2026-11-22")]
    with pytest.raises(Refusal, match="credentials_wrong"):
        await world.log_in("na-don-bi-thu", PASSWORD)


async def test_an_administrator_does_not_shut_himself_out() -> None:
    it = await World().made()
    with pytest.raises(NotPossible, match="own_administration"):
        await it.deactivate(PROVINCE, "quan-tri")
    with pytest.raises(NotPossible, match="own_administration"):
        await it.end(PROVINCE, "quan-tri", PROVINCE.grants[0], TODAY)


async def test_nobody_gets_at_the_account_of_somebody_above_him() -> None:
    world = World()
    it = await world.made()
    await it.give(COMMUNE, "quan-tri", Grant("commune_officer", BINH_LU, TODAY))
    for change in (it.reset_password, it.deactivate):
        with pytest.raises(Refusal, match="forbidden"):
            await change(COMMUNE, "quan-tri")


@pytest.mark.parametrize("role", ["secretary", "commune_leader", "organisation_board", "standing_board", "observer"])
async def test_only_administrators_change_people(role: str) -> None:
    it = await World().made()
    who = holder(role, NA_DON if role == "secretary" else LAI_CHAU)
    for change in (
        it.create(who, MAI, Grant("secretary", NA_DON, TODAY)), it.give(who, "na-don-bi-thu", Grant("assessor", NA_DON, TODAY)),
        it.end(who, "na-don-bi-thu", HELD, TODAY), it.hand_over(who, HELD, "na-don-bi-thu", MAI, DAY),
        it.reset_password(who, "na-don-bi-thu"), it.deactivate(who, "na-don-bi-thu"), it.visible(who),
    ):  # fmt: skip
        with pytest.raises(Refusal, match="forbidden"):
            await change


async def test_an_own_password_is_long_enough_and_typed_twice() -> None:
    world = World()
    it = await world.made()
    with pytest.raises(NotPossible) as refused:
        await it.change_own_password(holder("secretary", NA_DON, "na-don-bi-thu"), "ngan", "khac")
    assert codes(refused) == ["password_short", "password_differs"]
    await it.change_own_password(holder("secretary", NA_DON, "na-don-bi-thu"), "mot-mat-khau-moi", "mot-mat-khau-moi")
    assert (await world.log_in("na-don-bi-thu", "mot-mat-khau-moi")).username == "na-don-bi-thu"
