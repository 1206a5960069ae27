"""The rules of everybody, worked out once for all units: which version holds in a period, and what of an obligation no unit changes.

On meeting day every cell asks about the same few periods; only who it is, to whom it reports and what was settled for it alone differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sync.domain.obligations.clock import first_moment, last_moment
from sync.domain.obligations.exceptions import Override
from sync.domain.obligations.holidays import Calendar, shifted
from sync.domain.obligations.periods import Period, PeriodKind
from sync.domain.obligations.record import Obligation, obligation_id
from sync.domain.obligations.rules import Due, Rule

MOST_KEPT = 4_000
"""Periods of one timetable that are remembered, about 1 kB each; with more all are worked out anew."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is owed and by which day. `obligation` is nobody's: its unit, kind of unit, receivers and exemption are not filled in."""

    last: date
    obligation: Obligation


@dataclass(frozen=True, slots=True)
class Slot:
    """One rule in one period. `day`: the last day by the rule itself, of which overrides and the like are asked. `terms`: of a unit
    without an override, None where only an override makes it owed."""

    rule: Rule
    period: Period
    day: date
    terms: Terms | None


class RuleVersions:
    """One rule with all its published versions. `rounds`: the periods it comes round in, of every version."""

    def __init__(self, versions: Sequence[Rule], calendar: Calendar | None) -> None:
        self.rule = versions[0].rule
        self.owes = frozenset(kind for one in versions for kind in one.owes)
        self.kinds = frozenset(one.kind for one in versions)
        self.rounds: frozenset[tuple[PeriodKind, tuple[int, ...]]] = frozenset((one.period, one.only) for one in versions)
        self.may_be_chosen = any(one.owed == "when_chosen" for one in versions)
        self._versions = sorted(versions, key=lambda one: one.version)
        self._calendar = calendar
        self._slots: dict[Period, Slot | None] = {}

    def slot(self, period: Period) -> Slot | None:
        """None where no version asks anything in this period."""
        if period not in self._slots:
            if len(self._slots) >= MOST_KEPT:
                self._slots.clear()
            rule = _version_for(self._versions, period)
            self._slots[period] = None if rule is None else self._made(rule, period)
        return self._slots[period]

    def terms(self, slot: Slot, override: Override) -> Terms:
        """For a unit with an override."""
        return _terms(slot.rule, slot.period, self._calendar, override)

    def _made(self, rule: Rule, period: Period) -> Slot:
        terms = None if rule.owed == "when_chosen" else _terms(rule, period, self._calendar, None)
        return Slot(rule, period, nominal(rule, period), terms)


class Timetable:
    """`rules`: every published version of every rule. Of one rule the newest version counts whose `valid_from` is not after the
    period's first day; a rule that begins within a period counts for it when it begins before its last day to do it."""

    def __init__(self, rules: Iterable[Rule], calendar: Calendar | None = None) -> None:
        self.rules = tuple(rules)
        self.calendar = calendar
        by_rule: dict[str, list[Rule]] = {}
        for rule in self.rules:
            by_rule.setdefault(rule.rule, []).append(rule)
        self.versions = tuple(RuleVersions(versions, calendar) for versions in by_rule.values())


def nominal(rule: Rule, period: Period) -> date:
    """The last day by the rule itself, before holidays and overrides. Whether the unit exists, is exempt or has an override
    is asked of this day. Of a rule owed only when chosen, the period's last day."""
    return period.last if rule.owed == "when_chosen" else _last_day(rule.due, period)


def _last_day(due: Due, period: Period) -> date:
    day = period.day(due.month, due.day)
    return day if due.inclusive else day - _DAY


def _version_for(versions: Sequence[Rule], period: Period) -> Rule | None:
    """`versions` of one rule, oldest first. A newer one ends an older one, whether or not the older one names its end."""
    holding, beginning = None, None
    for rule in versions:
        newer = [other.valid_from - _DAY for other in versions if other.version > rule.version]
        end = min([*newer, *([rule.valid_to] if rule.valid_to else [])], default=date.max)
        if rule.valid_from <= period.first <= end:
            holding = rule
        begins = period.first < rule.valid_from <= min(period.last, end)
        if begins and rule.valid_from <= nominal(rule, period) and beginning is None:
            beginning = rule
    chosen = holding or beginning
    if chosen is None or (chosen.period != period.kind and chosen.owed == "always"):
        return None
    return chosen if not chosen.only or period.number in chosen.only else None


def _terms(rule: Rule, period: Period, calendar: Calendar | None, override: Override | None) -> Terms:
    due = (override and override.due) or rule.due
    policy = (override and override.shift) or due.shift
    plain = _last_day(due, period)
    last = shifted(plain, policy, calendar)
    opening = (override and override.opens) or rule.opens
    opens = min(period.day(opening.month, opening.day), last)
    papers = _papers(rule, period)
    asked = policy != "none" and calendar is not None and calendar.covers(plain)
    obligation = Obligation(
        id=obligation_id(rule.rule, period.key),
        rule=rule.rule,
        rule_version=rule.version,
        rows=rule.rows,
        title=rule.title,
        source=rule.source,
        basis=rule.basis,
        unit="",
        unit_kind=rule.owes[0],
        to=rule.to,
        receivers=(),
        kind=rule.kind,
        paper_id=papers[0] if len(papers) == 1 and "*" not in papers[0] else None,
        papers=papers,
        period=period.key,
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        opens_at=first_moment(opens),
        due_at=last_moment(last),
        after_meeting=rule.after_meeting if override is None or override.after_meeting is None else override.after_meeting,
        reminders=_reminders(rule, period, opens, last),
        reminders_from_meeting=tuple(sorted({one.meeting for one in rule.reminders if one.meeting is not None})),
        soon_days=rule.soon_days,
        grace=rule.grace,
        moved_from=plain.isoformat() if last != plain else None,
        calendar=f"{calendar.calendar}:{calendar.version}" if asked and calendar else None,
        override=override.reason if override else None,
        exempt=None,
    )
    return Terms(last, obligation)


def _papers(rule: Rule, period: Period) -> tuple[str, ...]:
    """Places in braces filled in; `{month}` gives one pattern for each month of the period."""
    filled = []
    for pattern in rule.papers:
        given = pattern.replace("{year}", f"{period.year:04d}").replace("{period}", period.key)
        given = given.replace("{first}", period.first.isoformat()).replace("{last}", period.last.isoformat())
        months = period.months if "{month}" in given else ("",)
        filled += [given.replace("{month}", month) for month in months]
    return tuple(filled)


def _reminders(rule: Rule, period: Period, opens: date, last: date) -> tuple[str, ...]:
    days = set()
    for one in rule.reminders:
        if one.due is not None:
            days.add(last + timedelta(days=one.due))
        elif one.month is not None and one.day is not None:
            days.add(period.day(one.month, one.day))
    return tuple(sorted(day.isoformat() for day in days if opens <= day <= last))
