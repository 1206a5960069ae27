"""What a report counts of the meetings of some cells: from sent papers alone, and only of those cells and months."""

from __future__ import annotations

from typing import Any

import pytest

from sync.domain.documents import review_id, workspace
from sync.forms.catalogue import Catalogue
from sync.ports import Write
from sync.stores.memory import MemoryStore
from sync.usecases.reports.meetings_of_cells import MeetingsOfCells
from tests.support.phone import a_paper
from tests.support.world import NA_DON, PA_PE

KEY = "2026-11:regular:1"
Json = dict[str, Any]


async def put(store: MemoryStore, paper: Json) -> None:
    await store.create_database(workspace(paper["unit"]))
    [written] = await store.write(workspace(paper["unit"]), [Write(paper)])
    assert written.error is None


def paper(kind: str, answers: Json, key: str = KEY, unit: str = NA_DON, **more: Any) -> Json:
    return a_paper(kind, key, answers, unit=unit, author="na-don-bi-thu", **more)


@pytest.fixture
async def store() -> MemoryStore:
    """One meeting with all its papers, rated above."""
    made = MemoryStore()
    sheet = paper("score_sheet", {"has_committee": True, "thematic_month": False, "scores": {"1.1": {"points": 5}}})
    review = {
        **a_paper(
            "review", "x", {"target": sheet["_id"], "target_rev": sheet["_rev"], "official_band": "fair"}, unit=NA_DON, author="x"
        ),
        "_id": review_id(sheet["_id"], sheet["_rev"]),
    }
    for one in (
        paper("meeting", {"date": "2026-11-03"}), paper("minutes", {"date": "2026-11-04"}),
        paper("roll_call", {"present": 10, "base": 12}), sheet, review,
    ):  # fmt: skip
        await put(made, one)
    return made


async def rows(store: MemoryStore, *cells: str, first: str = "2026-01", last: str = "2026-12") -> list[Json]:
    return await MeetingsOfCells(store, Catalogue.load())(cells, first, last)


async def test_a_meeting_is_told_with_its_days_who_came_and_both_bands(store: MemoryStore) -> None:
    assert await rows(store, NA_DON) == [
        {
            "cell": NA_DON, "meeting": f"meeting:{KEY}", "type": "regular", "planned_on": "2026-11-03", "held_on": "2026-11-04",
            "present": 10, "expected": 12, "own_band": "poor", "official_band": "fair",
            "deducted": {},
        }
    ]  # fmt: skip


async def test_other_cells_and_other_months_are_not_told(store: MemoryStore) -> None:
    await put(store, paper("meeting", {"date": "2026-12-03"}, "2026-12:regular:1"))
    await put(store, paper("meeting", {"date": "2026-11-03"}, unit=PA_PE))
    assert [one["meeting"] for one in await rows(store, NA_DON, last="2026-11")] == [f"meeting:{KEY}"]
    assert await rows(store, "chi-bo-khong-co") == []


async def test_a_draft_is_no_meeting(store: MemoryStore) -> None:
    await put(store, paper("minutes", {"date": "2026-12-03"}, "2026-12:regular:1", state="draft"))
    assert [one["held_on"] for one in await rows(store, NA_DON)] == ["2026-11-04"]


async def test_a_band_given_to_an_older_sheet_is_not_that_of_the_one_that_counts(store: MemoryStore) -> None:
    before = await store.leaves(workspace(NA_DON), f"score_sheet:{KEY}")
    await put(store, paper("score_sheet", {**before[0]["answers"], "has_committee": False}, parent=before[0]))
    [row] = await rows(store, NA_DON)
    assert "official_band" not in row and row["own_band"] == "poor"
