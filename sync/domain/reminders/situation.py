"""How the units stand, as far as anybody is to be reminded of it: what the planner is given. Plain data.

A unit's papers are read by the use cases; nothing here knows a store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sync.domain.obligations.record import Obligation
from sync.domain.obligations.rules import Words
from sync.domain.obligations.standing import Standing

Draft = Literal["", "begun", "finished"]
"""What the server knows of a paper that was not sent: nothing; that it was begun; that the form finds nothing wrong with it any more."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation that is open now. `days`: those to remind on, `YYYY-MM-DD`. `draft`: how far its paper is, not sent."""

    obligation: Obligation
    standing: Standing
    days: tuple[str, ...]
    draft: Draft = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """A paper that was sent, returned and not sent again. `day`: of the review. `author`: who had sent it."""

    paper: str
    kind: str
    title: Words
    day: str
    author: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One row of an assignment: who is to go to which cell's meeting, when."""

    username: str
    cell: str
    meeting: str
    date: str
    time: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """A sent assignment of observers. `day`: when it was last received."""

    paper: str
    title: Words
    day: str
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that was planned and sent, and of which there are no minutes yet."""

    paper: str
    date: str
    time: str
    place: str


@dataclass(frozen=True, slots=True)
class Situation:
    """One unit on one day. `duties`: those that are open, with their reminders' days past or to come."""

    unit: str
    name: str
    duties: tuple[Duty, ...] = ()
    returned: tuple[Returned, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    meetings: tuple[Meeting, ...] = ()
