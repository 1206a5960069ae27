"""What the dashboards ask, answered from the read model's tables. Counts are made in SQL; nothing is read that is not counted or shown."""

from __future__ import annotations

import asyncio
import json
import queue
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sync.domain.measures.counts import Counts
from sync.domain.measures.observing import Observed
from sync.domain.measures.ratings import Weakness
from sync.domain.measures.reviewing import Queue, Reviewed
from sync.domain.measures.streak import LETTERS, streak_of
from sync.ports.board import (
    Attendance,
    CellMarks,
    CellNeed,
    Coming,
    Duties,
    MarkDetail,
    OwedFilter,
    OwedPage,
    PapersPage,
    Ratings,
)
from sync.ports.read_model import PhoneFacts
from sync.stores.sqlite.reading import observers, rows

Row = tuple[Any, ...]
MINUTES = "regular_minutes"
_UNITS = "json_each(:units) u CROSS JOIN"
_COUNTS = """
  sum(o.outcome = 'on_time'), sum(o.outcome = 'late'), sum(o.outcome = 'late_by_network'),
  sum(o.outcome = '' AND o.due_at < :now), sum(o.outcome = '' AND o.due_at >= :now), sum(o.outcome = 'exempt')"""
_LETTERS = """SELECT o.month, CASE WHEN o.outcome IN ('late', 'late_by_network') THEN 'l' WHEN o.outcome = 'on_time' THEN 't'
    WHEN o.outcome = 'exempt' THEN 'x' WHEN o.due_at < :now THEN 'm' ELSE 'd' END AS letter
  FROM owed o INDEXED BY owed_by_rule WHERE o.rule = :rule AND o.unit = u.value AND o.month BETWEEN :first AND :last ORDER BY o.month"""
"""A letter for each month of one cell: two thousand cells of a year are two thousand short texts, and not 24,000 rows."""


@lru_cache(maxsize=64)
def _set_of(units: tuple[str, ...]) -> str:
    return json.dumps(sorted(set(units)))


def need_of(unit: str, letters: str) -> CellNeed:
    """From a letter a month, oldest first."""
    return CellNeed(unit, streak_of(letters), letters.count("m"), letters.count("l"))


