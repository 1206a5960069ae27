"""What one person may read of a workspace, revision by revision, for every call of this door that tells documents.

A leaf he may not see (somebody else's draft) is not there for him: not in the feed, not by its id.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sync.domain.accounts import Person
from sync.ports import Change, DocumentStore, Json

Sees = Callable[[Person, Json], bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """`sees` None: everybody who may enter the workspace sees all of it."""

    store: DocumentStore
    sees: Sees | None = None

    async def leaves(self, person: Person, db: str, id: str) -> list[Json]:
        """The visible leaves with `_revisions`, winner first."""
        found = await self.store.leaves(db, id)
        return found if self.sees is None else [leaf for leaf in found if self.sees(person, leaf)]

    async def revisions(self, person: Person, db: str, id: str, rev: str, *, latest: bool) -> list[Json]:
        """The named revision; with `latest`, the leaves that came of it instead. Empty when unknown or its body is gone."""
        if latest:
            hash = rev.partition("-")[2]
            heirs = [leaf for leaf in await self.leaves(person, db, id) if hash in leaf["_revisions"]["ids"]]
            if heirs:
                return heirs
        found = await self.store.read(db, id, rev, revs=True)
        return [found] if found is not None and (self.sees is None or self.sees(person, found)) else []

    async def change(self, person: Person, db: str, change: Change) -> Change | None:
        """The row of the feed as this person sees it, or None."""
        if self.sees is None:
            return change
        leaves = await self.leaves(person, db, change.id)
        if not leaves:
            return None
        return Change(change.seq, change.id, tuple(leaf["_rev"] for leaf in leaves), bool(leaves[0].get("_deleted")))
