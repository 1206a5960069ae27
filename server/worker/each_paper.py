"""Follows the changes of every workspace and does something with each paper that has changed.

A paper with which it cannot be done is told of in the log, once while it lasts, and tried again; the others go on.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable

from server.worker.look import Look
from sync.domain.documents import unit_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.ports import Change, DocumentStore, Seq

_LOG = logging.getLogger(__name__)
Do = Callable[[str, str], Awaitable[bool]]
"""Unit and id of a paper → whether anything was written."""
PORTION = 200


class EachPaper(ABC):
    """A worker of `server/worker/rounds.py`."""

    fails_at = "papers could not be seen to"

    def __init__(self, store: DocumentStore, do: Do) -> None:
        self._store = store
        self.do = do
        self._updates: Seq = "0"
        self._seqs: dict[str, tuple[str, Seq]] = {}
        """By workspace: its uuid, and how far it is read."""
        self._failed: set[tuple[str, str]] = set()

    @abstractmethod
    def wants(self, change: Change) -> bool:
        """Whether this document has to be looked at."""

    @property
    def is_behind(self) -> bool:
        return bool(self._failed)

    async def catch_up(self, look: Look | None = None) -> int:
        """Everything the store holds now; gives for how many papers something was written."""
        look = look or self._store
        names, after = await look.updated_databases(self._updates)
        wrote = 0
        for unit, id in sorted(self._failed):
            wrote += await self._paper(unit, id)
        for name in names:
            if (home := unit_of(name)) is not None:
                wrote += await self._unit(look, home)
        self._updates = after
        return wrote

    async def _unit(self, look: Look, unit: str) -> int:
        db = workspace(unit)
        wrote = 0
        try:
            uuid = (await look.info(db)).uuid
            before = self._seqs.get(db)
            seq = before[1] if before and before[0] == uuid else "0"
            while True:
                page = await look.changes(db, seq, limit=PORTION)
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
                _LOG.exception("%s: %s of %s; trying again", self.fails_at, id, unit)
            self._failed.add((unit, id))
            return False
        self._failed.discard((unit, id))
        return wrote
