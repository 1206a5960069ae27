"""What one person has to do now, and on which days he is to be told of it. Pure.

Whatever is not among these is not told: as soon as a paper is received, its duty is none any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.kinds import MEETING_CHAIN
from sync.domain.obligations.rules import Words
from sync.domain.reminders.digest import Item
from sync.domain.reminders.rules import ReminderRules
from sync.domain.reminders.situation import Assignment, Duty, Meeting, Returned, Situation
from sync.domain.units import UnitTree

MEETING_WORDS = Words("Sinh hoạt chi bộ", "Meeting")
_OWED = frozenset(("due", "due_soon", "overdue"))


@dataclass(frozen=True, slots=True)
class Thing:
    """`item`: what would be told; `days`: those that call for telling it, `YYYY-MM-DD`. Of no days it is only counted."""

    item: Item
    days: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.item.key


class Overview:
    """All units as they stand on one day, ready to be asked for each person."""

    def __init__(self, situations: Iterable[Situation], tree: UnitTree, day: date, rules: ReminderRules) -> None:
        self.day = day
        self.tree = tree
        self._rules = rules
        self._units = {one.unit: one for one in situations}
        self._late: defaultdict[str, list[Duty]] = defaultdict(list)
        self._assigned: defaultdict[str, list[tuple[Situation, Assignment]]] = defaultdict(list)
        for unit in self._units.values():
            for duty in unit.duties:
                if duty.standing.status == "overdue" and _is_owed(duty):
                    for receiver in duty.obligation.receivers:
                        self._late[receiver].append(duty)
            for assignment in unit.assignments:
                for username in dict.fromkeys(one.username for one in assignment.visits):
                    self._assigned[username].append((unit, assignment))

    def of(self, person: Person) -> list[Thing]:
        """Everything this person has to do, each thing once, the most pressing first."""
        found: dict[str, Thing] = {}
        for grant in person.held(self.day):
            unit = self._units.get(grant.unit)
            if unit is not None:
                for thing in self._in_unit(person, grant.role, unit):
                    found.setdefault(thing.key, thing)
            if grant.role in self._rules.escalate_to:
                for thing in self._below(grant.unit):
                    found.setdefault(thing.key, thing)
        for unit, assignment in self._assigned.get(person.username, ()):
            for thing in self._visits(person, unit, assignment):
                found.setdefault(thing.key, thing)
        return sorted(found.values(), key=lambda one: _order(one.item))

    def _in_unit(self, person: Person, role: str, unit: Situation) -> Iterator[Thing]:
        rules = self._rules

        @cache
        def writes(kind: str) -> bool:
            return may(person, "write", unit.unit, self.tree, self.day, kind)

        for duty in unit.duties:
            told = role in rules.people.get(duty.obligation.unit_kind, ())
            if told and _is_owed(duty) and writes(duty.obligation.kind):
                yield self._duty(unit, duty)
        reminded = {one for roles in rules.people.values() for one in roles}
        for paper in unit.returned:
            if role in reminded and writes(paper.kind):
                yield Thing(_returned(unit, paper), _days(paper.day, rules.returned))
        for meeting in unit.meetings:
            if role in rules.at_meetings and not meeting.over:
                yield self._meeting(unit, meeting, meeting.date, meeting.time, meeting.paper)

    def _duty(self, unit: Situation, duty: Duty) -> Thing:
        obligation, late = duty.obligation, duty.standing.status == "overdue"
        last = duty.standing.due_at[:10]
        item = Item(
            "finished" if duty.draft == "finished" else "overdue" if late else "owed", unit.unit, unit.name, obligation.id,
            obligation.title, self.day.isoformat(), duty.standing.due_at, _paper_of(duty),
        )  # fmt: skip
        before = tuple(one for one in duty.days if obligation.opens_at[:10] <= one <= last)
        return Thing(item, (*before, *_days(last, self._rules.after)))

    def _below(self, receiver: str) -> Iterator[Thing]:
        by_obligation: defaultdict[str, list[Duty]] = defaultdict(list)
        for duty in self._late.get(receiver, ()):
            by_obligation[duty.obligation.id].append(duty)
        name = self._name(receiver)
        for id, some in by_obligation.items():
            last = min(one.standing.due_at for one in some)
            title = some[0].obligation.title
            item = Item("below", receiver, name, id, title, self.day.isoformat(), last, count=len(some))
            days = {one for duty in some for one in _days(duty.standing.due_at[:10], self._rules.escalation)}
            yield Thing(item, tuple(sorted(days)))

    def _visits(self, person: Person, unit: Situation, assignment: Assignment) -> Iterator[Thing]:
        mine = [one for one in assignment.visits if one.username == person.username]
        today = self.day.isoformat()
        coming = [one for one in mine if not one.date or one.date >= today]
        if coming:
            first = min((one.date for one in coming if one.date), default="")
            item = Item("assigned", unit.unit, unit.name, assignment.paper, assignment.title, today, first, count=len(coming))
            yield Thing(item, _days(assignment.day, self._rules.assigned))
        for visit in mine:
            cell = self._units.get(visit.cell)
            plan = next((one for one in cell.meetings if one.paper == visit.meeting), None) if cell else None
            held, time = (plan.date, plan.time) if plan else (visit.date, visit.time)
            over = plan is not None and plan.over
            if held >= today and not over and may(person, "enter", unit.unit, self.tree, self.day):
                there = cell or Situation(visit.cell, self._name(visit.cell))
                # His phone does not hold the cell's papers: what opens is the list of his visits.
                yield self._meeting(there, Meeting(visit.meeting, held, time, plan.place if plan else ""), held, time, opens="")

    def _meeting(self, unit: Situation, meeting: Meeting, held: str, time: str, opens: str) -> Thing:
        title = Words(meeting.place, meeting.place) if meeting.place else MEETING_WORDS
        item = Item("meeting", unit.unit, unit.name, meeting.paper, title, self.day.isoformat(), held, opens, at=time)
        return Thing(item, _days(held, self._rules.meeting) if held >= self.day.isoformat() else ())

    def _name(self, unit: str) -> str:
        known = self.tree.get(unit)
        return known.name(self.day) if known else unit


def _is_owed(duty: Duty) -> bool:
    """What was overtaken is overdue in every figure, but nobody is asked for it any more."""
    return duty.standing.status in _OWED and duty.standing.overtaken_by is None


def owed_count(things: Iterable[Thing]) -> int:
    """What the person owes in all: for the badge."""
    return sum(one.item.kind in ("owed", "finished", "overdue", "returned") for one in things)


def _paper_of(duty: Duty) -> str:
    """The paper a tap begins or goes on with; the app opens a meeting's papers by its plan."""
    return duty.obligation.paper_id or (duty.obligation.papers[0].replace("*", "1") if duty.obligation.kind in MEETING_CHAIN else "")


def _returned(unit: Situation, paper: Returned) -> Item:
    return Item("returned", unit.unit, unit.name, paper.paper, paper.title, paper.day, "", paper.paper)


def _days(start: str, offsets: Iterable[int]) -> tuple[str, ...]:
    if not start:
        return ()
    first = date.fromisoformat(start)
    return tuple((first + timedelta(days=one)).isoformat() for one in offsets)


def _order(item: Item) -> tuple[int, str, str]:
    ranks = ("returned", "meeting", "overdue", "finished", "owed", "assigned", "below")
    return ranks.index(item.kind), item.due_at, item.key
