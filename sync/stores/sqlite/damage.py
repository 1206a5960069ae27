"""Whether a store's file is whole: a quick look at every start, and a thorough one for whoever asks.

Reads only, and mends nothing: what is damaged is for a backup to replace.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from sync.stores.sqlite.schema import look

LOOKED_THROUGH = 256 * 1024 * 1024
"""Bytes up to which a file is looked through at every start, which takes a second at most; a larger one only when asked."""
_MOST_TOLD = 10


def check_quickly(connection: sqlite3.Connection, path: Path) -> None:
    """Look through the pages of a file that is not too large for it (`PRAGMA quick_check`). Raises sqlite3.DatabaseError."""
    if path.stat().st_size <= LOOKED_THROUGH:
        told = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if told != "ok":
            raise sqlite3.DatabaseError(f"the database is damaged: {' '.join(told.split())}")


def damage_in(path: Path) -> list[str]:
    """What is wrong in a file, in a few lines; none when it is whole. Takes about a second for every few hundred megabytes.

    Beyond SQLite's own check every body must be JSON and every attachment have the SHA-256 it is kept under. Raises OSError
    for a file that cannot be judged: of a newer version, of something else, or one that may not be written.
    """
    told: list[str] = []
    try:
        look(path)
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            told += islice(_found(connection), _MOST_TOLD)
    except sqlite3.DatabaseError as error:
        told.append(str(error))
    return told


def _found(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute(f"PRAGMA integrity_check({_MOST_TOLD})"):
        if line != "ok":
            yield " ".join(line.split())
    named = "SELECT databases.name, documents.id FROM documents JOIN databases USING (db) WHERE doc = ?"
    for doc, rev in connection.execute("SELECT doc, rev FROM bodies WHERE NOT json_valid(body)"):
        db, id = connection.execute(named, (doc,)).fetchone() or ("?", "?")
        yield f"revision {rev} of {id} in {db} cannot be read"
    for blob, sha256, data in connection.execute("SELECT blob, sha256, data FROM blobs"):
        if hashlib.sha256(data).digest() != sha256:
            yield f"the bytes of attachment {blob} are not those that were stored"
