"""One look at what has changed, shared by the workers of a round, so that each workspace's feed is read once for all of them.

What a worker writes in the round is seen in the next one. Never tells a place in the feed of databases that is after something it has
read: what comes while the round lasts is told again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sync.ports import Change, ChangesPage, DatabaseInfo, DocumentStore, Json, Seq

MOST_KEPT = 20_000
"""Changes; a round that has more, as the first one after a start, reads the rest again for each worker."""
MOST_PAPERS = 2_000
"""Documents with their leaves, a few kB each; likewise."""


class Look(Protocol):
    """What a worker asks to know what has changed; a `DocumentStore` is one."""

    async def updated_databases(self, since: Seq = "0") -> tuple[list[str], Seq]: ...

    async def info(self, db: str) -> DatabaseInfo: ...

    async def changes(self, db: str, since: Seq = "0", *, limit: int | None = None) -> ChangesPage: ...

    async def leaves_at(self, db: str, changes: Sequence[Change]) -> dict[str, list[Json]]: ...


class SharedLook:
    """Used in one round and thrown away."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._after: Seq | None = None
        self._updated: dict[Seq, list[str]] = {}
        self._infos: dict[str, DatabaseInfo] = {}
        self._pages: dict[tuple[str, Seq, int | None], ChangesPage] = {}
        self._room = MOST_KEPT
        self._leaves: dict[str, dict[str, list[Json]]] = {}
        self._papers_room = MOST_PAPERS

    @property
    def after(self) -> Seq:
        """Where the store's feed of databases stood when the round began."""
        return self._after or "0"

    async def updated_databases(self, since: Seq = "0") -> tuple[list[str], Seq]:
        if since not in self._updated:
            self._updated[since], after = await self._store.updated_databases(since)
            self._after = self._after or after
        return self._updated[since], self.after

    async def info(self, db: str) -> DatabaseInfo:
        if db not in self._infos:
            self._infos[db] = await self._store.info(db)
        return self._infos[db]

    async def changes(self, db: str, since: Seq = "0", *, limit: int | None = None) -> ChangesPage:
        key = db, since, limit
        page = self._pages.get(key)
        if page is None:
            page = await self._store.changes(db, since, limit=limit)
            if len(page.changes) <= self._room:
                self._room -= len(page.changes)
                self._pages[key] = page
        return page

    async def leaves_at(self, db: str, changes: Sequence[Change]) -> dict[str, list[Json]]:
        """As they stood when the first worker of the round asked; nobody may change them."""
        known = self._leaves.get(db, {})
        wanted = [change for change in changes if change.id not in known]
        found = await self._store.leaves_at(db, wanted) if wanted or not changes else {}
        if len(wanted) <= self._papers_room:
            self._papers_room -= len(wanted)
            self._leaves[db] = known | {change.id: found.get(change.id, []) for change in wanted}
        told = {one.id: known[one.id] if one.id in known else found.get(one.id, []) for one in changes}
        return {id: leaves for id, leaves in told.items() if leaves}
