"""The meeting book of a cell for a year (R11, R13): its signed minutes in the order the meetings were held, each with what was added to
it later. The committee's meetings have a book of their own. Reads the store; what the person may not see is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.documents import meeting_of, workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.units import Unit
from sync.ports import Clock, DocumentStore
from sync.usecases.directory import Directory
from sync.usecases.read_paper import PaperView, ReadPaper

Which = Literal["cell", "committee"]


@dataclass(frozen=True, slots=True)
class BookEntry:
    """Minutes with their amendments, the older first."""

    minutes: PaperView
    amendments: tuple[PaperView, ...]


@dataclass(frozen=True, slots=True)
class Book:
    unit: Unit
    year: int
    which: Which
    entries: tuple[BookEntry, ...]


class ReadBook:
    """Call it with a cell and a year."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._read = ReadPaper(store, directory, clock)

    async def __call__(self, person: Person, unit_id: str, year: int, which: Which) -> Book:
        """Raises Refusal `not_found` for what is no cell or whose minutes the person may not read."""
        tree, today = await self._directory.units(), self._clock.now().date()
        unit = tree.get(unit_id)
        if unit is None or unit.type != "cell" or not may(person, "read", unit_id, tree, today, "minutes"):
            raise Refusal("not_found")
        amendments = await self._all(person, unit_id, "amendment:", "amendment;")
        minutes = await self._all(person, unit_id, f"minutes:{year}-", f"minutes:{year}.")
        entries = []
        for one in minutes:
            key = meeting_of(str(one.paper["_id"]))
            if key is not None and (key.type == "committee") == (which == "committee"):
                to_it = [other for other in amendments if _target(other) == one.paper["_id"]]
                entries.append(BookEntry(one, tuple(sorted(to_it, key=lambda other: str(other.paper.get("done_at"))))))
        entries.sort(key=lambda entry: (entry.minutes.day, str(entry.minutes.paper["_id"])))
        return Book(unit, year, which, tuple(entries))

    async def _all(self, person: Person, unit: str, start: str, end: str) -> list[PaperView]:
        try:
            ids = [id for id, _ in await self._store.index(workspace(unit), start, end)]
        except NoSuchDatabase:
            return []
        found = []
        for id in ids:
            try:
                found.append(await self._read(person, unit, id))
            except Refusal:
                continue  # a draft, or one that was deleted meanwhile
        return found


def _target(amendment: PaperView) -> str:
    answers = amendment.paper.get("answers")
    return str(answers.get("target")) if isinstance(answers, dict) else ""
