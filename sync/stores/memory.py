"""The store that forgets: for tests and for trying things. Obeys the whole contract except that nothing survives it."""

from __future__ import annotations

import copy
import uuid
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from typing import Any

import msgspec

from sync.domain.errors import NoSuchDatabase, Refusal
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
from sync.revisions.entry import Entry, check_id
from sync.revisions.tree import possible_ancestors
from sync.stores.local import next_local
from sync.stores.place import number_of
from sync.stores.waiting import Waiting

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_SERVER = ""
"""The name under which waiters for any database wait; no database is called so."""


@dataclass(slots=True)
class _Database:
    uuid: str
    updated: int
    seq: int = 0
    purges: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)
    bodies: dict[tuple[str, str], str] = field(default_factory=dict)
    files: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    seq_of: dict[str, int] = field(default_factory=dict)
    locals: dict[str, Json] = field(default_factory=dict)
    settings: DatabaseSettings = field(default_factory=DatabaseSettings)
    gone: set[str] = field(default_factory=set)
    """Documents that are deletions."""
    size: int = 0
    """Of all bodies and files."""
    _order: list[str] | None = None

    def ids(self, start: str, end: str) -> list[str]:
        """Those of `[start, end)`, in their order; put in order again only where there are others than before."""
        if self._order is None:
            self._order = sorted(self.entries)
        return self._order[bisect_left(self._order, start) : bisect_left(self._order, end)]

    def body(self, id: str, rev: str) -> Json | None:
        text = self.bodies.get((id, rev))
        return None if text is None else _decode(text)

    def document(self, entry: Entry, rev: str, *, revs: bool = False) -> Json | None:
        body = self.body(entry.id, rev)
        return None if body is None else entry.document(rev, body, revs=revs)

    def keep(self, id: str, rev: str, text: str) -> None:
        self.size += len(text) - len(self.bodies.get((id, rev), ""))
        self.bodies[id, rev] = text

    def keep_file(self, id: str, rev: str, name: str, data: bytes) -> None:
        self.size += len(data) - len(self.files.get((id, rev, name), b""))
        self.files[id, rev, name] = data

    def drop(self, id: str, revs: Sequence[str]) -> None:
        """Drop bodies and attachments of revisions."""
        gone = {(id, rev) for rev in revs}
        for key in gone:
            self.size -= len(self.bodies.pop(key, ""))
        for file in [one for one in self.files if one[:2] in gone] if gone else ():
            self.size -= len(self.files.pop(file))

    def moved(self, entry: Entry) -> None:
        """It stands last in the feed now, and may be another document than before, or none."""
        id = entry.id
        self.seq += 1
        self.seq_of.pop(id, None)
        if not entry.tree:
            del self.entries[id]
            self.gone.discard(id)
            self._order = None
            return
        if id not in self.entries:
            self.entries[id], self._order = entry, None
        self.seq_of[id] = self.seq
        (self.gone.add if entry.winner in entry.deleted else self.gone.discard)(id)


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
        gone = len(found.gone)
        counts = len(found.entries) - gone, gone
        return DatabaseInfo(db, found.uuid, *counts, str(found.seq), str(found.purges), found.size, found.size)

    async def uuid(self, db: str) -> str:
        return (await self.info(db)).uuid

    async def settings(self, db: str) -> DatabaseSettings:
        return copy.deepcopy(self._get(db).settings)

    async def set_revs_limit(self, db: str, limit: int) -> None:
        found = self._get(db)
        found.settings = replace(found.settings, revs_limit=limit)

    async def set_security(self, db: str, security: Json) -> None:
        found = self._get(db)
        found.settings = replace(found.settings, security=copy.deepcopy(security))

    async def compact(self, db: str) -> None:
        found = self._get(db)
        for entry in found.entries.values():
            inner = entry.stored.difference(entry.ranked())
            entry.stored -= inner
            found.drop(entry.id, list(inner))

    async def purge(self, db: str, asked: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        found = self._get(db)
        told: dict[str, list[str]] = {id: [] for id in asked}
        for id, revs in asked.items():
            entry = found.entries.get(id)
            for rev in revs:
                gone = entry.purge(rev) if entry is not None else []
                found.drop(id, gone)
                told[id] += [rev] if gone else []
            if entry is not None and told[id]:
                found.moved(entry)
        if any(told.values()):
            found.purges += 1
            self._moved(db)
        return told

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        found = self._get(db)
        before = found.seq
        told = [self._write_one(found, write) for write in writes]
        if found.seq != before:
            self._moved(db)
        return told

    async def write_with(
        self, db: str, writes: Sequence[Write], also: Also
    ) -> tuple[list[Written], dict[str, list[Written]]]:
        told, beside = await self.write(db, writes), dict[str, list[Written]]()
        for name, some in also(told).items():
            beside[name] = await self.write(name, some)
            if any(one.error is not None for one in beside[name]):
                break
        return told, beside

    def _write_one(self, found: _Database, write: Write) -> Written:
        try:
            id = check_id(write.body.get("_id"))
            entry = found.entries.get(id) or Entry(id)
            limit = found.settings.revs_limit
            applied = entry.apply(write.body, write.mode, write.files, lambda rev: found.body(id, rev), limit)
        except Refusal as refusal:
            return Written(str(write.body.get("_id", "")), str(write.body.get("_rev", "")), refusal.problem.code)
        if applied.new:
            found.moved(entry)
        if applied.text is not None:
            found.keep(id, applied.rev, applied.text)
        for one in applied.files:
            data = one.data if one.data is not None else found.files[id, one.ancestor, one.name]
            found.keep_file(id, applied.rev, one.name, data)
        found.drop(id, applied.forgotten)
        return Written(id, applied.rev, None, applied.new)

    async def read(self, db: str, id: str, rev: str | None = None, *, revs: bool = False, conflicts: bool = False) -> Json | None:
        found = self._get(db)
        entry = found.entries.get(id)
        if entry is None or (rev is None and entry.winner in entry.deleted):
            return None
        document = found.document(entry, rev or entry.winner, revs=revs)
        if document is not None and conflicts and (others := entry.conflicts()):
            document["_conflicts"] = others
        return document

    async def leaves(self, db: str, id: str) -> list[Json]:
        found = self._get(db)
        entry = found.entries.get(id)
        if entry is None:
            return []
        return [told for leaf in entry.ranked() if (told := found.document(entry, leaf, revs=True)) is not None]

    async def leaves_of(self, db: str, ids: Sequence[str], *, packed: bool = False, lately: bool = False) -> dict[str, list[Json]]:
        told = {id: await self.leaves(db, id) for id in dict.fromkeys(ids)}
        return {id: leaves for id, leaves in told.items() if leaves}

    async def leaves_at(self, db: str, changes: Sequence[Change], *, packed: bool = False) -> dict[str, list[Json]]:
        return await self.leaves_of(db, [change.id for change in changes])

    async def attachment(self, db: str, id: str, name: str, rev: str | None = None) -> Attachment | None:
        document = await self.read(db, id, rev)
        stub = ((document or {}).get("_attachments") or {}).get(name)
        if document is None or stub is None:
            return None
        data = self._get(db).files[id, document["_rev"], name]
        return Attachment(name, stub["content_type"], stub["digest"], stub["length"], stub["revpos"], data)

    async def range(
        self, db: str, start: str = "", end: str = "\U0010ffff", *, limit: int | None = None, descending: bool = False
    ) -> list[Json]:
        found = self._get(db)
        entries = islice(self._alive(found, start, end, descending), limit)
        return [told for entry in entries if (told := found.document(entry, entry.winner))]

    async def index(
        self, db: str, start: str = "", end: str = "\U0010ffff", *, limit: int | None = None, descending: bool = False
    ) -> list[tuple[str, str]]:
        return [(entry.id, entry.winner) for entry in islice(self._alive(self._get(db), start, end, descending), limit)]

    @staticmethod
    def _alive(found: _Database, start: str, end: str, descending: bool) -> Iterator[Entry]:
        ids = found.ids(start, end)
        return (found.entries[id] for id in (reversed(ids) if descending else ids) if id not in found.gone)

    async def changes(
        self, db: str, since: Seq = "0", *, limit: int | None = None, descending: bool = False, ids: Sequence[str] | None = None
    ) -> ChangesPage:
        found = self._get(db)
        if since == "now":
            return ChangesPage((), str(found.seq), 0)
        wanted, after = set(ids) if ids is not None else None, number_of(since)
        # `seq_of` is in the order of the feed, so the newest stand at its end.
        newest = takewhile(lambda one: one[1] > after, reversed(found.seq_of.items()))
        rows = [(seq, id) for id, seq in newest if wanted is None or id in wanted]
        if not descending:
            rows.reverse()
        taken = rows if limit is None else rows[:limit]
        changes = tuple(self._change(found.entries[id], seq) for seq, id in taken)
        left = len(rows) - len(taken)
        last = str(taken[-1][0]) if taken and (left or descending) else str(number_of(since)) if left else str(found.seq)
        return ChangesPage(changes, last, left)

    @staticmethod
    def _change(entry: Entry, seq: int) -> Change:
        best = entry.ranked()
        return Change(str(seq), entry.id, tuple(best), best[0] in entry.deleted)

    async def wait_for_change(self, db: str, since: Seq, timeout: float) -> bool:
        self._get(db)
        return await self._waiting.until(db, lambda: self._get(db).seq > number_of(since), timeout)

    async def revs_diff(self, db: str, asked: Mapping[str, Sequence[str]]) -> dict[str, MissingRevisions]:
        found = self._get(db)
        told = {}
        for id, revs in asked.items():
            tree = found.entries[id].tree if id in found.entries else {}
            missing = tuple(rev for rev in dict.fromkeys(revs) if rev not in tree)
            if missing:
                told[id] = MissingRevisions(missing, tuple(possible_ancestors(tree, missing)))
        return told

    async def read_local(self, db: str, id: str, *, own: bool = False) -> Json | None:
        return copy.deepcopy(self._get(db).locals.get(id))

    async def local_ids(self, db: str) -> list[str]:
        return sorted(self._get(db).locals)

    async def write_local(self, db: str, id: str, body: Json, *, own: bool = False) -> Written:
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
        after = self._updates if since == "now" else number_of(since)
        return sorted(name for name, found in self._databases.items() if found.updated > after), str(self._updates)

    async def wait_for_update(self, since: Seq, timeout: float) -> bool:
        return await self._waiting.until(_SERVER, lambda: self._updates > number_of(since), timeout)

    async def close(self) -> None:
        """Nothing to close."""
