"""What the dashboards ask, answered from the read model's tables. Counts are made in SQL; nothing is read that is not counted or shown."""

from __future__ import annotations

import asyncio
import json
import queue
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from sync.domain.measures.counts import Counts
from sync.domain.measures.observing import Observed
from sync.domain.measures.reviewing import Queue, Reviewed
from sync.domain.measures.tally import Line, Tally
from sync.domain.month_status import month_number
from sync.ports.board import (
    MINUTES,
    Attendance,
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
from sync.stores.sqlite.reading.monthly import ratings_in, reviewed_in

Row = tuple[Any, ...]
T = TypeVar("T")
_UNITS = "json_each(:units) u CROSS JOIN"
_COUNTS = """
  sum(o.outcome = 'on_time'), sum(o.outcome = 'late'), sum(o.outcome = 'late_by_network'),
  sum(o.outcome = '' AND o.due_at < :now), sum(o.outcome = '' AND o.due_at >= :now), sum(o.outcome = 'exempt')"""


@lru_cache(maxsize=64)
def _set_of(units: tuple[str, ...]) -> str:
    return json.dumps(sorted(set(units)))


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
        return await self._with_reader(lambda reader: reader.execute(query, values).fetchall())

    async def _with_reader(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def alone() -> T:
            reader = self._readers.get()
            try:
                return work(reader)
            finally:
                self._readers.put(reader)

        return await asyncio.to_thread(alone)

    async def _one(self, query: str, values: Mapping[str, object]) -> Row:
        return (await self._rows(query, values))[0]

    async def tally(self, units: Sequence[str], last: str, now: str) -> Tally:
        query = f"""SELECT l.unit, l.rule, l.internal, l.first, substr(l.letters, 1, :last - l.first + 1), l.dues
          FROM {_UNITS} lines l ON l.unit = u.value WHERE l.first <= :last"""
        values = {"units": self.set_of(units), "last": month_number(last)}

        def work(reader: sqlite3.Connection) -> Tally:
            return Tally(map(Line._make, reader.execute(query, values)), now)

        return await self._with_reader(work)

    async def owed_of_rule(self, rule: str, units: Sequence[str], first: str, last: str, now: str) -> dict[str, Counts]:
        query = f"""SELECT o.period, {_COUNTS} FROM {_UNITS} owed o INDEXED BY owed_by_rule ON o.unit = u.value
          WHERE o.rule = :rule AND o.month BETWEEN :first AND :last GROUP BY 1"""
        values = {"units": self.set_of(units), "rule": rule, "first": first, "last": last, "now": now}
        return {row[0]: Counts(*row[1:]) for row in await self._rows(query, values)}

    async def days_late(self, units: Sequence[str], first: str, last: str, duties: Duties) -> dict[int, int]:
        where, values = rows.of_duties(duties)
        query = f"""SELECT group_concat(o.days_late) FROM {_UNITS} owed o INDEXED BY owed_late ON o.unit = u.value
          WHERE o.month BETWEEN :first AND :last AND o.outcome IN ('late', 'late_by_network') AND {where}"""
        [told] = await self._one(query, {"units": self.set_of(units), "first": first, "last": last, **values})
        return {int(days): count for days, count in Counter(told.split(",") if told else ()).items()}

    async def coming(self, units: Sequence[str], duties: Duties, now: str) -> list[Coming]:
        where, values = rows.of_duties(duties)
        query = f"""SELECT o.rule, o.period, min(CASE WHEN o.outcome = '' AND o.due_at >= :now THEN o.due_at END) AS next,
            sum(o.outcome <> 'exempt'), sum(o.outcome IN ('on_time', 'late', 'late_by_network'))
          FROM {_UNITS} owed o ON o.unit = u.value WHERE o.month >= :since AND o.opens_at <= :now AND {where}
          GROUP BY o.rule, o.period HAVING next IS NOT NULL ORDER BY next, o.rule"""
        since = rows.month_before(now[:7])
        found = await self._rows(query, {"units": self.set_of(units), "now": now, "since": since, **values})
        return [Coming(*row) for row in found]

    async def mark_details(self, cells: Sequence[str], first: str, last: str) -> dict[tuple[str, str], MarkDetail]:
        query = f"""SELECT o.unit, o.month, o.paper, m.total, coalesce(m.band, ''), o.due_at, o.received_at
          FROM {_UNITS} owed o ON o.unit = u.value
          LEFT JOIN meetings m ON o.paper <> '' AND m.unit = o.unit AND m.month = o.month AND m.type = 'regular' AND m.minutes = o.paper
          WHERE o.rule = :rule AND o.month BETWEEN :first AND :last"""
        found = await self._rows(query, {"units": self.set_of(cells), "rule": MINUTES, "first": first, "last": last})
        return {(row[0], row[1]): MarkDetail(*row[2:]) for row in found}

    async def reviewed(self, units: Sequence[str], first: str, last: str) -> Reviewed:
        query = f"""SELECT coalesce(group_concat(m.decided, ''), ''), coalesce(group_concat(m.mended, ''), '')
          FROM {_UNITS} monthly m ON m.unit = u.value WHERE m.month BETWEEN :first AND :last"""
        return reviewed_in(*await self._one(query, {"units": self.set_of(units), "first": first, "last": last}))

    async def queue(self, units: Sequence[str], until: str) -> Queue:
        query = f"""
          SELECT group_concat(substr(t.received_at, 1, 10)) FROM {_UNITS} turns t INDEXED BY turns_waiting ON t.unit = u.value
            WHERE t.decision = '' AND t.next_at = '' AND t.received_at <= :until
          UNION ALL SELECT group_concat(substr(t.received_at, 1, 10)) FROM {_UNITS} turns t INDEXED BY turns_decided ON t.unit = u.value
            WHERE t.decided_at <> '' AND t.decided_at > :until AND t.received_at <= :until AND (t.next_at = '' OR t.next_at > :until)
          UNION ALL SELECT group_concat(substr(t.received_at, 1, 10)) FROM {_UNITS} turns t INDEXED BY turns_next ON t.unit = u.value
            WHERE t.next_at <> '' AND t.next_at > :until AND t.received_at <= :until AND t.decision = ''"""
        found = await self._rows(query, {"units": self.set_of(units), "until": until})
        today, ages = date.fromisoformat(until[:10]), dict[int, int]()
        for day, count in Counter(day for (told,) in found if told for day in told.split(",")).items():
            age = max(0, (today - date.fromisoformat(day)).days)
            ages[age] = ages.get(age, 0) + count
        return Queue(ages)

    async def returned(self, units: Sequence[str], until: str) -> int:
        query = f"""SELECT count(*) FROM {_UNITS} turns t INDEXED BY turns_returned ON t.unit = u.value
          WHERE t.decision = 'returned' AND t.decided_at <= :until AND (t.next_at = '' OR t.next_at > :until)"""
        return int((await self._one(query, {"units": self.set_of(units), "until": until}))[0])

    async def ratings(self, cells: Sequence[str], first: str, last: str) -> Ratings:
        query = f"""SELECT coalesce(group_concat(m.bands, ''), ''), coalesce(group_concat(m.lost, ''), '')
          FROM {_UNITS} monthly m ON m.unit = u.value WHERE m.month BETWEEN :first AND :last"""
        return ratings_in(*await self._one(query, {"units": self.set_of(cells), "first": first, "last": last}))

    async def attendance(self, cells: Sequence[str], first: str, last: str) -> list[Attendance]:
        query = f"""SELECT m.month, sum(m.present), sum(m.expected), sum(m.rolls) FROM {_UNITS} monthly m ON m.unit = u.value
          WHERE m.month BETWEEN :first AND :last AND m.rolls > 0 GROUP BY m.month ORDER BY m.month"""
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
