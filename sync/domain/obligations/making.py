"""Make the obligations of a unit from rules, and freeze those that were made before.

The same facts give the same records on the server and on the phone, in whatever order they come in; tests/fixtures/obligations/
holds both to it. Never looks at papers: what became of an obligation is standing.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

import msgspec

from sync.domain.obligations.exceptions import Exemption, Override
from sync.domain.obligations.facts import UnitFacts, begins_after
from sync.domain.obligations.periods import Period, PeriodKind, period_of, periods_between
from sync.domain.obligations.record import Exempt, Obligation
from sync.domain.obligations.timetable import RuleVersions, Slot, Timetable

AHEAD = 3
"""This period and the next two."""
_Periods = Callable[[PeriodKind, tuple[int, ...]], Sequence[Period]]


def obligations_for(
    unit: UnitFacts,
    timetable: Timetable,
    first: date,
    last: date,
    overrides: Sequence[Override] = (),
    exemptions: Sequence[Exemption] = (),
    kind: str = "",
) -> list[Obligation]:
    """What the unit owes for every period that has a day in common with `first` to `last`, by last moment. `kind`: of papers, where
    others are not asked for."""
    return _Making(unit, timetable, overrides, exemptions).all(lambda round, _only: periods_between(round, first, last), kind)


def obligations_ahead(
    unit: UnitFacts,
    timetable: Timetable,
    day: date,
    overrides: Sequence[Override] = (),
    exemptions: Sequence[Exemption] = (),
    count: int = AHEAD,
    kind: str = "",
) -> list[Obligation]:
    """The same for the period `day` lies in and those after it, `count` of each rule."""

    def ahead(round: PeriodKind, only: tuple[int, ...]) -> list[Period]:
        here = period_of(round, day)
        coming = (here.away(one) for one in range(12 * count))
        return list(islice((period for period in coming if not only or period.number in only), count))

    return _Making(unit, timetable, overrides, exemptions).all(ahead, kind)


def freeze(existing: Iterable[Obligation], computed: Iterable[Obligation]) -> list[Obligation]:
    """What was made before, as it was, and of what is computed now only that which was not there. By last moment."""
    kept = {(one.unit, one.id): one for one in computed} | {(one.unit, one.id): one for one in existing}
    return sorted(kept.values(), key=_order)


def _order(one: Obligation) -> tuple[str, str, str]:
    return one.due_at, one.id, one.unit


def _override_order(one: Override) -> tuple[str, ...]:
    """By first day; what follows only settles between two of the same day, so that the order they come in is none."""
    due = [str(part) for part in (one.due.month, one.due.day, int(one.due.inclusive), one.due.shift)] if one.due else [""] * 4
    opens = [str(one.opens.month), str(one.opens.day)] if one.opens else ["", ""]
    last = one.last.isoformat() if one.last else ""
    after = "" if one.after_meeting is None else str(one.after_meeting)
    return one.first.isoformat(), last, one.period or "", *due, *opens, one.shift or "", after, one.reason


class _Making:
    """One unit, with what differs for it."""

    def __init__(
        self, unit: UnitFacts, timetable: Timetable, overrides: Sequence[Override], exemptions: Sequence[Exemption]
    ) -> None:
        self._unit = unit
        self._timetable = timetable
        self._overrides = sorted(overrides, key=_override_order)
        self._exemptions = sorted(exemptions, key=lambda one: (one.last, one.reason))
        self._kinds = {one.kind for one in unit.kinds}

    def all(self, periods: _Periods, kind: str) -> list[Obligation]:
        return sorted(self._all(periods, kind), key=_order)

    def _all(self, periods: _Periods, kind: str) -> Iterator[Obligation]:
        for versions in self._timetable.versions:
            if versions.owes.isdisjoint(self._kinds) or (kind and kind not in versions.kinds):
                continue
            for period in self._asked(versions, periods):
                slot = versions.slot(period)
                made = self._one(versions, slot) if slot is not None else None
                if made is not None:
                    yield made

    def _asked(self, versions: RuleVersions, periods: _Periods) -> set[Period]:
        """The periods of every kind that any version, or an override where the rule leaves the choice, comes round in."""
        rounds: set[tuple[PeriodKind, tuple[int, ...]]] = set(versions.rounds)
        if versions.may_be_chosen:
            mine = (one.period for one in self._overrides if (one.unit, one.rule) == (self._unit.unit, versions.rule))
            rounds |= {(round, ()) for round in mine if round is not None}
        return {period for round, only in rounds for period in periods(round, only)}

    def _override(self, slot: Slot) -> Override | None:
        """The one that began last."""
        rule = slot.rule
        held = [one for one in self._overrides if one.holds(self._unit.unit, rule.rule, slot.day)]
        if rule.owed == "when_chosen":
            held = [one for one in held if one.due is not None and (one.period or rule.period) == slot.period.kind]
        return held[-1] if held else None

    def _one(self, versions: RuleVersions, slot: Slot) -> Obligation | None:
        unit, rule, day = self._unit, slot.rule, slot.day
        kind = unit.kind(day)
        if kind is None or kind not in rule.owes:
            return None
        override = self._override(slot) if self._overrides else None
        terms = slot.terms if override is None else versions.terms(slot, override)
        if terms is None or begins_after(unit, terms.last):
            return None
        exemption = next((one for one in reversed(self._exemptions) if one.holds(unit.unit, rule.rule, day)), None)
        return msgspec.structs.replace(
            terms.obligation,
            unit=unit.unit,
            unit_kind=kind,
            receivers=unit.receivers_on(rule.to, day),
            exempt=Exempt(exemption.reason, exemption.last.isoformat()) if exemption else None,
        )
