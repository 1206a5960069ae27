"""A cursor goes on where it stood after its database has moved to another store: never refused, never too far."""

from __future__ import annotations

from typing import Any

import pytest

from sync.ports import DatabaseInfo, Write
from sync.stores.memory import MemoryStore
from sync.usecases.moved_places import BEGINNING, moved_from, standing
from tests.support.phone import a_paper
from tests.support.world import NA_DON

DB = "ws-na-don"
CLUSTER = "-g1AAAACTeJzLYWBgYMpgTmHgz8tPSTV0MDQy1zMAQsMckEQiQ1L9"


class Moved:
    """A database of 100 changes, with what moves into it have left."""

    def __init__(self, store: MemoryStore, info: DatabaseInfo) -> None:
        self.store, self.info = store, info
        self.here = info.uuid[:8]

    async def left(self, old: str, places: list[list[Any]], uuid8: str = "") -> None:
        """A move out of the database `old` into this one, or into `uuid8` that was moved later."""
        await self.store.write_local(DB, moved_from(old), {"uuid8": uuid8 or self.here, "places": places})

    async def standing(self, uuid8: str, seq: str) -> str:
        return await standing(self.store, DB, self.info.uuid, (uuid8, seq))


@pytest.fixture
async def moved() -> Moved:
    store = MemoryStore()
    await store.create_database(DB)
    for number in range(100):
        key = f"{2000 + number // 12}-{number % 12 + 1:02}:regular:1"
        await store.write(DB, [Write(a_paper("meeting", key, {}, unit=NA_DON, author="a"))])
    return Moved(store, await store.info(DB))


async def test_a_place_of_this_database_is_what_it_is(moved: Moved) -> None:
    assert await moved.standing(moved.here, "37") == "37"


async def test_a_database_nobody_has_heard_of_is_read_from_its_beginning(moved: Moved) -> None:
    assert await moved.standing("00000000", "37") == BEGINNING
    assert await standing(moved.store, DB, moved.info.uuid, None) == BEGINNING


@pytest.mark.parametrize(
    ("seq", "place"), [("0", "0"), ("9", "0"), ("10", "4"), ("11", "4"), ("39", "4"), ("40", "9"), ("99", "9")]
)
async def test_whole_numbers_go_on_after_the_last_pair_they_have_passed(moved: Moved, seq: str, place: str) -> None:
    await moved.left("aaaaaaaa", [[10, 4], ["40", "9"]])
    assert await moved.standing("aaaaaaaa", seq) == place


async def test_a_place_of_a_cluster_counts_only_when_it_is_the_very_same_or_the_end(moved: Moved) -> None:
    await moved.left("aaaaaaaa", [[f"10{CLUSTER}", "4"], [f"20{CLUSTER}", "9"], [f"40{CLUSTER}", "15"]])
    told = {
        seq: await moved.standing("aaaaaaaa", seq) for seq in (f"20{CLUSTER}", "20-other", "25-other", "40-other", "41-other")
    }
    assert told == {f"20{CLUSTER}": "9", "20-other": BEGINNING, "25-other": BEGINNING, "40-other": "15", "41-other": BEGINNING}


async def test_several_moves_follow_one_another(moved: Moved) -> None:
    await moved.left("aaaaaaaa", [[10, 4], [20, 30]], uuid8="bbbbbbbb")
    await moved.left("bbbbbbbb", [[5, 50], [30, 60]])
    assert await moved.standing("aaaaaaaa", "25") == "60"
    assert await moved.standing("aaaaaaaa", "15") == BEGINNING, "place 4 there lies before all that is known of the second move"
    assert await moved.standing("bbbbbbbb", "6") == "50"


async def test_moves_in_a_circle_end_at_the_beginning(moved: Moved) -> None:
    await moved.left("aaaaaaaa", [[1, 1]], uuid8="bbbbbbbb")
    await moved.left("bbbbbbbb", [[1, 1]], uuid8="aaaaaaaa")
    assert await moved.standing("aaaaaaaa", "5") == BEGINNING


@pytest.mark.parametrize("seq", ["", "x", "now", "-1", "٣"])
async def test_what_is_no_place_is_the_beginning(moved: Moved, seq: str) -> None:
    await moved.left("aaaaaaaa", [[10, 4]])
    assert await moved.standing("aaaaaaaa", seq) == BEGINNING


async def test_a_place_after_the_end_belongs_to_another_day_and_all_is_told_again(moved: Moved) -> None:
    assert await moved.standing(moved.here, "100") == "100"
    assert await moved.standing(moved.here, "101") == BEGINNING
