"""Writing many revisions into a store in requests of a bounded size. What is there already is a success."""

from __future__ import annotations

from sync.ports import DocumentStore, Write
from sync.usecases.moving.failure import MoveFailed
from sync.usecases.moving.read_revisions import size_of

MOST_WRITES = 200
MOST_BYTES = 4 * 1024 * 1024


class Taking:
    """Revisions on their way into one database. Nothing is sure to be there before `flush` has returned."""

    def __init__(self, store: DocumentStore, db: str) -> None:
        self._store = store
        self._db = db
        self._waiting: list[Write] = []
        self._bytes = 0
        self.taken = 0

    async def add(self, write: Write) -> None:
        """Raises MoveFailed as `flush` does."""
        self._waiting.append(write)
        self._bytes += size_of(write)
        if len(self._waiting) >= MOST_WRITES or self._bytes >= MOST_BYTES:
            await self.flush()

    async def flush(self) -> None:
        """Raises MoveFailed where the store refuses a revision."""
        if not self._waiting:
            return
        told = await self._store.write(self._db, self._waiting)
        for one in told:
            if one.error is not None:
                raise MoveFailed(f"{self._db}: {one.id} {one.rev} is refused by the store it should go to ({one.error})")
        self.taken += len(told)
        self._waiting, self._bytes = [], 0
