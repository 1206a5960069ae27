"""GET /units/{unit}/reminders?days=N: what became of the reminders of a unit and of those below it, step by step. Numbers come from
`sync/usecases/reminders/read_reminders.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.pages.frame import Frame, Link, PageParts, answer, begin
from server.pages.words import Say, day_word, moment_word
from sync.usecases.reminders.read_reminders import Funnel, ReadReminders, UnitReminders

SPANS = (7, 30, 90, 365)
STEPS = ("planned", "no_phone", "sent", "accepted", "shown", "opened", "followed")


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the whole: how many, and how many of a hundred; `share` empty where there is nothing to compare with."""

    word: str
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    name: str
    counts: tuple[int, ...]
    last: str


@dataclass(frozen=True, slots=True)
class FunnelPage(Frame):
    """What `reminders.html` needs."""

    title: Annotated[str, "name of the unit"]
    about: Annotated[str, "sentence: from when to when"]
    spans: Annotated[tuple[Link, ...], "how many days back may be asked for"]
    steps: Annotated[tuple[StepRow, ...], "the steps of all reminders together; empty where there were none"]
    heads: Annotated[tuple[str, ...], "heads of the columns of the units"]
    rows: Annotated[tuple[UnitRow, ...], "the units that were reminded, by name"]


class FunnelPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._read = ReadReminders(parts.store, parts.directory, parts.clock)

    async def show(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        asked = request.query_params.get("days", "")
        days = int(asked) if asked in {str(one) for one in SPANS} else 30
        first = visit.today - timedelta(days=days - 1)
        report = await self._read(visit.person, request.path_params["unit"], first, visit.today)
        here = f"/units/{report.unit}/reminders"
        unit = visit.tree.get(report.unit)
        down = tuple(Link(one.href, one.text) for one in visit.way_down(report.unit, visit.today))
        frame = visit.frame(down)
        say: Say = frame["say"]
        page = FunnelPage(
            **{**frame, "crumbs": (*down, Link(here, say("funnel_title"), True))},
            title=unit.name(visit.today) if unit else "",
            about=say("funnel_about", first=day_word(report.first), last=day_word(report.last)),
            spans=tuple(Link(f"{here}?days={one}", say("funnel_days", days=one), one == days) for one in SPANS),
            steps=_steps(report.total, say) if report.total.planned else (),
            heads=tuple(say(f"funnel_{one}") for one in STEPS),
            rows=tuple(_row(one) for one in report.units),
        )
        return answer(visit, "calling/reminders.html", page)


def _steps(total: Funnel, say: Say) -> tuple[StepRow, ...]:
    def share(count: int) -> str:
        return f"{round(100 * count / total.planned)} %" if total.planned else ""

    return tuple(StepRow(say(f"funnel_{one}"), getattr(total, one), share(getattr(total, one))) for one in STEPS)


def _row(one: UnitReminders) -> UnitRow:
    return UnitRow(one.name, tuple(getattr(one.funnel, step) for step in STEPS), moment_word(one.last))
