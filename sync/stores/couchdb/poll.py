"""Waiting for one database's feed to move: one long poll a database, shared by all who wait, ended when nobody does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sync.domain.errors import Refusal
from sync.ports import Seq
from sync.stores.couchdb import feed
from sync.stores.couchdb.wire import Remote

_ROUND = 50.0
"""Seconds of one long poll; CouchDB ends them after 60 by itself."""
_PAUSE = 1.0


class _Poll:
    """One database's long poll; `since` is where it began to look."""

    def __init__(self, db: Remote, since: Seq, ended: Callable[[], None]) -> None:
        self.since = since
        self.waiting: set[asyncio.Future[None]] = set()
        self._db = db
        self._ended = ended
        self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        since = self.since
        try:
            while True:
                timeout = {"feed": "longpoll", "limit": "1", "timeout": str(int(_ROUND * 1000))}
                told = await feed.ask(self._db, since, timeout, feed=_ROUND + 15)
                if told["results"]:
                    return
                since = str(told["last_seq"])
        except Refusal:
            # Those who wait ask for themselves and hear what is wrong; not at once, or a node that fails would hear no end of it.
            await asyncio.sleep(_PAUSE)
        finally:
            self._ended()
            for future in self.waiting:
                if not future.done():
                    future.set_result(None)


class Polls:
    """Used on one event loop only."""

    def __init__(self) -> None:
        self._polls: dict[str, _Poll] = {}

    async def until_moved(self, db: Remote, since: Seq, timeout: float) -> bool:
        """See `DocumentStore.wait_for_change`."""
        end = asyncio.get_running_loop().time() + timeout
        while True:
            if timeout <= 0:
                return await _moved(db, since)
            poll = self._join(db, since)
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            poll.waiting.add(future)
            try:
                # Only after joining: whatever comes later than this look wakes the poll, which began to look before it.
                if await _moved(db, since):
                    return True
                async with asyncio.timeout_at(end):
                    await future
            except TimeoutError:
                return False
            finally:
                self._leave(db.name, poll, future)

    def _join(self, db: Remote, since: Seq) -> _Poll:
        poll = self._polls.get(db.name)
        if poll is None:
            poll = self._polls[db.name] = _Poll(db, since, lambda: self._drop(db.name, poll))
        return poll

    def _leave(self, name: str, poll: _Poll, future: asyncio.Future[None]) -> None:
        poll.waiting.discard(future)
        if not poll.waiting:
            self._drop(name, poll)
            poll.task.cancel()

    def _drop(self, name: str, poll: _Poll | None) -> None:
        if self._polls.get(name) is poll:
            del self._polls[name]

    async def close(self) -> None:
        tasks = [poll.task for poll in self._polls.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _moved(db: Remote, since: Seq) -> bool:
    return bool((await feed.ask(db, since, {"limit": "1"}))["results"])
