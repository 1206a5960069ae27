"""What is wrong with a rule set: every problem with its place, so that a new one can be mended before it is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import is_normalized

from sync.domain.obligations.periods import MONTHS, Period
from sync.domain.obligations.rules import Reminder, Rule, RuleSet
from sync.domain.obligations.timetable import nominal

_PLACES = {"month", "year", "period", "first", "last"}
MOST_REMINDERS, FARTHEST_REMINDER = 20, 400
_YEAR = 2027 * 12


def problems_of(rules: RuleSet) -> list[str]:
    """All of them as plain sentences; empty when the set may be used."""
    names = [one.rule for one in rules.rules]
    twice = [f"{name}: the rule is there twice" for name in sorted(set(names)) if names.count(name) > 1]
    return twice + [f"{rule.rule}: {problem}" for rule in rules.rules for problem in _of(rule)]


def _of(rule: Rule) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-z_]{0,39}", rule.rule):
        yield "a name is small letters and underscores, 40 at most"
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        yield "valid_to is before valid_from"
    for text in (rule.title.vi, rule.title.en, rule.source):
        if not text.strip() or not is_normalized("NFC", text):
            yield "title and source need text, in NFC"
    if not rule.owes or not rule.papers or not rule.rows:
        yield "somebody owes it, a paper fulfils it, and a row asks for it"
    for pattern in rule.papers:
        if not pattern.startswith(f"{rule.kind}:") or set(re.findall(r"\{(\w*)\}", pattern)) - _PLACES:
            yield f"{pattern} is no pattern of ids of {rule.kind}"
    wrong = [day for day in _days(rule) if not 1 <= day <= 31]
    yield from (f"a month has no day {day}" for day in wrong)
    if any(not 1 <= one <= 12 // MONTHS[rule.period] for one in rule.only):
        yield "only names a period the year has not"
    if rule.soon_days < 0 or (rule.after_meeting is not None and rule.after_meeting < 0):
        yield "days are not below 0"
    if len(rule.reminders) > MOST_REMINDERS:
        yield f"at most {MOST_REMINDERS} reminders"
    for reminder in rule.reminders:
        if max(abs(reminder.month or 0) * 31, abs(reminder.due or 0), abs(reminder.meeting or 0)) > FARTHEST_REMINDER:
            yield f"a reminder lies no more than {FARTHEST_REMINDER} days away"
        if not _one_kind(reminder):
            yield "a reminder is a day of a month, days from the last day, or days from the meeting"
    if not wrong:
        yield from _opens_late(rule)


def _days(rule: Rule) -> list[int]:
    return [rule.opens.day, rule.due.day, *(one.day for one in rule.reminders if one.day is not None)]


def _one_kind(one: Reminder) -> bool:
    given = [one.month is not None and one.day is not None, one.due is not None and one.due <= 0, one.meeting is not None]
    half = (one.month is None) != (one.day is None)
    return given.count(True) == 1 and not half


def _opens_late(rule: Rule) -> Iterator[str]:
    for number in range(12 // MONTHS[rule.period]):
        period = Period(rule.period, _YEAR + number * MONTHS[rule.period])
        if rule.owed == "always" and period.day(rule.opens.month, rule.opens.day) > nominal(rule, period):
            yield f"it opens after its last day in {period.key}"
            return
