"""Make the obligations of a unit from rules, and freeze those that were made before.

The same facts give the same records on the server and on the phone, in whatever order they come in; tests/fixtures/obligations/
holds both to it. Never looks at papers: what became of an obligation is standing.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from sync.domain.obligations.clock import first_moment, last_moment
from sync.domain.obligations.exceptions import Exemption, Override
from sync.domain.obligations.facts import UnitFacts, begins_after
from sync.domain.obligations.holidays import Calendar, shifted
from sync.domain.obligations.periods import Period, PeriodKind, period_of, periods_between
from sync.domain.obligations.record import Exempt, Obligation, obligation_id
from sync.domain.obligations.rules import Due, Rule

AHEAD = 3
"""This period and the next two."""
_DAY = timedelta(days=1)
_Periods = Callable[[PeriodKind, tuple[int, ...]], list[Period]]


def obligations_for(
    unit: UnitFacts,
    rules: Iterable[Rule],
    first: date,
    last: date,
    calendar: Calendar | None = None,
    overrides: Sequence[Override] = (),
    exemptions: Sequence[Exemption] = (),
) -> list[Obligation]:
    """What the unit owes for every period that has a day in common with `first` to `last`, by last moment.

    `rules`: every published version of every rule. Of one rule the newest version counts whose `valid_from` is not after the
    period's first day; a rule that begins within a period counts for it when it begins before its last day to do it.
    """
    return _Making(unit, calendar, overrides, exemptions).all(rules, lambda kind, _only: periods_between(kind, first, last))


def obligations_ahead(
    unit: UnitFacts,
    rules: Iterable[Rule],
    day: date,
    calendar: Calendar | None = None,
    overrides: Sequence[Override] = (),
    exemptions: Sequence[Exemption] = (),
    count: int = AHEAD,
) -> list[Obligation]:
    """The same for the period `day` lies in and those after it, `count` of each rule."""

    def ahead(kind: PeriodKind, only: tuple[int, ...]) -> list[Period]:
        here = period_of(kind, day)
        coming = (here.away(one) for one in range(12 * count))
        return [period for period in coming if not only or period.number in only][:count]

    return _Making(unit, calendar, overrides, exemptions).all(rules, ahead)


def freeze(existing: Iterable[Obligation], computed: Iterable[Obligation]) -> list[Obligation]:
    """What was made before, as it was, and of what is computed now only that which was not there. By last moment."""
    kept = {(one.unit, one.id): one for one in computed} | {(one.unit, one.id): one for one in existing}
    return sorted(kept.values(), key=_order)


def nominal(rule: Rule, period: Period) -> date:
    """The last day by the rule itself, before holidays and overrides. Whether the unit exists, is exempt or has an override
    is asked of this day. Of a rule owed only when chosen, the period's last day."""
    return period.last if rule.owed == "when_chosen" else _last_day(rule.due, period)


def _last_day(due: Due, period: Period) -> date:
    day = period.day(due.month, due.day)
    return day if due.inclusive else day - _DAY


def _order(one: Obligation) -> tuple[str, str, str]:
    return one.due_at, one.id, one.unit


def _override_order(one: Override) -> tuple[str, ...]:
    """By first day; what follows only settles between two of the same day, so that the order they come in is none."""
    due = [str(part) for part in (one.due.month, one.due.day, int(one.due.inclusive), one.due.shift)] if one.due else [""] * 4
    opens = [str(one.opens.month), str(one.opens.day)] if one.opens else ["", ""]
    last = one.last.isoformat() if one.last else ""
    after = "" if one.after_meeting is None else str(one.after_meeting)
    return one.first.isoformat(), last, one.period or "", *due, *opens, one.shift or "", after, one.reason


def _version_for(versions: Sequence[Rule], period: Period) -> Rule | None:
    """`versions` of one rule. A newer one ends an older one, whether or not the older one names its end."""
    holding, beginning = None, None
    for rule in sorted(versions, key=lambda one: one.version):
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


class _Making:
    """One unit, with what differs for it."""

    def __init__(
        self, unit: UnitFacts, calendar: Calendar | None, overrides: Sequence[Override], exemptions: Sequence[Exemption]
    ) -> None:
        self._unit = unit
        self._calendar = calendar
        self._overrides = sorted(overrides, key=_override_order)
        self._exemptions = sorted(exemptions, key=lambda one: (one.last, one.reason))

    def all(self, rules: Iterable[Rule], periods: _Periods) -> list[Obligation]:
        by_rule: dict[str, list[Rule]] = {}
        for rule in rules:
            by_rule.setdefault(rule.rule, []).append(rule)
        made = (self._one(versions, period) for versions in by_rule.values() for period in self._asked(versions, periods))
        return sorted((one for one in made if one is not None), key=_order)

    def _asked(self, versions: Sequence[Rule], periods: _Periods) -> set[Period]:
        """The periods of every kind that any version, or an override where the rule leaves the choice, comes round in."""
        kinds = {(rule.period, rule.only) for rule in versions}
        for rule in (rule for rule in versions if rule.owed == "when_chosen"):
            mine = (one.period for one in self._overrides if (one.unit, one.rule) == (self._unit.unit, rule.rule))
            kinds |= {(kind, ()) for kind in mine if kind is not None}
        return {period for kind, only in kinds for period in periods(kind, only)}

    def _override(self, rule: Rule, period: Period, day: date) -> Override | None:
        """The one that began last."""
        held = [one for one in self._overrides if one.holds(self._unit.unit, rule.rule, day)]
        if rule.owed == "when_chosen":
            held = [one for one in held if one.due is not None and (one.period or rule.period) == period.kind]
        return held[-1] if held else None

    def _one(self, versions: Sequence[Rule], period: Period) -> Obligation | None:
        rule = _version_for(versions, period)
        if rule is None:
            return None
        day = nominal(rule, period)
        kind = self._unit.kind(day)
        override = self._override(rule, period, day)
        if kind not in rule.owes or kind is None or (rule.owed == "when_chosen" and override is None):
            return None
        due = (override and override.due) or rule.due
        policy = (override and override.shift) or due.shift
        plain = _last_day(due, period)
        last = shifted(plain, policy, self._calendar)
        if begins_after(self._unit, last):
            return None
        opening = (override and override.opens) or rule.opens
        opens = min(period.day(opening.month, opening.day), last)
        exemption = next((one for one in reversed(self._exemptions) if one.holds(self._unit.unit, rule.rule, day)), None)
        papers = _papers(rule, period)
        asked = policy != "none" and self._calendar is not None and self._calendar.covers(plain)
        return Obligation(
            id=obligation_id(rule.rule, period.key),
            rule=rule.rule,
            rule_version=rule.version,
            rows=rule.rows,
            title=rule.title,
            source=rule.source,
            basis=rule.basis,
            unit=self._unit.unit,
            unit_kind=kind,
            to=rule.to,
            receivers=self._unit.receivers_on(rule.to, day),
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
            calendar=f"{self._calendar.calendar}:{self._calendar.version}" if asked and self._calendar else None,
            override=override.reason if override else None,
            exempt=Exempt(exemption.reason, exemption.last.isoformat()) if exemption else None,
        )


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
