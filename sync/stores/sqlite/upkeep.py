"""What is done to a whole database now and then: making, deleting, settings, compaction, purges.

Each function is a job for the writer's thread, inside its transaction. All but `create` raise NoSuchDatabase.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Mapping, Sequence

from sync.domain.errors import NoSuchDatabase
from sync.ports import Json
from sync.revisions.entry import Entry
from sync.revisions.tree_text import read_tree, write_tree
from sync.stores.sqlite import files
from sync.stores.sqlite.batch import mark_updated
from sync.stores.sqlite.databases import database
from sync.stores.sqlite.rows import find


def create(connection: sqlite3.Connection, name: str) -> bool:
    """False when it was there."""
    made = connection.execute("INSERT OR IGNORE INTO databases (name, uuid) VALUES (?, ?)", (name, uuid.uuid4().hex))
    if made.rowcount and made.lastrowid is not None:
        mark_updated(connection, made.lastrowid)
    return bool(made.rowcount)


def delete(connection: sqlite3.Connection, name: str) -> bool:
    """False when there is none."""
    try:
        db, _ = database(connection, name)
    except NoSuchDatabase:
        return False
    documents = "(SELECT doc FROM documents WHERE db = ?)"
    blobs = connection.execute(f"SELECT DISTINCT blob FROM attachments WHERE doc IN {documents}", (db,)).fetchall()
    for table in ("bodies", "attachments"):
        connection.execute(f"DELETE FROM {table} WHERE doc IN {documents}", (db,))
    connection.executemany("DELETE FROM blobs WHERE blob = ?1 AND NOT EXISTS (SELECT 1 FROM attachments WHERE blob = ?1)", blobs)
    for table in ("documents", "locals", "databases"):
        connection.execute(f"DELETE FROM {table} WHERE db = ?", (db,))
    connection.execute("UPDATE server SET updates = updates + 1")
    return True


def set_revs_limit(connection: sqlite3.Connection, name: str, limit: int) -> None:
    connection.execute("UPDATE databases SET revs_limit = ? WHERE db = ?", (limit, database(connection, name)[0]))


def set_security(connection: sqlite3.Connection, name: str, security: Json) -> None:
    text = json.dumps(security, ensure_ascii=False)
    connection.execute("UPDATE databases SET security = ? WHERE db = ?", (text, database(connection, name)[0]))


def compact(connection: sqlite3.Connection, name: str) -> None:
    """Drop the bodies of inner revisions."""
    db, _ = database(connection, name)
    # documents with more bodies than leaves: a document with one body has nothing to drop
    crowded = connection.execute(
        "SELECT d.doc, d.id, d.tree FROM documents d WHERE d.db = ? AND (SELECT count(*) FROM bodies b WHERE b.doc = d.doc) > 1",
        (db,),
    ).fetchall()
    for doc, id, tree in crowded:
        entry = Entry(id, *read_tree(tree))
        inner = entry.stored.difference(entry.ranked())
        entry.stored -= inner
        text = write_tree(entry.tree, entry.deleted, entry.stored)
        connection.execute("UPDATE documents SET tree = ? WHERE doc = ?", (text, doc))
        files.drop(connection, doc, sorted(inner))
    connection.execute(
        "UPDATE databases SET bytes = (SELECT coalesce(sum(length(body)), 0) FROM bodies JOIN documents USING (doc)"
        " WHERE documents.db = databases.db) WHERE db = ?",
        (db,),
    )


def purge(connection: sqlite3.Connection, name: str, asked: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """See `sync.ports.DocumentStore.purge`."""
    db, seq = database(connection, name)
    told: dict[str, list[str]] = {id: [] for id in asked}
    for id, revs in asked.items():
        found = find(connection, db, id)
        if found is None:
            continue
        doc, entry = found
        was_gone = entry.winner in entry.deleted
        for rev in revs:
            gone = entry.purge(rev) if entry.tree else []
            files.drop(connection, doc, gone)
            told[id] += [rev] if gone else []
        if told[id]:
            seq += 1
            _write_back(connection, db, doc, seq, entry, was_gone)
    if any(told.values()):
        connection.execute("UPDATE databases SET seq = ?, purges = purges + 1 WHERE db = ?", (seq, db))
        mark_updated(connection, db)
    return told


def _write_back(connection: sqlite3.Connection, db: int, doc: int, seq: int, entry: Entry, was_gone: bool) -> None:
    alive = gone = 0
    if entry.tree:
        winner, *losers = entry.ranked()
        gone, alive = int(winner in entry.deleted), int(winner not in entry.deleted)
        text = write_tree(entry.tree, entry.deleted, entry.stored)
        connection.execute(
            "UPDATE documents SET seq = ?, deleted = ?, winner = ?, losers = ?, tree = ? WHERE doc = ?",
            (seq, gone, winner, " ".join(losers), text, doc),
        )
    else:
        connection.execute("DELETE FROM documents WHERE doc = ?", (doc,))
    connection.execute(
        "UPDATE databases SET alive = alive + ?, gone = gone + ? WHERE db = ?", (alive - (not was_gone), gone - was_gone, db)
    )