class SqliteBoard:
    """Obeys `sync.ports.board.BoardModel` over connections that only read. Calls run in threads, as many at once as there are connections;
    one that waits for a connection waits in its thread."""

    def __init__(self, readers: Sequence[sqlite3.Connection]) -> None:
        self._readers: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        self._count = len(readers)
        for one in readers:
            self._readers.put(one)

    async def close_readers(self) -> None:
        for _ in range(self._count):
            (await asyncio.to_thread(self._readers.get)).close()

    @staticmethod
    def set_of(units: Sequence[str]) -> str:
        """Units as one parameter: SQLite's limit on variables is smaller than a province."""
        return _set_of(tuple(units))

    async def _rows(self, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        def work() -> list[Row]:
            reader = self._readers.get()
            try:
                return reader.execute(query, values).fetchall()
            finally:
                self._readers.put(reader)

        return await asyncio.to_thread(work)

    async def _one(self, query: str, values: Mapping[str, object]) -> Row:
        return (await self._rows(query, values))[0]

    async def owed_by_month(self, units: Sequence[str], first: str, last: str, duties: Duties, now: str) -> dict[str, Counts]:
        return await self._owed_by("o.month", units, first, last, duties, now)

    async def owed_by_unit(self, units: Sequence[str], first: str, last: str, duties: Duties, now: str) -> dict[str, Counts]:
        return await self._owed_by("o.unit", units, first, last, duties, now)

    async def _owed_by(self, column: str, units: Sequence[str], first: str, last: str, duties: Duties, now: str) -> dict[str, Counts]:
        where, values = rows.of_duties(duties)
        query = f"""SELECT {column}, {_COUNTS} FROM {_UNITS} owed o ON o.unit = u.value
          WHERE o.month BETWEEN :first AND :last AND {where} GROUP BY 1"""
        found = await self._rows(query, {"units": self.set_of(units), "first": first, "last": last, "now": now, **values})
        return {row[0]: Counts(*row[1:]) for row in found}

    async def owed_of_rule(self, rule: str, units: Sequence[str], first: str, last: str, now: str) -> dict[str, Counts]:
        query = f"""SELECT o.period, {_COUNTS} FROM {_UNITS} owed o INDEXED BY owed_by_rule ON o.unit = u.value
          WHERE o.rule = :rule AND o.month BETWEEN :first AND :last GROUP BY 1"""
        values = {"units": self.set_of(units), "rule": rule, "first": first, "last": last, "now": now}
        return {row[0]: Counts(*row[1:]) for row in await self._rows(query, values)}

    async def owed_by_rule(self, units: Sequence[str], first: str, last: str, now: str) -> dict[tuple[str, str], Counts]:
        query = f"""SELECT o.rule, o.period, {_COUNTS} FROM {_UNITS} owed o ON o.unit = u.value
          WHERE o.month BETWEEN :first AND :last GROUP BY o.rule, o.period"""
        found = await self._rows(query, {"units": self.set_of(units), "first": first, "last": last, "now": now})
        return {(row[0], row[1]): Counts(*row[2:]) for row in found}

    async def days_late(self, units: Sequence[str], first: str, last: str, duties: Duties) -> dict[int, int]:
        where, values = rows.of_duties(duties)
        query = f"""SELECT o.days_late, count(*) FROM {_UNITS} owed o ON o.unit = u.value
          WHERE o.month BETWEEN :first AND :last AND o.outcome IN ('late', 'late_by_network') AND {where} GROUP BY o.days_late"""
        return dict(await self._rows(query, {"units": self.set_of(units), "first": first, "last": last, **values}))

    async def coming(self, units: Sequence[str], duties: Duties, now: str) -> list[Coming]:
        where, values = rows.of_duties(duties)
        query = f"""SELECT o.rule, o.period, min(CASE WHEN o.outcome = '' AND o.due_at >= :now THEN o.due_at END) AS next,
            sum(o.outcome <> 'exempt'), sum(o.outcome IN ('on_time', 'late', 'late_by_network'))
          FROM {_UNITS} owed o ON o.unit = u.value WHERE o.month >= :since AND o.opens_at <= :now AND {where}
          GROUP BY o.rule, o.period HAVING next IS NOT NULL ORDER BY next, o.rule"""
        since = rows.month_before(now[:7])
        found = await self._rows(query, {"units": self.set_of(units), "now": now, "since": since, **values})
        return [Coming(*row) for row in found]

    async def needs(self, cells: Sequence[str], first: str, last: str, now: str) -> list[CellNeed]:
        query = f"SELECT u.value, (SELECT group_concat(letter, '') FROM ({_LETTERS})) FROM json_each(:units) u"
        values = {"units": self.set_of(cells), "rule": MINUTES, "first": first, "last": last, "now": now}
        return [need_of(unit, letters or "") for unit, letters in await self._rows(query, values)]

    async def marks(self, cells: Sequence[str], first: str, last: str, now: str) -> list[CellMarks]:
        query = f"SELECT u.value, (SELECT group_concat(month || letter) FROM ({_LETTERS})) FROM json_each(:units) u"
        values = {"units": self.set_of(cells), "rule": MINUTES, "first": first, "last": last, "now": now}
        found = []
        for unit, text in await self._rows(query, values):
            told = text.split(",") if text else []
            found.append(CellMarks(unit, tuple(one[:7] for one in told), tuple(LETTERS[one[7]] for one in told)))
        return found

    async def mark_details(self, cells: Sequence[str], first: str, last: str) -> dict[tuple[str, str], MarkDetail]:
        query = f"""SELECT o.unit, o.month, o.paper, m.total, coalesce(m.band, ''), o.due_at, o.received_at
          FROM {_UNITS} owed o ON o.unit = u.value
          LEFT JOIN meetings m ON o.paper <> '' AND m.unit = o.unit AND m.month = o.month AND m.type = 'regular' AND m.minutes = o.paper
          WHERE o.rule = :rule AND o.month BETWEEN :first AND :last"""
        found = await self._rows(query, {"units": self.set_of(cells), "rule": MINUTES, "first": first, "last": last})
        return {(row[0], row[1]): MarkDetail(*row[2:]) for row in found}

    async def reviewed(self, units: Sequence[str], first: str, last: str) -> Reviewed:
        values: dict[str, object] = {"units": self.set_of(units), "first": f"{first}-01", "last": f"{last}-32"}
        decided = f"""SELECT t.lag, count(*), sum(t.decision = 'accepted'), sum(t.first), sum(t.first AND t.decision = 'accepted')
          FROM {_UNITS} turns t INDEXED BY turns_decided ON t.unit = u.value
          WHERE t.decided_at <> '' AND t.decided_at BETWEEN :first AND :last GROUP BY t.lag"""
        mended = f"""SELECT t.mended, count(*) FROM {_UNITS} turns t INDEXED BY turns_returned ON t.unit = u.value
          WHERE t.decision = 'returned' AND t.mended IS NOT NULL AND t.decided_at BETWEEN :first AND :last GROUP BY t.mended"""
        found = await self._rows(decided, values)
        sums = [sum(row[place] for row in found) for place in range(1, 5)]
        lag = {row[0]: row[1] for row in found if row[0] is not None}
        return Reviewed(sums[0], sums[1], sums[2], sums[3], lag, dict(await self._rows(mended, values)))

    async def queue(self, units: Sequence[str], until: str) -> Queue:
        query = f"""
          SELECT substr(t.received_at, 1, 10), count(*) FROM {_UNITS} turns t INDEXED BY turns_waiting ON t.unit = u.value
            WHERE t.decision = '' AND t.next_at = '' AND t.received_at <= :until GROUP BY 1
          UNION ALL SELECT substr(t.received_at, 1, 10), count(*) FROM {_UNITS} turns t INDEXED BY turns_decided ON t.unit = u.value
            WHERE t.decided_at <> '' AND t.decided_at > :until AND t.received_at <= :until AND (t.next_at = '' OR t.next_at > :until) GROUP BY 1
          UNION ALL SELECT substr(t.received_at, 1, 10), count(*) FROM {_UNITS} turns t INDEXED BY turns_next ON t.unit = u.value
            WHERE t.next_at <> '' AND t.next_at > :until AND t.received_at <= :until AND t.decision = '' GROUP BY 1"""
        today, ages = date.fromisoformat(until[:10]), dict[int, int]()
        for day, count in await self._rows(query, {"units": self.set_of(units), "until": until}):
            age = max(0, (today - date.fromisoformat(day)).days)
            ages[age] = ages.get(age, 0) + count
        return Queue(ages)

    async def returned(self, units: Sequence[str], until: str) -> int:
        query = f"""SELECT count(*) FROM {_UNITS} turns t INDEXED BY turns_returned ON t.unit = u.value
          WHERE t.decision = 'returned' AND t.decided_at <= :until AND (t.next_at = '' OR t.next_at > :until)"""
        return int((await self._one(query, {"units": self.set_of(units), "until": until}))[0])

    async def ratings(self, cells: Sequence[str], first: str, last: str) -> Ratings:
        values: dict[str, object] = {"units": self.set_of(cells), "first": first, "last": last}
        rated = f"""SELECT m.band, m.official, count(*) FROM {_UNITS} meetings m ON m.unit = u.value
          WHERE m.month BETWEEN :first AND :last AND m.type = 'regular' AND m.band <> '' GROUP BY m.band, m.official"""
        of = f"""SELECT s.template, s.version, count(*) FROM {_UNITS} sheets s INDEXED BY sheets_by_month ON s.unit = u.value
          WHERE s.month BETWEEN :first AND :last AND s.type = 'regular' GROUP BY s.template, s.version"""
        lost = f"""SELECT l.template, l.version, l.code, count(*), sum(l.max - l.points)
          FROM {_UNITS} lost l INDEXED BY lost_by_month ON l.unit = u.value
          WHERE l.month BETWEEN :first AND :last AND l.type = 'regular' GROUP BY l.template, l.version, l.code"""
        both = [(str(row[0]), str(row[1]), int(row[2])) for row in await self._rows(rated, values)]
        bands: dict[str, int] = {}
        for own, _, count in both:
            bands[own] = bands.get(own, 0) + count
        sheets = {(row[0], row[1]): row[2] for row in await self._rows(of, values)}
        found = await self._rows(lost, values)
        weak = tuple(Weakness(row[0], row[1], row[2], row[3], round(row[4], 2), sheets.get((row[0], row[1]), 0)) for row in found)
        return Ratings(bands, tuple(one for one in both if one[1]), weak)

    async def attendance(self, cells: Sequence[str], first: str, last: str) -> list[Attendance]:
        query = f"""SELECT m.month, sum(min(m.present, m.expected)), sum(m.expected), count(*) FROM {_UNITS} meetings m ON m.unit = u.value
          WHERE m.month BETWEEN :first AND :last AND m.type = 'regular' AND m.present >= 0 AND m.expected > 0 GROUP BY m.month ORDER BY m.month"""
        return [Attendance(*row) for row in await self._rows(query, {"units": self.set_of(cells), "first": first, "last": last})]

    async def observed(self, cells: Sequence[str], first: str, last: str, today: str) -> Observed:
        values: dict[str, object] = {"units": self.set_of(cells), "first": first, "last": f"{last};"}
        planned, visits = await self._rows(observers.PLANNED, values), await self._rows(observers.VISITS, values)
        return observers.observed(planned, visits, len(set(cells)), today)

    async def phones(self, units: Sequence[str]) -> list[PhoneFacts]:
        query = """SELECT p.id, p.username, (SELECT json_group_array(unit) FROM phone_units o WHERE o.phone = p.id), p.seen_at, p.version,
            p.unsent, p.drift_ms, p.storage_free, p.push
          FROM phones p WHERE p.id IN (SELECT phone FROM json_each(:units) u CROSS JOIN phone_units q ON q.unit = u.value)
          ORDER BY p.seen_at, p.id"""
        found = await self._rows(query, {"units": self.set_of(units)})
        return [PhoneFacts("", row[0], row[1], tuple(json.loads(row[2])), *row[3:]) for row in found]

    async def owed_rows(self, units: Sequence[str], asked: OwedFilter, now: str, page: int, size: int) -> OwedPage:
        counted, listed, values = rows.owed_queries(asked, now, page, size)
        values["units"] = self.set_of(units)
        all = int((await self._one(counted, values))[0])
        return OwedPage([rows.as_owed(row) for row in await self._rows(listed, values)], all)

    async def paper_rows(self, what: str, units: Sequence[str], first: str, last: str, now: str, page: int, size: int) -> PapersPage:
        counted, listed, values = rows.paper_queries(what, first, last, now, page, size)
        values["units"] = self.set_of(units)
        all = int((await self._one(counted, values))[0])
        return PapersPage([rows.as_paper_row(row) for row in await self._rows(listed, values)], all)
