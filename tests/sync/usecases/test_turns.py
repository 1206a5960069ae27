"""Whoever writes to one place does so one after the other, and those who wait go together where they may."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence

import pytest

from sync.usecases.turns import Turns


class Desk:
    """Serves whoever comes, one turn at a time, when it is told to go on; each is told his own number doubled."""

    def __init__(self, most: int = 100) -> None:
        self.turns = Turns(most)
        self.served: list[list[int]] = []
        self.busy = False
        self.go_on = asyncio.Semaphore(0)
        self.fails = False

    async def work(self, numbers: Sequence[int]) -> list[int]:
        assert not self.busy, "two turns at once"
        self.busy = True
        try:
            await self.go_on.acquire()
            self.served.append(list(numbers))
            if self.fails:
                raise OSError("no room")
            return [2 * number for number in numbers]
        finally:
            self.busy = False

    def ask(self, *numbers: int, alike: object = "me", place: str = "here") -> asyncio.Task[Sequence[int]]:
        return asyncio.create_task(self._ask(self.turns.of(place, alike, numbers, self.work)))

    @staticmethod
    async def _ask(told: Awaitable[Sequence[int]]) -> Sequence[int]:
        return list(await told)


async def asked(*tasks: asyncio.Task[Sequence[int]]) -> tuple[asyncio.Task[Sequence[int]], ...]:
    """When all of them have come."""
    await asyncio.sleep(0)
    return tasks


async def test_who_is_alone_does_not_wait_and_who_comes_meanwhile_goes_with_the_others() -> None:
    desk = Desk()
    tasks = await asked(desk.ask(1), desk.ask(2, 3), desk.ask(), desk.ask(4))
    assert desk.turns.is_any_taken
    for _ in range(2):
        desk.go_on.release()
    assert await asyncio.gather(*tasks) == [[2], [4, 6], [], [8]]
    assert desk.served == [[1], [2, 3, 4]] and not desk.turns.is_any_taken


async def test_only_what_is_alike_goes_together_and_nobody_is_overtaken() -> None:
    desk = Desk()
    tasks = await asked(desk.ask(1), desk.ask(2, alike="you"), desk.ask(3), desk.ask(4), desk.ask(5, alike="you"))
    for _ in range(4):
        desk.go_on.release()
    assert await asyncio.gather(*tasks) == [[2], [4], [6], [8], [10]]
    assert desk.served == [[1], [2], [3, 4], [5]]


async def test_one_turn_is_not_brought_more_than_it_can_bear_unless_one_alone_brings_it() -> None:
    desk = Desk(most=3)
    tasks = await asked(desk.ask(1), desk.ask(2, 3), desk.ask(4), desk.ask(5), desk.ask(6, 7, 8, 9))
    for _ in range(4):
        desk.go_on.release()
    await asyncio.gather(*tasks)
    assert desk.served == [[1], [2, 3, 4], [5], [6, 7, 8, 9]]


async def test_what_goes_wrong_is_told_to_all_it_went_wrong_for_and_to_nobody_after_them() -> None:
    desk = Desk()
    first, second, third = await asked(desk.ask(1), desk.ask(2), desk.ask(3))
    desk.go_on.release()
    assert await first == [2]
    desk.fails = True
    desk.go_on.release()
    for task in (second, third):
        with pytest.raises(OSError, match="no room"):
            await task
    desk.fails = False
    desk.go_on.release()
    assert await desk.ask(4) == [8]


async def test_who_goes_away_before_his_turn_is_left_out_and_who_goes_during_it_ends_nothing() -> None:
    desk = Desk()
    first, gone, second, leaving, third = await asked(desk.ask(1), desk.ask(2), desk.ask(3), desk.ask(4), desk.ask(5))
    gone.cancel()
    await asked()
    desk.go_on.release()
    await first
    await asked()
    leaving.cancel()
    desk.go_on.release()
    assert [await second, await third] == [[6], [10]]
    assert desk.served == [[1], [3, 4, 5]]
    assert gone.cancelled() and leaving.cancelled()


async def test_when_the_first_goes_away_the_next_have_their_turn() -> None:
    desk = Desk()
    first, second = await asked(desk.ask(1), desk.ask(2))
    first.cancel()
    desk.go_on.release()
    assert await second == [4] and desk.served == [[2]] and not desk.turns.is_any_taken


async def test_places_do_not_wait_for_each_other() -> None:
    desk, other = Desk(), Desk()
    here, there = desk.ask(1), asyncio.create_task(desk._ask(desk.turns.of("there", "me", [2], other.work)))
    await asked()
    other.go_on.release()
    assert await there == [4] and not here.done()
    desk.go_on.release()
    assert await here == [2]
