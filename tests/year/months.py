"""The twelve months of 2026, each a function. Every month has its meetings; what is odd about it stands in its function."""

from __future__ import annotations

from tests.year.commune import Commune
from tests.year.places import OBSERVERS
from tests.year.steps import cells, library, observing, plans, schedules


async def january(c: Commune) -> None:
    month = "2026-01"
    await library.send_the_letter(c)
    directive = await library.study_the_directive(c)
    duties = await library.publish_duties(c)
    orientation = await library.orient(c, month)
    await cells.register(c, month)
    await schedules.send_schedule(c, month)
    await schedules.meet_a_clash(c, month)
    who = schedules.turns(c, month)
    await schedules.assign(c, month, who)
    await schedules.look_at_my_cells(c, month, who)
    await cells.hold_meetings(c, month)
    missed = who[OBSERVERS[0]][0]
    await c.at("2026-01-06")
    await observing.sit_in(c, month, who, missed=missed)
    await observing.urge_the_team(c, month, next(one for one in c.cells if one.unit == missed), OBSERVERS[0])
    await c.at("2026-01-08")
    await cells.give_official_bands(c, month)
    await library.mark_as_discussed(c, directive, month)
    await library.study_the_plan(c, month)
    await library.pass_on_guidance(c)
    await plans.plan_themes(c, orientation, c.cell("hung-binh"))
    await c.at("2026-02-04")
    await plans.plan_themes_above(c)
    await plans.amend_a_plan(c, c.cell("hoa-van"))
    await c.at("2026-02-20", "22:00")
    await plans.hold_thematic_meetings(c, 1)
    await plans.plan_model_meetings(c, c.cells[0], c.cells[1:4], "2026-01")
    await plans.hold_the_model_meeting(c, c.cells[0], c.cells[1:4], "2026-01")
    await library.spread_a_practice(c, c.cell("van-binh"))

    await c.at("2026-06-15")
    await observing.report_half_year(c)
    await observing.keep_the_duties(c, duties)


MONTHS = (january,)


async def walk(c: Commune) -> None:
    """The whole year."""
    for month in MONTHS:
        await month(c)
    await c.settle()
