"""How an obligation stands at a moment: a view of the record, the papers that came, and two clocks. Changes nothing.

The server's receipt decides whether a paper is there. Where a paper came late, the phone's own time, put right by the drift
measured at the exchange, may say that it was done in time: a class of its own, for whoever decides to look at. Where no
drift is known, the server's time alone counts, and the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

import msgspec

from sync.domain.obligations.clock import corrected, day_of, iso, last_moment, millis
from sync.domain.obligations.exceptions import Waiver
from sync.domain.obligations.record import Obligation

Status = Literal["not_open", "due", "due_soon", "done_on_time", "done_late", "late_by_network", "overdue", "exempt", "waived"]
STATUSES: tuple[Status, ...] = (
    "not_open", "due", "due_soon", "done_on_time", "done_late", "late_by_network", "overdue", "exempt", "waived",
)  # fmt: skip
_BEST: tuple[Status, ...] = ("done_on_time", "late_by_network", "done_late")


class PaperSeen(msgspec.Struct, frozen=True):
    """What is known of one paper of the unit. `done_at`: by the phone's clock; `received_at`: when the server first had a sent
    revision, None while it has not; `drift_ms`: server minus phone at the exchange that brought it, None where not measured;
    `held_on`: the day of the meeting, on `meeting` and `minutes`, `YYYY-MM-DD`."""

    id: str
    state: str
    done_at: str | None = None
    received_at: str | None = None
    drift_ms: int | None = None
    held_on: str | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """`due_at`: the last moment as it is now known. `days_left`: whole days from today to the last day, below 0 after it.
    `clock`: whose time decided, None while nothing is done. `drift_known`: whether the phone's time could be put right, None
    where it was not needed. `done_at`: by the server's clock; where no drift is known, None. `reason`: of an exemption or waiver.
    `overtaken_by`: of an overdue plan of a meeting that was held and reported without it, the minutes that came instead."""

    status: Status
    due_at: str
    days_left: int
    clock: Literal["server", "device"] | None = None
    drift_known: bool | None = None
    done_at: str | None = None
    received_at: str | None = None
    paper: str | None = None
    reason: str | None = None
    overtaken_by: str | None = None


def fulfils(obligation: Obligation, paper: str) -> bool:
    """Whether a paper of this id is one the obligation asks for."""
    return any(one == paper or ("*" in one and _pattern(one).fullmatch(paper) is not None) for one in obligation.papers)


@lru_cache(maxsize=1_000)
def _pattern(papers: str) -> re.Pattern[str]:
    return re.compile(re.escape(papers).replace(r"\*", "[^:]+"))


class PapersByPeriod:
    """The papers of a unit, asked for those that can matter to one obligation: all that `status_of` and `reminder_days` look for in them stand in
    ids with a period it names. A unit that has sent papers for years is asked about every one of its duties."""

    def __init__(self, papers: Iterable[PaperSeen]) -> None:
        self._all = list(papers)
        self._by_period: dict[str, list[PaperSeen]] = {}
        for paper in self._all:
            self._by_period.setdefault(_period(paper.id), []).append(paper)

    def about(self, obligation: Obligation) -> list[PaperSeen]:
        named = {_period(one) for one in (*obligation.papers, *((obligation.paper_id,) if obligation.paper_id else ()))}
        if any("*" in one for one in named):
            return self._all
        return [paper for one in named for paper in self._by_period.get(one, ())]


def _period(id: str) -> str:
    return id.split(":", 2)[1] if ":" in id else id


def due_at(obligation: Obligation, papers: Iterable[PaperSeen] = ()) -> str:
    """The last moment: of a report on a meeting whose day is known, so many days after it, else the record's own. The minutes
    say the day, before them the plan; a day after the period counts as the period's last."""
    held = _held_on(obligation, papers)
    if held is None or obligation.after_meeting is None:
        return obligation.due_at
    last = min(held, date.fromisoformat(obligation.last)) + timedelta(days=obligation.after_meeting)
    return last_moment(max(last, date.fromisoformat(obligation.opens_at[:10])))


