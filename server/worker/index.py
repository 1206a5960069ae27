"""Follows the store's changes and folds them into the index of sent papers. Never writes to the store, and never skips a change."""

from __future__ import annotations

from functools import partial

from server.worker.folding import fold_changes
from server.worker.look import Look
from sync.domain.documents import unit_of
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Json, Seq
from sync.ports.paper_index import Indexed, PaperIndex
from sync.usecases.forms.published import PublishedForms
from sync.usecases.papers.index_facts import indexed


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
                self._anew |= await fold_changes(look, name, self._index, partial(self._indexed, unit))
        self._updates = after
        await self._index.caught_up(at)

    def _indexed(self, unit: str, id: str, leaves: list[Json]) -> Indexed:
        return indexed(unit, id, leaves, self._catalogue)
