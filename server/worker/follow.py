"""Follows the store's changes and folds them into the read model, and has it worked out how units stand: catches up at the start, then
waits for news.

Never writes to the store. A failure is logged, once while it lasts, and tried again; it never ends the task and never skips a
change.
"""

from __future__ import annotations

import asyncio
import logging

from sync.domain.documents import unit_of
from sync.domain.errors import NoSuchDatabase
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Fact, Json, ReadModel, Seq
from sync.usecases.board.settle_units import SettleUnits
from sync.usecases.directory import PHONES
from sync.usecases.forms.published import PublishedForms
from sync.usecases.read_facts import facts_of, phone_facts_of

_LOG = logging.getLogger(__name__)
PORTION = 200
WAIT_SECONDS = 30.0
RETRY_SECONDS = 2.0
GATHER_SECONDS = 0.5
"""How long changes are gathered before they are folded together: on meeting day they come many a second."""


class Follower:
    """Run `run()` as a task for the life of the server; `catch_up()` alone folds what there is."""

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

    async def run(self) -> None:
        """For ever, until cancelled."""
        while True:
            try:
                await self.catch_up()
                if await self._store.wait_for_update(self._updates, WAIT_SECONDS):
                    await asyncio.sleep(GATHER_SECONDS)
            except Exception:
                _LOG.exception("the read model could not follow; trying again in %s s", RETRY_SECONDS)
                await asyncio.sleep(RETRY_SECONDS)

    async def catch_up(self) -> None:
        """Fold everything the store holds now."""
        at = self._clock.now()
        if self._published is not None:
            await self._published.refresh()
        names, after = await self._store.updated_databases(self._updates)
        for name in names:
            unit = "" if name == PHONES else unit_of(name)
            if unit is not None:
                await self._fold(name, unit)
        await self.settle()
        self._updates = after
        await self._read_model.caught_up(at)

    async def _fold(self, db: str, unit: str) -> None:
        known, seq = await self._read_model.checkpoint(db)
        try:
            uuid = (await self._store.info(db)).uuid
            if known and known != uuid:
                await self._read_model.forget(db)
                seq = "0"
            while True:
                page = await self._store.changes(db, seq, limit=PORTION)
                if not page.changes:
                    return
                leaves = await self._store.leaves_of(db, [one.id for one in page.changes])
                facts = [self._facts(unit, one.id, leaves.get(one.id, [])) for one in page.changes]
                seq = page.last_seq
                await self._read_model.fold(db, uuid, seq, facts)
        except NoSuchDatabase:
            await self._read_model.forget(db)

    def _facts(self, unit: str, id: str, leaves: list[Json]) -> Fact:
        if unit:
            return facts_of(unit, id, leaves, self._catalogue)
        return phone_facts_of(id, next((one for one in leaves if not one.get("_deleted")), None))
