"""The embedded store: SQLite behind `sync.ports.DocumentStore`.

Reads run on the event loop with a connection of their own (10 to 50 µs each); writes go through the one writer thread.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from sync.domain.errors import Refusal
from sync.ports import (
    Also,
    Attachment,
    Change,
    ChangesPage,
    DatabaseInfo,
    DatabaseSettings,
    Json,
    MissingRevisions,
    Seq,
    Write,
    Written,
)
from sync.revisions.entry import document
from sync.revisions.tree import possible_ancestors
from sync.revisions.tree_text import read_tree
from sync.stores.local import next_local
from sync.stores.packed import decode, unpack
from sync.stores.place import number_of
from sync.stores.sqlite import databases, files, rows, upkeep
from sync.stores.sqlite.batch import Batch
from sync.stores.sqlite.databases import database
from sync.stores.sqlite.glimpses import Glimpses
from sync.stores.sqlite.schema import connect
from sync.stores.sqlite.writer import Writer
from sync.stores.waiting import Waiting

_SERVER = ""


class SqliteStore:
    """Implements `sync.ports.DocumentStore` on one file; open with `await SqliteStore.open(path)`."""

    def __init__(self, path: Path, *, trusted: float = 0.0) -> None:
        """`trusted`: seconds for which what a database told of itself holds where another process may write; see `Glimpses`.
        Raises OSError (a folder that cannot be written, a newer schema) or sqlite3.DatabaseError (a damaged file)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = Writer(path)
        self._reads = connect(path, readonly=True)
        self._glimpses = Glimpses(self._reads, trusted)
        self._waiting = Waiting()

    @classmethod
    async def open(cls, path: Path) -> SqliteStore:
        return await asyncio.to_thread(cls, path)

    async def close(self) -> None:
        await asyncio.to_thread(self._writer.close)
        self._reads.close()

    def _number(self, db: str) -> int:
        """Raises NoSuchDatabase."""
        return self._glimpses.number(db)

    def _moved(self, db: str) -> None:
        self._glimpses.forget(db)
        self._waiting.wake(db)
        self._waiting.wake(_SERVER)

    # databases

    async def create_database(self, name: str) -> bool:
        if self._glimpses.knows(name) or databases.exists(self._reads, name):
            return False
        made: bool = await self._writer.run(lambda connection: upkeep.create(connection, name), lambda _: self._moved(name))
        return made

    async def delete_database(self, name: str) -> bool:
        gone: bool = await self._writer.run(lambda connection: upkeep.delete(connection, name), lambda _: self._moved(name))
        return gone

    async def databases(self) -> list[str]:
        return [name for (name,) in self._reads.execute("SELECT name FROM databases ORDER BY name")]

    async def info(self, db: str) -> DatabaseInfo:
        return self._glimpses.info(db)

    async def uuid(self, db: str) -> str:
        return (await self.info(db)).uuid

    async def settings(self, db: str) -> DatabaseSettings:
        return databases.settings(self._reads, db)

    async def set_revs_limit(self, db: str, limit: int) -> None:
        await self._writer.run(lambda connection: upkeep.set_revs_limit(connection, db, limit))

    async def set_security(self, db: str, security: Json) -> None:
        await self._writer.run(lambda connection: upkeep.set_security(connection, db, security))

    async def compact(self, db: str) -> None:
        await self._writer.run(lambda connection: upkeep.compact(connection, db), lambda _: self._glimpses.forget(db))

    async def purge(self, db: str, asked: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        told: dict[str, list[str]] = await self._writer.run(
            lambda connection: upkeep.purge(connection, db, asked), lambda _: self._moved(db)
        )
        return told

    # documents

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        def woken(answer: tuple[list[Written], bool]) -> None:
            if answer[1]:
                self._moved(db)

        told, _ = await self._writer.run(lambda connection: Batch(connection, db).write(writes), woken)
        return list(told)

    async def write_with(
        self, db: str, writes: Sequence[Write], also: Also
    ) -> tuple[list[Written], dict[str, list[Written]]]:
        def job(connection: sqlite3.Connection) -> tuple[list[Written], dict[str, list[Written]], list[str]]:
            told, moved = Batch(connection, db).write(writes)
            beside, touched = dict[str, list[Written]](), [db] if moved else []
            for name, some in also(told).items():
                beside[name], moved = Batch(connection, name).write(some)
                touched += [name] if moved else []
                if any(one.error is not None for one in beside[name]):
                    break
            return told, beside, touched

        def woken(answer: tuple[list[Written], dict[str, list[Written]], list[str]]) -> None:
            for name in answer[2]:
                self._moved(name)

        written, beside, _ = await self._writer.run(job, woken)
        return list(written), dict(beside)

    async def read(self, db: str, id: str, rev: str | None = None, *, revs: bool = False, conflicts: bool = False) -> Json | None:
        return rows.read(self._reads, self._number(db), id, rev, revs=revs, conflicts=conflicts)

    async def leaves(self, db: str, id: str) -> list[Json]:
        return rows.leaves_of(self._reads, self._number(db), id)

    async def leaves_of(self, db: str, ids: Sequence[str], *, packed: bool = False, lately: bool = False) -> dict[str, list[Json]]:
        return rows.leaves_of_all(self._reads, self._number(db), ids, unpack if packed else decode)

    async def leaves_at(self, db: str, changes: Sequence[Change], *, packed: bool = False) -> dict[str, list[Json]]:
        return await self.leaves_of(db, [change.id for change in changes], packed=packed)

    async def attachment(self, db: str, id: str, name: str, rev: str | None = None) -> Attachment | None:
        found = rows.find(self._reads, self._number(db), id)
        if found is None or (rev is None and found[1].winner in found[1].deleted):
            return None
        doc, entry = found
        rev = rev or entry.winner
        stub = (rows.body_of(self._reads, doc, rev) or {}).get("_attachments", {}).get(name)
        data = files.read(self._reads, doc, rev, name)
        if stub is None or data is None:
            return None
        return Attachment(name, stub["content_type"], stub["digest"], stub["length"], stub["revpos"], data)

    async def range(
        self, db: str, start: str = "", end: str = "\U0010ffff", *, limit: int | None = None, descending: bool = False
    ) -> list[Json]:
        found = self._reads.execute(
            "SELECT d.id, d.winner, b.body FROM documents d JOIN bodies b ON b.doc = d.doc AND b.rev = d.winner"
            " WHERE d.db = ? AND d.id >= ? AND d.id < ? AND NOT d.deleted"
            f" ORDER BY d.id {'DESC' if descending else 'ASC'} LIMIT ?",
            (self._number(db), start, end, -1 if limit is None else limit),
        )
        return [document(id, rev, decode(body)) for id, rev, body in found]

    async def index(
        self, db: str, start: str = "", end: str = "\U0010ffff", *, limit: int | None = None, descending: bool = False
    ) -> list[tuple[str, str]]:
        return self._reads.execute(
            "SELECT id, winner FROM documents WHERE db = ? AND id >= ? AND id < ? AND NOT deleted"
            f" ORDER BY id {'DESC' if descending else 'ASC'} LIMIT ?",
            (self._number(db), start, end, -1 if limit is None else limit),
        ).fetchall()

    # feeds

    async def changes(
        self, db: str, since: Seq = "0", *, limit: int | None = None, descending: bool = False, ids: Sequence[str] | None = None
    ) -> ChangesPage:
        row, end = databases.database(self._reads, db)
        if since == "now":
            return ChangesPage((), str(end), 0)
        where, values = "db = ? AND seq > ?", [row, number_of(since)]
        if ids is not None:
            where, values = where + " AND id IN (SELECT value FROM json_each(?))", [*values, json.dumps(list(ids))]  # type: ignore[list-item]
        order = "DESC" if descending else "ASC"
        found = self._reads.execute(
            f"SELECT seq, id, winner, losers, deleted FROM documents WHERE {where} ORDER BY seq {order} LIMIT ?",
            (*values, -1 if limit is None else limit),
        ).fetchall()
        changes = tuple(
            Change(str(seq), id, (winner, *losers.split()), bool(deleted)) for seq, id, winner, losers, deleted in found
        )
        left = 0
        if limit is not None and len(found) == limit:
            left = self._reads.execute(f"SELECT count(*) FROM documents WHERE {where}", values).fetchone()[0] - len(found)
        if changes and (left or descending):
            last = changes[-1].seq
        else:
            last = str(number_of(since)) if left else str(max([end, *(int(change.seq) for change in changes)]))
        return ChangesPage(changes, last, left)

    async def wait_for_change(self, db: str, since: Seq, timeout: float) -> bool:
        return await self._waiting.until(db, lambda: databases.database(self._reads, db)[1] > number_of(since), timeout)

    async def revs_diff(self, db: str, asked: Mapping[str, Sequence[str]]) -> dict[str, MissingRevisions]:
        trees = rows.trees_of(self._reads, self._number(db), list(asked))
        told = {}
        for id, revs in asked.items():
            tree = read_tree(trees[id])[0] if id in trees else {}
            missing = tuple(rev for rev in dict.fromkeys(revs) if rev not in tree)
            if missing:
                told[id] = MissingRevisions(missing, tuple(possible_ancestors(tree, missing)))
        return told

    async def read_local(self, db: str, id: str, *, own: bool = False) -> Json | None:
        return rows.local(self._reads, self._number(db), id)

    async def local_ids(self, db: str) -> list[str]:
        found = self._reads.execute("SELECT id FROM locals WHERE db = ? ORDER BY id", (self._number(db),))
        return [id for (id,) in found]

    async def write_local(self, db: str, id: str, body: Json, *, own: bool = False) -> Written:
        def job(connection: sqlite3.Connection) -> Written:
            row, _ = database(connection, db)
            try:
                written = next_local(rows.local(connection, row, id), id, body)
            except Refusal as refusal:
                return Written(f"_local/{id}", str(body.get("_rev", "")), refusal.problem.code)
            connection.execute("INSERT OR REPLACE INTO locals VALUES (?, ?, ?)", (row, id, json.dumps(written)))
            return Written(f"_local/{id}", written["_rev"])

        told: Written = await self._writer.run(job)
        return told

    async def delete_local(self, db: str, id: str, rev: str) -> Written:
        def job(connection: sqlite3.Connection) -> Written:
            row, _ = database(connection, db)
            present = rows.local(connection, row, id)
            if present is None or present["_rev"] != rev:
                return Written(f"_local/{id}", rev, "not_found" if present is None else "conflict")
            connection.execute("DELETE FROM locals WHERE db = ? AND id = ?", (row, id))
            return Written(f"_local/{id}", "0-0")

        told: Written = await self._writer.run(job)
        return told

    async def updated_databases(self, since: Seq = "0") -> tuple[list[str], Seq]:
        updates = self._reads.execute("SELECT updates FROM server").fetchone()[0]
        after = updates if since == "now" else number_of(since)
        found = self._reads.execute("SELECT name FROM databases WHERE updated > ? ORDER BY name", (after,))
        return [name for (name,) in found], str(updates)

    async def wait_for_update(self, since: Seq, timeout: float) -> bool:
        def moved() -> bool:
            return bool(self._reads.execute("SELECT updates FROM server").fetchone()[0] > number_of(since))

        return await self._waiting.until(_SERVER, moved, timeout)
