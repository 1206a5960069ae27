"""Documents as rows: finding them and reading their bodies. Nothing here writes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from sync.ports import Json
from sync.revisions.entry import Entry, document
from sync.revisions.tree_text import read_tree
from sync.stores.packed import Unpack, decode


def find(connection: sqlite3.Connection, db: int, id: str) -> tuple[int, Entry] | None:
    """The document's row and entry."""
    row = connection.execute("SELECT doc, tree FROM documents WHERE db = ? AND id = ?", (db, id)).fetchone()
    return (row[0], Entry(id, *read_tree(row[1]))) if row is not None else None


def body_of(connection: sqlite3.Connection, doc: int, rev: str, unpack: Unpack = decode) -> Json | None:
    """What is stored of a revision."""
    row = connection.execute("SELECT body FROM bodies WHERE doc = ? AND rev = ?", (doc, rev)).fetchone()
    return unpack(row[0]) if row is not None else None


_LEAVES = """
SELECT d.id, d.doc, d.tree, d.winner, d.losers, b.body
FROM documents d LEFT JOIN bodies b ON b.doc = d.doc AND b.rev = d.winner
WHERE d.db = ? AND d.id
"""


def leaves_of(connection: sqlite3.Connection, db: int, id: str) -> list[Json]:
    """Every leaf with its history, winner first; empty when unknown."""
    row = connection.execute(_LEAVES + "= ?", (db, id)).fetchone()
    return _leaves(connection, row, decode) if row is not None else []


def leaves_of_all(connection: sqlite3.Connection, db: int, ids: Sequence[str], unpack: Unpack = decode) -> dict[str, list[Json]]:
    """The same of many documents, by id; unknown ones are left out. One statement, because each begins a read of its own."""
    rows = connection.execute(_LEAVES + "IN (SELECT value FROM json_each(?))", (db, listed(ids))).fetchall()
    found = {row[0]: _leaves(connection, row, unpack) for row in rows}
    return {id: found[id] for id in dict.fromkeys(ids) if found.get(id)}


def trees_of(connection: sqlite3.Connection, db: int, ids: Sequence[str]) -> dict[str, str]:
    """The trees of the known ones of these documents, as text."""
    where = "db = ? AND id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(f"SELECT id, tree FROM documents WHERE {where}", (db, listed(ids)))
    return dict(rows.fetchall())


def listed(ids: Sequence[str]) -> str:
    """Ids as a JSON list for SQLite. What UTF-8 cannot hold is the id of nothing, and left out."""
    try:
        asked = json.dumps(ids, ensure_ascii=False)
        asked.encode()
    except UnicodeEncodeError:
        asked = json.dumps([id for id in ids if id.isprintable()])
    return asked


def _leaves(connection: sqlite3.Connection, row: tuple[Any, ...], unpack: Unpack) -> list[Json]:
    """`row`: the columns of `_LEAVES`."""
    id, doc, tree, winner, losers, text = row
    if not losers and "\n" not in tree and text is not None:
        return [_leaf(id, winner, unpack(text), tree)]
    entry = Entry(id, *read_tree(tree))
    bodies = ((leaf, body_of(connection, doc, leaf, unpack)) for leaf in entry.ranked())
    return [entry.document(leaf, body, revs=True) for leaf, body in bodies if body is not None]


def _leaf(id: str, winner: str, body: Json, tree: str) -> Json:
    """The only leaf of a document with one branch: its history is the line itself."""
    words = tree.split(" ")
    found = document(id, winner, body, deleted="!" in words[0])
    ids = [word.rstrip("!?").partition("-")[2] for word in words]
    found["_revisions"] = {"start": int(winner.partition("-")[0]), "ids": ids}
    return found


_WINNER = """
SELECT d.winner, b.body FROM documents d JOIN bodies b ON b.doc = d.doc AND b.rev = d.winner
WHERE d.db = ? AND d.id = ? AND NOT d.deleted
"""


def read(connection: sqlite3.Connection, db: int, id: str, rev: str | None, *, revs: bool, conflicts: bool) -> Json | None:
    """See `sync.ports.DocumentStore.read`."""
    if rev is None and not revs and not conflicts:
        row = connection.execute(_WINNER, (db, id)).fetchone()
        if row is not None:
            return document(id, row[0], decode(row[1]))
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
