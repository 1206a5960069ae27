"""Lists of sent papers for one person, a page at a time: facts of each, and where it stands; never what it says.

Reads the index, which follows the store within a second or so.
"""

from __future__ import annotations

from dataclasses import dataclass

from sync.domain.accounts import Person
from sync.domain.units import UnitTree
from sync.ports import Clock
from sync.ports.paper_index import Order, PaperFilter, PaperIndex, PaperRow, PlaceInOrder, Within
from sync.usecases.directory import Directory
from sync.usecases.papers.where_to_look import PlacesToLook


@dataclass(frozen=True, slots=True)
class PapersAsked:
    """`unit`: "" for all that the person may read; `kinds`: none for all."""

    unit: str = ""
    below: bool = True
    kinds: tuple[str, ...] = ()
    filter: PaperFilter = PaperFilter()


class ListPapers:
    """All methods raise Refusal `unit_unknown`, `forbidden`."""

    def __init__(self, index: PaperIndex, directory: Directory, clock: Clock) -> None:
        self._index = index
        self._directory = directory
        self._clock = clock
        self._places = PlacesToLook()

    async def __call__(
        self, person: Person, asked: PapersAsked, order: Order, after: PlaceInOrder | None, limit: int
    ) -> list[PaperRow]:
        """At most `limit` papers behind `after`."""
        return await self._index.papers(await self.within(person, asked), asked.filter, order, after, limit)

    async def count(self, person: Person, asked: PapersAsked) -> int:
        return await self._index.count(await self.within(person, asked), asked.filter)

    async def within(self, person: Person, asked: PapersAsked) -> list[Within]:
        """Where this person may look."""
        tree: UnitTree = await self._directory.units()
        return self._places(person, tree, self._clock.now().date(), asked.unit, asked.below, asked.kinds)
