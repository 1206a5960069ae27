"""The store that forgets: for tests and for trying things. Obeys the whole contract except that nothing survives it."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

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
from sync.revisions.entry import Entry, check_id
from sync.revisions.tree import possible_ancestors
from sync.stores.local import next_local
from sync.stores.waiting import Waiting

_SERVER = ""
"""The name under which waiters for any database wait; no database is called so."""


@dataclass(slots=True)
class _Database:
    uuid: str
    updated: int
    seq: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)
    seq_of: dict[str, int] = field(default_factory=dict)
    locals: dict[str, Json] = field(default_factory=dict)


class MemoryStore:
    """Implements `sync.ports.DocumentStore`."""

    def __init__(self) -> None:
        self._databases: dict[str, _Database] = {}
        self._updates = 0
        self._waiting = Waiting()

    def _get(self, db: str) -> _Database:
        try:
            return self._databases[db]
        except KeyError:
            raise NoSuchDatabase(db) from None

    def _moved(self, db: str) -> None:
        self._updates += 1
        if db in self._databases:
            self._databases[db].updated = self._updates
        self._waiting.wake(db)
        self._waiting.wake(_SERVER)

    async def create_database(self, name: str) -> bool:
        if name in self._databases:
            return False
        self._databases[name] = _Database(uuid.uuid4().hex, 0)
        self._moved(name)
        return True

    async def delete_database(self, name: str) -> bool:
        if self._databases.pop(name, None) is None:
            return False
        self._moved(name)
        return True

    async def databases(self) -> list[str]:
        return sorted(self._databases)

    async def info(self, db: str) -> DatabaseInfo:
        found = self._get(db)
        gone = sum(entry.winner in entry.deleted for entry in found.entries.values())
        return DatabaseInfo(db, found.uuid, len(found.entries) - gone, gone, str(found.seq))

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        found = self._get(db)
        before = found.seq
        told = [self._write_one(found, write) for write in writes]
        if found.seq != before:
            self._moved(db)
        return told

    def _write_one(self, found: _Database, write: Write) -> Written:
        try:
            id = check_id(write.body.get("_id"))
            entry = found.entries.get(id) or Entry(id)
            rev, new = entry.apply(write.body, write.mode)
        except Refusal as refusal:
            return Written(str(write.body.get("_id", "")), str(write.body.get("_rev", "")), refusal.problem.code)
        if new:
            found.seq += 1
            found.entries[id] = entry
            found.seq_of[id] = found.seq
        return Written(id, rev, None, new)

    async def read(self, db: str, id: str, rev: str | None = None, *, revs: bool = False, conflicts: bool = False) -> Json | None:
        entry = self._get(db).entries.get(id)
        return entry.read(rev, revs=revs, conflicts=conflicts) if entry is not None else None

    async def leaves(self, db: str, id: str) -> list[Json]:
        entry = self._get(db).entries.get(id)
        if entry is None:
            return []
        return [found for leaf in entry.ranked() if (found := entry.document(leaf, revs=True)) is not None]

    async def range(
        self, db: str, start: str = "", end: str = "\U0010ffff", *, limit: int | None = None, descending: bool = False
    ) -> list[Json]:
        entries = self._get(db).entries
        ids = sorted((id for id in entries if start <= id < end), reverse=descending)
        alive = (entry for id in ids if (entry := entries[id]).winner not in entry.deleted)
        return [found for entry in islice(alive, limit) if (found := entry.document(entry.winner))]

    async def changes(
        self, db: str, since: Seq = "0", *, limit: int | None = None, descending: bool = False, ids: Sequence[str] | None = None
    ) -> ChangesPage:
        found = self._get(db)
        if since == "now":
            return ChangesPage((), str(found.seq), 0)
        wanted = set(ids) if ids is not None else None
        rows = sorted(
            ((seq, id) for id, seq in found.seq_of.items() if seq > int(since) and (wanted is None or id in wanted)),
            reverse=descending,
        )
        taken = rows if limit is None else rows[:limit]
        changes = tuple(self._change(found.entries[id], seq) for seq, id in taken)
        left = len(rows) - len(taken)
        last = str(taken[-1][0]) if taken and (left or descending) else since if left else str(found.seq)
        return ChangesPage(changes, last, left)

    @staticmethod
    def _change(entry: Entry, seq: int) -> Change:
        best = entry.ranked()
        return Change(str(seq), entry.id, tuple(best), best[0] in entry.deleted)

    async def wait_for_change(self, db: str, since: Seq, timeout: float) -> bool:
        self._get(db)
        return await self._waiting.until(db, lambda: self._get(db).seq > int(since), timeout)

    async def revs_diff(self, db: str, asked: Mapping[str, Sequence[str]]) -> dict[str, MissingRevisions]:
        found = self._get(db)
        told = {}
        for id, revs in asked.items():
            tree = found.entries[id].tree if id in found.entries else {}
            missing = tuple(rev for rev in dict.fromkeys(revs) if rev not in tree)
            if missing:
                told[id] = MissingRevisions(missing, tuple(possible_ancestors(tree, missing)))
        return told

    async def read_local(self, db: str, id: str) -> Json | None:
        return copy.deepcopy(self._get(db).locals.get(id))

    async def write_local(self, db: str, id: str, body: Json) -> Written:
        found = self._get(db)
        try:
            written = next_local(found.locals.get(id), id, body)
        except Refusal as refusal:
            return Written(f"_local/{id}", str(body.get("_rev", "")), refusal.problem.code)
        found.locals[id] = copy.deepcopy(written)
        return Written(f"_local/{id}", written["_rev"])

    async def delete_local(self, db: str, id: str, rev: str) -> Written:
        found = self._get(db)
        if id not in found.locals or found.locals[id]["_rev"] != rev:
            return Written(f"_local/{id}", rev, "not_found" if id not in found.locals else "conflict")
        del found.locals[id]
        return Written(f"_local/{id}", "0-0")

    async def updated_databases(self, since: Seq = "0") -> tuple[list[str], Seq]:
        after = self._updates if since == "now" else int(since)
        return sorted(name for name, found in self._databases.items() if found.updated > after), str(self._updates)

    async def wait_for_update(self, since: Seq, timeout: float) -> bool:
        return await self._waiting.until(_SERVER, lambda: self._updates > int(since), timeout)

    async def close(self) -> None:
        """Nothing to close."""
