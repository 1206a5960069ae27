"""What a phone tells of itself beside its papers: kept when it is news, of the right shape, and never in the way of a paper."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.usecases.directory import PHONES
from sync.usecases.phones.note_phone import MOST_DEVICES
from tests.support.site import NOW, Running, running
from tests.support.world import NA_DON

DEVICE = "01JQ0000000000000000000001"
TOLD = {"version": "abc123", "unsent": 2, "storage_free": 900_000_000, "push": "on"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as started:
        yield started


async def tell(client: httpx.AsyncClient, told: Any, device: Any = DEVICE, clock: str = NOW) -> int:
    body = json.dumps({"cursor": "", "device": device, "clock": clock, "docs": [], "phone": told}).encode()
    return (await client.post("/sync", content=body, headers={"content-type": "application/json"})).status_code


async def kept(world: Running) -> list[dict[str, Any]]:
    return await world.store.range(PHONES, "phone:", "phone;")


async def test_what_is_told_is_kept_with_person_units_and_clock(world: Running) -> None:
    client = await world.phone()
    assert await tell(client, TOLD, clock="2026-11-23T09:48:10+07:00") == 200
    [one] = await kept(world)
    assert one["_id"] == f"phone:na-don-bi-thu:{DEVICE}" and one["units"] == [NA_DON] and one["phone"] == TOLD
    assert (one["seen_at"], one["drift_ms"]) == (NOW, 12 * 60_000)


async def test_the_same_again_is_no_write_until_six_hours_are_over(world: Running) -> None:
    client = await world.phone()
    await tell(client, TOLD)
    first = await kept(world)
    world.clock.move(hours=5)
    await tell(client, TOLD, clock="2026-11-23T15:00:00+07:00")
    assert await kept(world) == first
    world.clock.move(hours=1)
    await tell(client, TOLD, clock="2026-11-23T16:00:00+07:00")
    [later] = await kept(world)
    assert later["seen_at"] == "2026-11-23T16:00:00+07:00"
    await tell(client, TOLD | {"unsent": 0}, clock="2026-11-23T16:00:00+07:00")
    assert (await kept(world))[0]["phone"]["unsent"] == 0, "news is kept at once"


@pytest.mark.parametrize("told", [7, [], None, "x", {}, {"version": "<b>", "unsent": -1, "storage_free": True, "push": "maybe", "more": 1}])
async def test_what_is_of_no_shape_is_passed_over_and_papers_are_welcome(world: Running, told: Any) -> None:
    client = await world.phone()
    assert await tell(client, told) == 200
    assert [one["phone"] for one in await kept(world)] in ([], [{}])


@pytest.mark.parametrize("device", [None, 7, "", "x", "../../etc", "01J" * 40])
async def test_a_device_without_a_name_of_ours_is_not_kept(world: Running, device: Any) -> None:
    client = await world.phone()
    assert await tell(client, TOLD, device) == 200
    assert await kept(world) == []


async def test_of_too_many_devices_of_one_person_the_longest_silent_gives_way(world: Running) -> None:
    client = await world.phone()
    for number in range(MOST_DEVICES + 2):
        world.clock.move(minutes=1)
        await tell(client, TOLD, f"01JQ00000000000000000000{number:02}")
    assert len(await kept(world)) == MOST_DEVICES
    assert not [one for one in await kept(world) if one["_id"].endswith(("00", "01"))]
