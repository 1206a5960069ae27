"""Passwords as argon2id."""

from __future__ import annotations

from argon2 import PasswordHasher as Argon2

from server.security.passwords import Argon2Passwords


async def test_a_password_fits_its_own_hash_and_no_other() -> None:
    passwords = Argon2Passwords()
    hashed = await passwords.hash("mật khẩu dài")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.verify("mật khẩu dài", hashed)
    assert not await passwords.verify("mật khẩu dai", hashed)
    assert not passwords.outdated(hashed)


async def test_nonsense_is_wrong_and_raises_nothing() -> None:
    passwords = Argon2Passwords()
    for hashed in ("", "plain", "$argon2id$v=19$m=1$", "\ud800"):
        assert not await passwords.verify("x", hashed)
        assert not passwords.outdated(hashed)
    assert not await passwords.verify("\ud800", await passwords.hash("y"))


def test_a_hash_with_weaker_parameters_is_outdated() -> None:
    weak = Argon2(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("x")
    assert Argon2Passwords().outdated(weak)
