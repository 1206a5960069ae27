"""The read model in a SQLite file of its own, which may be deleted at any time: it is rebuilt from the store.

One row per paper and per receipt as folded, and one row per cell, month and meeting derived from them for the pages.
Another schema, or a file that cannot be read, is thrown away and begun anew. Never holds anything that exists only here.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import astuple, fields
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sync.domain.documents import MeetingKey, meeting_of, unit_of
from sync.ports import Fact, MeetingFacts, PaperFacts, ReceiptFacts, Seq

T = TypeVar("T")
SCHEMA_VERSION = 2
_SCHEMA = """
CREATE TABLE checkpoints (db TEXT PRIMARY KEY, uuid TEXT NOT NULL, seq TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE folded (one INTEGER PRIMARY KEY CHECK (one = 1), at TEXT NOT NULL);
CREATE TABLE papers (
  unit TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, rev TEXT NOT NULL, saved_at TEXT NOT NULL,
  done_at TEXT NOT NULL, month TEXT NOT NULL, type TEXT NOT NULL, number INTEGER NOT NULL, held_on TEXT NOT NULL,
  total REAL, band TEXT NOT NULL, present INTEGER, expected INTEGER, PRIMARY KEY (unit, id)) WITHOUT ROWID;
CREATE INDEX papers_by_meeting ON papers (unit, month, type, number);
CREATE TABLE receipts (
  unit TEXT NOT NULL, id TEXT NOT NULL, paper TEXT NOT NULL, rev TEXT NOT NULL, received_at TEXT NOT NULL,
  receipt TEXT NOT NULL, PRIMARY KEY (unit, id, paper, rev)) WITHOUT ROWID;
CREATE INDEX receipts_by_paper ON receipts (unit, paper, received_at);
CREATE TABLE meetings (
  unit TEXT NOT NULL, month TEXT NOT NULL, type TEXT NOT NULL, number INTEGER NOT NULL, held_on TEXT NOT NULL,
  minutes TEXT NOT NULL, done_at TEXT NOT NULL, received_at TEXT NOT NULL, receipt TEXT NOT NULL, total REAL,
  band TEXT NOT NULL, present INTEGER, expected INTEGER, PRIMARY KEY (unit, month, type, number)) WITHOUT ROWID;
"""
_DERIVE = """
INSERT INTO meetings
SELECT p.unit, p.month, p.type, p.number,
  coalesce(max(CASE WHEN p.kind = 'minutes' THEN nullif(p.held_on, '') END),
           max(CASE WHEN p.kind = 'meeting' THEN p.held_on END), ''),
  coalesce(max(CASE WHEN p.kind = 'minutes' THEN p.id END), ''),
  coalesce(max(CASE WHEN p.kind = 'minutes' THEN p.done_at END), ''),
  coalesce((SELECT r.received_at FROM receipts r WHERE r.unit = :unit AND r.paper = :minutes ORDER BY received_at, id LIMIT 1), ''),
  coalesce((SELECT r.receipt FROM receipts r WHERE r.unit = :unit AND r.paper = :minutes ORDER BY received_at, id LIMIT 1), ''),
  max(CASE WHEN p.kind = 'score_sheet' THEN p.total END),
  coalesce(max(CASE WHEN p.kind = 'score_sheet' THEN p.band END), ''),
  max(CASE WHEN p.kind = 'roll_call' THEN p.present END), max(CASE WHEN p.kind = 'roll_call' THEN p.expected END)
FROM papers p INDEXED BY papers_by_meeting
WHERE p.unit = :unit AND p.month = :month AND p.type = :type AND p.number = :number AND p.state = 'sent'
GROUP BY p.unit, p.month, p.type, p.number
"""
_PAPER_COLUMNS = ", ".join(one.name for one in fields(PaperFacts))
_MARKS = ", ".join("?" * len(fields(PaperFacts)))
_MEETING_COLUMNS = ", ".join(one.name for one in fields(MeetingFacts))


class SqliteReadModel:
    """Obeys `sync.ports.ReadModel`. Calls run in threads, one at a time; `close` it at the end."""

    def __init__(self, path: Path) -> None:
        """Open or begin the file; its folder must exist."""
        self._lock = threading.Lock()
        self._db = _open(path)

    async def close(self) -> None:
        await self._run(self._db.close)

    async def _run(self, work: Callable[[], T]) -> T:
        def alone() -> T:
            with self._lock:
                return work()

        return await asyncio.to_thread(alone)

    async def checkpoint(self, db: str) -> tuple[str, Seq]:
        rows = await self._rows("SELECT uuid, seq FROM checkpoints WHERE db = ?", (db,))
        return (rows[0][0], rows[0][1]) if rows else ("", "0")

    async def fold(self, db: str, uuid: str, seq: Seq, facts: Sequence[Fact]) -> None:
        def work() -> None:
            with self._db:
                touched = [key for one in facts for key in self._take(one)]
                for unit, meeting in dict.fromkeys(touched):
                    self._derive(unit, meeting)
                self._db.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)", (db, uuid, seq))

        await self._run(work)

    async def forget(self, db: str) -> None:
        unit = unit_of(db)

        def work() -> None:
            with self._db:
                for table in ("papers", "receipts", "meetings"):
                    self._db.execute(f"DELETE FROM {table} WHERE unit = ?", (unit,))
                self._db.execute("DELETE FROM checkpoints WHERE db = ?", (db,))

        await self._run(work)

    async def caught_up(self, at: datetime) -> None:
        def work() -> None:
            with self._db:
                self._db.execute("INSERT OR REPLACE INTO folded VALUES (1, ?)", (at.isoformat(timespec="seconds"),))

        await self._run(work)

    async def as_of(self) -> str:
        rows = await self._rows("SELECT at FROM folded")
        return str(rows[0][0]) if rows else ""

    async def meetings(self, units: Sequence[str], first_month: str, last_month: str) -> list[MeetingFacts]:
        rows = await self._rows_of(
            units,
            f"SELECT {_MEETING_COLUMNS} FROM meetings WHERE unit IN ({{}}) AND month BETWEEN ? AND ?",
            (first_month, last_month),
        )
        return sorted((MeetingFacts(*row) for row in rows), key=lambda one: (one.unit, one.month, one.type, one.number))

    async def papers(self, unit: str) -> list[PaperFacts]:
        sent = f"SELECT {_PAPER_COLUMNS} FROM papers WHERE unit = ? AND state = 'sent' AND month <> '' ORDER BY id"
        return [PaperFacts(*row) for row in await self._rows(sent, (unit,))]

    async def heard(self, units: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for table, column in (("papers", "saved_at"), ("receipts", "received_at")):
            query = f"SELECT unit, max({column}) FROM {table} WHERE unit IN ({{}}) GROUP BY unit"
            for unit, at in await self._rows_of(units, query):
                found[unit] = max(at, found.get(unit, ""))
        return {unit: at for unit, at in sorted(found.items()) if at}

    async def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        return await self._run(lambda: self._db.execute(query, values).fetchall())

    async def _rows_of(self, units: Sequence[str], query: str, values: tuple[object, ...] = ()) -> Iterable[tuple]:  # type: ignore[type-arg]
        """Rows for many units, in portions that SQLite's limit on variables allows."""
        rows: list[tuple] = []  # type: ignore[type-arg]
        for start in range(0, len(units), 500):
            some = tuple(units[start : start + 500])
            rows += await self._rows(query.format(", ".join("?" * len(some))), some + values)
        return rows

    def _take(self, fact: Fact) -> Iterable[tuple[str, MeetingKey]]:
        """Store one fact; the meetings that it touches."""
        # A document never changes its kind, but its facts may turn into nothing: so first away with what was there.
        receipts = self._db.execute("SELECT paper FROM receipts WHERE unit = ? AND id = ?", (fact.unit, fact.id)).fetchall()
        papers = [fact.id, *(paper for (paper,) in receipts)]
        self._db.execute("DELETE FROM papers WHERE unit = ? AND id = ?", (fact.unit, fact.id))
        self._db.execute("DELETE FROM receipts WHERE unit = ? AND id = ?", (fact.unit, fact.id))
        if isinstance(fact, PaperFacts):
            self._db.execute(f"INSERT INTO papers ({_PAPER_COLUMNS}) VALUES ({_MARKS})", astuple(fact))
        elif isinstance(fact, ReceiptFacts):
            rows = [(fact.unit, fact.id, paper, rev, fact.received_at, number) for paper, rev, number in fact.papers]
            self._db.executemany("INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?, ?)", rows)
            papers += [row[2] for row in rows]
        return [(fact.unit, key) for paper in papers if (key := meeting_of(paper))]

    def _derive(self, unit: str, key: MeetingKey) -> None:
        values = {"unit": unit, "month": key.month, "type": key.type, "number": key.number, "minutes": f"minutes:{key}"}
        self._db.execute(
            "DELETE FROM meetings WHERE unit = :unit AND month = :month AND type = :type AND number = :number", values
        )
        self._db.execute(_DERIVE, values)


def _open(path: Path) -> sqlite3.Connection:
    try:
        return _begin(path)
    except sqlite3.DatabaseError:
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        return _begin(path)


def _begin(path: Path) -> sqlite3.Connection:
    """Raises sqlite3.DatabaseError for a file of another schema, or none of ours."""
    db = sqlite3.connect(path, check_same_thread=False)
    try:
        # Commits are not fsynced: after a power cut the checkpoint and the facts are older together, and are folded again.
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        with closing(db.execute("PRAGMA user_version")) as cursor:
            version = cursor.fetchone()[0]
        fresh = not db.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
        if fresh:
            db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
        elif version != SCHEMA_VERSION:
            raise sqlite3.DatabaseError("another schema")
    except BaseException:
        db.close()
        raise
    return db
