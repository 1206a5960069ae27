"""The twelve months of 2026, each a function. Every month has its meetings; what is odd about it stands in its function."""

from __future__ import annotations

from tests.year.commune import Commune
from tests.year.steps import cells


async def january(c: Commune) -> None:
    await cells.register(c, "2026-01")
    await cells.hold_meetings(c, "2026-01")
    await c.at("2026-01-08")
    await cells.give_official_bands(c, "2026-01")


MONTHS = (january,)


async def walk(c: Commune) -> None:
    """The whole year."""
    for month in MONTHS:
        await month(c)
    await c.settle()
