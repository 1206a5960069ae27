"""Delivers copies as papers change: everything once at the start, at midnight and when units change, then what the feed tells."""

from __future__ import annotations

from collections.abc import Sequence

from server.worker.look import Look
from sync.domain.delivery import DELIVERED
from sync.domain.documents import unit_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.ports import Clock, DocumentStore, Seq
from sync.usecases.deliver_papers import DeliverPapers
from sync.usecases.directory import UNITS

PORTION = 200


class Deliverer:
    """A worker of `server/worker/rounds.py`."""

    fails_at = "papers could not be delivered"
    is_behind = False

    def __init__(self, store: DocumentStore, deliver: DeliverPapers, clock: Clock) -> None:
        self._store = store
        self.deliver = deliver
        self._clock = clock
        self._updates: Seq = "0"
        self._seqs: dict[str, Seq] = {}
        self._whole: tuple[str, str] = ("", "")
        """The state of the units and the day everything was delivered at: receivers change with both."""

    async def catch_up(self, look: Look | None = None) -> None:
        """Deliver everything the store holds now."""
        look = look or self._store
        whole = (await self._store.info(UNITS)).update_seq, str(self._clock.now().date())
        if whole != self._whole:
            self._seqs.clear()
        names, after = await look.updated_databases("0" if whole != self._whole else self._updates)
        for name in names:
            if (unit := unit_of(name)) is not None:
                await self._unit(look, unit)
        self._updates, self._whole = after, whole

    async def _unit(self, look: Look, unit: str) -> None:
        db = workspace(unit)
        try:
            seq = self._seqs.get(db)
            if seq is None:
                seq = (await self._store.info(db)).update_seq
                await self._papers(unit, [id for id, _ in await self._store.index(db)])
            while seq is not None:
                page = await look.changes(db, seq, limit=PORTION)
                await self._papers(unit, [change.id for change in page.changes])
                self._seqs[db] = page.last_seq
                seq = page.last_seq if page.changes and page.pending else None
        except NoSuchDatabase:
            self._seqs.pop(db, None)

    async def _papers(self, unit: str, ids: Sequence[str]) -> None:
        await self.deliver(unit, [id for id in ids if id.partition(":")[0] in DELIVERED])
