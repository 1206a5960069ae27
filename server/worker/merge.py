"""Follows the changes of every workspace and merges what several people wrote at once.

A paper that cannot be merged is told of in the log, once while it lasts, and tried again; the others go on.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from server.worker.look import Look
from sync.domain.documents import unit_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.ports import DocumentStore, Seq

_LOG = logging.getLogger(__name__)
Resolve = Callable[[str, str], Awaitable[bool]]
"""Unit and id of a paper → whether anything was written; `ResolvePaper` is one."""
PORTION = 200


class Merger:
    """A worker of `server/worker/rounds.py`."""

    fails_at = "papers could not be merged"

    def __init__(self, store: DocumentStore, resolve: Resolve) -> None:
        self._store = store
        self.resolve = resolve
        self._updates: Seq = "0"
        self._seqs: dict[str, tuple[str, Seq]] = {}
        """By workspace: its uuid, and how far it is read."""
        self._failed: set[tuple[str, str]] = set()

    @property
    def is_behind(self) -> bool:
        return bool(self._failed)

    async def catch_up(self, look: Look | None = None) -> int:
        """Merge everything the store holds now; gives how many papers were written."""
        look = look or self._store
        names, after = await look.updated_databases(self._updates)
        merged = 0
        for unit, id in sorted(self._failed):
            merged += await self._paper(unit, id)
        for name in names:
            if (home := unit_of(name)) is not None:
                merged += await self._unit(look, home)
        self._updates = after
        return merged

    async def _unit(self, look: Look, unit: str) -> int:
        db = workspace(unit)
        merged = 0
        try:
            uuid = (await look.info(db)).uuid
            before = self._seqs.get(db)
            seq = before[1] if before and before[0] == uuid else "0"
            while True:
                page = await look.changes(db, seq, limit=PORTION)
                for change in page.changes:
                    if len(change.leaves) > 1:
                        merged += await self._paper(unit, change.id)
                seq = page.last_seq
                self._seqs[db] = uuid, seq
                if not page.pending or not page.changes:
                    return merged
        except NoSuchDatabase:
            self._seqs.pop(db, None)
            return merged

    async def _paper(self, unit: str, id: str) -> bool:
        """A paper that cannot be merged stops no other."""
        try:
            wrote = await self.resolve(unit, id)
        except NoSuchDatabase:
            self._failed.discard((unit, id))
            return False
        except Exception:
            if (unit, id) not in self._failed:
                _LOG.exception("%s of %s could not be merged; trying again", id, unit)
            self._failed.add((unit, id))
            return False
        self._failed.discard((unit, id))
        return wrote
