"""What the rows of databases said a moment ago. Every request asks several times, of people and units above all, and after each commit
SQLite reads its pages anew.

Never older than the last write of this process, of which `forget` tells. What another process writes, a command beside the running server,
is seen after `trusted` seconds at the latest: `TRUSTED` suit a server, and a command that goes by what the server writes trusts nothing.
"""

from __future__ import annotations

import sqlite3
import time

from sync.ports import DatabaseInfo
from sync.stores.sqlite import databases

TRUSTED = 0.02
_MOST = 5_000
"""Databases whose rows are remembered."""


class Glimpses:
    """On the connection that reads; for the event loop's thread alone."""

    def __init__(self, connection: sqlite3.Connection, trusted: float) -> None:
        self._connection = connection
        self._trusted = trusted
        self._seen: dict[str, tuple[float, int, DatabaseInfo]] = {}

    def number(self, name: str) -> int:
        """The database's number in the file. Raises NoSuchDatabase."""
        return self._of(name)[1]

    def info(self, name: str) -> DatabaseInfo:
        """Raises NoSuchDatabase."""
        return self._of(name)[2]

    def knows(self, name: str) -> bool:
        """Whether it was there a moment ago."""
        seen = self._seen.get(name)
        return seen is not None and time.monotonic() < seen[0]

    def forget(self, name: str) -> None:
        """It was written to, made or deleted."""
        self._seen.pop(name, None)

    def _of(self, name: str) -> tuple[float, int, DatabaseInfo]:
        seen, now = self._seen.get(name), time.monotonic()
        if seen is None or now >= seen[0]:
            if len(self._seen) >= _MOST:
                self._seen.clear()
            seen = self._seen[name] = (now + self._trusted, *databases.info(self._connection, name))
        return seen
