"""Writing revisions: one look at what CouchDB has, then as few `_bulk_docs` as keep the order of what depends on each other.

CouchDB takes any history without a word; that a known revision would get another parent is seen here, between the look and
the write, and so not against another server writing in that very moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sync.domain.errors import Refusal
from sync.ports import Json, Write, Written
from sync.revisions.tree import graft
from sync.stores.couchdb import files, trees
from sync.stores.couchdb.known.remembered import Remembered
from sync.stores.couchdb.prepared import Prepared, prepare
from sync.stores.couchdb.quorum import Quorum
from sync.stores.couchdb.sending import send
from sync.stores.couchdb.trees import Seen
from sync.stores.couchdb.wire import Remote


class Batch:
    """The writes of one request to one database; used once."""

    def __init__(self, db: Remote, quorum: Quorum, remembered: Remembered) -> None:
        self._db = db
        self._remembered = remembered
        self._quorum = quorum
        self._told: dict[int, Written] = {}
        self._seen: dict[str, Seen] = {}
        self._first: dict[tuple[str, str], int] = {}
        self._stale: set[str] = set()
        self.moved = False
        self.proven = False
        """Whether some edit among them was answered as taken by enough nodes."""

    async def write(self, writes: Sequence[Write]) -> list[Written]:
        ready = []
        for place, one in enumerate(writes):
            try:
                ready.append(prepare(place, one))
            except Refusal as refusal:
                self._refuse(place, one, refusal.problem.code)
        if not ready:
            await self._db.must("GET")
        await self._look(ready)
        for group in _rounds(ready):
            await self._round(group)
        self.proven = any(one.edits for one in ready)
        return [self._told[place] for place in range(len(writes))]

    async def prove(self) -> None:
        """Raises Refusal `store_unavailable` where it is not known that enough nodes have taken what was written."""
        if self.moved and not self.proven:
            await self._quorum.prove(self._db)

    def _refuse(self, place: int, write: Write, code: str) -> None:
        self._told[place] = Written(str(write.body.get("_id", "")), str(write.body.get("_rev", "")), code)

    async def _look(self, ready: Sequence[Prepared]) -> None:
        """Learn the trees of what needs them, and of the rest only which revisions are there."""
        whole = {one.id for one in ready if one.looked_at}
        rest: dict[str, list[str]] = {}
        for one in ready:
            if one.id not in whole and one.way and not one.write.looked_up:
                rest.setdefault(one.id, []).append(one.way[0])
        leaves, missing = await asyncio.gather(self._leaves(whole), self._missing(rest))
        self._seen = {id: Seen.of(leaves.get(id, ())) for id in whole}
        for id, revs in rest.items():
            unknown = missing.get(id, {}).get("missing", ())
            self._seen[id] = Seen([], {rev: "" for rev in revs if rev not in unknown})

    async def _leaves(self, ids: set[str]) -> dict[str, list[Json]]:
        return await trees.leaves_of(self._db, ids) if ids else {}

    async def _missing(self, asked: dict[str, list[str]]) -> dict[str, Json]:
        return await trees.missing(self._db, asked) if asked else {}

    async def _round(self, group: Sequence[Prepared]) -> None:
        await self._look_again(group)
        sent = []
        for one in group:
            try:
                if await self._is_new(one):
                    sent.append(one)
            except Refusal as refusal:
                self._refuse(one.place, one.write, refusal.problem.code)
        for edits in (False, True):
            some = [one for one in sent if one.edits is edits]
            for one, written in zip(some, await send(self._db, some, edits) if some else (), strict=True):
                self._take(one, written)
        for one in group:
            if one.place not in self._told:
                first = self._told[self._first[one.id, one.way[0]]]
                self._told[one.place] = Written(one.id, one.way[0], first.error, new=False)

    async def _look_again(self, group: Sequence[Prepared]) -> None:
        """What this very request has changed is looked at again where it matters."""
        stale = {one.id for one in group if one.id in self._stale and one.looked_at}
        if stale:
            for id, leaves in (await trees.leaves_of(self._db, stale)).items():
                self._seen[id] = Seen.of(leaves)
            self._stale -= stale

    async def _is_new(self, one: Prepared) -> bool:
        """Whether there is something to send; else the answer is told, or is that of the same revision sent before."""
        seen = self._seen.setdefault(one.id, Seen())
        if one.edits:
            await self._check_edit(one, seen)
            return True
        rev = one.way[0]
        if (one.id, rev) in self._first:
            return False
        known = rev in seen.tree
        if not (known and seen.leaf(rev) is not None):
            one.kept = await files.resolve(
                self._db, one.write.body, one.write.files, "replicated", one.ancestors, one.generation, seen
            )
        learned = graft(seen.tree, one.way)
        if known and not learned:
            self._told[one.place] = Written(one.id, rev, None, new=False)
            return False
        self._first[one.id, rev] = one.place
        return True

    async def _check_edit(self, one: Prepared, seen: Seen) -> None:
        # CouchDB takes an edit of a document it does not know, whatever parent it names, where its database is not empty.
        if one.way and one.way[0] not in seen.tree:
            raise Refusal("conflict")
        if one.looked_at:
            best = seen.leaves[0] if seen.leaves else None
            if not one.way and best is not None and best.get("_deleted") and not one.deleted:
                one.way = [best["_rev"]]
            leaf = seen.leaf(one.way[0]) if one.way else None
            if (leaf is None) != (best is None):
                raise Refusal("conflict")
        one.kept = await files.resolve(self._db, one.write.body, one.write.files, "edit", one.ancestors, one.generation, seen)
        if one.kept:
            one.check_content()

    def _take(self, one: Prepared, written: Written) -> None:
        self._told[one.place] = written
        if written.error is None:
            self.moved = True
            if (text := one.kept_as(written.rev)) is not None:
                self._remembered.take(self._db.name, one.id, written.rev, text)
            if one.edits:
                self._seen[one.id].tree.setdefault(written.rev, one.way[0] if one.way else "")
            if one.edits or one.kept:
                self._stale.add(one.id)


def _rounds(ready: Sequence[Prepared]) -> list[list[Prepared]]:
    """Groups to send one after the other: what edits, or keeps attachments, comes after every earlier write of its document,
    and a revision after its ancestors, whose bodies CouchDB would else not keep."""
    groups: list[list[Prepared]] = []
    last: dict[str, tuple[int, list[Prepared]]] = {}
    for one in ready:
        number, before = last.get(one.id, (0, []))
        if any(_follows(one, other) for other in before):
            number, before = number + 1, []
        while len(groups) <= number:
            groups.append([])
        groups[number].append(one)
        last[one.id] = (number, [*before, one])
    return groups


def _follows(one: Prepared, other: Prepared) -> bool:
    return one.edits or other.edits or one.stubs or other.way[0] in one.way[1:]
