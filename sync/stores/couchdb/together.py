"""Questions of one kind to one database that come while an earlier one is under way wait for its end, and then go in one request.

Nobody waits who is alone; on a busy day one request serves many. A question is sent only after it was asked, so its answer is never
older than it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")


class Together(Generic[_Question, _Answer]):
    """Used on one event loop only. `ask` gives an answer for each question, in order; what it raises is told to all who asked."""

    def __init__(self, ask: Callable[[str, Sequence[_Question]], Awaitable[Sequence[_Answer]]], most: int) -> None:
        """`most`: questions of one request."""
        self._ask = ask
        self._most = most
        self._waiting: dict[str, list[tuple[_Question, asyncio.Future[_Answer]]]] = {}
        """By database, where a request is under way: those who came since."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def of(self, db: str, question: _Question) -> _Answer:
        waiting = self._waiting.get(db)
        if waiting is not None:
            future: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()
            waiting.append((question, future))
            return await future
        self._waiting[db] = []
        try:
            [answer] = await self._ask(db, [question])
            return answer
        finally:
            self._go_on(db)

    def _go_on(self, db: str) -> None:
        waiting = [one for one in self._waiting.pop(db) if not one[1].done()]
        if waiting:
            self._waiting[db] = waiting[self._most :]
            # A task of its own: none of those who wait may end it by going away.
            task = asyncio.create_task(self._several(db, waiting[: self._most]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _several(self, db: str, some: Sequence[tuple[_Question, asyncio.Future[_Answer]]]) -> None:
        try:
            answers = await self._ask(db, [question for question, _ in some])
        except asyncio.CancelledError:
            for _, future in some:
                future.cancel()
            raise
        except Exception as failed:
            for _, future in some:
                if not future.done():
                    future.set_exception(failed)
        else:
            for (_, future), answer in zip(some, answers, strict=True):
                if not future.done():
                    future.set_result(answer)
        finally:
            self._go_on(db)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
