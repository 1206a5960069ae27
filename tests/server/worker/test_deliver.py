"""The worker that delivers: everything at the start, then what changes; on its own copies it does nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.worker.deliver import Deliverer
from sync.domain.documents import workspace
from sync.ports import DocumentStore, Write
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.deliver_papers import DeliverPapers
from sync.usecases.directory import UNITS
from tests.support.clock import FixedClock
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE, a_unit, make_world

GUIDE = "orientation:01JQ0000000000000000000001"


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    made: DocumentStore = MemoryStore() if request.param == "memory" else await SqliteStore.open(tmp_path / "store")
    yield made
    if isinstance(made, SqliteStore):
        await made.close()


async def publish(store: DocumentStore, id: str, title: str, rev: str = "") -> None:
    body = {"_id": id, "kind": "orientation", "form": "orientation", "version": 1, "unit": BINH_LU, "state": "sent",
            "author": "ai-do", "device": "d", "saved_at": "x", "done_at": "x", "answers": {"title": title}}  # fmt: skip
    await store.write(workspace(BINH_LU), [Write(body | ({"_rev": rev} if rev else {}), mode="edit")])


async def title_in(store: DocumentStore, unit: str, id: str = GUIDE) -> str | None:
    found = await store.read(workspace(unit), f"copy:{BINH_LU}:{id}")
    return found["paper"]["answers"]["title"] if found else None


async def test_what_was_there_before_the_start_is_delivered_and_then_what_comes(store: DocumentStore) -> None:
    directory, clock = await make_world(store), FixedClock("2026-11-23T08:00:00+07:00")
    await publish(store, GUIDE, "một")
    worker = Deliverer(store, DeliverPapers(store, directory, clock), clock)
    await worker.catch_up()
    assert await title_in(store, NA_DON) == await title_in(store, PA_PE) == "một"
    present = await store.read(workspace(BINH_LU), GUIDE)
    assert present is not None
    await publish(store, GUIDE, "hai", present["_rev"])
    await worker.catch_up()
    assert await title_in(store, NA_DON) == "hai"
    assert await title_in(store, LAI_CHAU) is None


async def test_its_own_copies_give_it_nothing_to_do(store: DocumentStore) -> None:
    directory, clock = await make_world(store), FixedClock("2026-11-23T08:00:00+07:00")
    await publish(store, GUIDE, "một")
    worker = Deliverer(store, DeliverPapers(store, directory, clock), clock)
    await worker.catch_up()
    before = (await store.updated_databases("now"))[1]
    await worker.catch_up()
    assert (await store.updated_databases("now"))[1] == before


async def test_a_cell_that_moves_to_another_commune_loses_what_it_was_told_and_a_new_one_is_told(store: DocumentStore) -> None:
    directory, clock = await make_world(store), FixedClock("2026-11-23T08:00:00+07:00")
    await publish(store, GUIDE, "một")
    worker = Deliverer(store, DeliverPapers(store, directory, clock), clock)
    await worker.catch_up()
    moved = await store.read(UNITS, f"unit:{PA_PE}")
    assert moved is not None
    moved["parents"] = [{"unit": LAI_CHAU, "from": "2020-01-01", "to": None}]
    new = a_unit("chi-bo-moi", "Chi bộ mới", "cell", BINH_LU, cell_type="village")
    await store.write(UNITS, [Write(moved, mode="edit"), Write(new, mode="edit")])
    await worker.catch_up()
    assert await title_in(store, PA_PE) is None
    assert await title_in(store, "chi-bo-moi") == "một"
