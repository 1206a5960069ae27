"""Delivers copies as papers change: everything once at the start, at midnight and when units change, then what the feed tells.

Never ends on a failure: it is logged, once while it lasts, and tried again.
"""

from __future__ import annotations

import asyncio
import logging

from sync.domain.delivery import DELIVERED
from sync.domain.documents import unit_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.ports import Clock, DocumentStore, Seq
from sync.usecases.deliver_papers import DeliverPapers
from sync.usecases.directory import UNITS

_LOG = logging.getLogger(__name__)
WAIT_SECONDS = 30.0
RETRY_SECONDS = 2.0
GATHER_SECONDS = 0.5


class Deliverer:
    """Run `run()` as a task for the life of the server; `catch_up()` alone delivers what there is."""

    def __init__(self, store: DocumentStore, deliver: DeliverPapers, clock: Clock) -> None:
        self._store = store
        self.deliver = deliver
        self._clock = clock
        self._updates: Seq = "0"
        self._seqs: dict[str, Seq] = {}
        self._whole: tuple[str, str] = ("", "")
        """The state of the units and the day everything was delivered at: receivers change with both."""

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
                    _LOG.exception("papers could not be delivered; trying again every %s s", RETRY_SECONDS)
                failing = True
                await asyncio.sleep(RETRY_SECONDS)

    async def catch_up(self) -> None:
        """Deliver everything the store holds now."""
        whole = (await self._store.info(UNITS)).update_seq, str(self._clock.now().date())
        if whole != self._whole:
            self._seqs.clear()
        names, after = await self._store.updated_databases("0" if whole != self._whole else self._updates)
        for name in names:
            if (unit := unit_of(name)) is not None:
                await self._unit(unit)
        self._updates, self._whole = after, whole

    async def _unit(self, unit: str) -> None:
        db = workspace(unit)
        try:
            seq = (await self._store.info(db)).update_seq
            known = self._seqs.get(db)
            if known is None:
                ids = [id for id, _ in await self._store.index(db)]
            else:
                page = await self._store.changes(db, known)
                ids, seq = [change.id for change in page.changes], page.last_seq
            await self.deliver(unit, [id for id in ids if id.partition(":")[0] in DELIVERED])
            self._seqs[db] = seq
        except NoSuchDatabase:
            self._seqs.pop(db, None)
