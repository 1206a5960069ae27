"""Follows the store's changes and folds them into the index of sent papers. Never writes to the store, and never skips a change."""

from __future__ import annotations

from server.worker.look import Look
from sync.domain.documents import unit_of
from sync.domain.errors import NoSuchDatabase
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Seq
from sync.ports.paper_index import PaperIndex
from sync.usecases.forms.published import PublishedForms
from sync.usecases.papers.index_facts import indexed

PORTION = 200


class Indexer:
    """A worker of `server/worker/rounds.py`."""

    fails_at = "the index of papers could not follow"

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

    @property
    def is_behind(self) -> bool:
        """Whether everything is to be folded once more."""
        return self._anew

    async def catch_up(self, look: Look | None = None) -> None:
        """Fold everything the store holds now."""
        look = look or self._store
        at = self._clock.now()
        await self._published.refresh()
        names, after = await look.updated_databases("0" if self._anew else self._updates)
        self._anew = False
        for name in names:
            if (unit := unit_of(name)) is not None:
                await self._fold(look, name, unit)
        self._updates = after
        await self._index.caught_up(at)

    async def _fold(self, look: Look, db: str, unit: str) -> None:
        known, seq = await self._index.checkpoint(db)
        try:
            uuid = (await look.info(db)).uuid
            if known and known != uuid:
                await self._index.forget(db)
                seq = "0"
            while True:
                page = await look.changes(db, seq, limit=PORTION)
                if not page.changes:
                    return
                leaves = await look.leaves_of(db, [one.id for one in page.changes])
                facts = [indexed(unit, one.id, leaves.get(one.id, []), self._catalogue) for one in page.changes]
                seq = page.last_seq
                await self._index.fold(db, uuid, seq, facts)
                if await self._index.checkpoint(db) == ("", "0"):
                    seq, self._anew = "0", True  # it wants everything once more: a lot of it was outworn
                elif not page.pending:
                    return
        except NoSuchDatabase:
            await self._index.forget(db)
