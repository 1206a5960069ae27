"""Create, rename, move, merge, split and close units, each from a day on, for administrators of a unit above.

Papers are never touched: they stay in the workspace of the unit they were made in, and so do roles, because the phones of a
unit that has ended may still hold papers of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date

from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.unit_changes import NewUnit, NotPossible, UnitChanges, Wrong
from sync.domain.units import UnitTree
from sync.ports import Clock, DocumentStore
from sync.usecases.administration.all_or_nothing import write_all
from sync.usecases.administration.rights import require
from sync.usecases.directory import UNITS, Directory


class AdministerUnits:
    """Every method raises Refusal (`forbidden`, `unit_unknown`, `conflict`) or NotPossible, and then nothing has changed."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock, turn: asyncio.Lock | None = None) -> None:
        """`turn`: shared with whatever else changes units in this process, so that each sees what the other has done."""
        self._store = store
        self._directory = directory
        self._clock = clock
        self._turn = turn or asyncio.Lock()

    async def create(self, person: Person, new: NewUnit, parent: str, first: date) -> None:
        """`person` administers the parent."""
        await self._change(person, (parent,), (), lambda changes: changes.create(new, parent, first))

    async def rename(self, person: Person, id: str, name: str, first: date) -> None:
        await self._change(person, (id,), (), lambda changes: changes.rename(id, name, first))

    async def move(self, person: Person, id: str, parent: str, first: date) -> None:
        """`person` administers both the unit it leaves and the one it goes to."""
        await self._change(person, (parent,), (id,), lambda changes: changes.move(id, parent, first))

    async def close(self, person: Person, id: str, last: date) -> None:
        await self._change(person, (), (id,), lambda changes: changes.close(id, last))

    async def merge(self, person: Person, sources: tuple[str, ...], into: NewUnit | str, parent: str | None, first: date) -> None:
        """`parent`: of the new unit; None for an existing one."""
        if isinstance(into, NewUnit) and not parent:
            raise NotPossible([Wrong("parent", "parent_unknown", {"unit": into.name, "parent": ""})])
        here = tuple(id for id in (parent, into) if isinstance(id, str) and id)
        await self._change(person, here, sources, lambda changes: changes.merge(sources, into, parent, first))

    async def split(self, person: Person, id: str, parts: tuple[NewUnit, ...], first: date, *, goes_on: bool) -> None:
        await self._change(person, (), (id,), lambda changes: changes.split(id, parts, first, goes_on=goes_on))

    async def _change(
        self, person: Person, at: tuple[str, ...], above: tuple[str, ...], plan: Callable[[UnitChanges], None]
    ) -> None:
        """`at`: units to administer; `above`: units of which the one above must be administered too."""
        async with self._turn:
            tree, today = await self._directory.units(), self._clock.now().date()
            for id in at:
                require(person, id, tree, today)
            for id in above:
                require_above(person, id, tree, today)
            changes = UnitChanges(await self._store.range(UNITS, "unit:", "unit;"), today)
            plan(changes)
            documents = changes.done()
            for document in documents:
                # Before the unit is there nobody can reach the workspace; the other way round a crash would leave a unit without.
                await self._store.create_database(workspace(document["unit"]))
            await write_all(self._store, [(UNITS, document) for document in documents])


def require_above(person: Person, id: str, tree: UnitTree, today: date) -> None:
    """Raises Refusal unless `person` administers the unit and, where there is one, the unit it stands under: nobody takes away
    the unit that his own role is in."""
    unit = require(person, id, tree, today)
    parent = unit.parent(max(today, unit.valid_from))
    if parent is not None:
        require(person, parent, tree, today)
