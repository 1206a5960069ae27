"""Questions of one kind to one database that come while an earlier one is under way wait for its end, and then go in one request.

Nobody waits who is alone; on a busy day one request serves many. A question is sent only after it was asked, so its answer is never
older than it. One that hangs holds up nobody for longer than the `patience`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")


@dataclass(slots=True)
class _Line(Generic[_Question, _Answer]):
    """Before one database: how many requests are under way, who came since, and when they go whatever becomes of those."""

    under_way: int = 0
    waiting: list[tuple[_Question, asyncio.Future[_Answer]]] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None


class Together(Generic[_Question, _Answer]):
    """Used on one event loop only. `ask` gives an answer for each question, in order; what it raises is told to all who asked."""

    def __init__(
        self, ask: Callable[[str, Sequence[_Question]], Awaitable[Sequence[_Answer]]], most: int, patience: float
    ) -> None:
        """`most`: questions of one request; `patience` in seconds."""
        self._ask = ask
        self._most = most
        self._patience = patience
        self._lines: dict[str, _Line[_Question, _Answer]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def of(self, db: str, question: _Question) -> _Answer:
        line = self._lines.setdefault(db, _Line())
        if line.under_way:
            future: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()
            line.waiting.append((question, future))
            self._set_timer(db, line)
            return await future
        line.under_way += 1
        try:
            [answer] = await self._ask(db, [question])
            return answer
        finally:
            self._ended(db, line)

    def _set_timer(self, db: str, line: _Line[_Question, _Answer]) -> None:
        if line.timer is None and line.waiting:
            line.timer = asyncio.get_running_loop().call_later(self._patience, self._send, db, line)

    def _ended(self, db: str, line: _Line[_Question, _Answer]) -> None:
        line.under_way -= 1
        self._send(db, line)
        if not line.under_way:
            del self._lines[db]

    def _send(self, db: str, line: _Line[_Question, _Answer]) -> None:
        """Send those who wait, as many as may go at once."""
        if line.timer is not None:
            line.timer.cancel()
            line.timer = None
        waiting = [one for one in line.waiting if not one[1].done()]
        some, line.waiting = waiting[: self._most], waiting[self._most :]
        if some:
            line.under_way += 1
            # A task of its own: none of those who wait may end it by going away.
            task = asyncio.create_task(self._several(db, some))
            self._tasks.add(task)
            task.add_done_callback(lambda _: self._over(db, line, task, some))
            self._set_timer(db, line)

    def _over(
        self, db: str, line: _Line[_Question, _Answer], task: asyncio.Task[None], some: Sequence[tuple[_Question, asyncio.Future[_Answer]]]
    ) -> None:
        """Also of a task that was ended before it began."""
        self._tasks.discard(task)
        for _, future in some:
            future.cancel()  # which changes nothing for one that was answered
        self._ended(db, line)

    async def _several(self, db: str, some: Sequence[tuple[_Question, asyncio.Future[_Answer]]]) -> None:
        try:
            answers = await self._ask(db, [question for question, _ in some])
        except Exception as failed:
            for _, future in some:
                if not future.done():
                    future.set_exception(failed)
        else:
            for (_, future), answer in zip(some, answers, strict=True):
                if not future.done():
                    future.set_result(answer)

    async def close(self) -> None:
        """Whoever still waits is told that it is over."""
        for line in self._lines.values():
            for _, future in line.waiting:
                future.cancel()
            if line.timer is not None:
                line.timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
