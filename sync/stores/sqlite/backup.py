"""A consistent copy of a store's file while a server writes to it, and making such a copy a store of its own.

Blocking; call from a thread, or from a command that does nothing else.
"""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from sync.ports import DatabaseInfo
from sync.stores.sqlite.schema import VERSION, NewerSchema, connect


def copy_file(source: Path, target: Path) -> None:
    """Write what `source` holds at this moment into the new file `target`: everything committed before the call is in it.

    The copy is read from one snapshot, so writers are not held up and cannot make it start again (SQLite documentation,
    "SQLite Backup API" and "Write-Ahead Logging"). Raises OSError (no such file, a newer schema) or sqlite3.DatabaseError
    (damaged, disk full).
    """
    if not source.is_file():
        raise FileNotFoundError(f"there is no store in {source}")
    with closing(connect(source, readonly=True)) as live, closing(sqlite3.connect(target, isolation_level=None)) as copy:
        _check_version(live, source)
        live.backup(copy)  # in one step, which is one read transaction
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing of it in a second one


def check_file(path: Path) -> list[DatabaseInfo]:
    """The databases in a file that nobody has open.

    Raises sqlite3.DatabaseError for a damaged file, OSError for one of a newer version or of something else."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        _check_version(connection, path)
        told = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if told != "ok":
            raise sqlite3.DatabaseError(f"{path}: {told}")
        rows = connection.execute("SELECT name, uuid, alive, gone, seq, purges FROM databases ORDER BY name").fetchall()
        return [DatabaseInfo(name, uuid, alive, gone, str(seq), str(purges)) for name, uuid, alive, gone, seq, purges in rows]


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise NewerSchema(f"{path} was written by a newer version (schema {version}, this one knows {VERSION})")
    if version != VERSION:
        raise OSError(f"{path} is no store of this version (schema {version}, this one knows {VERSION})")


def give_new_uuids(path: Path) -> dict[str, str]:
    """Give every database another uuid, because its feed goes on differently from here; tells the old ones by name."""
    with closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        old = dict(connection.execute("SELECT name, uuid FROM databases").fetchall())
        connection.executemany("UPDATE databases SET uuid = ? WHERE name = ?", [(uuid.uuid4().hex, name) for name in old])
        connection.execute("COMMIT")
    return old
