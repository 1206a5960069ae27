"""Whoever writes to one place does so one after the other. Those who wait meanwhile go together where they may: what every turn costs
anew, a look, a signature, a commit, is then paid once.

Nobody waits who is alone. Nobody's going away ends what was begun for others.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
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


class Turns:
    """Used on one event loop only."""

    def __init__(self, most: int) -> None:
        """`most`: how much is brought to one turn, unless one alone brings more."""
        self._most = most
        self._lines: dict[str, deque[_Waiting[Any, Any]]] = {}
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
        line = self._lines.get(place)
        if line is not None:
            told: asyncio.Future[Sequence[_Outcome]] = asyncio.get_running_loop().create_future()
            line.append(_Waiting(alike, brought, work, told))
            return await told
        self._lines[place] = deque()
        try:
            return await work(brought)
        finally:
            self._go_on(place)

    def _go_on(self, place: str) -> None:
        """Begin the turn of those who stand first."""
        line = self._lines[place]
        while line and line[0].told.done():  # gone away
            line.popleft()
        if not line:
            del self._lines[place]
            return
        group = [line.popleft()]
        while line and line[0].alike == group[0].alike and sum(len(one.brought) for one in (*group, line[0])) <= self._most:
            group.append(line.popleft())
        task = asyncio.create_task(self._serve(group))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._served(place, done, group))

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

    def _served(self, place: str, task: asyncio.Task[None], group: Sequence[_Waiting[Any, Any]]) -> None:
        """Also of a task that was ended before it began."""
        self._tasks.discard(task)
        for one in group:
            one.told.cancel()  # which changes nothing for one that was told
        self._go_on(place)
