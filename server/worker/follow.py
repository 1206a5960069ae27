"""Follows the store's changes and folds them into the read model, and has it worked out how units stand. Never writes to the store, and
never skips a change.
"""

from __future__ import annotations

from functools import partial

from server.worker.folding import fold_changes
from server.worker.look import Look
from sync.domain.documents import unit_of
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Fact, Json, ReadModel, Seq
from sync.usecases.board.settle_units import SettleUnits
from sync.usecases.directory import PHONES
from sync.usecases.forms.published import PublishedForms
from sync.usecases.read_facts import facts_of, phone_facts_of


class Follower:
    """A worker of `server/worker/rounds.py`."""

    fails_at = "the read model could not follow"
    is_behind = False

    def __init__(
        self,
        store: DocumentStore,
        read_model: ReadModel,
        catalogue: Catalogue,
        clock: Clock,
        settle: SettleUnits,
        published: PublishedForms | None = None,
    ) -> None:
        self._store = store
        self._read_model = read_model
        self._catalogue = catalogue
        self._clock = clock
        self.settle = settle
        self._published = published
        # Beginning at "0" asks every workspace once a start, which its own checkpoint answers in one cheap call.
        self._updates: Seq = "0"

    async def catch_up(self, look: Look | None = None) -> None:
        """Fold everything the store holds now."""
        look = look or self._store
        at = self._clock.now()
        if self._published is not None:
            await self._published.refresh()
        names, after = await look.updated_databases(self._updates)
        for name in names:
            unit = "" if name == PHONES else unit_of(name)
            if unit is not None:
                await fold_changes(look, name, self._read_model, partial(self._facts, unit))
        await self.settle()
        self._updates = after
        await self._read_model.caught_up(at)

    def _facts(self, unit: str, id: str, leaves: list[Json]) -> Fact:
        if unit:
            return facts_of(unit, id, leaves, self._catalogue)
        return phone_facts_of(id, next((one for one in leaves if not one.get("_deleted")), None))
