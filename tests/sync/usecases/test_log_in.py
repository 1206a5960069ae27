"""Credentials checked, old hashes replaced."""

from __future__ import annotations

import hashlib

import pytest

from sync.domain.errors import Refusal
from sync.ports import Write
from sync.stores.memory import MemoryStore
from sync.usecases.directory import ACCOUNTS
from sync.usecases.log_in import LONGEST_PASSWORD, LogIn
from tests.support.passwords import PlainPasswords
from tests.support.world import PASSWORD, make_world


async def test_the_right_password_gives_the_person_with_his_roles() -> None:
    store, passwords = MemoryStore(), PlainPasswords()
    await make_world(store, passwords)
    person = await LogIn(store, passwords)("na-don-bi-thu", PASSWORD)
    assert person.name == "Lò Văn Panh"
    assert [(grant.role, grant.unit) for grant in person.grants] == [("secretary", "chi-bo-ban-na-don")]


@pytest.mark.parametrize(
    ("username", "password"),
    [("na-don-bi-thu", "wrong"), ("na-don-bi-thu", ""), ("nobody", PASSWORD), ("", ""), ("Ủy", PASSWORD), ("a/../b", PASSWORD),
     ("na-don-bi-thu", "x" * (LONGEST_PASSWORD + 1)), ("na-don-bi-thu", "\ud800")],
)  # fmt: skip
async def test_whatever_is_wrong_the_refusal_is_the_same(username: str, password: str) -> None:
    store, passwords = MemoryStore(), PlainPasswords()
    await make_world(store, passwords)
    with pytest.raises(Refusal) as caught:
        await LogIn(store, passwords)(username, password)
    assert caught.value.problem.code == "credentials_wrong"


async def test_an_account_without_a_password_lets_nobody_in() -> None:
    store, passwords = MemoryStore(), PlainPasswords()
    await make_world(store)
    for password in ("", PASSWORD, "no account has this password"):
        with pytest.raises(Refusal):
            await LogIn(store, passwords)("na-don-bi-thu", password)


async def test_a_hash_of_an_older_kind_is_replaced_at_log_in_and_only_then() -> None:
    store, passwords = MemoryStore(), PlainPasswords()
    await make_world(store, passwords)
    account = await store.read(ACCOUNTS, "account:quan-tri")
    assert account is not None
    old = "old$" + hashlib.sha256(PASSWORD.encode()).hexdigest()
    await store.write(ACCOUNTS, [Write(account | {"password_hash": old}, mode="edit")])
    log_in = LogIn(store, passwords)
    with pytest.raises(Refusal):
        await log_in("quan-tri", "wrong")
    assert ((await store.read(ACCOUNTS, "account:quan-tri")) or {})["password_hash"] == old
    for _ in range(2):
        await log_in("quan-tri", PASSWORD)
        assert ((await store.read(ACCOUNTS, "account:quan-tri")) or {})["password_hash"].startswith("new$")
