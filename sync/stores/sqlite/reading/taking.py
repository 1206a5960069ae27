"""Facts into the tables of the read model: one document replaces what it said before, and its meeting's row is made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter

from sync.domain.documents import MeetingKey, meeting_of
from sync.ports import (
    AssignmentFacts,
    Fact,
    PaperFacts,
    PhoneFacts,
    ReceiptFacts,
    RecordFacts,
    ReviewFacts,
    SheetFacts,
)

OF_DOCUMENTS = ("papers", "receipts", "reviews", "records", "planned", "sheets", "lost")
_TABLES = {
    "receipt": ("receipts",), "review": ("reviews",), "obligation": ("records",), "assignment": ("papers", "planned"),
    "score_sheet": ("papers", "sheets", "lost"),
}  # fmt: skip
"""In which tables a document of a kind has rows; of others, in `papers`."""
OF_UNITS = (*OF_DOCUMENTS, "meetings", "owed", "turns", "heard", "lines", "monthly", "settled")
PAPER_COLUMNS = ", ".join(one.name for one in fields(PaperFacts))
_of_paper = attrgetter(*(one.name for one in fields(PaperFacts)))
_of_lost = attrgetter("template", "version", "code", "points", "max")
_of_planned = attrgetter("place", "cell", "meeting", "observer", "name", "day")
_of_review = attrgetter("unit", "id", "paper", "rev", "decision", "official_band", "decided_at")
_MARKS = ", ".join("?" * len(fields(PaperFacts)))
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
  max(CASE WHEN p.kind = 'roll_call' THEN p.present END), max(CASE WHEN p.kind = 'roll_call' THEN p.expected END),
  coalesce((SELECT w.official_band FROM reviews w WHERE w.unit = :unit AND w.paper = :sheet AND w.official_band <> ''
              AND w.rev = (SELECT s.rev FROM papers s WHERE s.unit = :unit AND s.id = :sheet) ORDER BY w.decided_at DESC, w.id LIMIT 1), ''),
  max(CASE WHEN p.kind = 'meeting' THEN p.held_on END), max(CASE WHEN p.kind = 'minutes' THEN p.held_on END)
FROM papers p INDEXED BY papers_by_meeting
WHERE p.unit = :unit AND p.month = :month AND p.type = :type AND p.number = :number AND p.state = 'sent' AND p.kind <> 'visit'
GROUP BY p.unit, p.month, p.type, p.number
"""


def take(db: sqlite3.Connection, fact: Fact) -> Iterable[tuple[str, MeetingKey]]:
    """Store one fact; the meetings that it touches. Within the caller's transaction."""
    if isinstance(fact, PhoneFacts):
        _take_phone(db, fact)
        return ()
    paper = fact.paper if isinstance(fact, SheetFacts | AssignmentFacts) else fact
    unit, id = paper.unit, paper.id
    if not unit:
        db.execute("DELETE FROM phones WHERE id = ?", (id,))
        db.execute("DELETE FROM phone_units WHERE phone = ?", (id,))
        return ()
    # A document never changes its kind, but its facts may turn into nothing: so first away with what was there.
    touched = [id]
    for table in _TABLES.get(id.partition(":")[0], ("papers",)):
        if table in ("receipts", "reviews"):
            touched += [one for (one,) in db.execute(f"SELECT paper FROM {table} WHERE unit = ? AND id = ?", (unit, id))]
        db.execute(f"DELETE FROM {table} WHERE unit = ? AND id = ?", (unit, id))
    if isinstance(paper, PaperFacts):
        db.execute(f"INSERT INTO papers ({PAPER_COLUMNS}) VALUES ({_MARKS})", _of_paper(paper))
    if isinstance(fact, ReceiptFacts):
        rows = [(unit, id, paper, rev, fact.received_at, number, fact.drift_ms) for paper, rev, number in fact.papers]
        db.executemany("INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        touched += [row[2] for row in rows]
    else:
        touched += _take_other(db, fact)
    db.execute("INSERT INTO settled VALUES (?, '', 1) ON CONFLICT DO UPDATE SET stale = 1", (unit,))
    return [(unit, key) for one in touched if (key := meeting_of(one))]


def _take_other(db: sqlite3.Connection, fact: Fact) -> list[str]:
    """What else a document tells; the papers it is about."""
    if isinstance(fact, ReviewFacts):
        db.execute("INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?, ?)", _of_review(fact))
        return [fact.paper]
    if isinstance(fact, RecordFacts):
        db.execute("INSERT INTO records VALUES (?, ?, ?)", (fact.unit, fact.id, fact.body))
    elif isinstance(fact, AssignmentFacts):
        rows = [(fact.paper.unit, fact.paper.id, *_of_planned(one)) for one in fact.rows]
        db.executemany("INSERT INTO planned VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    elif isinstance(fact, SheetFacts):
        paper = fact.paper
        about = (paper.unit, paper.id, paper.month, paper.type)
        db.execute("INSERT INTO sheets VALUES (?, ?, ?, ?, ?, ?)", (*about, fact.template, fact.version))
        db.executemany("INSERT INTO lost VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [(*about, *_of_lost(one)) for one in fact.lost])
    return []


def _take_phone(db: sqlite3.Connection, fact: PhoneFacts) -> None:
    told = (fact.id, fact.username, fact.seen_at, fact.version, fact.unsent, fact.drift_ms, fact.storage_free, fact.push)
    db.execute("INSERT OR REPLACE INTO phones VALUES (?, ?, ?, ?, ?, ?, ?, ?)", told)
    db.execute("DELETE FROM phone_units WHERE phone = ?", (fact.id,))
    db.executemany("INSERT INTO phone_units VALUES (?, ?)", [(unit, fact.id) for unit in dict.fromkeys(fact.units)])


def derive_meeting(db: sqlite3.Connection, unit: str, key: MeetingKey) -> None:
    """Make the row of one meeting anew."""
    values = {
        "unit": unit, "month": key.month, "type": key.type, "number": key.number, "minutes": f"minutes:{key}", "sheet": f"score_sheet:{key}",
    }  # fmt: skip
    db.execute("DELETE FROM meetings WHERE unit = :unit AND month = :month AND type = :type AND number = :number", values)
    db.execute(_DERIVE, values)
