"""The index of sent papers in a SQLite file of its own, which may be deleted at any time: it is rebuilt from the store.

One row per paper, with what receipts and reviews say of its present revision. Another schema, or a file that cannot be read, is thrown
away and begun anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sync.domain.documents import unit_of
from sync.ports import ReceiptFacts, Seq
from sync.ports.paper_index import Decided, Indexed, Order, PaperFilter, PaperRow, PlaceInOrder, SentPaper, Within
from sync.stores.sqlite import words

T = TypeVar("T")
SCHEMA_VERSION = 2
_SCHEMA = """
CREATE TABLE checkpoints (db TEXT PRIMARY KEY, uuid TEXT NOT NULL, seq TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE folded (one INTEGER PRIMARY KEY CHECK (one = 1), at TEXT NOT NULL, outworn INTEGER NOT NULL);
INSERT INTO folded VALUES (1, '', 0);
CREATE TABLE papers (
  number INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL, unit TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
  rev TEXT NOT NULL, form TEXT NOT NULL, version INTEGER NOT NULL, month TEXT NOT NULL, day TEXT NOT NULL, author TEXT NOT NULL,
  done_at TEXT NOT NULL, received_at TEXT NOT NULL DEFAULT '', receipt TEXT NOT NULL DEFAULT '', decision TEXT NOT NULL DEFAULT '',
  decided_at TEXT NOT NULL DEFAULT '', changed_at TEXT NOT NULL DEFAULT '', UNIQUE (unit, id));
CREATE INDEX papers_by_change ON papers (changed_at, unit, id);
CREATE INDEX papers_by_day ON papers (day, unit, id);
CREATE TABLE receipts (
  unit TEXT NOT NULL, id TEXT NOT NULL, paper TEXT NOT NULL, rev TEXT NOT NULL, received_at TEXT NOT NULL, receipt TEXT NOT NULL,
  PRIMARY KEY (unit, paper, rev, id)) WITHOUT ROWID;
CREATE INDEX receipts_by_id ON receipts (unit, id);
CREATE INDEX receipts_by_number ON receipts (receipt);
CREATE TABLE decided (
  unit TEXT NOT NULL, id TEXT NOT NULL, paper TEXT NOT NULL, rev TEXT NOT NULL, decision TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (unit, id)) WITHOUT ROWID;
CREATE INDEX decided_by_paper ON decided (unit, paper, rev);
"""
_DERIVE = """
UPDATE papers SET (received_at, receipt) = (
    SELECT coalesce(max(received_at), ''), coalesce(max(receipt), '') FROM (
      SELECT received_at, receipt FROM receipts r
      WHERE r.unit = papers.unit AND r.paper = papers.id AND r.rev = papers.rev ORDER BY r.received_at, r.id LIMIT 1)),
  (decision, decided_at) = (
    SELECT coalesce(max(decision), ''), coalesce(max(at), '') FROM (
      SELECT decision, at FROM decided d
      WHERE d.unit = papers.unit AND d.paper = papers.id AND d.rev = papers.rev ORDER BY d.at DESC, d.id DESC LIMIT 1))
WHERE unit = ? AND id = ?
"""
_CHANGED = """
UPDATE papers SET changed_at = max(CASE received_at WHEN '' THEN done_at ELSE received_at END, decided_at) WHERE unit = ? AND id = ?
"""
_COLUMNS = ", ".join(f"papers.{one.name}" for one in fields(PaperRow))
_ORDERS: dict[Order, tuple[str, str]] = {
    "id": ("(papers.unit, papers.id) > (?, ?)", "papers.unit, papers.id"),
    "changed": ("(papers.changed_at, papers.unit, papers.id) > (?, ?, ?)", "papers.changed_at, papers.unit, papers.id"),
    "newest": ("(papers.day, papers.unit, papers.id) < (?, ?, ?)", "papers.day DESC, papers.unit DESC, papers.id DESC"),
}
_FEW = 20
_WORN = 1_000
"""Papers that changed, after which the words are worth being written anew, where they are also a fifth of all."""


class SqlitePaperIndex:
    """Obeys `sync.ports.paper_index.PaperIndex`. Calls run in threads, one at a time; `close` it at the end."""

    def __init__(self, path: Path, *, full_text: bool = True) -> None:
        """Open or begin the file; its folder must exist. Without `full_text` words are looked for one by one."""
        self._lock = threading.Lock()
        self._db = _open(path, full_text)
        self._fts = words.is_fts(self._db)
        self._checkpoints: dict[str, tuple[str, Seq]] = {
            db: (uuid, seq) for db, uuid, seq in self._db.execute("SELECT db, uuid, seq FROM checkpoints")
        }  # nobody else writes this file

    async def close(self) -> None:
        await self._run(self._db.close)

    async def _run(self, work: Callable[[], T]) -> T:
        def alone() -> T:
            with self._lock:
                return work()

        return await asyncio.to_thread(alone)

    async def checkpoint(self, db: str) -> tuple[str, Seq]:
        return self._checkpoints.get(db, ("", "0"))

    async def fold(self, db: str, uuid: str, seq: Seq, facts: Sequence[Indexed]) -> None:
        def work() -> None:
            with self._db:
                touched = [key for one in facts for key in self._take(one)]
                for key in dict.fromkeys(touched):
                    self._db.execute(_DERIVE, key)
                    self._db.execute(_CHANGED, key)
                self._db.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)", (db, uuid, seq))
                anew = self._begin_anew_when_worn()
            if anew:
                self._checkpoints.clear()
            else:
                self._checkpoints[db] = uuid, seq

        await self._run(work)

    async def forget(self, db: str) -> None:
        unit = unit_of(db)

        def work() -> None:
            with self._db:
                self._wear(self._db.execute("SELECT count(*) FROM papers WHERE unit = ?", (unit,)).fetchone()[0])
                for table in ("papers", "receipts", "decided"):
                    self._db.execute(f"DELETE FROM {table} WHERE unit = ?", (unit,))
                self._db.execute("DELETE FROM checkpoints WHERE db = ?", (db,))
            self._checkpoints.pop(db, None)

        await self._run(work)

    async def caught_up(self, at: datetime) -> None:
        def work() -> None:
            with self._db:
                self._db.execute("UPDATE folded SET at = ?", (at.isoformat(timespec="seconds"),))

        await self._run(work)

    async def as_of(self) -> str:
        return str((await self._rows("SELECT at FROM folded"))[0][0])

    async def papers(
        self, within: Sequence[Within], asked: PaperFilter, order: Order, after: PlaceInOrder | None, limit: int
    ) -> list[PaperRow]:
        return await self._listed("papers", [], [], within, asked, order, after, limit)

    async def receipts_numbered(self, number: str) -> list[tuple[str, str]]:
        return [(unit, id) for unit, id in await self._rows("SELECT DISTINCT unit, id FROM receipts WHERE receipt = ? ORDER BY unit, id", (number,))]

    async def count(self, within: Sequence[Within], asked: PaperFilter) -> int:
        where, values = _where(within, asked)
        return int((await self._rows(f"SELECT count(*) FROM papers WHERE {where}", values))[0][0])

    async def find(
        self, within: Sequence[Within], terms: Sequence[str], asked: PaperFilter, after: PlaceInOrder | None, limit: int, *, begun: bool = False
    ) -> list[PaperRow]:
        if not terms:
            return []
        holds, values = words.condition(terms, self._fts, begun)
        # By day, stopping at the last row wanted: words that most papers hold are asked for most often.
        found = f"papers.number IN (SELECT rowid FROM words WHERE {holds})"
        return await self._listed("papers INDEXED BY papers_by_day", [found], values, within, asked, "newest", after, limit)

    async def _listed(
        self, tables: str, where: list[str], values: list[str], within: Sequence[Within], asked: PaperFilter, order: Order,
        after: PlaceInOrder | None, limit: int,
    ) -> list[PaperRow]:  # fmt: skip
        more, told = _where(within, asked)
        behind, by = _ORDERS[order]
        all_ = [*where, more, *([behind] if after is not None else [])]
        query = f"SELECT {_COLUMNS} FROM {tables} WHERE {' AND '.join(all_)} ORDER BY {by} LIMIT ?"
        return [PaperRow(*row) for row in await self._rows(query, [*values, *told, *(after or ()), limit])]

    async def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        return await self._run(lambda: self._db.execute(query, values).fetchall())

    def _take(self, fact: Indexed) -> Iterable[tuple[str, str]]:
        """Store one fact; the papers that it touches."""
        # A document never changes its kind, but its facts may turn into nothing: so first away with what was there.
        key = fact.unit, fact.id
        told = self._db.execute("SELECT paper FROM receipts WHERE unit = ? AND id = ?", key).fetchall()
        told += self._db.execute("SELECT paper FROM decided WHERE unit = ? AND id = ?", key).fetchall()
        self._db.execute("DELETE FROM receipts WHERE unit = ? AND id = ?", key)
        self._db.execute("DELETE FROM decided WHERE unit = ? AND id = ?", key)
        touched = [fact.id, *(paper for (paper,) in told)]
        if isinstance(fact, SentPaper):
            self._take_paper(fact)
            return [(fact.unit, id) for id in touched]
        self._wear(self._db.execute("DELETE FROM papers WHERE unit = ? AND id = ?", key).rowcount)
        if isinstance(fact, ReceiptFacts):
            rows = [(fact.unit, fact.id, paper, rev, fact.received_at, number) for paper, rev, number in fact.papers]
            self._db.executemany("INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?, ?)", rows)
            touched += [row[2] for row in rows]
        elif isinstance(fact, Decided):
            self._db.execute("INSERT INTO decided VALUES (?, ?, ?, ?, ?, ?)", (fact.unit, fact.id, fact.paper, fact.rev, fact.decision, fact.at))
            touched.append(fact.paper)
        return [(fact.unit, id) for id in touched]

    def _take_paper(self, fact: SentPaper) -> None:
        digest = hashlib.sha256(fact.words.encode()).hexdigest()[:16]
        told = (fact.kind, fact.rev, fact.form, fact.version, fact.month, fact.day, fact.author, fact.done_at)
        known = self._db.execute("SELECT number, digest FROM papers WHERE unit = ? AND id = ?", (fact.unit, fact.id)).fetchone()
        if known is not None and known[1] == digest:
            self._db.execute(
                "UPDATE papers SET kind = ?, rev = ?, form = ?, version = ?, month = ?, day = ?, author = ?, done_at = ? WHERE number = ?",
                (*told, known[0]),
            )
            return
        if known is not None:
            self._db.execute("DELETE FROM papers WHERE number = ?", (known[0],))
            self._wear(1)
        number = self._db.execute(
            "INSERT INTO papers (digest, unit, id, kind, rev, form, version, month, day, author, done_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (digest, fact.unit, fact.id, *told)
        ).lastrowid  # fmt: skip
        words.write(self._db, number or 0, fact.words)

    def _wear(self, count: int) -> None:
        if count > 0:
            self._db.execute("UPDATE folded SET outworn = outworn + ?", (count,))

    def _begin_anew_when_worn(self) -> bool:
        """Whether it was worn. Without a place in any feed everything is folded again, and with no digest every word is written again."""
        worn = self._db.execute("SELECT outworn FROM folded").fetchone()[0]
        if worn <= _WORN or worn * 5 <= self._db.execute("SELECT count(*) FROM papers").fetchone()[0]:
            return False
        words.drop_all(self._db, self._fts)
        self._db.execute("UPDATE papers SET digest = ''")
        self._db.execute("DELETE FROM checkpoints")
        # What is written again counts as worn once more, though nothing of it is left.
        self._db.execute("UPDATE folded SET outworn = -(SELECT count(*) FROM papers)")
        return True


def _where(within: Sequence[Within], asked: PaperFilter) -> tuple[str, list[str]]:
    places, values = [], list[str]()
    for one in within:
        # Of many units the rows are gone through in the order asked for, of a few they are looked up and sorted.
        unit = "+papers.unit" if len(one.units) > _FEW else "papers.unit"
        places.append(f"({unit} IN (SELECT value FROM json_each(?)) AND papers.kind IN (SELECT value FROM json_each(?)))")
        values += [json.dumps(one.units), json.dumps(one.kinds)]
    conditions = [f"({' OR '.join(places)})" if places else "0"]
    for value, holds in (
        (asked.first, "papers.day >= ?"), (asked.last, "papers.day <= ?"), (asked.since, "papers.changed_at >= ?"),
        (asked.author, "papers.author = ?"), (asked.decision.replace("sent", ""), "papers.decision = ?"),
    ):  # fmt: skip
        if value or (holds == "papers.decision = ?" and asked.decision):
            conditions.append(holds)
            values.append(value)
    return " AND ".join(conditions), values


def _open(path: Path, full_text: bool) -> sqlite3.Connection:
    try:
        return _begin(path, full_text)
    except sqlite3.DatabaseError:
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        return _begin(path, full_text)


def _begin(path: Path, full_text: bool) -> sqlite3.Connection:
    """Raises sqlite3.DatabaseError for a file of another schema, or none of ours."""
    db = sqlite3.connect(path, check_same_thread=False)
    try:
        # Commits are not fsynced: after a power cut the checkpoint and the facts are older together, and are folded again.
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        full_text = full_text and words.has_fts(db)
        with closing(db.execute("PRAGMA user_version")) as cursor:
            version = cursor.fetchone()[0]
        if not db.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
            table = words.FTS if full_text else words.PLAIN
            db.executescript(f"BEGIN; {_SCHEMA} {table} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
        elif version != SCHEMA_VERSION or words.is_fts(db) != full_text:
            raise sqlite3.DatabaseError("another schema")
    except BaseException:
        db.close()
        raise
    return db
