"""When people are reminded, as data: `sync/rules/reminders/<rule set>/<version>.json`. A published version never changes.

The days before a last moment stand in the rules of the deadlines themselves (docs/obligations.md) and are frozen in each record; here is
what is the same for all of them: the days after it, the hours, who is told, and when somebody above is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from sync.domain.accounts import ROLES
from sync.domain.obligations.rules import UnitKind, Words

MOST_OFFSETS, FARTHEST, LONGEST_TTL_DAYS, MOST_ROUNDS = 12, 60, 28, 4
"""Offsets of one kind; days they lie away; days that push services keep a message; digests a day."""
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Quiet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Clock times in Viet Nam between which nobody is told anything; over midnight."""

    from_: str = msgspec.field(name="from")
    to: str = ""

    def holds(self, clock: str) -> bool:
        return clock >= self.from_ or clock < self.to


class Round(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The `n`th digest of a day is made from this clock time on."""

    n: int
    from_: str = msgspec.field(name="from")


class ReminderRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Offsets are days: `after` from the last moment, `returned` from the review, `assigned` from the assignment's coming, `meeting` from
    the meeting, `escalation` from the last moment. `catch_up_days`: how long a day that nobody could be told on is made good.
    `again_after_minutes`: how soon at the earliest somebody who asked for it is told again. `lasts_days`: how long a message without a
    last moment to come is worth delivering. `people`: who is reminded of what his unit owes, by its kind, if he may write the paper;
    `at_meetings`: who is told of a meeting of his unit; `escalate_to`: who is told of what units below are late with."""

    set: str
    version: int
    title: Words
    valid_from: date
    quiet: Quiet
    rounds: tuple[Round, ...]
    again_after_minutes: int
    after: tuple[int, ...]
    returned: tuple[int, ...]
    assigned: tuple[int, ...]
    meeting: tuple[int, ...]
    escalation: tuple[int, ...]
    catch_up_days: int
    lasts_days: int
    people: dict[UnitKind, tuple[str, ...]]
    at_meetings: tuple[str, ...]
    escalate_to: tuple[str, ...]

    @property
    def name(self) -> str:
        """Kept with every digest that was made by it."""
        return f"{self.set}:{self.version}"


def problems_of(rules: ReminderRules) -> list[str]:
    """Everything that keeps these rules from being used, as plain sentences; empty when they may be."""
    return [*_times(rules), *_offsets(rules), *_people(rules)]


def _times(rules: ReminderRules) -> Iterator[str]:
    times = [rules.quiet.from_, rules.quiet.to, *(one.from_ for one in rules.rounds)]
    if not all(_TIME.fullmatch(one) for one in times):
        yield "a clock time is HH:MM"
        return
    if rules.quiet.from_ <= rules.quiet.to:
        yield "the quiet hours go over midnight"
    if not 1 <= len(rules.rounds) <= MOST_ROUNDS:
        yield f"there are 1 to {MOST_ROUNDS} rounds a day"
    if [one.n for one in rules.rounds] != list(range(1, len(rules.rounds) + 1)) or sorted(times[2:]) != times[2:]:
        yield "rounds are numbered from 1, in the order of their times"
    if len(set(times[2:])) != len(times[2:]):
        yield "two rounds begin at the same time"
    if any(rules.quiet.holds(one.from_) for one in rules.rounds):
        yield "a round begins in the quiet hours"


def _offsets(rules: ReminderRules) -> Iterator[str]:
    for name in ("after", "returned", "assigned", "meeting", "escalation"):
        days: tuple[int, ...] = getattr(rules, name)
        if len(days) > MOST_OFFSETS or any(abs(one) > FARTHEST for one in days):
            yield f"{name}: at most {MOST_OFFSETS} offsets, none farther than {FARTHEST} days"
        before = name == "meeting"
        if any((one > 0) if before else (one < (0 if name in ("returned", "assigned") else 1)) for one in days):
            yield f"{name}: an offset points to the wrong side"
        if len(set(days)) != len(days):
            yield f"{name}: an offset is there twice"
    if not 0 <= rules.catch_up_days <= 7:
        yield "catch_up_days: 0 to 7"
    if not 1 <= rules.lasts_days <= LONGEST_TTL_DAYS:
        yield f"lasts_days: 1 to {LONGEST_TTL_DAYS}"
    if not 0 <= rules.again_after_minutes <= 720:
        yield "again_after_minutes: 0 to 720"


def _people(rules: ReminderRules) -> Iterator[str]:
    named = {role for roles in rules.people.values() for role in roles} | {*rules.at_meetings, *rules.escalate_to}
    yield from (f"there is no role {role}" for role in sorted(named - set(ROLES)))
