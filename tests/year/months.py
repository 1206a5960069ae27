"""The twelve months of 2026, each a function. Every month has its meetings; what is odd about it stands in its function."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from tests.year.commune import Commune
from tests.year.places import OBSERVERS
from tests.year.steps import boards, books, cells, library, observing, plans, schedules


async def prepare(c: Commune, month: str, *, late: str = "", unheard: Collection[str] = ()) -> None:
    """What is done for a month before it begins: plans by day 20, orientation, schedule, and then who sits in where. The plan of the
    cell `late` comes after the schedule; from those `unheard` nothing comes."""
    await cells.register(c, month, but=[late])
    await library.orient(c, month)
    await schedules.send_schedule(c, month, missing=[late, *unheard])
    if late:
        await cells.register_late(c, c.cell(late), month)
        await schedules.send_schedule_again(c, month, c.cell(late))
    who = schedules.turns(c, month)
    await schedules.assign(c, month, who)
    await schedules.look_at_my_cells(c, month, who)


async def meet(c: Commune, month: str, **odd: Collection[str]) -> None:
    """The meetings, the visits, and the office's word on how the cells rated themselves."""
    await cells.hold_meetings(c, month, themed=int(month[5:]) % 3 == 2, **odd)
    await observing.sit_in(c, month, schedules.turns(c, month))
    await c.at(f"{month}-14")
    await cells.give_official_bands(c, month, but=odd.get("silent", ()))


async def january(c: Commune) -> None:
    month = "2026-01"
    await boards.choose_the_period(c)
    await library.send_the_letter(c)
    directive = await library.study_the_directive(c)
    c.duties = await library.publish_duties(c)
    orientation = await library.orient(c, month)
    await cells.register(c, month)
    await schedules.keep_the_recipients(c, month)
    await schedules.meet_a_clash(c, month)
    who = schedules.turns(c, month)
    await schedules.assign(c, month, who)
    await schedules.look_at_my_cells(c, month, who)
    await c.at("2026-01-02")
    await books.keep_the_committees_book(c, c.cell("na-don"), month)
    await cells.hold_meetings(c, month)
    missed = who[OBSERVERS[0]][0]
    await observing.sit_in(c, month, who, missed=missed)
    await observing.look_at_the_notebooks(c, month, {OBSERVERS[1]: who[OBSERVERS[1]]})
    await observing.urge_the_team(c, month, next(one for one in c.cells if one.unit == missed), OBSERVERS[0])
    await c.at("2026-01-08")
    await cells.give_official_bands(c, month)
    await library.mark_as_discussed(c, directive, month)
    await library.pass_on_guidance(c)
    await plans.plan_themes(c, orientation, c.cell("hung-binh"))
    await books.register_four_good(c, [c.cell("thong-nhat"), c.cell("tan-binh")])
    c.tasks = await books.resolve(c, c.cell("na-phat"), month)
    await boards.see_the_regime(c, month, received=14, on_time=14, missing=0)
    await c.at("2026-01-18")
    await prepare(c, "2026-02", late="na-khan")


async def february(c: Commune) -> None:
    month = "2026-02"
    await c.at("2026-02-02")
    await plans.plan_themes_above(c)
    await plans.amend_a_plan(c, c.cell("hoa-van"))
    await meet(c, month)
    await books.follow_up(c, c.cell("na-phat"), c.tasks)
    await books.keep_the_book(c, c.cell("na-ca"), month)
    await library.study_the_plan(c, month)
    await c.at("2026-02-16")
    await books.follow_the_steps(c, c.cell("na-don"), month)
    await plans.plan_model_meetings(c, c.cell("na-don"), [c.cell("na-phat"), c.cell("na-khan")], "2026-04")
    await c.at("2026-02-20", "22:00")
    await plans.hold_thematic_meetings(c, 1)
    await prepare(c, "2026-03")


