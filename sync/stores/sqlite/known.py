"""The rows of the databases as last read: every call needs one, and each reading of its own costs as much as the call.

Only for a process that is the only one to write the file. Whoever has changed a database forgets its row once the change is
durable; a reader that comes between the two is told how it was a moment before.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from sync.domain.errors import NoSuchDatabase
from sync.ports import DatabaseInfo, DatabaseSettings

_ROW_BYTES = 300
"""About what the row and the indexes of a document take."""
_COLUMNS = "db, seq, uuid, alive, gone, purges, bytes, revs_limit, security"


@dataclass(frozen=True, slots=True)
class Row:
    """`db` is the number of the database in the file, `seq` its last sequence."""

    db: int
    seq: int
    info: DatabaseInfo
    settings: tuple[int, str]


class KnownDatabases:
    """Rows by name, read with a connection that only reads."""

    def __init__(self, reads: sqlite3.Connection) -> None:
        self._reads = reads
        self._rows: dict[str, Row] = {}

    def row(self, name: str) -> Row:
        """Raises NoSuchDatabase."""
        known = self._rows.get(name)
        if known is None:
            found: tuple[Any, ...] | None = self._reads.execute(f"SELECT {_COLUMNS} FROM databases WHERE name = ?", (name,)).fetchone()
            if found is None:
                raise NoSuchDatabase(name)
            db, seq, uuid, alive, gone, purges, bytes_, limit, security = found
            size = bytes_ + _ROW_BYTES * (alive + gone)
            info = DatabaseInfo(name, uuid, alive, gone, str(seq), str(purges), size, bytes_)
            known = self._rows[name] = Row(db, seq, info, (limit, security))
        return known

    def has(self, name: str) -> bool:
        try:
            self.row(name)
        except NoSuchDatabase:
            return False
        return True

    def settings(self, name: str) -> DatabaseSettings:
        """Raises NoSuchDatabase."""
        limit, security = self.row(name).settings
        return DatabaseSettings(limit, json.loads(security))

    def forget(self, name: str) -> None:
        """It has changed, or is gone."""
        self._rows.pop(name, None)
