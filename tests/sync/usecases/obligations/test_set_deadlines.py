"""Only an administrator settles another day for a unit, with a reason; what is wrong is told all at once and changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date

import pytest

from sync.domain.errors import Refusal
from sync.domain.obligations.exceptions import Exemption, Override
from sync.domain.obligations.rules import DayOf, Due
from sync.usecases.directory import RULES
from tests.support.world import BINH_LU, NA_DON, PA_PE
from tests.sync.usecases.obligations.settled import DAY, World, a_world

DECEMBER = "obligation:regular_minutes:2026-12"
OVERRIDE = Override(NA_DON, "regular_minutes", date(2026, 12, 1), "mùa gặt", due=Due(0, 15, inclusive=True))
EXEMPTION = Exemption(NA_DON, date(2026, 12, 1), date(2026, 12, 31), "lũ")


@pytest.fixture
async def world() -> World:
    return await a_world()


async def refusal_of(asked: Awaitable[object]) -> tuple[str, list[tuple[str, str]]]:
    with pytest.raises(Refusal) as refused:
        await asked
    return refused.value.problem.code, [(one.path, one.code) for one in refused.value.problem.fields]


async def december(world: World) -> tuple[str, bool]:
    """The last day of the minutes of December, and whether they are exempt."""
    [one] = [one for one in (await world.deadlines.known()).ahead(NA_DON, DAY) if one.id == DECEMBER]
    return one.due_at[:10], one.exempt is not None


async def test_another_day_holds_from_the_next_reckoning_and_until_it_is_ended(world: World) -> None:
    person = await world.person()
    assert await december(world) == ("2026-12-31", False)
    id = await world.settle.override(person, OVERRIDE)
    assert id == f"override:{NA_DON}:regular_minutes" and await december(world) == ("2026-12-15", False)
    await world.settle.end(person, id, date(2026, 12, 10), "gặt xong")
    assert await december(world) == ("2026-12-31", False)
    document = await world.store.read(RULES, id)
    assert document is not None and document["ended"]["reason"] == "gặt xong" and document["by"] == "quan-tri"
    await world.settle.override(person, OVERRIDE)
    assert await december(world) == ("2026-12-15", False)


async def test_nothing_is_owed_while_a_unit_is_exempt(world: World) -> None:
    person = await world.person()
    id = await world.settle.exempt(person, EXEMPTION)
    assert await december(world) == ("2026-12-31", True)
    await world.settle.end(person, id, date(2026, 11, 30), "nước rút")
    assert await december(world) == ("2026-12-31", False)
    assert await refusal_of(world.settle.end(person, id, date(2026, 11, 30), "nước rút")) == ("not_found", [])


async def test_one_duty_is_let_go_and_taken_up_again(world: World) -> None:
    person = await world.person()
    id = await world.settle.waive(person, NA_DON, "obligation:regular_minutes:2026-11", "mất điện")
    [waiver] = (await world.deadlines.exceptions())[NA_DON].waivers
    assert (waiver.by, waiver.at, waiver.reason) == ("quan-tri", "2026-11-23T10:00:00.000+07:00", "mất điện")
    await world.settle.end(person, id, DAY, "nhầm")
    assert await world.deadlines.exceptions() == {}
    assert [one["_id"] for one in await world.settle.listed(person, NA_DON)] == [id]


@pytest.mark.parametrize("username", ["na-don-bi-thu", "binh-lu-dang-uy"])
async def test_nobody_else_may(world: World, username: str) -> None:
    person = await world.person(username)
    for asked in (
        world.settle.override(person, OVERRIDE),
        world.settle.exempt(person, EXEMPTION),
        world.settle.waive(person, NA_DON, DECEMBER, "x"),
        world.settle.listed(person, NA_DON),
    ):
        assert await refusal_of(asked) == ("forbidden", [])
    assert await world.store.range(RULES) == []


@pytest.mark.parametrize(
    ("override", "wrong"),
    [
        (Override(NA_DON, "regular_minutes", DAY, " ", due=Due(0, 15)), [("reason", "required")]),
        (Override(NA_DON, "no_rule", DAY, "x", due=Due(0, 15)), [("rule", "not_a_choice")]),
        (Override(NA_DON, "regular_minutes", DAY, "x"), [("due", "required")]),
        (Override(NA_DON, "regular_minutes", DAY, "x", date(2026, 1, 1), due=Due(0, 15)), [("last", "bad_date")]),
        (
            Override(NA_DON, "regular_minutes", DAY, "x" * 501, due=Due(0, 32), opens=DayOf(99, 1)),
            [("reason", "too_long"), ("due", "bad_date"), ("opens", "bad_date")],
        ),
        (Override(NA_DON, "thematic_plan", DAY, "x", after_meeting=2), [("after_meeting", "too_small")]),
        (Override(NA_DON, "regular_minutes", DAY, "x", due=Due(0, 15), period="year"), [("period", "not_a_choice")]),
    ],
)
async def test_everything_wrong_with_an_override_is_told(world: World, override: Override, wrong: list[tuple[str, str]]) -> None:
    assert await refusal_of(world.settle.override(await world.person(), override)) == ("answers_invalid", wrong)
    assert await world.store.range(RULES) == []


async def test_everything_wrong_with_an_exemption_or_a_waiver_is_told(world: World) -> None:
    person = await world.person()
    backwards = Exemption(NA_DON, date(2026, 12, 31), date(2026, 12, 1), "", "no_rule")
    fields = [("reason", "required"), ("rule", "not_a_choice"), ("last", "bad_date")]
    assert await refusal_of(world.settle.exempt(person, backwards)) == ("answers_invalid", fields)
    endless = Exemption(NA_DON, date(2026, 1, 1), date(2099, 1, 1), "x")
    assert await refusal_of(world.settle.exempt(person, endless)) == ("answers_invalid", [("last", "bad_date")])
    assert await refusal_of(world.settle.waive(person, NA_DON, "minutes:2026-11:regular:1", "x")) == (
        "answers_invalid",
        [("obligation", "not_a_choice")],
    )
    assert await refusal_of(world.settle.exempt(person, Exemption("khong-co", DAY, DAY, "x"))) == ("unit_unknown", [])


async def test_what_is_settled_for_one_unit_touches_no_other(world: World) -> None:
    tree = await world.directory.units()
    before = await world.deadlines.told([PA_PE, BINH_LU], tree)
    await world.settle.exempt(await world.person(), EXEMPTION)
    assert await world.deadlines.told([PA_PE, BINH_LU], tree) == before
    [told] = await world.deadlines.told([NA_DON], tree)
    assert [one["reason"] for one in told["exemptions"]] == ["lũ"]
