"""What reports on a period ask, answered from the read model's tables."""

from __future__ import annotations

from collections.abc import Sequence

from sync.ports.period import Duty, HeldMeeting, LostAt
from sync.stores.sqlite.reading.board import SqliteBoard

_UNITS = "json_each(:units) u CROSS JOIN"
_DUTIES = f"""SELECT o.unit, o.rule, o.period, o.due_at, o.outcome, o.paper, o.decision = 'accepted'
  FROM {_UNITS} owed o ON o.unit = u.value WHERE o.rule = :rule AND o.month BETWEEN :first AND :last"""
_MEETINGS = f"""SELECT m.unit, m.month || ':' || m.type || ':' || m.number, m.type, coalesce(m.planned_on, ''), coalesce(m.met_on, ''),
    m.present, m.expected, m.band, m.official
  FROM {_UNITS} meetings m ON m.unit = u.value
  WHERE m.month BETWEEN :first AND :last AND (m.planned_on IS NOT NULL OR m.met_on IS NOT NULL)"""
_LOST = f"""SELECT l.unit, substr(l.id, instr(l.id, ':') + 1), l.template, l.version, l.code
  FROM {_UNITS} lost l ON l.unit = u.value WHERE l.month BETWEEN :first AND :last"""
_SENT = f"""SELECT p.unit, p.id FROM {_UNITS} papers p ON p.unit = u.value
  WHERE p.id >= :kind || ':' AND p.id < :kind || ';' AND p.state = 'sent' ORDER BY p.unit, p.id"""


class SqlitePeriod(SqliteBoard):
    """Obeys `sync.ports.period.PeriodModel` too."""

    async def duties(self, rule: str, units: Sequence[str], first: str, last: str) -> list[Duty]:
        values = {"units": self.set_of(units), "rule": rule, "first": first, "last": last}
        return [Duty(unit, rule, period, due, outcome, paper, bool(yes)) for unit, rule, period, due, outcome, paper, yes in await self._rows(_DUTIES, values)]

    async def held_meetings(self, units: Sequence[str], first: str, last: str) -> list[HeldMeeting]:
        values = {"units": self.set_of(units), "first": first, "last": last}
        return list(map(HeldMeeting._make, await self._rows(_MEETINGS, values)))

    async def lost_at(self, units: Sequence[str], first: str, last: str) -> list[LostAt]:
        values = {"units": self.set_of(units), "first": first, "last": last}
        return list(map(LostAt._make, await self._rows(_LOST, values)))

    async def sent_papers(self, kind: str, units: Sequence[str]) -> list[tuple[str, str]]:
        return [(row[0], row[1]) for row in await self._rows(_SENT, {"units": self.set_of(units), "kind": kind})]
