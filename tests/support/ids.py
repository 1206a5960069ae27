"""Ids that count, for tests that must be the same every time."""

from __future__ import annotations


class CountingIds:
    """Implements `sync.ports.IdSource`."""

    def __init__(self) -> None:
        self.made = 0

    def token(self) -> str:
        self.made += 1
        return f"token-{self.made:037d}"

    def ulid(self) -> str:
        self.made += 1
        return f"{self.made:026d}"
