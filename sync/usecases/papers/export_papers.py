"""Sent papers given out as one long table: portion by portion, so that any number of them takes the same memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sync.domain.access import may_see
from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.lifecycle import record_of
from sync.ports import Clock, DocumentStore, Json
from sync.ports.paper_index import PaperRow, place_of
from sync.usecases.directory import Directory
from sync.usecases.papers.list_papers import ListPapers, PapersAsked

PORTION = 250


@dataclass(frozen=True, slots=True)
class Exported:
    """`answers`: of this very revision; none where they were not asked for, or the paper has changed since it was listed."""

    row: PaperRow
    answers: Json


class ExportPapers:
    def __init__(self, papers: ListPapers, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._papers = papers
        self._store = store
        self._directory = directory
        self._clock = clock

    async def __call__(self, person: Person, asked: PapersAsked, *, answers: bool) -> AsyncIterator[list[Exported]]:
        """In portions, by unit and id. Raises Refusal `unit_unknown`, `forbidden` before the first."""
        after = None
        while True:
            rows = await self._papers(person, asked, "id", after, PORTION)
            told = await self._answers(person, rows) if answers else {}
            yield [Exported(row, told.get((row.unit, row.id, row.rev), {})) for row in rows]
            if len(rows) < PORTION:
                return
            after = place_of(rows[-1], "id")

    async def _answers(self, person: Person, rows: list[PaperRow]) -> dict[tuple[str, str, str], Json]:
        tree, today = await self._directory.units(), self._clock.now().date()
        found: dict[tuple[str, str, str], Json] = {}
        for unit in dict.fromkeys(row.unit for row in rows):
            try:
                leaves = await self._store.leaves_of(workspace(unit), [row.id for row in rows if row.unit == unit])
            except NoSuchDatabase:
                continue
            for id, some in leaves.items():
                record = record_of(some)
                if record is not None and record.get("state") == "sent" and may_see(person, record, unit, tree, today):
                    answers = record.get("answers")
                    found[unit, id, str(record["_rev"])] = answers if isinstance(answers, dict) else {}
        return found
