"""Passwords as argon2id (RFC 9106; parameters: OWASP Password Storage Cheat Sheet, 19 MiB, two passes, one lane).

At most two are computed at a time and never on the event loop: a burst of log-ins must not take the server's memory, nor
hold up the phones that are sending papers.
"""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher as Argon2
from argon2 import Type
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2


class Argon2Passwords:
    """Implements `sync.ports.PasswordHasher`."""

    def __init__(self) -> None:
        self._argon2 = Argon2(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._argon2.hash, _bytes(password))

    async def verify(self, password: str, hashed: str) -> bool:
        """False also for a hash that cannot be read."""
        async with self._turns:
            return await asyncio.to_thread(self._verify, password, hashed)

    def outdated(self, hashed: str) -> bool:
        try:
            return self._argon2.check_needs_rehash(hashed)
        except (InvalidHashError, UnicodeError):
            return False

    def _verify(self, password: str, hashed: str) -> bool:
        try:
            return self._argon2.verify(hashed, _bytes(password))
        except (VerificationError, InvalidHashError, UnicodeError):
            return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
