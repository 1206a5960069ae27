"""A password hasher for tests: obeys the port, costs nothing, protects nothing."""

from __future__ import annotations

import hashlib


class PlainPasswords:
    """Implements `sync.ports.PasswordHasher`; counts its verifications, and knows the hashes of an older kind."""

    def __init__(self) -> None:
        self.verified = 0

    async def hash(self, password: str) -> str:
        return "new$" + self._digest(password)

    async def verify(self, password: str, hashed: str) -> bool:
        self.verified += 1
        return hashed.partition("$")[2] == self._digest(password)

    def outdated(self, hashed: str) -> bool:
        return not hashed.startswith("new$")

    def _digest(self, password: str) -> str:
        return hashlib.sha256(password.encode("utf-8", "surrogatepass")).hexdigest()
