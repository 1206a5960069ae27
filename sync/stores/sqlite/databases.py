"""The rows of the databases, read anew by every call (`glimpses.py` remembers them for a moment)."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from sync.domain.errors import NoSuchDatabase
from sync.ports import DatabaseInfo, DatabaseSettings

_ROW_BYTES = 300
"""About what the row and the indexes of a document take."""


def database(connection: sqlite3.Connection, name: str) -> tuple[int, int]:
    """(number in the file, last sequence) of a database. Raises NoSuchDatabase."""
    row: tuple[int, int] = _row(connection, name, "db, seq")
    return row


def exists(connection: sqlite3.Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM databases WHERE name = ?", (name,)).fetchone() is not None


def info(connection: sqlite3.Connection, name: str) -> tuple[int, DatabaseInfo]:
    """(number in the file, what is told of it). Raises NoSuchDatabase."""
    number, seq, uuid, alive, gone, purges, bytes_ = _row(connection, name, "db, seq, uuid, alive, gone, purges, bytes")
    return number, DatabaseInfo(name, uuid, alive, gone, str(seq), str(purges), bytes_ + _ROW_BYTES * (alive + gone), bytes_)


def settings(connection: sqlite3.Connection, name: str) -> DatabaseSettings:
    """Raises NoSuchDatabase."""
    limit, security = _row(connection, name, "revs_limit, security")
    return DatabaseSettings(limit, json.loads(security))


def _row(connection: sqlite3.Connection, name: str, columns: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(f"SELECT {columns} FROM databases WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise NoSuchDatabase(name)
    return row