async def march(c: Commune) -> None:
    month = "2026-03"
    await meet(c, month)
    await books.rate_again(c, c.cell("hung-binh"), month)
    await library.spread_a_practice(c, c.cell("van-binh"))
    await c.at("2026-03-18")
    await prepare(c, "2026-04")


async def april(c: Commune) -> None:
    month = "2026-04"
    await meet(c, month, late=("na-hum",))
    await plans.hold_the_model_meeting(c, c.cell("na-don"), [c.cell("na-phat"), c.cell("na-khan")], month)
    await boards.see_the_regime(c, month, received=14, on_time=13, missing=0)
    await c.at("2026-04-18")
    await prepare(c, "2026-05")


async def may(c: Commune) -> None:
    month = "2026-05"
    await meet(c, month, silent=("toong-pan",), late=("na-hum",))
    await boards.inspect_and_urge(c, c.cell("toong-pan"))
    await c.at("2026-05-20", "22:00")
    await plans.hold_thematic_meetings(c, 2)
    await prepare(c, "2026-06")


async def june(c: Commune) -> None:
    month = "2026-06"
    await boards.see_the_regime(c, "2026-05", received=13, on_time=12, missing=1)
    await boards.call_the_cell(c, c.cell("toong-pan"))
    await cells.lose_the_signal(c, c.cell("pa-pe"), slow=timedelta(minutes=40))
    await meet(c, month)
    await c.at("2026-06-15")
    await observing.report_half_year(c)
    await observing.keep_the_duties(c, c.duties)
    await boards.close_the_inspection(c, c.cell("toong-pan"))
    await c.at("2026-06-18")
    await prepare(c, "2026-07", unheard=("pa-pe",))


async def july(c: Commune) -> None:
    month = "2026-07"
    await meet(c, month)
    await c.at("2026-07-15")
    await boards.report_the_period(c, held=82, on_time=80)
    await c.at("2026-07-18")
    await prepare(c, "2026-08", unheard=("pa-pe",))


async def august(c: Commune) -> None:
    month = "2026-08"
    await c.at("2026-08-02")
    await cells.find_the_signal(c, c.cell("pa-pe"), "2026-07")
    await schedules.send_schedule_again(c, month, c.cell("pa-pe"))
    await meet(c, month)
    await c.at("2026-08-20", "22:00")
    await plans.hold_thematic_meetings(c, 3, moved="hoa-van")
    await prepare(c, "2026-09")


async def september(c: Commune) -> None:
    month = "2026-09"
    await meet(c, month)
    await c.at("2026-09-20", "22:00")
    await plans.hold_the_moved_theme(c, c.cell("hoa-van"), month, 3)
    await prepare(c, "2026-10")


async def october(c: Commune) -> None:
    month = "2026-10"
    await meet(c, month, tardy=("na-khan",))
    await boards.see_the_regime(c, month, received=14, on_time=13, missing=0)
    await books.keep_the_committees_book(c, c.cell("na-phat"), month)
    await c.at("2026-10-18")
    await prepare(c, "2026-11")


async def november(c: Commune) -> None:
    month = "2026-11"
    await meet(c, month)
    await c.at("2026-11-20", "22:00")
    await plans.hold_thematic_meetings(c, 4, but="thac-can")
    await prepare(c, "2026-12")


async def december(c: Commune) -> None:
    month = "2026-12"
    await cells.hold_meetings(c, month)
    await observing.sit_in(c, month, schedules.turns(c, month))
    await c.at("2026-12-09")
    await observing.report_year(c)
    await cells.give_official_bands(c, month)
    await books.recognise_four_good(c, c.cell("thong-nhat"), c.cell("tan-binh"))
    await c.at("2026-12-18")
    await cells.register(c, "2027-01")
    await schedules.send_schedule(c, "2027-01")
    await c.at("2026-12-31", "20:00")


MONTHS = (january, february, march, april, may, june, july, august, september, october, november, december)


async def walk(c: Commune) -> None:
    """The whole year."""
    for month in MONTHS:
        await month(c)
    await c.settle()
