"""The tables of the read model. Another text here, or other rules of folding, is another version: the file is thrown away and rebuilt.

What documents say is in `papers`, `receipts`, `reviews`, `records`, `planned`, `sheets`, `lost` and `phones`, by unit and id; what
follows from them in `meetings`, `owed`, `turns` and `heard`, by unit. What is counted for whole provinces is gathered anew from these
whenever a unit is settled: `lines` (sync/domain/measures/tally.py) and `monthly` (reading/monthly.py).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

FOLDING = 1
"""Count it up when the same documents are folded into other facts, or stand differently, with the tables as they are."""
SCHEMA = """
CREATE TABLE checkpoints (db TEXT PRIMARY KEY, uuid TEXT NOT NULL, seq TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE folded (one INTEGER PRIMARY KEY CHECK (one = 1), at TEXT NOT NULL);
CREATE TABLE settled (unit TEXT PRIMARY KEY, key TEXT NOT NULL, stale INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX settled_stale ON settled (unit) WHERE stale = 1;

CREATE TABLE papers (
  unit TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, rev TEXT NOT NULL, saved_at TEXT NOT NULL,
  done_at TEXT NOT NULL, month TEXT NOT NULL, type TEXT NOT NULL, number INTEGER NOT NULL, held_on TEXT NOT NULL,
  total REAL, band TEXT NOT NULL, present INTEGER, expected INTEGER, cell TEXT NOT NULL, observer TEXT NOT NULL, attended INTEGER,
  PRIMARY KEY (unit, id)) WITHOUT ROWID;
CREATE INDEX papers_by_meeting ON papers (unit, month, type, number);
CREATE INDEX visits_by_cell ON papers (cell, month) WHERE kind = 'visit' AND state = 'sent';
CREATE TABLE receipts (
  unit TEXT NOT NULL, id TEXT NOT NULL, paper TEXT NOT NULL, rev TEXT NOT NULL, received_at TEXT NOT NULL,
  receipt TEXT NOT NULL, drift_ms INTEGER, PRIMARY KEY (unit, id, paper, rev)) WITHOUT ROWID;
CREATE INDEX receipts_by_paper ON receipts (unit, paper, received_at);
CREATE TABLE reviews (
  unit TEXT NOT NULL, id TEXT NOT NULL, paper TEXT NOT NULL, rev TEXT NOT NULL, decision TEXT NOT NULL,
  official_band TEXT NOT NULL, decided_at TEXT NOT NULL, PRIMARY KEY (unit, id)) WITHOUT ROWID;
CREATE INDEX reviews_by_paper ON reviews (unit, paper, rev);
CREATE TABLE records (unit TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (unit, id)) WITHOUT ROWID;
CREATE TABLE planned (
  unit TEXT NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL, cell TEXT NOT NULL, meeting TEXT NOT NULL, observer TEXT NOT NULL,
  name TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (unit, id, place)) WITHOUT ROWID;
CREATE INDEX planned_by_cell ON planned (cell, meeting);
CREATE TABLE sheets (
  unit TEXT NOT NULL, id TEXT NOT NULL, month TEXT NOT NULL, type TEXT NOT NULL, template TEXT NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY (unit, id)) WITHOUT ROWID;
CREATE INDEX sheets_by_month ON sheets (unit, month, type, template, version);
CREATE TABLE lost (
  unit TEXT NOT NULL, id TEXT NOT NULL, month TEXT NOT NULL, type TEXT NOT NULL, template TEXT NOT NULL, version INTEGER NOT NULL,
  code TEXT NOT NULL, points REAL NOT NULL, max REAL NOT NULL, PRIMARY KEY (unit, id, code)) WITHOUT ROWID;
CREATE INDEX lost_by_month ON lost (unit, month, type, template, version, code, points, max);
CREATE TABLE phones (
  id TEXT PRIMARY KEY, username TEXT NOT NULL, seen_at TEXT NOT NULL, version TEXT NOT NULL, unsent INTEGER, drift_ms INTEGER,
  storage_free INTEGER, push TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE phone_units (unit TEXT NOT NULL, phone TEXT NOT NULL, PRIMARY KEY (unit, phone)) WITHOUT ROWID;
CREATE INDEX phone_units_by_phone ON phone_units (phone);

CREATE TABLE meetings (
  unit TEXT NOT NULL, month TEXT NOT NULL, type TEXT NOT NULL, number INTEGER NOT NULL, held_on TEXT NOT NULL,
  minutes TEXT NOT NULL, done_at TEXT NOT NULL, received_at TEXT NOT NULL, receipt TEXT NOT NULL, total REAL,
  band TEXT NOT NULL, present INTEGER, expected INTEGER, official TEXT NOT NULL,
  planned_on TEXT, met_on TEXT, PRIMARY KEY (unit, month, type, number)) WITHOUT ROWID;
CREATE TABLE owed (
  unit TEXT NOT NULL, month TEXT NOT NULL, id TEXT NOT NULL, rule TEXT NOT NULL, basis TEXT NOT NULL, kind TEXT NOT NULL,
  period TEXT NOT NULL, opens_at TEXT NOT NULL, due_at TEXT NOT NULL, outcome TEXT NOT NULL, received_at TEXT NOT NULL,
  paper TEXT NOT NULL, days_late INTEGER NOT NULL, decision TEXT NOT NULL, draft INTEGER NOT NULL, overtaken INTEGER NOT NULL,
  reason TEXT NOT NULL, PRIMARY KEY (unit, month, id)) WITHOUT ROWID;
CREATE INDEX owed_by_rule ON owed (rule, unit, month, outcome, due_at, period);
CREATE INDEX owed_counts ON owed (unit, month, basis, outcome, due_at);
CREATE INDEX owed_late ON owed (unit, month, rule, basis, days_late, outcome) WHERE outcome IN ('late', 'late_by_network');
CREATE TABLE lines (
  unit TEXT NOT NULL, place INTEGER NOT NULL, rule TEXT NOT NULL, internal INTEGER NOT NULL, first INTEGER NOT NULL, letters TEXT NOT NULL,
  dues TEXT NOT NULL, PRIMARY KEY (unit, place)) WITHOUT ROWID;
CREATE TABLE monthly (
  unit TEXT NOT NULL, month TEXT NOT NULL, present INTEGER NOT NULL, expected INTEGER NOT NULL, rolls INTEGER NOT NULL, bands TEXT NOT NULL,
  lost TEXT NOT NULL, decided TEXT NOT NULL, mended TEXT NOT NULL, PRIMARY KEY (unit, month)) WITHOUT ROWID;
CREATE TABLE turns (
  unit TEXT NOT NULL, paper TEXT NOT NULL, rev TEXT NOT NULL, kind TEXT NOT NULL, received_at TEXT NOT NULL, decision TEXT NOT NULL,
  decided_at TEXT NOT NULL, next_at TEXT NOT NULL, first INTEGER NOT NULL, lag INTEGER, mended INTEGER,
  PRIMARY KEY (unit, paper, rev)) WITHOUT ROWID;
CREATE INDEX turns_waiting ON turns (unit, received_at, decision, next_at) WHERE decision = '' AND next_at = '';
CREATE INDEX turns_decided ON turns (unit, decided_at, received_at, decision, next_at, first, lag) WHERE decided_at <> '';
CREATE INDEX turns_next ON turns (unit, next_at, received_at, decision) WHERE next_at <> '';
CREATE INDEX turns_returned ON turns (unit, decided_at, next_at, mended, decision) WHERE decision = 'returned';
CREATE TABLE heard (unit TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
"""
VERSION = int.from_bytes(hashlib.sha256(f"{FOLDING} {SCHEMA}".encode()).digest()[:4], "big") >> 1 or 1


def open_file(path: Path) -> sqlite3.Connection:
    """Open or begin the file; one of another version, or that cannot be read, is thrown away first."""
    return _again(path, _begin)


def open_reader(path: Path) -> sqlite3.Connection:
    """Another connection to the same file, which reads while the first one writes."""
    db = sqlite3.connect(path, check_same_thread=False)
    db.execute("PRAGMA query_only = ON")
    db.execute("PRAGMA mmap_size = 1073741824")
    return db


def _again(path: Path, begin: Callable[[Path], sqlite3.Connection]) -> sqlite3.Connection:
    try:
        return begin(path)
    except sqlite3.DatabaseError:
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        return begin(path)


def _begin(path: Path) -> sqlite3.Connection:
    """Raises sqlite3.DatabaseError for a file of another version, or none of ours."""
    db = sqlite3.connect(path, check_same_thread=False)
    try:
        # Commits are not fsynced: after a power cut the checkpoint and the facts are older together, and are folded again.
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA cache_size = -65536")
        with closing(db.execute("PRAGMA user_version")) as cursor:
            version = cursor.fetchone()[0]
        fresh = not db.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
        if fresh:
            db.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        elif version != VERSION:
            raise sqlite3.DatabaseError("another version")
    except BaseException:
        db.close()
        raise
    return db
