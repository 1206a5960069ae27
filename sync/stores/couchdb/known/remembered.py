"""Revisions that were lately read or written, as JSON: a revision never changes, so whoever knows its name need not ask for it again.

Which of them are leaves is not known here. Whoever makes use of it has just been told that by CouchDB.
"""

from __future__ import annotations

from collections import OrderedDict

from sync.ports import Json
from sync.stores.packed import Unpack, decode

MOST_BYTES = 32 * 1024 * 1024
LARGEST = 16 * 1024
"""Bytes of one revision. What is larger, such as an entry of the history that holds many papers, is seldom asked for twice."""
_BESIDE = 200
"""Bytes that one takes beside its JSON."""


class Remembered:
    """With `_id`, `_rev`, `_revisions` and `_deleted`, as `_bulk_get` tells a leaf; by database, id and revision."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()
        self._size = 0

    def take(self, db: str, id: str, rev: str, text: bytes) -> None:
        if len(text) > LARGEST:
            return
        self._size += len(text) + _BESIDE
        before = self._kept.pop((db, id, rev), None)
        if before is not None:
            self._size -= len(before) + _BESIDE
        self._kept[db, id, rev] = text
        while self._size > self._most:
            self._size -= len(self._kept.popitem(last=False)[1]) + _BESIDE

    def find(self, db: str, id: str, rev: str, unpack: Unpack = decode) -> Json | None:
        """A copy of its own for each who asks."""
        text = self._kept.get((db, id, rev))
        if text is None:
            return None
        self._kept.move_to_end((db, id, rev))
        return unpack(text)

    def forget(self, db: str) -> None:
        """A database that is gone, or was made anew."""
        for key in [key for key in self._kept if key[0] == db]:
            self._size -= len(self._kept.pop(key)) + _BESIDE
