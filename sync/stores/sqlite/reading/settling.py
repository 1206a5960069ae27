"""What follows from the facts of one unit, kept in the place of what was there before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from sync.domain.measures.tally import lines_of
from sync.ports import OwedRow, PaperFacts, ReceivedRow, ReviewFacts, Turn, UnitStanding, WorkspaceFacts
from sync.stores.sqlite.reading import monthly
from sync.stores.sqlite.reading.taking import PAPER_COLUMNS

OWED_COLUMNS = (
    "unit, id, rule, basis, kind, period, month, opens_at, due_at, outcome, received_at, paper, days_late, decision, draft, overtaken, reason"
)
"""In the order of `OwedRow`."""
_LINE_COLUMNS = "unit, place, rule, internal, first, letters, dues"
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
    lines = lines_of(unit, ((one.rule, one.basis == "internal", one.month, one.outcome, one.due_at) for one in standing.owed))
    _replace(db, "owed", OWED_COLUMNS, ("month", "id"), unit, map(_of_owed, standing.owed))
    _replace(db, "turns", _TURN_COLUMNS, ("paper", "rev"), unit, map(_of_turn, standing.turns))
    _replace(db, "lines", _LINE_COLUMNS, ("place",), unit, ((unit, place, *one[1:]) for place, one in enumerate(lines)))
    _replace(db, "monthly", monthly.COLUMNS, ("month",), unit, monthly.months_of(db, unit, standing.turns))
    _replace(db, "heard", "unit, at", (), unit, [(unit, standing.heard_at)] if standing.heard_at else [])
    db.execute("INSERT OR REPLACE INTO settled VALUES (?, ?, 0)", (unit, key))


def _replace(
    db: sqlite3.Connection, table: str, columns: str, key: Sequence[str], unit: str, rows: Iterable[tuple[object, ...]]
) -> None:
    """Put these rows in the place of the unit's. Only what differs is written: of all that a unit has owed for years, one paper changes a
    row or two. `key`: the columns of the primary key after `unit`."""
    places = [columns.split(", ").index(name) for name in key]
    before = {tuple(row[place] for place in places): row for row in db.execute(f"SELECT {columns} FROM {table} WHERE unit = ?", (unit,))}
    after = {tuple(row[place] for place in places): row for row in rows}
    gone = [(unit, *one) for one in before if one not in after]
    if gone:
        db.executemany(f"DELETE FROM {table} WHERE unit = ?{''.join(f' AND {name} = ?' for name in key)}", gone)
    new = [row for one, row in after.items() if before.get(one) != row]
    if new:
        db.executemany(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({', '.join('?' * len(new[0]))})", new)


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
