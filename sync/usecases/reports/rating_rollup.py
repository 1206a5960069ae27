"""How the cells of a unit rated their meetings of a month, and why points were taken off: the monthly sheet (ĐGXL) a committee keeps.

Reads sent score sheets where they lie, so that reasons are there; totals and bands are reckoned here by the sheet's own template. Shows
only cells whose score sheets the asking person may read. Writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.documents import MeetingKey, meeting_of, paper_id, workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.lifecycle import record_of
from sync.domain.month_status import last_day
from sync.domain.reviews import concerns
from sync.domain.units import Unit
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.directory import Directory
from sync.usecases.read_facts import scored_sheet
from sync.usecases.reports.deductions import Deduction, deductions_of

_KINDS = ("minutes", "roll_call", "score_sheet")


@dataclass(frozen=True, slots=True)
class Rated:
    """One meeting, or a cell that has sent nothing of the month (`key` None). `sheet`: id of the score sheet, "" without;
    `official_band`: given above to this very revision."""

    cell: Unit
    name: str
    key: MeetingKey | None
    held_on: str = ""
    members: int | None = None
    sheet: str = ""
    total: float | None = None
    band: str = ""
    official_band: str = ""
    deductions: tuple[Deduction, ...] = ()


@dataclass(frozen=True, slots=True)
class RatingRollup:
    unit: Unit
    month: str
    day: date
    rows: tuple[Rated, ...]


class ReadRatingRollup:
    """Call it with a month `YYYY-MM`."""

    def __init__(self, store: DocumentStore, directory: Directory, catalogue: Catalogue, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._catalogue = catalogue
        self._clock = clock

    async def __call__(self, person: Person, unit_id: str, month: str) -> RatingRollup:
        """Cells by name, each with its meetings that were rated. Raises Refusal `not_found` where there is nothing the person may see."""
        tree, today = await self._directory.units(), self._clock.now().date()
        unit = tree.get(unit_id)
        if unit is None or not may(person, "read", unit_id, tree, today, "score_sheet"):
            raise Refusal("not_found")
        day = min(last_day(month), today)
        cells = [unit] if unit.type == "cell" else tree.cells(unit_id, day)
        seen = [cell for cell in cells if may(person, "read", cell.id, tree, today, "score_sheet")]
        rows = [row for cell in seen for row in await self._of(cell, cell.name(day), month)]
        return RatingRollup(unit, month, day, tuple(rows))

    async def _of(self, cell: Unit, name: str, month: str) -> list[Rated]:
        db = workspace(cell.id)
        try:
            papers = {id: one for kind in _KINDS for id, one in (await self._sent(db, f"{kind}:{month}")).items()}
            reviews = await self._store.range(db, f"review:score_sheet:{month}:", f"review:score_sheet:{month};")
        except NoSuchDatabase:
            return [Rated(cell, name, None)]
        keys = {key for id in papers if (key := meeting_of(id)) is not None and key.type != "committee"}
        rows = [self._row(cell, name, key, papers, reviews) for key in sorted(keys)]
        return rows or [Rated(cell, name, None)]

    async def _sent(self, db: str, start: str) -> dict[str, Json]:
        ids = [id for id, _ in await self._store.index(db, f"{start}:", f"{start};")]
        leaves = await self._store.leaves_of(db, ids) if ids else {}
        found = {id: record_of(some) for id, some in leaves.items()}
        return {id: one for id, one in found.items() if one is not None and one.get("state") == "sent"}

    def _row(self, cell: Unit, name: str, key: MeetingKey, papers: dict[str, Json], reviews: list[Json]) -> Rated:
        minutes, roll, sheet = (papers.get(paper_id(kind, key), {}) for kind in _KINDS)
        scored = scored_sheet(sheet, self._catalogue) if sheet else None
        held, rows = answers_of(minutes).get("date"), answers_of(roll).get("members")
        return Rated(
            cell, name, key,
            held_on=held if isinstance(held, str) else "",
            members=len(rows) if isinstance(rows, list) else None,
            sheet=str(sheet["_id"]) if sheet else "",
            total=scored.total if scored else None,
            band=scored.band if scored else "",
            official_band=official_band(sheet, reviews),
            deductions=tuple(deductions_of(sheet, self._catalogue)) if sheet else (),
        )  # fmt: skip


def official_band(sheet: Json, reviews: list[Json]) -> str:
    """The band that a committee above gave this very revision, the last word; "" without."""
    told = [one for one in reviews if sheet and one.get("state") == "sent" and concerns(one, str(sheet["_rev"]))]
    bands = [answers_of(one).get("official_band") for one in told if answers_of(one).get("target") == sheet["_id"]]
    return next((band for band in reversed(bands) if isinstance(band, str)), "")


def answers_of(paper: Json) -> dict[str, Any]:
    answers = paper.get("answers")
    return answers if isinstance(answers, dict) else {}
