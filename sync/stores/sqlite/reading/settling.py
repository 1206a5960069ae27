"""What follows from the facts of one unit, kept in the place of what was there before."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from sync.domain.measures.tally import lines_of
from sync.ports import OwedRow, PaperFacts, ReceivedRow, ReviewFacts, Turn, UnitStanding, WorkspaceFacts
from sync.stores.sqlite.reading import monthly
from sync.stores.sqlite.reading.taking import PAPER_COLUMNS

OWED_COLUMNS = (
    "unit, id, rule, basis, kind, period, month, opens_at, due_at, outcome, received_at, paper, days_late, decision, draft, overtaken, reason"
)
"""In the order of `OwedRow`."""
_TURN_COLUMNS = "unit, paper, rev, kind, received_at, decision, decided_at, next_at, first, lag, mended"


def unsettled(db: sqlite3.Connection, keys: Mapping[str, str]) -> list[str]:
    found = {unit: (key, stale) for unit, key, stale in db.execute("SELECT unit, key, stale FROM settled")}
    moved = [unit for unit, key in keys.items() if found.get(unit, ("", 1)) != (key, 0)]
    return sorted({*moved, *(unit for unit, (_, stale) in found.items() if stale)})


def workspace_facts(db: sqlite3.Connection, unit: str) -> WorkspaceFacts:
    papers = [as_paper(row) for row in db.execute(f"SELECT {PAPER_COLUMNS} FROM papers WHERE unit = ? ORDER BY id", (unit,))]
    came = "SELECT paper, rev, received_at, drift_ms FROM receipts WHERE unit = ? ORDER BY received_at, id, paper, rev"
    said = "SELECT unit, id, paper, rev, decision, official_band, decided_at FROM reviews WHERE unit = ? ORDER BY decided_at, id"
    return WorkspaceFacts(
        papers,
        [ReceivedRow(*row) for row in db.execute(came, (unit,))],
        [ReviewFacts(*row) for row in db.execute(said, (unit,))],
        [body for (body,) in db.execute("SELECT body FROM records WHERE unit = ? ORDER BY id", (unit,))],
    )


def settle(db: sqlite3.Connection, unit: str, key: str, standing: UnitStanding) -> None:
    """Within the caller's transaction."""
    for table in ("owed", "turns", "heard", "lines", "monthly"):
        db.execute(f"DELETE FROM {table} WHERE unit = ?", (unit,))
    db.executemany(f"INSERT INTO owed ({OWED_COLUMNS}) VALUES ({', '.join('?' * 17)})", [_of_owed(one) for one in standing.owed])
    db.executemany(f"INSERT INTO turns ({_TURN_COLUMNS}) VALUES ({', '.join('?' * 11)})", [_of_turn(one) for one in standing.turns])
    lines = lines_of(unit, ((one.rule, one.basis == "internal", one.month, one.outcome, one.due_at) for one in standing.owed))
    db.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?)", [(unit, place, *one[1:]) for place, one in enumerate(lines)])
    db.executemany("INSERT INTO monthly VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", monthly.months_of(db, unit, standing.turns))
    if standing.heard_at:
        db.execute("INSERT INTO heard VALUES (?, ?)", (unit, standing.heard_at))
    db.execute("INSERT OR REPLACE INTO settled VALUES (?, ?, 0)", (unit, key))


def as_paper(row: tuple) -> PaperFacts:  # type: ignore[type-arg]
    """A row in the order of `PAPER_COLUMNS`."""
    return PaperFacts(*[*row[:-1], None if row[-1] is None else bool(row[-1])])


def as_owed(row: tuple) -> OwedRow:  # type: ignore[type-arg]
    """A row in the order of `OWED_COLUMNS`."""
    return OwedRow(*[*row[:14], bool(row[14]), bool(row[15]), row[16]])


def _of_owed(one: OwedRow) -> tuple[object, ...]:
    return (
        one.unit, one.id, one.rule, one.basis, one.kind, one.period, one.month, one.opens_at, one.due_at, one.outcome, one.received_at,
        one.paper, one.days_late, one.decision, one.draft, one.overtaken, one.reason,
    )  # fmt: skip


def _of_turn(one: Turn) -> tuple[object, ...]:
    return (
        one.unit, one.paper, one.rev, one.kind, one.received_at, one.decision, one.decided_at, one.next_at, one.first, one.lag, one.mended,
    )  # fmt: skip
