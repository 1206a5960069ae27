"""Follows the store's changes and folds them into the index of sent papers: catches up at the start, then waits for news.

Never writes to the store. A failure is logged, once while it lasts, and tried again; it never ends the task and never skips a change.
"""

from __future__ import annotations

import asyncio
import logging

from sync.domain.documents import unit_of
from sync.domain.errors import NoSuchDatabase
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Seq
from sync.ports.paper_index import PaperIndex
from sync.usecases.forms.published import PublishedForms
from sync.usecases.papers.index_facts import indexed

_LOG = logging.getLogger(__name__)
PORTION = 200
WAIT_SECONDS = 30.0
RETRY_SECONDS = 2.0
GATHER_SECONDS = 0.5


class Indexer:
    """Run `run()` as a task for the life of the server; `catch_up()` alone folds what there is."""

    def __init__(
        self, store: DocumentStore, index: PaperIndex, catalogue: Catalogue, clock: Clock, published: PublishedForms
    ) -> None:
        self._store = store
        self._index = index
        self._catalogue = catalogue
        self._clock = clock
        self._published = published
        self._updates: Seq = "0"
        self._anew = False

    async def run(self) -> None:
        """For ever, until cancelled."""
        failing = False
        while True:
            try:
                await self.catch_up()
                failing = False
                if await self._store.wait_for_update(self._updates, WAIT_SECONDS):
                    await asyncio.sleep(GATHER_SECONDS)
            except Exception:
                if not failing:
                    _LOG.exception("the index of papers could not follow; trying again every %s s", RETRY_SECONDS)
                failing = True
                await asyncio.sleep(RETRY_SECONDS)

    async def catch_up(self) -> None:
        """Fold everything the store holds now."""
        at = self._clock.now()
        await self._published.refresh()
        names, after = await self._store.updated_databases("0" if self._anew else self._updates)
        self._anew = False
        for name in names:
            if (unit := unit_of(name)) is not None:
                await self._fold(name, unit)
        self._updates = after
        await self._index.caught_up(at)

    async def _fold(self, db: str, unit: str) -> None:
        known, seq = await self._index.checkpoint(db)
        try:
            uuid = (await self._store.info(db)).uuid
            if known and known != uuid:
                await self._index.forget(db)
                seq = "0"
            while True:
                page = await self._store.changes(db, seq, limit=PORTION)
                if not page.changes:
                    return
                leaves = await self._store.leaves_of(db, [one.id for one in page.changes])
                facts = [indexed(unit, one.id, leaves.get(one.id, []), self._catalogue) for one in page.changes]
                seq = page.last_seq
                await self._index.fold(db, uuid, seq, facts)
                if await self._index.checkpoint(db) == ("", "0"):
                    seq, self._anew = "0", True  # it wants everything once more: a lot of it was outworn
        except NoSuchDatabase:
            await self._index.forget(db)
