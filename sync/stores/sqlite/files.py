"""Attachments as rows: each content is kept once, whoever names it, and goes when nobody does any more.

A content is found by its SHA-256, never by the MD5 that CouchDB tells of it: two contents of one MD5 can be made on purpose.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence

from sync.revisions.files import Kept


def keep(connection: sqlite3.Connection, doc: int, rev: str, kept: Sequence[Kept]) -> None:
    """The attachments of one new revision."""
    for one in kept:
        if one.data is None:
            connection.execute(
                "INSERT OR REPLACE INTO attachments SELECT doc, ?, name, blob FROM attachments WHERE doc = ? AND rev = ? AND name = ?",
                (rev, doc, one.ancestor, one.name),
            )
        else:
            blob = _blob(connection, one.data)
            connection.execute("INSERT OR REPLACE INTO attachments VALUES (?, ?, ?, ?)", (doc, rev, one.name, blob))


def _blob(connection: sqlite3.Connection, data: bytes) -> int:
    sha256 = hashlib.sha256(data).digest()
    found = connection.execute("SELECT blob FROM blobs WHERE sha256 = ?", (sha256,)).fetchone()
    if found is not None:
        return int(found[0])
    made = connection.execute("INSERT INTO blobs (sha256, data) VALUES (?, ?)", (sha256, data)).lastrowid
    assert made is not None
    return made


def read(connection: sqlite3.Connection, doc: int, rev: str, name: str) -> bytes | None:
    """The bytes of an attachment."""
    row = connection.execute(
        "SELECT data FROM attachments JOIN blobs USING (blob) WHERE doc = ? AND rev = ? AND name = ?", (doc, rev, name)
    ).fetchone()
    return bytes(row[0]) if row is not None else None


def drop(connection: sqlite3.Connection, doc: int, revs: Sequence[str]) -> None:
    """Drop bodies and attachments of revisions, and contents that nobody names any more."""
    rows = [(doc, rev) for rev in revs]
    connection.executemany("DELETE FROM bodies WHERE doc = ? AND rev = ?", rows)
    blobs: set[tuple[int]] = set()
    for row in rows:
        blobs.update(connection.execute("SELECT blob FROM attachments WHERE doc = ? AND rev = ?", row))
    connection.executemany("DELETE FROM attachments WHERE doc = ? AND rev = ?", rows)
    connection.executemany(
        "DELETE FROM blobs WHERE blob = ?1 AND NOT EXISTS (SELECT 1 FROM attachments WHERE blob = ?1)", list(blobs)
    )
