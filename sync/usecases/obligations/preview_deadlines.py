"""What another day, an exemption or its end would change for one unit, period by period, before it is saved.

Records that were made are frozen: the preview says of them that they stay. Checks what the change itself would check, and writes
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.obligations.clock import day_of, millis
from sync.domain.obligations.exceptions import Exemption, Override
from sync.domain.obligations.making import AHEAD, freeze, obligations_ahead
from sync.domain.obligations.record import Obligation
from sync.ports import Clock, DocumentStore
from sync.usecases.directory import RULES
from sync.usecases.obligations.deadlines import Deadlines, Known
from sync.usecases.obligations.make_records import END, PREFIX, record_in
from sync.usecases.obligations.set_deadlines import SetDeadlines

PERIODS = AHEAD + 2
"""Those whose records are made by now, and two more: a change shows in these even when the others are frozen."""
DAYS_BACK = 366
"""How far back what was not let go yet can still be let go."""


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """One duty of one period. `before`, `after`: as it is owed now and would be; None where nothing is owed. `frozen`: the record
    is made and stays as it is; `would` is what it would have been."""

    before: Obligation | None
    after: Obligation | None
    would: Obligation | None
    frozen: bool

    @property
    def changes(self) -> bool:
        return _told(self.before) != _told(self.after)

    @property
    def comes_too_late(self) -> bool:
        """Whether only the frozen record stands in the way."""
        return self.frozen and _told(self.would) != _told(self.before)

    @property
    def obligation(self) -> Obligation:
        found = self.before or self.after or self.would
        assert found is not None
        return found


class PreviewDeadlines:
    """Each call raises what the change itself would raise."""

    def __init__(self, store: DocumentStore, deadlines: Deadlines, settle: SetDeadlines, clock: Clock) -> None:
        self._store = store
        self._deadlines = deadlines
        self._settle = settle
        self._clock = clock

    async def override(self, person: Person, override: Override) -> list[PeriodChange]:
        """The rule's next periods, whether or not they change."""
        await self._settle.check_override(person, override)
        known = await self._deadlines.known()
        own = known.own(override.unit)
        others = [one for one in own.overrides if one.rule != override.rule]
        changes = await self._compare(known, override.unit, [*others, override], own.exemptions)
        return [one for one in changes if one.obligation.rule == override.rule]

    async def exempt(self, person: Person, exemption: Exemption) -> list[PeriodChange]:
        """What would no longer be owed, and what stays owed because its record is made."""
        await self._settle.check_exemption(person, exemption)
        known = await self._deadlines.known()
        own = known.own(exemption.unit)
        changes = await self._compare(known, exemption.unit, own.overrides, [*own.exemptions, exemption])
        return [one for one in changes if one.changes or one.comes_too_late]

    async def end(self, person: Person, unit: str, id: str, last: date, reason: str) -> list[PeriodChange]:
        """What would be owed by the rule again."""
        after = await self._settle.ended(person, id, last, reason)
        known = await self._deadlines.known()
        own = known.own(unit)
        overrides, exemptions = list(own.overrides), list(own.exemptions)
        old = await self._store.read(RULES, id)
        if old is not None and old["kind"] == "override":
            overrides.remove(msgspec.convert(old["says"], Override))
            overrides += [msgspec.convert(after["says"], Override)] if after["kind"] == "override" else []
        elif old is not None and old["kind"] == "exemption":
            exemptions.remove(msgspec.convert(old["says"], Exemption))
            exemptions += [msgspec.convert(after["says"], Exemption)] if after["kind"] == "exemption" else []
        changes = await self._compare(known, unit, overrides, exemptions)
        return [one for one in changes if one.changes or one.comes_too_late]

    async def ahead(self, unit: str) -> list[PeriodChange]:
        """What is owed as everything stands, of every rule."""
        known = await self._deadlines.known()
        own = known.own(unit)
        return await self._compare(known, unit, own.overrides, own.exemptions)

    async def open_records(self, unit: str) -> list[Obligation]:
        """What may still be let go: owed, not exempt, not let go, with a last day not longer ago than a year; by last moment."""
        known, day = await self._deadlines.known(), self._day()
        records = freeze(await self._frozen(unit), known.ahead(unit, day))
        waived = {one.obligation for one in known.own(unit).waivers}
        oldest = (day - timedelta(days=DAYS_BACK)).isoformat()
        return [one for one in records if one.id not in waived and one.exempt is None and one.due_at >= oldest]

    async def _compare(
        self, known: Known, unit: str, overrides: Sequence[Override], exemptions: Sequence[Exemption]
    ) -> list[PeriodChange]:
        own, facts, day = known.own(unit), known.facts(unit), self._day()
        made = {one.id: one for one in await self._frozen(unit)}
        now, then = (
            {one.id: one for one in obligations_ahead(facts, known.timetable, day, some, exempt, count=PERIODS)}
            for some, exempt in ((own.overrides, own.exemptions), (overrides, exemptions))
        )
        rows = []
        for id in now.keys() | then.keys():
            record, would = made.get(id), then.get(id)
            rows.append(PeriodChange(record or now.get(id), record or would, would, record is not None))
        return sorted(rows, key=lambda one: (one.obligation.rule, one.obligation.first))

    async def _frozen(self, unit: str) -> list[Obligation]:
        try:
            return [record_in(one) for one in await self._store.range(workspace(unit), PREFIX, END)]
        except NoSuchDatabase:
            return []

    def _day(self) -> date:
        return day_of(millis(self._clock.now()))


def _told(one: Obligation | None) -> tuple[object, ...] | None:
    """What a person would notice."""
    return None if one is None else (one.due_at, one.opens_at, one.after_meeting, one.exempt)
