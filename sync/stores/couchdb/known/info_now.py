"""What databases tell of themselves at this moment. Questions that come while an earlier one is under way go together, whichever databases
they are about: CouchDB answers sixteen at a third of what they cost one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

from sync.domain.errors import NoSuchDatabase
from sync.ports import Json
from sync.stores.couchdb.known.together import Together
from sync.stores.couchdb.wire import Remote

_MOST = 16
"""More of them would keep the first waiting."""
_LINE = "_dbs_info"


class InfoNow:
    """Of all databases of one CouchDB."""

    def __init__(
        self, db: Callable[[str], Remote], several: Callable[[Iterable[str]], Awaitable[dict[str, Json]]], patience: float
    ) -> None:
        """`several` tells of several at once and leaves out those of which it cannot; `patience`: see `Together`."""
        self._db = db
        self._several = several
        self._together = Together(self._ask, _MOST, patience)
        self._asking: dict[str, asyncio.Task[Json]] = {}
        """Questions that are about to be asked: who comes in the same turn of the loop shares them."""
        self._tasks: set[asyncio.Task[Json]] = set()
        """Those, and the ones that were asked."""

    async def of(self, db: str) -> Json:
        """Asked after this call has begun; nobody's to change. Raises NoSuchDatabase, Refusal `store_unavailable`."""
        asking = self._asking.get(db)
        if asking is None:
            asking = self._asking[db] = asyncio.create_task(self._now(db))
            self._tasks.add(asking)
            asking.add_done_callback(self._tasks.discard)
        return await asyncio.shield(asking)

    async def _now(self, db: str) -> Json:
        del self._asking[db]
        told = await self._together.of(_LINE, db)
        # Where nothing was told of it, it says itself why.
        answer: Json = told if told is not None else await self._db(db).must("GET")
        return answer

    async def _ask(self, line: str, names: Sequence[str]) -> Sequence[Json | None]:
        wanted = dict.fromkeys(names)
        if len(wanted) == 1:
            return [await self._alone(names[0])] * len(names)
        told = await self._several(wanted)
        return [told.get(name) for name in names]

    async def _alone(self, name: str) -> Json | None:
        try:
            told: Json = await self._db(name).must("GET")
        except NoSuchDatabase:
            return None
        return told

    async def close(self) -> None:
        await self._together.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
