"""The embedded store: SQLite behind `sync.ports.DocumentStore`.

Reads run on the event loop with a connection of their own (10 to 50 µs each); writes go through the one writer thread.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sync.domain.errors import NoSuchDatabase, Refusal
from sync.ports import (
    Change,
    ChangesPage,
    DatabaseInfo,
    Json,
    MissingRevisions,
    Seq,
    Write,
    Written,
)
from sync.revisions.entry import Entry
from sync.revisions.tree import possible_ancestors
from sync.stores.local import next_local
from sync.stores.sqlite.rows import database, load, mark_updated, write_all
from sync.stores.sqlite.schema import connect
from sync.stores.sqlite.writer import Writer
from sync.stores.waiting import Waiting

_SERVER = ""


class SqliteStore:
    """Implements `sync.ports.DocumentStore` on one file; open with `await SqliteStore.open(path)`."""

    def __init__(self, path: Path) -> None:
        """Raises OSError (a folder that cannot be written, a newer schema) or sqlite3.DatabaseError (a damaged file)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = Writer(path)
        self._reads = connect(path, readonly=True)
        self._waiting = Waiting()

    @classmethod
    async def open(cls, path: Path) -> SqliteStore:
        return await asyncio.to_thread(cls, path)

    async def close(self) -> None:
        await asyncio.to_thread(self._writer.close)
        self._reads.close()

    def _moved(self, db: str) -> None:
        self._waiting.wake(db)
        self._waiting.wake(_SERVER)

    async def create_database(self, name: str) -> bool:
        if self._reads.execute("SELECT 1 FROM databases WHERE name = ?", (name,)).fetchone():
            return False

        def job(connection: sqlite3.Connection) -> bool:
            made = connection.execute("INSERT OR IGNORE INTO databases (name, uuid) VALUES (?, ?)", (name, uuid.uuid4().hex))
            if made.rowcount and made.lastrowid is not None:
                mark_updated(connection, made.lastrowid)
            return bool(made.rowcount)

        made: bool = await self._writer.run(job, lambda _: self._moved(name))
        return made

    async def delete_database(self, name: str) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            try:
                db, _ = database(connection, name)
            except NoSuchDatabase:
                return False
            connection.execute("DELETE FROM bodies WHERE doc IN (SELECT doc FROM documents WHERE db = ?)", (db,))
            for table in ("documents", "locals", "databases"):
                connection.execute(f"DELETE FROM {table} WHERE db = ?", (db,))
            connection.execute("UPDATE server SET updates = updates + 1")
            return True

        gone: bool = await self._writer.run(job, lambda _: self._moved(name))
        return gone

    async def databases(self) -> list[str]:
        return [name for (name,) in self._reads.execute("SELECT name FROM databases ORDER BY name")]

    async def info(self, db: str) -> DatabaseInfo:
        row = self._reads.execute("SELECT uuid, alive, gone, seq FROM databases WHERE name = ?", (db,)).fetchone()
        if row is None:
            raise NoSuchDatabase(db)
        return DatabaseInfo(db, row[0], row[1], row[2], str(row[3]))

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        def woken(answer: tuple[list[Written], bool]) -> None:
            if answer[1]:
                self._moved(db)

        told, _ = await self._writer.run(lambda connection: write_all(connection, db, list(writes)), woken)
        return list(told)

    def _load(self, db: str, id: str) -> Entry | None:
        doc, entry = load(self._reads, database(self._reads, db)[0], id)
        return entry if doc is not None else None

    async def read(self, db: str, id: str, rev: str | None = None, *, revs: bool = False, conflicts: bool = False) -> Json | None:
        entry = self._load(db, id)
        return entry.read(rev, revs=revs, conflicts=conflicts) if entry is not None else None

    async def leaves(self, db: str, id: str) -> list[Json]:
        entry = self._load(db, id)
        if entry is None:
            return []
        return [found for leaf in entry.ranked() if (found := entry.document(leaf, revs=True)) is not None]

    async def range(
        self, db: str, start: str = "", end: str = "\U0010ffff", *, limit: int | None = None, descending: bool = False
    ) -> list[Json]:
        row, _ = database(self._reads, db)
        rows = self._reads.execute(
            # json_extract and not ->>, which SQLite before 3.38 does not know
            "SELECT d.id, b.rev, b.body FROM documents d"
            " JOIN bodies b ON b.doc = d.doc AND b.rev = json_extract(d.leaves, '$[0]')"
            " WHERE d.db = ? AND d.id >= ? AND d.id < ? AND NOT d.deleted"
            f" ORDER BY d.id {'DESC' if descending else 'ASC'} LIMIT ?",
            (row, start, end, -1 if limit is None else limit),
        )
        return [{**json.loads(body), "_id": id, "_rev": rev} for id, rev, body in rows]

    async def changes(
        self, db: str, since: Seq = "0", *, limit: int | None = None, descending: bool = False, ids: Sequence[str] | None = None
    ) -> ChangesPage:
        row, end = database(self._reads, db)
        if since == "now":
            return ChangesPage((), str(end), 0)
        where, values = "db = ? AND seq > ?", [row, int(since)]
        if ids is not None:
            where, values = where + " AND id IN (SELECT value FROM json_each(?))", [*values, json.dumps(list(ids))]  # type: ignore[list-item]
        order = "DESC" if descending else "ASC"
        found = self._reads.execute(
            f"SELECT seq, id, leaves, deleted FROM documents WHERE {where} ORDER BY seq {order} LIMIT ?",
            (*values, -1 if limit is None else limit),
        ).fetchall()
        changes = tuple(Change(str(seq), id, tuple(json.loads(leaves)), bool(deleted)) for seq, id, leaves, deleted in found)
        left = 0
        if limit is not None and len(found) == limit:
            left = self._reads.execute(f"SELECT count(*) FROM documents WHERE {where}", values).fetchone()[0] - len(found)
        if changes and (left or descending):
            last = changes[-1].seq
        else:
            last = since if left else str(max([end, *(int(change.seq) for change in changes)]))
        return ChangesPage(changes, last, left)

    async def wait_for_change(self, db: str, since: Seq, timeout: float) -> bool:
        return await self._waiting.until(db, lambda: database(self._reads, db)[1] > int(since), timeout)

    async def revs_diff(self, db: str, asked: Mapping[str, Sequence[str]]) -> dict[str, MissingRevisions]:
        row, _ = database(self._reads, db)
        told = {}
        for id, revs in asked.items():
            found = self._reads.execute("SELECT tree FROM documents WHERE db = ? AND id = ?", (row, id)).fetchone()
            tree = json.loads(found[0]) if found else {}
            missing = tuple(rev for rev in dict.fromkeys(revs) if rev not in tree)
            if missing:
                told[id] = MissingRevisions(missing, tuple(possible_ancestors(tree, missing)))
        return told

    async def read_local(self, db: str, id: str) -> Json | None:
        return _local(self._reads, database(self._reads, db)[0], id)

    async def write_local(self, db: str, id: str, body: Json) -> Written:
        def job(connection: sqlite3.Connection) -> Written:
            row, _ = database(connection, db)
            try:
                written = next_local(_local(connection, row, id), id, body)
            except Refusal as refusal:
                return Written(f"_local/{id}", str(body.get("_rev", "")), refusal.problem.code)
            connection.execute("INSERT OR REPLACE INTO locals VALUES (?, ?, ?)", (row, id, json.dumps(written)))
            return Written(f"_local/{id}", written["_rev"])

        told: Written = await self._writer.run(job)
        return told

    async def delete_local(self, db: str, id: str, rev: str) -> Written:
        def job(connection: sqlite3.Connection) -> Written:
            row, _ = database(connection, db)
            present = _local(connection, row, id)
            if present is None or present["_rev"] != rev:
                return Written(f"_local/{id}", rev, "not_found" if present is None else "conflict")
            connection.execute("DELETE FROM locals WHERE db = ? AND id = ?", (row, id))
            return Written(f"_local/{id}", "0-0")

        told: Written = await self._writer.run(job)
        return told

    async def updated_databases(self, since: Seq = "0") -> tuple[list[str], Seq]:
        updates = self._reads.execute("SELECT updates FROM server").fetchone()[0]
        after = updates if since == "now" else int(since)
        rows = self._reads.execute("SELECT name FROM databases WHERE updated > ? ORDER BY name", (after,))
        return [name for (name,) in rows], str(updates)

    async def wait_for_update(self, since: Seq, timeout: float) -> bool:
        def moved() -> bool:
            return bool(self._reads.execute("SELECT updates FROM server").fetchone()[0] > int(since))

        return await self._waiting.until(_SERVER, moved, timeout)


def _local(connection: sqlite3.Connection, row: int, id: str) -> Json | None:
    found: tuple[Any, ...] | None = connection.execute("SELECT body FROM locals WHERE db = ? AND id = ?", (row, id)).fetchone()
    return json.loads(found[0]) if found else None
