"""What this server has seen of documents: bodies of revisions, what the feed told of leaves, and which documents there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sync.ports import Change, ChangesPage, Json, Seq
from sync.stores.couchdb.known.lately import Lately
from sync.stores.couchdb.known.remembered import Remembered
from sync.stores.couchdb.known.wholes import Whole, Wholes
from sync.stores.packed import Unpack, decode, unpack


class SeenDocuments:
    """Of all databases. Told of every write of this server (`wrote`) when it has ended."""

    def __init__(self) -> None:
        self.bodies = Remembered()
        self._leaves: Lately[tuple[str, ...]] = Lately()
        self._wholes = Wholes()

    def forget(self, db: str) -> None:
        """It was made, deleted or purged."""
        self.bodies.forget(db)
        self._leaves.drop(db)
        self._wholes.forget(db)

    def wrote(self, db: str) -> None:
        """Something was written to it."""
        self._leaves.drop(db)
        self._wholes.wrote(db)

    def read(self, db: str, since: Seq, page: ChangesPage, asked: float, *, plainly: bool) -> None:
        """A page of the feed, asked for at the moment `asked` (`time.monotonic`); `plainly`: not filtered and not backwards."""
        for change in page.changes:
            self._leaves.take(db, change.id, change.leaves, asked)
        if plainly:
            self._wholes.take(db, since, page, asked)

    def whole(self, db: str) -> Whole | None:
        """All documents of it, to be asked whether that still holds."""
        return self._wholes.find(db)

    def unknown(self, db: str, ids: Iterable[str]) -> set[str]:
        """Those that were not there some seconds ago, not even deleted."""
        whole = self._wholes.lately(db)
        return set() if whole is None else set(ids) - whole.leaves.keys()

    def leaves_in(self, whole: Whole, db: str, ids: Sequence[str], how: Unpack) -> tuple[dict[str, list[Json]], list[str]]:
        """All leaves of documents, as far as they are remembered; and the ids of those that have to be asked for."""
        found: dict[str, list[Json]] = {}
        rest: list[str] = []
        for id in ids:
            revs = whole.leaves.get(id, ())
            leaves = [leaf for rev in revs if (leaf := self.bodies.find(db, id, rev, how)) is not None]
            if len(leaves) < len(revs):
                rest.append(id)
            elif leaves:
                found[id] = leaves
        return found, rest

    def leaves(self, db: str, ids: Sequence[str], how: Unpack) -> dict[str, list[Json]]:
        """Those of which the feed has told all leaves a moment ago, all of them remembered."""
        found: dict[str, list[Json]] = {}
        for id in ids:
            leaves = [self.bodies.find(db, id, rev, how) for rev in self._leaves.find(db, id) or ()]
            if leaves and (whole := [leaf for leaf in leaves if leaf is not None]) and len(whole) == len(leaves):
                found[id] = whole
        return found

    def leaves_at(self, db: str, changes: Sequence[Change], packed: bool) -> dict[str, list[Json]]:
        """What is remembered of the leaves that these rows name."""
        found: dict[str, list[Json]] = {}
        for change in changes:
            leaves = [self.bodies.find(db, change.id, rev, unpack if packed else decode) for rev in change.leaves]
            found[change.id] = [leaf for leaf in leaves if leaf is not None]
        return found
