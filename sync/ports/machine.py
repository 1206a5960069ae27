"""What the product takes from the machine it runs on: the time, chance, keys."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, in Asia/Ho_Chi_Minh."""
        ...


class IdSource(Protocol):
    def token(self) -> str:
        """256 random bits, base64url without padding (43 characters)."""
        ...

    def ulid(self) -> str: ...


class Signer(Protocol):
    """Signs receipts (Ed25519, RFC 8032)."""

    @property
    def key_id(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


class PasswordHasher(Protocol):
    """argon2id (RFC 9106); both calls may take tens of milliseconds and run off the event loop."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, hashed: str) -> bool: ...

    def outdated(self, hashed: str) -> bool:
        """Whether `hashed` was made with other parameters than `hash` uses now."""
        ...
