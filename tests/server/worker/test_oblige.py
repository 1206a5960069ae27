"""The records of what is owed are there from the start, anew each day in Viet Nam, and when units or deadlines change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from server.worker import oblige
from server.worker.oblige import Obliger
from sync.domain.documents import workspace
from sync.domain.obligations.exceptions import Override
from sync.domain.obligations.rules import Due
from sync.ports import Write
from sync.usecases.directory import UNITS
from tests.support.site import running
from tests.support.world import BINH_LU, NA_DON, a_unit
from tests.sync.usecases.obligations.settled import World, a_world


def a_worker(world: World) -> Obliger:
    return Obliger(world.store, world.make, world.clock)


async def until(true: Callable[[], Coroutine[Any, Any, bool]]) -> None:
    async with asyncio.timeout(60):
        while not await true():
            await asyncio.sleep(0.01)


async def test_nothing_is_asked_twice_while_nothing_changes() -> None:
    world = await a_world()
    worker = a_worker(world)
    assert await worker.catch_up() > 0
    asked = 0

    async def make(day: object) -> int:
        nonlocal asked
        asked += 1
        return 0

    worker.make = make  # type: ignore[assignment]
    world.clock.move(hours=13.9)
    assert await worker.catch_up() == 0 and asked == 0
    world.clock.move(hours=0.2)
    await worker.catch_up()
    assert asked == 1, "a new day in Viet Nam"


async def test_midnight_in_viet_nam_brings_the_next_month() -> None:
    world = await a_world()
    worker = a_worker(world)
    world.clock.move(days=7, hours=13.99)
    await worker.catch_up()
    assert "obligation:regular_minutes:2027-02" not in await world.records(NA_DON)
    world.clock.move(hours=0.02)
    await worker.catch_up()
    assert "obligation:regular_minutes:2027-02" in await world.records(NA_DON)


async def test_a_new_unit_and_a_changed_deadline_are_noticed() -> None:
    world = await a_world()
    worker = a_worker(world)
    await worker.catch_up()
    override = Override("ban-moi", "regular_minutes", world.clock.now().date(), "x", due=Due(0, 15, inclusive=True))
    await world.store.write(UNITS, [Write(a_unit("ban-moi", "Chi bộ bản Mới", "cell", BINH_LU), mode="edit")])
    await world.settle.override(await world.person(), override)
    assert await worker.catch_up() > 0
    assert (await world.records("ban-moi"))["obligation:regular_minutes:2026-12"].override == "x"


async def test_a_failure_is_tried_again(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(oblige, "RETRY_SECONDS", 0.0)
    world, failures = await a_world(), 0
    worker, make = a_worker(world), world.make

    async def failing(day: Any) -> int:
        nonlocal failures
        failures += 1
        if failures < 3:
            raise OSError("the disk is full")
        return await make(day)

    worker.make = failing  # type: ignore[assignment]
    task = asyncio.create_task(worker.run())

    async def made() -> bool:
        return bool(await world.records(NA_DON))

    try:
        await until(made)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert failures == 3 and "could not be made" in caplog.text


async def test_a_started_server_makes_them_and_they_reach_the_phone(tmp_path: Path) -> None:
    async with running(tmp_path, obliging=True) as server:
        phone = await server.phone()

        async def made() -> bool:
            return bool(await server.store.index(workspace(NA_DON), "obligation:", "obligation;"))

        await until(made)
        answer = await phone.post("/sync", json={"cursor": "", "docs": []})
        lines = answer.text.splitlines()
        assert '"_id":"obligation:regular_minutes:2026-11"' in answer.text and '"kind":"obligation"' in lines[-1]
        refused = {"_id": "obligation:regular_minutes:2026-11", "kind": "obligation", "unit": NA_DON}
        told = await phone.post("/sync", json={"cursor": "", "docs": [refused]})
        assert '"ok":false' in told.text
