"""What was seen a moment ago, for questions that may be answered by it: the leaves that a feed told, and local documents of one owner.

Another server's write of that moment may be missing from it; a write of this one never is: `drop` tells when one has ended, and what was
asked before that is forgotten.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Generic, TypeVar

_Seen = TypeVar("_Seen")
SECONDS = 5.0
MOST = 20_000
"""Documents."""


class Lately(Generic[_Seen]):
    """By database and id."""

    def __init__(self, seconds: float = SECONDS, most: int = MOST) -> None:
        self._seconds = seconds
        self._most = most
        self._seen: OrderedDict[tuple[str, str], tuple[float, _Seen]] = OrderedDict()
        self._dropped: dict[str, float] = {}

    def drop(self, db: str) -> None:
        """It was written to, made or deleted."""
        self._dropped[db] = time.monotonic()

    def take(self, db: str, id: str, seen: _Seen, asked: float) -> None:
        """What was told by a question of the moment `asked` (`time.monotonic`). What is known from a later one stays."""
        if (known := self._seen.get((db, id))) is not None and known[0] > asked:
            return
        self._seen[db, id] = asked, seen
        self._seen.move_to_end((db, id))
        while len(self._seen) > self._most:
            self._seen.popitem(last=False)

    def find(self, db: str, id: str) -> _Seen | None:
        asked, seen = self._seen.get((db, id), (0.0, None))
        alive = asked > max(self._dropped.get(db, 0.0), time.monotonic() - self._seconds)
        return seen if alive else None
