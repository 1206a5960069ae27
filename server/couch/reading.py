"""What one person may read of a database, revision by revision, for every call of this door that tells documents.

A leaf he may not see (somebody else's draft in a workspace) is not there for him: not in the feed, not by its id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sync.domain.accounts import Person
from sync.domain.documents import is_workspace
from sync.ports import Change, DocumentStore, Json

Sees = Callable[[Person, Json], bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """`sees` None: everybody who may enter a database sees all of it; it looks at no members of a leaf but `sync.domain.drafts.TELLING`.
    Plain databases have nothing to hide."""

    store: DocumentStore
    sees: Sees | None = None

    def hides(self, db: str) -> bool:
        """Whether there may be something in `db` that not everybody sees."""
        return self.sees is not None and is_workspace(db)

    def shows(self, person: Person, db: str, leaf: Json) -> bool:
        return self.sees is None or not is_workspace(db) or self.sees(person, leaf)

    async def leaves(self, person: Person, db: str, id: str) -> list[Json]:
        """The visible leaves with `_revisions`, winner first."""
        return [leaf for leaf in await self.store.leaves(db, id) if self.shows(person, db, leaf)]

    async def leaves_of(self, person: Person, db: str, ids: Sequence[str], *, packed: bool = False, lately: bool = False) -> dict[str, list[Json]]:
        """The same of several documents; those without a visible leaf are left out. `packed`, `lately`: see `DocumentStore.leaves_of`."""
        return self._shown(person, db, await self.store.leaves_of(db, ids, packed=packed, lately=lately))

    def _shown(self, person: Person, db: str, found: Mapping[str, Sequence[Json]]) -> dict[str, list[Json]]:
        told = {id: [leaf for leaf in leaves if self.shows(person, db, leaf)] for id, leaves in found.items()}
        return {id: leaves for id, leaves in told.items() if leaves}

    async def winner(self, person: Person, db: str, id: str) -> Json | None:
        """The leaf this person sees as the document, deleted or not, with `_revisions`."""
        leaves = await self.leaves(person, db, id)
        return leaves[0] if leaves else None

    async def revisions(
        self, person: Person, db: str, id: str, rev: str, *, latest: bool, leaves: Sequence[Json] | None = None
    ) -> list[Json]:
        """The named revision; with `latest`, the leaves that came of it instead. Empty when unknown or its body is gone.
        `leaves`: the visible leaves, where they have been read already."""
        if leaves is None and latest:
            leaves = await self.leaves(person, db, id)
        heirs = [leaf for leaf in leaves or () if (descends(leaf, rev) if latest else leaf["_rev"] == rev)]
        if heirs:
            return heirs
        found = await self.store.read(db, id, rev, revs=True)
        return [found] if found is not None and self.shows(person, db, found) else []

    async def changes(self, person: Person, db: str, changes: Sequence[Change]) -> list[Change | None]:
        """The rows of a feed as this person sees them; None for what he does not see."""
        if not self.hides(db):
            return list(changes)
        seen = self._shown(person, db, await self.store.leaves_at(db, changes, packed=True))
        return [_as_seen(change, seen[change.id]) if change.id in seen else None for change in changes]


def _as_seen(change: Change, leaves: Sequence[Json]) -> Change:
    return Change(change.seq, change.id, tuple(leaf["_rev"] for leaf in leaves), bool(leaves[0].get("_deleted")))


def descends(leaf: Json, rev: str) -> bool:
    """Whether `rev` is the revision of `leaf`, which carries `_revisions`, or one on the way to it."""
    generation, _, hash = rev.partition("-")
    place, ids = leaf["_revisions"]["start"] - int(generation), leaf["_revisions"]["ids"]
    return bool(0 <= place < len(ids) and ids[place] == hash)
