"""How every unit stands today, for the planner. A workspace is read again only when something has changed in it; what a day changes is
worked out from what was read.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sync.domain.documents import unit_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.obligations.clock import day_of, millis
from sync.domain.obligations.making import freeze
from sync.domain.obligations.periods import Period, month_key, period_of
from sync.domain.obligations.record import Obligation
from sync.domain.obligations.standing import PapersByPeriod, reminder_days, status_of
from sync.domain.reminders.rules import ReminderRules
from sync.domain.reminders.situation import Duty, Situation
from sync.domain.reminders.things import Overview
from sync.forms.catalogue import Catalogue
from sync.ports import DocumentStore, Seq
from sync.usecases.obligations.deadlines import Deadlines, Known
from sync.usecases.obligations.make_records import END, PREFIX, record_in
from sync.usecases.reminders.unit_papers import ReadUnitPapers, UnitPapers

_AT_ONCE = 8
_FAR = "9999-12-31"
_DONE = frozenset(("done_on_time", "done_late", "late_by_network"))
_OPEN = frozenset(("due", "due_soon", "overdue"))


@dataclass(slots=True)
class _Unit:
    """What is kept of one unit. `done`: when what is done was received; it stays done. `day` and `until`: from when on the situation is as
    it is, and the day on which one of its duties opens or falls due by itself."""

    uuid: str = ""
    month: str = ""
    stale: bool = True
    frozen: dict[str, Obligation] = field(default_factory=dict)
    records: list[Obligation] = field(default_factory=list)
    computed: list[Obligation] = field(default_factory=list)
    papers: UnitPapers = field(default_factory=UnitPapers)
    done: dict[str, str] = field(default_factory=dict)
    situation: Situation | None = None
    day: str = ""
    until: str = ""


class ReadSituations:
    """Call it with the present moment."""

    def __init__(self, store: DocumentStore, deadlines: Deadlines, catalogue: Catalogue, rules: ReminderRules) -> None:
        self._store = store
        self._deadlines = deadlines
        self._rules = rules
        self._read = ReadUnitPapers(store, catalogue)
        self._units: dict[str, _Unit] = {}
        self._updates: Seq = "0"
        self._known: Known | None = None
        self.version = 0
        """Grows with every unit that stands otherwise than before."""

    async def __call__(self, now: datetime) -> Overview:
        day = day_of(millis(now))
        known = await self._deadlines.known()
        if self._known is None or known.tree is not self._known.tree or known.exceptions is not self._known.exceptions:
            self._units = {id: _Unit(uuid=one.uuid, done=one.done, frozen=one.frozen) for id, one in self._units.items()}
        self._known = known
        names, after = await self._store.updated_databases(self._updates)
        for unit in filter(None, map(unit_of, names)):
            self._kept(unit).stale = True
        self._updates = after
        ids = sorted(one.id for one in known.tree.units.values() if one.exists(day))
        found: list[Situation] = []
        for start in range(0, len(ids), _AT_ONCE):
            found += await asyncio.gather(*(self._situation(id, day, now, known) for id in ids[start : start + _AT_ONCE]))
        return Overview(found, known.tree, day, self._rules)

    def received_at(self, unit: str, about: str) -> str | None:
        """When what an item is about was last received, as far as was read: an obligation's paper, or the paper itself."""
        kept = self._units.get(unit)
        return None if kept is None else kept.done.get(about) or kept.papers.received.get(about)

    def _kept(self, unit: str) -> _Unit:
        return self._units.setdefault(unit, _Unit())

    async def _situation(self, id: str, day: date, now: datetime, known: Known) -> Situation:
        kept = self._kept(id)
        if kept.month != f"{day:%Y-%m}":
            kept.computed, kept.month, kept.stale = _computed(id, day, known), f"{day:%Y-%m}", True
        if kept.stale:
            await self._again(id, kept, day)
        if kept.situation is None or not kept.day <= day.isoformat() < kept.until:
            self.version += 1
            kept.situation, kept.day = self._stands(id, kept, day, now, known), day.isoformat()
        return kept.situation

    async def _again(self, id: str, kept: _Unit, day: date) -> None:
        """Read it. What changes meanwhile makes it stale again at the next call."""
        db = workspace(id)
        try:
            uuid = (await self._store.info(db)).uuid
            if uuid != kept.uuid:
                kept.uuid, kept.done, kept.frozen = uuid, {}, {}
            await self._frozen(db, kept)
            kept.records = freeze(kept.frozen.values(), kept.computed)
            undone = [one for one in kept.records if one.id not in kept.done]
            kept.papers = await self._read(db, undone, _months(day))
        except NoSuchDatabase:
            kept.records, kept.papers = list(kept.computed), UnitPapers()
        kept.stale, kept.situation = False, None

    async def _frozen(self, db: str, kept: _Unit) -> None:
        """Read the records that came: what was read before never changes."""
        fresh = [id for id, _ in await self._store.index(db, PREFIX, END) if id not in kept.frozen]
        for id, leaves in (await self._store.leaves_of(db, fresh) if fresh else {}).items():
            kept.frozen[id] = record_in(leaves[0])

    def _stands(self, id: str, kept: _Unit, day: date, now: datetime, known: Known) -> Situation:
        duties, waivers, today, changes = [], known.own(id).waivers, day.isoformat(), [_FAR]
        papers = PapersByPeriod(kept.papers.papers)
        for one in kept.records:
            if one.id in kept.done:
                continue
            mine = papers.about(one)
            standing = status_of(one, mine, now, waivers)
            if standing.status in _DONE:
                kept.done[one.id] = standing.received_at or ""
            elif standing.status in _OPEN:
                days = reminder_days(one, mine)
                duties.append(Duty(one, standing, days, kept.papers.drafts.get(one.id, "")))
            changes.append(one.opens_at[:10])
            changes.append((date.fromisoformat(standing.due_at[:10]) + timedelta(days=1)).isoformat())
        kept.until = min(one for one in changes if one > today)
        name = known.tree.units[id].name(day)
        return Situation(id, name, tuple(duties), kept.papers.returned, kept.papers.assignments, kept.papers.meetings)


def _computed(id: str, day: date, known: Known) -> list[Obligation]:
    """What the records say where the worker that makes them is late: of last month, this one, and what comes."""
    first = day.replace(day=1)
    past = known.between(id, (first - timedelta(days=1)).replace(day=1), first - timedelta(days=1))
    return freeze(past, known.ahead(id, first))


def _months(day: date) -> tuple[str, str]:
    """From last month to the one after the next."""
    here: Period = period_of("month", day)
    return month_key(here.start - 1), month_key(here.start + 3)


