"""Documents as rows: reading an entry and writing it back."""

from __future__ import annotations

import json
import sqlite3

from sync.domain.errors import NoSuchDatabase, Refusal
from sync.ports import Write, Written
from sync.revisions.entry import Entry, check_id


def database(connection: sqlite3.Connection, name: str) -> tuple[int, int]:
    """(row, last sequence) of a database. Raises NoSuchDatabase."""
    row = connection.execute("SELECT db, seq FROM databases WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise NoSuchDatabase(name)
    return row[0], row[1]


def load(connection: sqlite3.Connection, db: int, id: str, *, bodies: bool = True) -> tuple[int | None, Entry]:
    """The document's row and entry; (None, empty entry) when there is none. `bodies=False` leaves the bodies out but
    still tells which revisions are stored and which are deletions."""
    entry = Entry(id)
    row = connection.execute("SELECT doc, tree FROM documents WHERE db = ? AND id = ?", (db, id)).fetchone()
    if row is None:
        return None, entry
    entry.tree = json.loads(row[1])
    columns = "rev, deleted, body" if bodies else "rev, deleted, ''"
    for rev, deleted, body in connection.execute(f"SELECT {columns} FROM bodies WHERE doc = ?", (row[0],)):
        entry.bodies[rev] = body
        if deleted:
            entry.deleted.add(rev)
    return row[0], entry


def write_all(connection: sqlite3.Connection, name: str, writes: list[Write]) -> tuple[list[Written], bool]:
    """Every write in order, and whether anything changed."""
    db, seq = database(connection, name)
    told = []
    before = seq
    balance = [0, 0]
    for write in writes:
        written, seq = _write(connection, db, seq, write, balance)
        told.append(written)
    if seq != before:
        connection.execute("UPDATE databases SET seq = ?, alive = alive + ?, gone = gone + ? WHERE db = ?", (seq, *balance, db))
        mark_updated(connection, db)
    return told, seq != before


def _write(connection: sqlite3.Connection, db: int, seq: int, write: Write, balance: list[int]) -> tuple[Written, int]:
    try:
        id = check_id(write.body.get("_id"))
        doc, entry = load(connection, db, id, bodies=False)
        was = None if doc is None else entry.winner in entry.deleted
        rev, new = entry.apply(write.body, write.mode)
    except Refusal as refusal:
        return Written(str(write.body.get("_id", "")), str(write.body.get("_rev", "")), refusal.problem.code), seq
    if not new:
        return Written(id, rev, None, False), seq
    seq += 1
    leaves = entry.ranked()
    gone = leaves[0] in entry.deleted
    row = (seq, gone, json.dumps(leaves), json.dumps(entry.tree, separators=(",", ":")))
    if doc is None:
        made = connection.execute(
            "INSERT INTO documents (db, id, seq, deleted, leaves, tree) VALUES (?, ?, ?, ?, ?, ?)", (db, id, *row)
        )
        doc = made.lastrowid
    else:
        connection.execute("UPDATE documents SET seq = ?, deleted = ?, leaves = ?, tree = ? WHERE doc = ?", (*row, doc))
    connection.execute("INSERT OR IGNORE INTO bodies VALUES (?, ?, ?, ?)", (doc, rev, rev in entry.deleted, entry.bodies[rev]))
    _count(balance, was, gone)
    return Written(id, rev), seq


def _count(balance: list[int], was_gone: bool | None, is_gone: bool) -> None:
    """Keep the number of live and deleted documents: `balance` is [live, deleted]."""
    if was_gone is not None:
        balance[was_gone] -= 1
    balance[is_gone] += 1


def mark_updated(connection: sqlite3.Connection, db: int) -> None:
    """Move the database to the end of the feed of all databases."""
    connection.execute("UPDATE server SET updates = updates + 1")
    connection.execute("UPDATE databases SET updated = (SELECT updates FROM server) WHERE db = ?", (db,))
