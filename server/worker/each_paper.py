"""Follows the changes of every workspace and does something with each paper that has changed.

Never ends on a failure: a paper with which it cannot be done is told of in the log, once while it lasts, and tried again; the others
go on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sync.domain.documents import unit_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.ports import Change, DocumentStore, Seq

_LOG = logging.getLogger(__name__)
Do = Callable[[str, str], Awaitable[bool]]
"""Unit and id of a paper → whether anything was written."""
PORTION = 200
WAIT_SECONDS = 30.0
RETRY_SECONDS = 5.0


class EachPaper:
    """Run `run()` as a task for the life of the server; `catch_up()` alone does what there is."""

    done = "seen to"
    """What was to be done with papers, in a line of the log."""

    def __init__(self, store: DocumentStore, do: Do) -> None:
        self._store = store
        self.do = do
        self._updates: Seq = "0"
        self._seqs: dict[str, tuple[str, Seq]] = {}
        """By workspace: its uuid, and how far it is read."""
        self._failed: set[tuple[str, str]] = set()

    def wants(self, change: Change) -> bool:
        """Whether this document has to be looked at."""
        raise NotImplementedError

    async def run(self) -> None:
        """For ever, until cancelled."""
        failing = False
        while True:
            try:
                await self.catch_up()
                failing = False
                await self._store.wait_for_update(self._updates, RETRY_SECONDS if self._failed else WAIT_SECONDS)
            except Exception:
                if not failing:
                    _LOG.exception("papers could not be %s; trying again every %s s", self.done, RETRY_SECONDS)
                failing = True
                await asyncio.sleep(RETRY_SECONDS)

    async def catch_up(self) -> int:
        """Everything the store holds now; gives how many papers something was written for."""
        names, after = await self._store.updated_databases(self._updates)
        wrote = 0
        for unit, id in sorted(self._failed):
            wrote += await self._paper(unit, id)
        for name in names:
            if (home := unit_of(name)) is not None:
                wrote += await self._unit(home)
        self._updates = after
        return wrote

    async def _unit(self, unit: str) -> int:
        db = workspace(unit)
        wrote = 0
        try:
            uuid = (await self._store.info(db)).uuid
            before = self._seqs.get(db)
            seq = before[1] if before and before[0] == uuid else "0"
            while True:
                page = await self._store.changes(db, seq, limit=PORTION)
                for change in page.changes:
                    if self.wants(change):
                        wrote += await self._paper(unit, change.id)
                seq = page.last_seq
                self._seqs[db] = uuid, seq
                if not page.pending or not page.changes:
                    return wrote
        except NoSuchDatabase:
            self._seqs.pop(db, None)
            return wrote

    async def _paper(self, unit: str, id: str) -> bool:
        """One with which it cannot be done stops no other."""
        try:
            wrote = await self.do(unit, id)
        except NoSuchDatabase:
            self._failed.discard((unit, id))
            return False
        except Exception:
            if (unit, id) not in self._failed:
                _LOG.exception("%s of %s could not be %s; trying again", id, unit, self.done)
            self._failed.add((unit, id))
            return False
        self._failed.discard((unit, id))
        return wrote
