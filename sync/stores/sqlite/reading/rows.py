"""The rows behind a number of the dashboard, a page at a time: each query counts and lists with the same conditions."""

from __future__ import annotations

import json
from typing import Any

from sync.domain.month_status import month_named, month_number
from sync.ports.board import Duties, OwedFilter, PaperRow
from sync.ports.read_model import OwedRow
from sync.stores.sqlite.reading.settling import OWED_COLUMNS
from sync.stores.sqlite.reading.settling import as_owed as _as_owed

Values = dict[str, object]
_STANDINGS = {
    "": "1",
    "on_time": "o.outcome = 'on_time'",
    "late": "o.outcome = 'late'",
    "late_by_network": "o.outcome = 'late_by_network'",
    "late_both": "o.outcome IN ('late', 'late_by_network')",
    "fair": "o.outcome IN ('on_time', 'late_by_network')",
    "missing": "o.outcome = '' AND o.due_at < :now",
    "open": "o.outcome = '' AND o.due_at >= :now",
    "exempt": "o.outcome = 'exempt'",
    "received": "o.outcome IN ('on_time', 'late', 'late_by_network')",
    "expected": "o.outcome <> 'exempt' AND (o.outcome <> '' OR o.due_at < :now)",
    "accepted": "o.decision = 'accepted'",
    "returned": "o.decision = 'returned'",
    "on_the_phone": "o.outcome = '' AND o.due_at >= :now AND o.draft",
}
STANDINGS = tuple(_STANDINGS)
_FROM_OWED = "FROM json_each(:units) u CROSS JOIN owed o ON o.unit = u.value WHERE o.month BETWEEN :first AND :last AND {duties} AND {standing}"
_TURNS = "SELECT t.unit, t.paper, t.received_at AS at, json_array({about}) FROM json_each(:units) u CROSS JOIN turns t ON t.unit = u.value WHERE "
_MEETINGS = (
    "SELECT m.unit, {paper} || m.month || ':' || m.type || ':' || m.number, m.held_on AS at, json_array({about})"
    " FROM json_each(:units) u CROSS JOIN meetings m ON m.unit = u.value WHERE m.month BETWEEN :first AND :last AND m.type = 'regular' AND "
)
_PLANNED = """SELECT p.unit, p.id, min(p.day) AS at, json_array(p.cell, p.name, p.place) FROM json_each(:units) u
  CROSS JOIN planned p ON p.cell = u.value WHERE p.meeting BETWEEN :first AND :last || ';' {untold}
  GROUP BY p.cell, p.meeting, p.observer {when}"""
"""Whoever was sent to the same meeting twice is one row, that of the earlier day: SQLite takes the other columns from the row of `min`."""
_UNTOLD = """AND NOT EXISTS (SELECT 1 FROM papers v INDEXED BY visits_by_cell WHERE v.kind = 'visit' AND v.state = 'sent' AND v.cell = p.cell
    AND v.observer = p.observer AND v.month || ':' || v.type || ':' || v.number = p.meeting)"""
_PAPERS = {
    "waiting": _TURNS.format(about="") + "t.decision = '' AND t.next_at = '' AND t.received_at <= :now",
    "returned": _TURNS.format(about="t.decided_at")
    + "t.decision = 'returned' AND t.decided_at <= :now AND (t.next_at = '' OR t.next_at > :now)",
    "decided": _TURNS.format(about="t.decision, t.decided_at") + "t.decided_at <> '' AND t.decided_at BETWEEN :from AND :until",
    "ratings": _MEETINGS.format(paper="'score_sheet:'", about="m.band, coalesce(m.total, '')") + "m.band <> ''",
    "gap": _MEETINGS.format(paper="'score_sheet:'", about="m.band, m.official") + "m.band <> '' AND m.official NOT IN ('', m.band)",
    "attendance": _MEETINGS.format(paper="'roll_call:'", about="m.present, m.expected") + "m.present >= 0 AND m.expected > 0",
    "visits": """SELECT v.unit, v.id, v.done_at AS at, json_array(v.cell, v.attended) FROM json_each(:units) u
      CROSS JOIN papers v INDEXED BY visits_by_cell ON v.cell = u.value
      WHERE v.kind = 'visit' AND v.state = 'sent' AND v.month BETWEEN :first AND :last""",
    "planned": _PLANNED.format(untold="", when=""),
    "missed": _PLANNED.format(untold=_UNTOLD, when="HAVING min(p.day) < substr(:now, 1, 10)"),
    "ahead": _PLANNED.format(untold=_UNTOLD, when="HAVING min(p.day) >= substr(:now, 1, 10)"),
}
_LOST = """SELECT l.unit, l.id, l.month AS at, json_array(l.points, l.max) FROM json_each(:units) u CROSS JOIN lost l ON l.unit = u.value
  WHERE l.month BETWEEN :first AND :last AND l.type = 'regular' AND l.template = :template AND l.version = :version AND l.code = :code"""
PAPERS = tuple(_PAPERS)


def of_duties(duties: Duties) -> tuple[str, Values]:
    """A condition on `owed o`, and its values."""
    if not duties.rules:
        return "o.basis <> 'internal'", {}
    return "o.rule IN (SELECT value FROM json_each(:rules))", {"rules": json.dumps(duties.rules)}


def month_before(month: str) -> str:
    return month_named(month_number(month) - 1)


def owed_queries(asked: OwedFilter, now: str, page: int, size: int) -> tuple[str, str, Values]:
    """Counting query, listing query, their values. Raises KeyError for a standing that is none."""
    where, values = of_duties(asked.duties)
    if asked.period:
        where, values = f"{where} AND o.period = :period", values | {"period": asked.period}
    source = _FROM_OWED.format(duties=where, standing=_STANDINGS[asked.standing])
    columns = ", ".join(f"o.{one}" for one in OWED_COLUMNS.split(", "))
    order = "ORDER BY NOT (o.outcome = '' AND o.due_at < :now), o.due_at, o.unit, o.id LIMIT :size OFFSET :skipped"
    values |= {"first": asked.first, "last": asked.last, "now": now, "size": size, "skipped": (page - 1) * size}
    return f"SELECT count(*) {source}", f"SELECT {columns} {source} {order}", values


def paper_queries(what: str, first: str, last: str, now: str, page: int, size: int) -> tuple[str, str, Values]:
    """The same for papers. Raises KeyError or ValueError for what is none of them."""
    values: Values = {
        "first": first, "last": last, "now": now, "from": f"{first}-01", "until": f"{last}-32", "size": size, "skipped": (page - 1) * size,
    }  # fmt: skip
    if what.startswith("lost:"):
        _, template, version, code = what.split(":", 3)
        values |= {"template": template, "version": int(version), "code": code}
        source = _LOST
    elif what.startswith("ratings:"):
        values |= {"band": what.partition(":")[2]}
        source = f"{_PAPERS['ratings']} AND m.band = :band"
    else:
        source = _PAPERS[what]
    return f"SELECT count(*) FROM ({source})", f"{source} ORDER BY at, 1, 2, 4 LIMIT :size OFFSET :skipped", values


def as_owed(row: tuple[Any, ...]) -> OwedRow:
    return _as_owed(row)


def as_paper_row(row: tuple[Any, ...]) -> PaperRow:
    return PaperRow(row[0], row[1], row[2], tuple("" if one is None else str(one) for one in json.loads(row[3])))
