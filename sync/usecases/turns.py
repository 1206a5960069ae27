"""Whoever asks for something at one place has his turn when the one before him has ended. Those who wait meanwhile go together where they
may: what every turn costs anew, a look, a signature, a commit, a request, is then paid once.

Nobody waits who is alone. Nobody's going away ends what was begun for others. What is begun for somebody begins after he came.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, TypeVar

_Brought = TypeVar("_Brought")
_Outcome = TypeVar("_Outcome")


@dataclass(slots=True)
class _Waiting(Generic[_Brought, _Outcome]):
    alike: object
    brought: Sequence[_Brought]
    work: Callable[[Sequence[_Brought]], Awaitable[Sequence[_Outcome]]]
    told: asyncio.Future[Sequence[_Outcome]]


@dataclass(slots=True)
class _Line:
    """Before one place: how many turns are under way, who waits, and when he waits no longer."""

    under_way: int = 0
    waiting: deque[_Waiting[Any, Any]] = field(default_factory=deque)
    timer: asyncio.TimerHandle | None = None


class Turns:
    """Used on one event loop only."""

    def __init__(self, most: int, patience: float | None = None) -> None:
        """`most`: how much is brought to one turn, unless one alone brings more. `patience`: seconds after which the next turn begins though
        one is still under way; None where there must never be two."""
        self._most = most
        self._patience = patience
        self._lines: dict[str, _Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_any_taken(self) -> bool:
        return bool(self._lines)

    async def of(
        self,
        place: str,
        alike: object,
        brought: Sequence[_Brought],
        work: Callable[[Sequence[_Brought]], Awaitable[Sequence[_Outcome]]],
    ) -> Sequence[_Outcome]:
        """What `work` makes of `brought` when the turn at the `place` has come: an outcome for each, in order. Those who stand behind
        each other with an equal `alike` may be served by the `work` of the first of them, with all that they bring; what it raises is told
        to each of them."""
        line = self._lines.setdefault(place, _Line())
        if line.under_way:
            told: asyncio.Future[Sequence[_Outcome]] = asyncio.get_running_loop().create_future()
            line.waiting.append(_Waiting(alike, brought, work, told))
            self._set_timer(place, line)
            return await told
        line.under_way = 1
        try:
            return await work(brought)
        finally:
            self._ended(place, line)

    def _set_timer(self, place: str, line: _Line) -> None:
        if self._patience is not None and line.timer is None and line.waiting:
            line.timer = asyncio.get_running_loop().call_later(self._patience, self._go_on, place, line)

    def _ended(self, place: str, line: _Line) -> None:
        line.under_way -= 1
        self._go_on(place, line)
        if not line.under_way:
            del self._lines[place]

    def _go_on(self, place: str, line: _Line) -> None:
        """Begin the turn of those who stand first."""
        if line.timer is not None:
            line.timer.cancel()
            line.timer = None
        while line.waiting and line.waiting[0].told.done():  # gone away
            line.waiting.popleft()
        if not line.waiting:
            return
        group = [line.waiting.popleft()]
        size = len(group[0].brought)
        while line.waiting and line.waiting[0].alike == group[0].alike and (size := size + len(line.waiting[0].brought)) <= self._most:
            group.append(line.waiting.popleft())
        line.under_way += 1
        # A task of its own: none of those who wait may end it by going away.
        task = asyncio.create_task(self._serve(group))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._served(place, line, done, group))
        self._set_timer(place, line)

    async def _serve(self, group: Sequence[_Waiting[Any, Any]]) -> None:
        here = [one for one in group if not one.told.done()]
        if not here:
            return
        try:
            outcomes = iter(await here[0].work([item for one in here for item in one.brought]))
        except Exception as failed:
            for one in here:
                if not one.told.done():
                    one.told.set_exception(failed)
        else:
            for one in here:
                some = list(islice(outcomes, len(one.brought)))
                if not one.told.done():
                    one.told.set_result(some)

    def _served(self, place: str, line: _Line, task: asyncio.Task[None], group: Sequence[_Waiting[Any, Any]]) -> None:
        """Also of a task that was ended before it began."""
        self._tasks.discard(task)
        for one in group:
            one.told.cancel()  # which changes nothing for one that was told
        self._ended(place, line)

    async def close(self) -> None:
        """Whoever still waits is told that it is over."""
        for line in self._lines.values():
            for one in line.waiting:
                one.told.cancel()
            if line.timer is not None:
                line.timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
