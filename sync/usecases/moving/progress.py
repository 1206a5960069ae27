"""How far the move of one database has come, kept in the target as `_local/moving-<uuid8 of the source>`, so that an
interrupted move goes on; and what it leaves for cursors (see `sync.usecases.moved_places`).

A pair [old place, new place] is recorded only while everything in the target up to the new place has come from the source up
to the old one. As soon as somebody else has written into the target no more pairs are recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sync.ports import DatabaseInfo, DocumentStore, Seq
from sync.usecases.moved_places import BEGINNING, UUID_LETTERS, moved_from
from sync.usecases.moving.failure import MoveFailed
from sync.usecases.moving.local_documents import MOVING, put_local

MOST_PLACES = 500
Places = list[list[Seq]]


def thinned(places: Places) -> Places:
    """At most `MOST_PLACES` pairs: a pair less only means that somebody is told more. The last one stays."""
    while len(places) > MOST_PLACES:
        places = [pair for number, pair in enumerate(places) if number % 2 or number == len(places) - 1]
    return places


async def leave_places(store: DocumentStore, db: str, old_uuid: str, places: Places) -> None:
    """Tell where the cursors of the database `old_uuid` go on in the one of `store`."""
    here = (await store.info(db)).uuid[:UUID_LETTERS]
    await put_local(store, db, moved_from(old_uuid[:UUID_LETTERS]), {"uuid8": here, "places": places})


@dataclass(slots=True)
class Progress:
    """`seq`: the source's place up to which all is in the target; `here`: the target's place then; `alone`: whether nobody
    but this move has written into the target so far."""

    store: DocumentStore
    db: str
    uuid: str
    seq: Seq
    here: Seq
    places: Places = field(default_factory=list)
    alone: bool = True

    @classmethod
    async def open(cls, store: DocumentStore, source: DatabaseInfo) -> Progress:
        """Go on, or begin in a database that is made or empty. Raises MoveFailed for one that holds something else."""
        db = source.name
        await store.create_database(db)
        told = await store.read_local(db, _id(source.uuid))
        if told is not None:
            return cls(store, db, source.uuid, told["seq"], told["here"], told["places"], told["alone"])
        here = await store.info(db)
        if here.doc_count or here.doc_del_count:
            raise MoveFailed(f"{db}: the store to move to already holds documents that are not from here; take an empty one")
        begun = cls(store, db, source.uuid, BEGINNING, here.update_seq)
        await begun.save()
        return begun

    async def look(self, ours: Mapping[str, Collection[str]]) -> None:
        """Notice writes of others: since `here` nothing may have come but leaves of `ours` (id → revisions)."""
        if self.alone:
            page = await self.store.changes(self.db, self.here)
            self.alone = all(set(row.leaves) <= set(ours.get(row.id, ())) for row in page.changes)

    async def reached(self, seq: Seq, ours: Mapping[str, Collection[str]]) -> None:
        """Everything of the source up to `seq` is in the target; the last leaves it brought are `ours`."""
        # The place is read before the look, so that what comes between the two is seen by the next look.
        here = (await self.store.info(self.db)).update_seq
        await self.look(ours)
        if self.alone:
            self.here = here
            self.places = thinned([*(pair for pair in self.places if pair[0] != seq), [seq, here]])
        self.seq = seq
        await self.save()

    async def save(self) -> None:
        told = {"seq": self.seq, "here": self.here, "places": self.places, "alone": self.alone}
        await put_local(self.store, self.db, _id(self.uuid), told)

    async def leave(self) -> None:
        """Tell the cursors where they go on."""
        await leave_places(self.store, self.db, self.uuid, self.places)


def _id(uuid: str) -> str:
    return MOVING + uuid[:UUID_LETTERS]
