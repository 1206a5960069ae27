"""Whom somebody with a calendar and the papers on his desk would have reminded, and whom he must not: written from docs/reminders.md and
docs/obligations.md, with none of the planner's code.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from sync.domain.obligations.record import Obligation
from tests.year.reminders.district import Deeds, Returned


def sent_at(deeds: Deeds, unit: str, obligation: Obligation) -> str:
    """When what is owed was first sent; "" when it never was."""
    patterns = [re.escape(one).replace(r"\*", "[^:]+") for one in obligation.papers]
    times = [at for id, at in deeds.sent[unit].items() if any(re.fullmatch(one, id) for one in patterns)]
    return min(times, default="")


def called_for(deeds: Deeds, unit: str, obligation: Obligation, offsets: tuple[int, ...]) -> Iterator[str]:
    """The days of the year on which somebody who owes this is to be told, at 07:30."""
    done, opens = sent_at(deeds, unit, obligation), obligation.opens_at[:10]
    told = ("", *(at for at, _ in deeds.held.get((unit, obligation.period), [])))
    for day in sorted({one for at in told for one in _as_known(deeds, unit, obligation, at, offsets) if one >= opens}):
        morning = f"{day}T07:30:00+07:00"
        if done and done <= morning:
            return
        if day in _as_known(deeds, unit, obligation, morning, offsets) and not _overtaken(deeds, unit, obligation, morning):
            yield day


def looks(after: str, away: Collection[date]) -> Iterator[str]:
    """The moments at which somebody is told anything, from that one on."""
    day = date.fromisoformat(after[:10])
    while True:
        if day not in away:
            yield from (at for at in (f"{day.isoformat()}T{hour}:00+07:00" for hour in ("07:30", "16:00")) if at >= after)
        day += timedelta(days=1)


def returned_told(one: Returned, offsets: tuple[int, ...], away: Collection[date]) -> Iterator[str]:
    """The moments at which somebody is to be told that this paper went back."""
    for offset in offsets:
        day = date.fromisoformat(one.at[:10]) + timedelta(days=offset)
        at = next(looks(max(one.at, f"{day.isoformat()}T00:00:00+07:00"), away))
        if not one.again or one.again > at:
            yield at


def is_back(deeds: Deeds, unit: str, paper: str, at: str) -> bool:
    """Whether this paper has gone back and was not sent again by then."""
    return any((one.unit, one.paper) == (unit, paper) and one.at <= at and (not one.again or one.again > at) for one in deeds.returned)


def is_left_on_phone(deeds: Deeds, unit: str, obligation: Obligation, at: str) -> bool:
    """Whether what is owed lies finished on a phone then."""
    patterns = [re.escape(one).replace(r"\*", "[^:]+") for one in obligation.papers]
    return any(done <= at for id, done in deeds.finished[unit].items() if any(re.fullmatch(one, id) for one in patterns))


def _as_known(deeds: Deeds, unit: str, obligation: Obligation, at: str, offsets: tuple[int, ...]) -> set[str]:
    """The days to remind on, as they were known at that moment."""
    held = _held(deeds, unit, obligation, at)
    if held is None or obligation.after_meeting is None:
        last, before = date.fromisoformat(obligation.due_at[:10]), set(obligation.reminders)
    else:
        last = held + timedelta(days=obligation.after_meeting)
        before = {(held + timedelta(days=one)).isoformat() for one in obligation.reminders_from_meeting}
    return {one for one in before if one <= last.isoformat()} | {(last + timedelta(days=one)).isoformat() for one in offsets}


def _held(deeds: Deeds, unit: str, obligation: Obligation, at: str) -> date | None:
    if obligation.after_meeting is None:
        return None
    told = [day for moment, day in deeds.held.get((unit, obligation.period), []) if moment <= at]
    return date.fromisoformat(told[-1]) if told else None


def _overtaken(deeds: Deeds, unit: str, obligation: Obligation, at: str) -> bool:
    """A meeting that was held and reported is not planned any more."""
    minutes = f"minutes:{obligation.period}:regular:1"
    sent = deeds.sent[unit].get(minutes, "")
    return obligation.kind == "meeting" and bool(sent) and sent <= at and obligation.due_at < at
