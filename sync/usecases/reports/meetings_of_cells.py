"""The meetings of some cells as a report counts them: when each was planned and held, who came, and both bands.

Reads sent papers where they lie, of whole months; tells figures only, never what a paper says. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from sync.domain.documents import MeetingKey, meeting_of, paper_id, workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.kinds import MEETING_CHAIN
from sync.domain.lifecycle import record_of
from sync.domain.reviews import concerns
from sync.forms.catalogue import Catalogue
from sync.ports import DocumentStore, Json
from sync.usecases.read_facts import scored_sheet
from sync.usecases.reports.deductions import deductions_of


class MeetingsOfCells:
    """Call it with units and months `YYYY-MM`, both inclusive; gives rows as `draft_team_report` takes them."""

    def __init__(self, store: DocumentStore, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue

    async def __call__(self, cells: Iterable[str], first: str, last: str) -> list[Json]:
        """One row a meeting that was planned or held, by cell, in the order of the cells."""
        return [row for cell in cells for row in await self._of(cell, first, last)]

    async def _of(self, cell: str, first: str, last: str) -> list[Json]:
        try:
            papers = {id: one for kind in MEETING_CHAIN for id, one in (await self._sent(cell, kind, first, last)).items()}
            reviews = await self._store.range(workspace(cell), f"review:score_sheet:{first}", f"review:score_sheet:{last};")
        except NoSuchDatabase:
            return []
        keys = sorted({key for id in papers if id.startswith(("meeting:", "minutes:")) and (key := meeting_of(id)) is not None})
        return [self._row(cell, key, papers, reviews) for key in keys]

    async def _sent(self, cell: str, kind: str, first: str, last: str) -> dict[str, Json]:
        db = workspace(cell)
        ids = [id for id, _ in await self._store.index(db, f"{kind}:{first}", f"{kind}:{last};")]
        leaves = await self._store.leaves_of(db, ids) if ids else {}
        records = {id: record_of(some) for id, some in leaves.items()}
        return {id: one for id, one in records.items() if one is not None and one.get("state") == "sent"}

    def _row(self, cell: str, key: MeetingKey, papers: dict[str, Json], reviews: list[Json]) -> Json:
        planned, roll, said, sheet = (papers.get(paper_id(kind, key), {}) for kind in MEETING_CHAIN)
        scored = scored_sheet(sheet, self._catalogue) if sheet else None
        row = {
            "cell": cell, "meeting": paper_id("meeting", key), "type": key.type,
            "planned_on": _answer(planned, "date"), "held_on": _answer(said, "date"),
            "present": _answer(roll, "present"), "expected": _answer(roll, "base"),
            "own_band": scored.band if scored else None,
            "deducted": {one.code: one.label for one in deductions_of(sheet, self._catalogue)} if scored else None, "official_band": _official(sheet, reviews),
        }  # fmt: skip
        return {name: value for name, value in row.items() if value is not None}


def _official(sheet: Json, reviews: list[Json]) -> str | None:
    """The band that a committee above gave this very revision."""
    answers = [one["answers"] for one in reviews if one.get("state") == "sent" and sheet and concerns(one, str(sheet["_rev"]))]
    band = next((one.get("official_band") for one in answers if one.get("target") == sheet["_id"]), None)
    return band if isinstance(band, str) else None


def _answer(paper: Json, name: str) -> object:
    answers = paper.get("answers")
    return answers.get(name) if isinstance(answers, dict) else None
