"""All documents of a database with their leaves, where its feed has been read from the beginning to the end, and on from there since.

It holds for one `update_seq`: whoever decides by it asks CouchDB for the present one, which is one short question instead of many long
ones, and then is told nothing old, whichever server wrote. It must be the same to the letter: a sequence names the shards it is of, and with
several of them it is written in more ways than one; then the documents are asked for as ever. Where a shard has several copies this is not
made use of: a copy that lags behind would vouch for itself.

A purge moves the `update_seq`, but the feed does not tell what it was. So a whole is read on only from where its `purge_seq` is known.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.ports import ChangesPage, Seq
from sync.stores.couchdb.known.lately import SECONDS

MOST = 50_000
"""Documents of all databases together: about 20 MB."""
_BEGINNING = "0"


@dataclass(slots=True)
class Whole:
    """`leaves` by id, winner first; `asked`: the moment of the last question (`time.monotonic`); `purges`: the `purge_seq`, "" where it
    was not told yet."""

    leaves: Mapping[str, tuple[str, ...]]
    asked: float
    seq: Seq
    purges: Seq = ""
    _in_order: list[str] | None = field(default=None)

    def holds(self, seq: Seq, purges: Seq) -> bool:
        """Whether that is all still so, with the database telling these sequences of itself."""
        if self.seq != seq or self.purges not in ("", purges):
            return False
        self.purges = purges
        return True

    def has_none(self, start: str, end: str) -> bool:
        """Whether there is no document with `start <= id < end`."""
        if self._in_order is None:
            self._in_order = sorted(self.leaves)
        place = bisect_left(self._in_order, start)
        return place == len(self._in_order) or self._in_order[place] >= end


class Wholes:
    """By database; those that were not read for longest are let go."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[str, Whole] = OrderedDict()
        self._size = 0
        self._wrote: dict[str, float] = {}

    def wrote(self, db: str) -> None:
        """This server has written to it."""
        self._wrote[db] = time.monotonic()

    def forget(self, db: str) -> None:
        """It was made, deleted or purged."""
        self.wrote(db)
        if (known := self._known.pop(db, None)) is not None:
            self._size -= len(known.leaves)

    def take(self, db: str, since: Seq, page: ChangesPage, asked: float) -> None:
        """A page of the feed after `since`, not filtered and not backwards, asked for at the moment `asked` (`time.monotonic`)."""
        known = self._known.get(db)
        if page.pending or (known is not None and known.asked > asked):
            return
        leaves, purges = {change.id: change.leaves for change in page.changes}, ""
        if since != _BEGINNING:
            if known is None or known.seq != since or not known.purges:
                return
            leaves, purges = {**known.leaves, **leaves}, known.purges
        if known is not None:
            self._size -= len(known.leaves)
        self._known[db] = Whole(leaves, asked, page.last_seq, purges)
        self._known.move_to_end(db)
        self._size += len(leaves)
        while self._size > self._most:
            self._size -= len(self._known.popitem(last=False)[1].leaves)

    def find(self, db: str) -> Whole | None:
        """To be asked whether it still holds."""
        return self._known.get(db)

    def lately(self, db: str) -> Whole | None:
        """One that held some seconds ago, and after the last write of this server."""
        known = self._known.get(db)
        if known is None or known.asked <= max(self._wrote.get(db, 0.0), time.monotonic() - SECONDS):
            return None
        return known
