"""A year of one commune with fourteen village cells, through the doors that people use: every row of the directive is walked
through, and what is left at the end is what it must be.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.year import golden
from tests.year.commune import commune
from tests.year.months import walk
from tests.year.rows import rows_of_the_table
from tests.year.state import end_state


@dataclass(frozen=True)
class Year:
    """What a year has left behind. `exercised`: by row of the directive, the steps that came to their end."""

    exercised: dict[str, list[str]]
    end: Any


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return asyncio.run(_walked(tmp_path_factory.mktemp("year")))


async def _walked(folder: Path) -> Year:
    async with commune(folder) as c:
        await walk(c)
        return Year(c.exercised, json.loads(json.dumps(await end_state(c))))


def test_every_row_of_the_directive_was_walked_through(year: Year) -> None:
    assert sorted(year.exercised) == rows_of_the_table()


def test_the_year_ends_as_it_must(year: Year) -> None:
    assert golden.first_difference(golden.read(), year.end) == ""


def test_a_difference_is_told_by_the_paper_it_is_in(year: Year) -> None:
    other = json.loads(json.dumps(year.end))
    other["workspaces"]["chi-bo-na-don"]["papers"]["minutes:2026-01:regular:1"]["answers"] = "0"
    told = golden.first_difference(year.end, other)
    assert told.startswith("workspaces > chi-bo-na-don > papers > minutes:2026-01:regular:1 > answers: was ")
