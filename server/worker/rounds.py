"""The workers that follow what changes, one after the other in rounds: at the start, and again soon after something has changed.

Never ends on a failure: it is logged, once while it lasts, and that worker is asked again; the others go on.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from server.worker.look import Look, SharedLook
from sync.ports import DocumentStore

_LOG = logging.getLogger(__name__)
WAIT_SECONDS = 30.0
RETRY_SECONDS = 2.0
GATHER_SECONDS = 0.5
"""How long changes are gathered before they are looked at together: on meeting day they come many a second."""
LONGEST_GATHER_SECONDS = 10.0
"""Up to this they are gathered while the process has much to do, and after a round as long as that took: first the phones, which have
signal now, then what offices look at. At least half of the time is the doors'."""
BUSY = 0.5
"""Of one core: what the process uses while it has much to do. While papers come in it has, though it waits for the disk."""


class Worker(Protocol):
    """Does what is to be done for what has changed since it was last asked, and keeps its own places in the feeds.

    `fails_at`: for the log, what could not be done. `is_behind`: whether something is to be tried again though nothing changes.
    """

    fails_at: str

    @property
    def is_behind(self) -> bool: ...

    async def catch_up(self, look: Look | None = None) -> object:
        """`look`: what has changed, shared with others; the store itself where it is None."""
        ...


class Rounds:
    """Run `run()` as a task for the life of the server."""

    def __init__(
        self,
        store: DocumentStore,
        workers: Sequence[Worker],
        processor: Callable[[], float] = time.process_time,
        take_in: Callable[[], bool] = lambda: False,
    ) -> None:
        """`processor`: the seconds of processor this process has used. `take_in`: whether papers are being taken in at this moment."""
        self._store = store
        self._processor = processor
        self._take_in = take_in
        self.workers = tuple(workers)
        self._failing: set[Worker] = set()

    async def run(self) -> None:
        """For ever, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            look, began = SharedLook(self._store), loop.time()
            for worker in self.workers:
                await self._ask(worker, look)
            spent = loop.time() - began
            if self._failing or any(worker.is_behind for worker in self.workers):
                await asyncio.sleep(RETRY_SECONDS)
            elif await self._moved(look):
                await self._gather(min(spent, LONGEST_GATHER_SECONDS))

    async def _gather(self, least: float) -> None:
        """Let changes come together: until the process has little to do, but at least `least` seconds, and at most the longest."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        while True:
            before, at = self._processor(), loop.time()
            await asyncio.sleep(GATHER_SECONDS)
            now = loop.time()
            is_busy = self._take_in() or self._processor() - before > BUSY * (now - at)
            if now - begun >= (LONGEST_GATHER_SECONDS if is_busy else least):
                return

    async def _ask(self, worker: Worker, look: Look) -> None:
        try:
            await worker.catch_up(look)
        except Exception:
            if worker not in self._failing:
                _LOG.exception("%s; trying again every %s s", worker.fails_at, RETRY_SECONDS)
            self._failing.add(worker)
        else:
            self._failing.discard(worker)

    async def _moved(self, look: SharedLook) -> bool:
        try:
            return await self._store.wait_for_update(look.after, WAIT_SECONDS)
        except Exception:
            _LOG.exception("the store does not tell what changes; trying again in %s s", RETRY_SECONDS)
            await asyncio.sleep(RETRY_SECONDS)
            return False
