"""Those who wait for a feed to move: wakes everybody who waits under a name."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable


class Waiting:
    """Used on one event loop only."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Future[None]]] = defaultdict(set)

    def wake(self, name: str) -> None:
        for future in self._waiting.pop(name, ()):
            if not future.done():
                future.set_result(None)

    async def until(self, name: str, moved: Callable[[], bool], timeout: float) -> bool:
        """True as soon as `moved()` holds after a wake, False after `timeout` seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not moved():
            future: asyncio.Future[None] = loop.create_future()
            self._waiting[name].add(future)
            try:
                # Not `wait_for`: before Python 3.12 it can swallow a cancellation that comes together with the wake.
                async with asyncio.timeout_at(end):
                    await future
            except TimeoutError:
                return moved()
            finally:
                if name in self._waiting:
                    self._waiting[name].discard(future)
        return True