def reminder_days(obligation: Obligation, papers: Iterable[PaperSeen] = ()) -> tuple[str, ...]:
    """The days to remind on. Once the meeting's day is known, those counted from it take the place of the others."""
    held = _held_on(obligation, papers)
    if held is None or obligation.after_meeting is None or not obligation.reminders_from_meeting:
        return obligation.reminders
    return tuple((held + timedelta(days=one)).isoformat() for one in obligation.reminders_from_meeting)


def status_of(
    obligation: Obligation, papers: Sequence[PaperSeen], now: datetime | str, waivers: Iterable[Waiver] = ()
) -> Standing:
    """`now` by the server's clock: on a phone, its own time plus the last drift. `papers`: of this unit, any of them.

    Raises ValueError for a time without offset.
    """
    until, moment = due_at(obligation, papers), millis(now)
    left = (date.fromisoformat(until[:10]) - day_of(moment)).days

    def plain(status: Status, reason: str | None = None, overtaken_by: str | None = None) -> Standing:
        return Standing(status=status, due_at=until, days_left=left, reason=reason, overtaken_by=overtaken_by)

    for waiver in sorted(waivers, key=lambda one: (one.at, one.reason)):
        if (waiver.unit, waiver.obligation) == (obligation.unit, obligation.id):
            return plain("waived", waiver.reason)
    if obligation.exempt is not None:
        return plain("exempt", obligation.exempt.reason)
    done = [_done(obligation, paper, until, left) for paper in papers if _counts(obligation, paper)]
    if done:
        return min(done, key=lambda one: (_BEST.index(one.status), millis(one.received_at or until), one.paper))
    if moment > millis(until):
        return plain("overdue", overtaken_by=_overtaken_by(obligation, papers))
    if moment < millis(obligation.opens_at):
        return plain("not_open")
    return plain("due_soon" if left <= obligation.soon_days else "due")


def _overtaken_by(obligation: Obligation, papers: Iterable[PaperSeen]) -> str | None:
    """The received minutes of the very meeting that an obligation asks to plan: what is past is not planned any more."""
    if obligation.kind != "meeting" or obligation.paper_id is None:
        return None
    minutes = f"minutes:{obligation.paper_id.partition(':')[2]}"
    return next((one.id for one in papers if one.id == minutes and one.state == "sent" and one.received_at is not None), None)


def _held_on(obligation: Obligation, papers: Iterable[PaperSeen]) -> date | None:
    if obligation.after_meeting is None or obligation.paper_id is None:
        return None
    key = obligation.paper_id.partition(":")[2]
    seen = list(papers)
    for kind in ("minutes", "meeting"):
        told = (_day(paper.held_on, obligation) for paper in seen if paper.id == f"{kind}:{key}")
        if days := [day for day in told if day is not None]:
            return max(days)
    return None


def _day(text: str | None, obligation: Obligation) -> date | None:
    """A day as a draft may tell it; None for what is no day, or lies years away and can only be a slip."""
    if text is None or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    if abs(int(text[:4]) - int(obligation.last[:4])) > 1:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _counts(obligation: Obligation, paper: PaperSeen) -> bool:
    return paper.state == "sent" and paper.received_at is not None and fulfils(obligation, paper.id)


def _done(obligation: Obligation, paper: PaperSeen, until: str, left: int) -> Standing:
    received, limit = millis(paper.received_at or until), millis(until)
    by_phone = None if paper.done_at is None or paper.drift_ms is None else corrected(paper.done_at, paper.drift_ms)
    status: Status = "done_on_time" if received <= limit else "done_late"
    if status == "done_late" and obligation.grace == "network" and by_phone is not None and by_phone <= limit:
        status = "late_by_network"
    return Standing(
        status=status,
        due_at=until,
        days_left=left,
        clock="device" if status == "late_by_network" else "server",
        drift_known=None if status == "done_on_time" else by_phone is not None,
        done_at=None if by_phone is None else iso(min(by_phone, received)),
        received_at=iso(received),
        paper=paper.id,
    )
