"""Ids made from Vietnamese names, and two people who open the one set-up link together."""

from __future__ import annotations

import asyncio

import pytest

from sync.domain.errors import Refusal
from sync.stores.memory import MemoryStore
from sync.usecases.directory import ACCOUNTS, Directory
from sync.usecases.set_up import FirstAdministrator, SetUp, unit_id_of
from tests.support.clock import FixedClock
from tests.support.couch.killed_store import Killed, KilledStore
from tests.support.ids import CountingIds
from tests.support.passwords import PlainPasswords


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Đảng bộ xã Bình Lư", "dang-bo-xa-binh-lu"),
        ("  Đảng ủy   TT. Tam Đường ", "dang-uy-tt-tam-duong"),
        ("Ð 100%", "100"),
        ("Ủy ban" + " dài" * 40, ("uy-ban" + "-dai" * 40)[:60].rstrip("-")),
        ("!!!", ""),
    ],
)
def test_a_unit_id_is_readable_and_within_its_rules(name: str, id: str) -> None:
    assert unit_id_of(name) == id


async def test_of_two_who_use_the_link_at_once_one_is_refused() -> None:
    store = MemoryStore()
    await Directory(store).prepare()
    set_up = SetUp(store, PlainPasswords(), FixedClock("2026-11-23T10:00:00+07:00"), CountingIds())
    token = await set_up.make_link_token()
    assert token is not None
    asked = [FirstAdministrator("A", f"person-{number}", "mot-mat-khau-dai", "Xã", "commune") for number in range(2)]
    ends = await asyncio.gather(*(set_up(token, one) for one in asked), return_exceptions=True)
    assert sorted(isinstance(end, Refusal) for end in ends) == [False, True]
    assert len(await store.range(ACCOUNTS, "account:", "account;")) == 1


@pytest.mark.parametrize("writes", range(5))
async def test_a_crash_leaves_no_second_unit_at_the_top(writes: int) -> None:
    store = KilledStore()
    await Directory(store).prepare()
    set_up = SetUp(store, PlainPasswords(), FixedClock("2026-11-23T10:00:00+07:00"), CountingIds())
    token = await set_up.make_link_token()
    store.left = writes
    try:
        await set_up(str(token), FirstAdministrator("A", "nguoi-a", "mot-mat-khau-dai", "Xã Bình Lu", "commune"))
        assert writes == 4
    except Killed:
        store.left = None
        token = await set_up.make_link_token()
        await set_up(str(token), FirstAdministrator("A", "nguoi-a", "mot-mat-khau-dai", "Xã Bình Lư Mới", "commune"))
    [unit] = await store.range("units", "unit:", "unit;")
    [account] = await store.range(ACCOUNTS, "account:", "account;")
    assert [role["unit"] for role in account["roles"]] == [unit["unit"]]
