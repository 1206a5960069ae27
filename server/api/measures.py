"""/api/measures: how complete and how punctual what units owed came in, by unit or by month."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import Parameter

from server.api.asking import SCOPE
from server.api.doors import Doors
from server.api.paging import Below, Cursor, Limit, UnitId, wrong_parameter
from server.api.papers import unit_names
from sync.domain.accounts import Person
from sync.domain.measures.counts import Counts

Month = Annotated[str, Parameter(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="`YYYY-MM`, inclusive.")]
By = Literal["unit", "month"]


class MeasureRow(msgspec.Struct):
    """What became of obligations: on time + late + late by network + missing = expected, and an obligation counts once. Rates are whole per
    cent, null of nothing (docs/measures.md). By unit, `month` is null; by month, `unit` is."""

    unit: str | None
    unit_name: str | None
    month: str | None
    expected: int
    received: int
    on_time: int
    late: int
    late_by_network: int
    missing: int
    open: int
    exempt: int
    completeness: int | None
    timeliness: int | None
    punctuality: int | None
    fair_timeliness: int | None


class MeasuresPage(msgspec.Struct):
    """`as_of`: until when everything is counted, null when nothing was yet."""

    as_of: str | None
    items: list[MeasureRow]
    next: str | None


class MeasuresController(Controller):
    path = "/measures"
    tags = ("measures",)
    opt = {SCOPE: "measures"}  # noqa: RUF012

    @get()
    async def list_measures(
        self, person: NamedDependency[Person], doors: NamedDependency[Doors], first: Month, last: Month, by: By = "unit", unit: UnitId = "",
        below: Below = True, rule: Annotated[str, Parameter(max_length=60)] = "", limit: Limit = 100, cursor: Cursor = "",
    ) -> MeasuresPage:  # fmt: skip
        """Of the months from `first` to `last`. `rule`: of this rule alone; of all but the custom ones when it is left out. Units that owed
        nothing are left out. Errors: `unit_unknown`, `forbidden`."""
        if last < first:
            raise wrong_parameter("last", "is before `first`")
        question = ["measures", first, last, by, unit, below, rule]
        after = doors.cursors.read(question, cursor)
        units = await doors.measures.units(person, unit, below)
        as_of = await doors.read_model.as_of() or None
        if by == "month":
            counts = await doors.measures.by_month(units, first, last, rule)
            rows = [row_of(None, None, month, one) for month, one in sorted(counts.items()) if after is None or month > after[0]]
            more = rows[limit - 1].month if len(rows) > limit else None
        else:
            names = await unit_names(doors)
            told = await doors.measures.by_unit([one for one in units if after is None or one > after[0]], first, last, rule)
            rows = [row_of(one, names.get(one, one), None, counted) for one, counted in sorted(told.items())]
            more = rows[limit - 1].unit if len(rows) > limit else None
        return MeasuresPage(as_of, rows[:limit], doors.cursors.write(question, [more] if more else None))


def row_of(unit: str | None, unit_name: str | None, month: str | None, counts: Counts) -> MeasureRow:
    return MeasureRow(
        unit, unit_name, month, counts.expected, counts.received, counts.on_time, counts.late, counts.by_network, counts.missing,
        counts.open, counts.exempt, counts.completeness.percent, counts.timeliness.percent, counts.punctuality.percent,
        counts.fair_timeliness.percent,
    )  # fmt: skip
