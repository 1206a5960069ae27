"""Questions of one kind to one database that come while an earlier one is under way wait for its end, and then go in one request.

Nobody waits who is alone; on a busy day one request serves many. A question is sent only after it was asked, so its answer is never
older than it. One that hangs holds up nobody for longer than the `patience`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

from sync.usecases.turns import Turns

_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")


class Together(Generic[_Question, _Answer]):
    """Used on one event loop only. `ask` gives an answer for each question, in order; what it raises is told to all who asked."""

    def __init__(
        self, ask: Callable[[str, Sequence[_Question]], Awaitable[Sequence[_Answer]]], most: int, patience: float
    ) -> None:
        """`most`: questions of one request; `patience` in seconds."""
        self._ask = ask
        self._turns = Turns(most, patience)

    async def of(self, db: str, question: _Question) -> _Answer:
        [answer] = await self._turns.of(db, None, [question], partial(self._ask, db))
        return answer

    async def close(self) -> None:
        """Whoever still waits is told that it is over."""
        await self._turns.close()
