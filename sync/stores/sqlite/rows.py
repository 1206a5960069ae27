"""Documents as rows: finding them and reading their bodies. Nothing here writes."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import msgspec

from sync.domain.errors import NoSuchDatabase
from sync.ports import Json
from sync.revisions.entry import Entry
from sync.revisions.tree_text import read_tree

_decode = msgspec.json.Decoder(dict[str, Any]).decode


def database(connection: sqlite3.Connection, name: str) -> tuple[int, int]:
    """(row, last sequence) of a database. Raises NoSuchDatabase."""
    row: tuple[int, int] | None = connection.execute("SELECT db, seq FROM databases WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise NoSuchDatabase(name)
    return row


def find(connection: sqlite3.Connection, db: int, id: str) -> tuple[int, Entry] | None:
    """The document's row and entry."""
    row = connection.execute("SELECT doc, tree FROM documents WHERE db = ? AND id = ?", (db, id)).fetchone()
    return (row[0], Entry(id, *read_tree(row[1]))) if row is not None else None


def body_of(connection: sqlite3.Connection, doc: int, rev: str) -> Json | None:
    """What is stored of a revision."""
    row = connection.execute("SELECT body FROM bodies WHERE doc = ? AND rev = ?", (doc, rev)).fetchone()
    return _decode(row[0]) if row is not None else None


def leaves_of(connection: sqlite3.Connection, db: int, id: str) -> list[Json]:
    """Every leaf with its history, winner first; empty when unknown."""
    found = find(connection, db, id)
    if found is None:
        return []
    doc, entry = found
    bodies = ((leaf, body_of(connection, doc, leaf)) for leaf in entry.ranked())
    return [entry.document(leaf, body, revs=True) for leaf, body in bodies if body is not None]


def read(connection: sqlite3.Connection, db: int, id: str, rev: str | None, *, revs: bool, conflicts: bool) -> Json | None:
    """See `sync.ports.DocumentStore.read`."""
    found = find(connection, db, id)
    if found is None or (rev is None and found[1].winner in found[1].deleted):
        return None
    doc, entry = found
    rev = rev or entry.winner
    body = body_of(connection, doc, rev)
    if body is None:
        return None
    told = entry.document(rev, body, revs=revs)
    if conflicts and (others := entry.conflicts()):
        told["_conflicts"] = others
    return told


def local(connection: sqlite3.Connection, db: int, id: str) -> Json | None:
    """A `_local` document."""
    found: tuple[Any, ...] | None = connection.execute("SELECT body FROM locals WHERE db = ? AND id = ?", (db, id)).fetchone()
    return json.loads(found[0]) if found else None
