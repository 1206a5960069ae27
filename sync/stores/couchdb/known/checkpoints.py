"""The checkpoints of peers, written some seconds later: all that have come for one database in one request.

A peer reads its checkpoint when a replication begins and writes it when a batch has ended (CouchDB documentation, "Replication Protocol"). One
that is lost, or older than what was told, makes the peer go through a part of the feed again and nothing else. So it is answered before it
lies in CouchDB, where each would cost as much as a paper. What is told here is never newer than papers that are safe already.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from sync.domain.errors import NoSuchDatabase, Refusal

_LOG = logging.getLogger("sohop.store")
SECONDS = 5.0
MOST_BYTES = 8 * 1024 * 1024
"""Of all that wait; what comes beyond waits until others are written."""


@dataclass(slots=True)
class _Waiting:
    """Of one database: `_local` documents by id, as JSON, and when they are written."""

    due: float
    documents: dict[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(map(len, self.documents.values()))


class Checkpoints:
    """Used on one event loop only; `close` it. `write` puts documents, JSON with `_id`, into a database."""

    def __init__(self, write: Callable[[str, Sequence[bytes]], Awaitable[None]], seconds: float = SECONDS) -> None:
        self._write = write
        self._seconds = seconds
        self._waiting: OrderedDict[str, _Waiting] = OrderedDict()
        self._under_way: dict[tuple[str, str], bytes] = {}
        self._bytes = 0
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def find(self, db: str, id: str) -> bytes | None:
        """One that is not in CouchDB yet."""
        waiting = self._waiting.get(db)
        return (waiting.documents.get(id) if waiting is not None else None) or self._under_way.get((db, id))

    async def take(self, db: str, id: str, document: bytes) -> None:
        """To be written, in place of an older one of the id. Never fails: where there is no room, those that wait longest are let go of."""
        self._put(db, id, document)
        while self._bytes > MOST_BYTES:
            oldest = next(iter(self._waiting))
            if not await self._flush(oldest):
                self.forget(oldest)
        if self._waiting and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._run())

    def _put(self, db: str, id: str, document: bytes) -> None:
        waiting = self._waiting.setdefault(db, _Waiting(time.monotonic() + self._seconds))
        self._bytes += len(document) - len(waiting.documents.get(id, b""))
        waiting.documents[id] = document

    def forget(self, db: str) -> None:
        """A database that is gone, or was made anew."""
        if (waiting := self._waiting.pop(db, None)) is not None:
            self._bytes -= waiting.size

    async def settle(self, db: str) -> None:
        """Write what waits, for whoever goes by what lies in CouchDB. Raises Refusal `store_unavailable`."""
        while db in self._waiting or any(name == db for name, _ in self._under_way):
            if not await self._flush(db):
                raise Refusal("store_unavailable")

    async def _flush(self, db: str) -> bool:
        async with self._turn:
            waiting = self._waiting.pop(db, None)
            if waiting is None:
                return True
            self._bytes -= waiting.size
            self._under_way = {(db, id): document for id, document in waiting.documents.items()}
            try:
                await self._write(db, list(waiting.documents.values()))
            except NoSuchDatabase:
                pass  # and its checkpoints with it
            except (Refusal, asyncio.CancelledError) as failed:
                newer = self._waiting.get(db)
                for id, document in waiting.documents.items():
                    if newer is None or id not in newer.documents:
                        self._put(db, id, document)
                if isinstance(failed, asyncio.CancelledError):
                    raise
                return False
            finally:
                self._under_way = {}
            return True

    async def _run(self) -> None:
        while self._waiting:
            db, waiting = next(iter(self._waiting.items()))
            if (left := waiting.due - time.monotonic()) > 0:
                await asyncio.sleep(left)
            else:
                await self._flush(db)

    async def close(self) -> None:
        """Write all that waits, as far as CouchDB takes it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for db in list(self._waiting):
            if not await self._flush(db):
                _LOG.warning("the last checkpoints of peers were not written: they will read a part of the feed again")
                return
