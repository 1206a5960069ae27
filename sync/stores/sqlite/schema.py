"""The tables of the embedded store: one file for all databases.

Rowid tables with the bodies inline, because those take half the CPU of `WITHOUT ROWID` ones. A file written by a newer
schema is refused, never guessed at.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

VERSION = 3

_TABLES = """
CREATE TABLE databases (
    db INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, uuid TEXT NOT NULL,
    seq INTEGER NOT NULL DEFAULT 0, alive INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0, purges INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,
    revs_limit INTEGER NOT NULL DEFAULT 1000, security TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE documents (
    doc INTEGER PRIMARY KEY, db INTEGER NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, deleted INTEGER NOT NULL,
    winner TEXT NOT NULL, losers TEXT NOT NULL, tree TEXT NOT NULL, UNIQUE (db, id)
);
CREATE UNIQUE INDEX documents_by_seq ON documents (db, seq);
CREATE TABLE bodies (doc INTEGER NOT NULL, rev TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (doc, rev));
CREATE TABLE attachments (
    doc INTEGER NOT NULL, rev TEXT NOT NULL, name TEXT NOT NULL, blob INTEGER NOT NULL, UNIQUE (doc, rev, name)
);
CREATE INDEX attachments_by_blob ON attachments (blob);
CREATE TABLE blobs (blob INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, data BLOB NOT NULL);
CREATE TABLE locals (db INTEGER NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (db, id));
CREATE TABLE server (one INTEGER PRIMARY KEY CHECK (one = 1), updates INTEGER NOT NULL);
INSERT INTO server VALUES (1, 0);
"""


class NewerSchema(OSError):
    """The file was written by a newer version of the product."""


def look(path: Path) -> None:
    """Look at a file before anything is done to it; a missing or an empty one is fine.

    Raises NewerSchema; OSError for a file that is no store of ours or may not be written; sqlite3.DatabaseError for a damaged
    one.
    """
    if not path.exists() or not path.stat().st_size:
        return
    if not os.access(path, os.W_OK):  # SQLite would open it, and refuse the first write only
        raise PermissionError(f"{path} may not be written")
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise NewerSchema(f"{path} was written by a newer version (schema {version}, this one knows {VERSION})")
        if 0 < version < VERSION:
            raise OSError(f"{path} was written by a version that was never released (schema {version})")
        if version == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise OSError(f"{path} is a database of something else")


def connect(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """A connection with the settings the store depends on: WAL, and every commit fsynced (`synchronous=FULL`)."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA wal_autocheckpoint=4000")
    connection.execute("PRAGMA cache_size=-32000")
    if readonly:
        connection.execute("PRAGMA query_only=ON")
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables in a new file; `look` has been at it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            for statement in filter(str.strip, _TABLES.split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
