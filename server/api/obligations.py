"""/api/obligations and /api/units/{unit}/obligations: what a unit owes by when, and how it stands."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import Parameter

from server.api.asking import SCOPE
from server.api.doors import Doors
from server.api.paging import Below, Cursor, Kinds, Limit, UnitId, days_asked, kinds_asked
from sync.domain.accounts import Person
from sync.domain.obligations.rules import Basis, Words
from sync.domain.obligations.standing import STATUSES, Status
from sync.usecases.obligations.list_owed import OwedAsked
from sync.usecases.obligations.read_owed import Owed


class ObligationRow(msgspec.Struct):
    """`papers`: ids of which one fulfils it, `*` standing for one part; `paper`: the one that did. `due_at`: the last moment as
    it is now known. `done_at`: by the phone's clock, put right; `late_by_network` is its own status (docs/obligations.md)."""

    id: str
    unit: str
    unit_name: str
    rule: str
    title: Words
    source: str
    basis: Basis
    kind: str
    papers: list[str]
    period: str
    receivers: list[str]
    opens_at: str
    due_at: str
    days_left: int
    status: Status
    clock: Literal["server", "device"] | None
    received_at: str | None
    done_at: str | None
    paper: str | None
    reason: str | None
    overtaken_by: str | None


class ObligationsAnswer(msgspec.Struct):
    """`complete` is false where a unit has too many below it and only those directly below were asked."""

    obligations: list[ObligationRow]
    complete: bool


class ObligationsPage(msgspec.Struct):
    items: list[ObligationRow]
    next: str | None


class ObligationsController(Controller):
    """Errors: `unit_unknown`, `forbidden`."""

    path = "/"
    tags = ("obligations",)
    opt = {SCOPE: "obligations"}  # noqa: RUF012

    @get("/obligations")
    async def list_all(
        self, person: NamedDependency[Person], doors: NamedDependency[Doors], unit: UnitId = "", below: Below = True, kind: Kinds = None,
        status: Annotated[list[Status] | None, Parameter(max_items=len(STATUSES))] = None,
        rule: Annotated[str, Parameter(max_length=60)] = "", first: date | None = None, last: date | None = None, limit: Limit = 100,
        cursor: Cursor = "",
    ) -> ObligationsPage:  # fmt: skip
        """Unit by unit, in each by last moment. `first` and `last`: days of the last moment, both inclusive; without `first`, what was
        done or forgiven more than a month ago is left out."""
        days_asked(first, last)
        asked = OwedAsked(unit, below, first, last, tuple(sorted(set(status or ()))), kinds_asked(kind), rule)
        question = ["obligations", asked]
        after = doors.cursors.read(question, cursor)
        found, place = await doors.list_owed(person, asked, (after[0], after[1], after[2]) if after else None, limit)
        return ObligationsPage([row_of(one) for one in found], doors.cursors.write(question, place))

    @get("/units/{unit_id:str}/obligations")
    async def list_obligations(
        self, unit_id: str, person: NamedDependency[Person], doors: NamedDependency[Doors], below: bool = False
    ) -> ObligationsAnswer:
        """Of one unit, by last moment; with `below` also of the units below it."""
        if below:
            found, complete = await doors.owed.below(person, unit_id)
        else:
            found, complete = await doors.owed.of_unit(person, unit_id), True
        return ObligationsAnswer([row_of(one) for one in found], complete)


def row_of(owed: Owed) -> ObligationRow:
    what, how = owed.obligation, owed.standing
    return ObligationRow(
        id=what.id, unit=owed.unit, unit_name=owed.unit_name, rule=what.rule, title=what.title, source=what.source,
        basis=what.basis, kind=what.kind, papers=list(what.papers), period=what.period, receivers=list(what.receivers),
        opens_at=what.opens_at, due_at=how.due_at, days_left=how.days_left, status=how.status, clock=how.clock,
        received_at=how.received_at, done_at=how.done_at, paper=how.paper, reason=how.reason, overtaken_by=how.overtaken_by,
    )  # fmt: skip
