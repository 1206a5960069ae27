"""The rounds of the workers: one reading of each feed for all, nothing skipped that comes meanwhile, and a failure stops nobody else."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from server.worker import rounds
from server.worker.deliver import Deliverer
from server.worker.follow import Follower
from server.worker.look import Look, SharedLook
from server.worker.merge import Merger
from server.worker.rounds import Rounds
from sync.domain.documents import workspace
from sync.forms.catalogue import Catalogue
from sync.ports import ChangesPage, DocumentStore, Seq, Write
from sync.rules.catalogue import Rules
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.read_model import SqliteReadModel
from sync.usecases.board.settle_units import SettleUnits
from sync.usecases.deliver_papers import DeliverPapers
from sync.usecases.obligations.deadlines import Deadlines
from tests.support.clock import FixedClock
from tests.support.world import NA_DON, make_world

DB = workspace(NA_DON)
NOW = "2026-11-23T10:00:00+07:00"


class Counting:
    """A store that counts how often each feed is read."""

    def __init__(self, inner: DocumentStore) -> None:
        self._inner = inner
        self.read: Counter[tuple[str, Seq]] = Counter()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def changes(self, db: str, since: Seq = "0", **more: Any) -> ChangesPage:
        self.read[db, since] += 1
        return await self._inner.changes(db, since, **more)


class Noting:
    """A worker that notes every id it is told of."""

    fails_at = "nothing could be noted"
    is_behind = False

    def __init__(self, store: DocumentStore, failures: int = 0, meanwhile: Callable[[], Awaitable[None]] | None = None) -> None:
        self._store, self._failures, self._meanwhile = store, failures, meanwhile
        self.updates: Seq = "0"
        self._seq: Seq = "0"
        self.noted: list[str] = []

    async def catch_up(self, look: Look | None = None) -> None:
        look = look or self._store
        names, after = await look.updated_databases(self.updates)
        if DB in names:
            page = await look.changes(DB, self._seq, limit=200)
            if self._failures:
                self._failures -= 1
                raise OSError("the disk is full")
            self.noted += [one.id for one in page.changes]
            self._seq = page.last_seq
            if self._meanwhile is not None:
                meanwhile, self._meanwhile = self._meanwhile, None
                await meanwhile()
        self.updates = after


async def put(store: DocumentStore, id: str) -> None:
    await store.write(DB, [Write({"_id": id, "kind": "member"}, mode="edit")])


@asynccontextmanager
async def at_work(
    store: DocumentStore, *workers: Any, processor: Callable[[], float] | None = None, take_in: Callable[[], bool] = lambda: False
) -> AsyncIterator[None]:
    task = asyncio.create_task(Rounds(store, workers, processor or idle, take_in).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def idle() -> float:
    """The processor of a process that has nothing to do."""
    return 0.0


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "GATHER_SECONDS", 0.0)
    monkeypatch.setattr(rounds, "RETRY_SECONDS", 0.0)


async def test_the_workers_of_the_server_read_what_is_new_in_a_workspace_once(tmp_path: Path) -> None:
    memory, clock, catalogue = MemoryStore(), FixedClock(NOW), Catalogue.load()
    directory = await make_world(memory)
    store = Counting(memory)
    model = SqliteReadModel(tmp_path / "a.db")

    async def resolve(unit: str, id: str) -> bool:
        return False

    settle = SettleUnits(model, Deadlines(memory, directory, Rules.load()), clock)
    workers = (
        Merger(store, resolve),  # type: ignore[arg-type]
        Deliverer(store, DeliverPapers(store, directory, clock), clock),  # type: ignore[arg-type]
        Follower(store, model, catalogue, clock, settle),  # type: ignore[arg-type]
    )
    for worker in workers:
        await worker.catch_up()
    await put(memory, "member:01JQ0000000000000000000001")
    store.read.clear()
    look = SharedLook(store)  # type: ignore[arg-type]
    for worker in workers:
        await worker.catch_up(look)
    assert {db for db, _ in store.read} == {DB} and set(store.read.values()) == {1}
    await model.close()


async def test_what_comes_while_a_round_lasts_reaches_every_worker() -> None:
    store = MemoryStore()
    await store.create_database(DB)
    await put(store, "member:1")
    first, second = Noting(store, meanwhile=lambda: put(store, "member:2")), Noting(store)
    async with at_work(store, first, second):
        await until(lambda: first.noted == second.noted == ["member:1", "member:2"])
        await put(store, "member:3")
        await until(lambda: first.noted == second.noted == ["member:1", "member:2", "member:3"])


async def test_a_worker_that_fails_is_told_of_once_and_asked_again_while_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    store = MemoryStore()
    await store.create_database(DB)
    await put(store, "member:1")
    failing, other = Noting(store, failures=3), Noting(store)
    async with at_work(store, failing, other):
        await until(lambda: other.noted == ["member:1"])
        await until(lambda: failing.noted == ["member:1"])
        await put(store, "member:2")
        await until(lambda: failing.noted == other.noted == ["member:1", "member:2"])
    assert [one.getMessage() for one in caplog.records].count("nothing could be noted; trying again every 0.0 s") == 1


@pytest.mark.parametrize("why", ["much is computed", "papers come in and wait for the disk"])
async def test_while_the_doors_are_busy_changes_are_gathered_and_told_together_when_it_is_quiet(
    why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "GATHER_SECONDS", 0.01)
    store, used, busy, looks = MemoryStore(), [0.0], [True], list[int]()
    await store.create_database(DB)
    computes = why == "much is computed"

    def processor() -> float:
        used[0] += 3600 if busy[0] and computes else 0
        looks.append(1)
        return used[0]

    worker = Noting(store)
    async with at_work(store, worker, processor=processor, take_in=lambda: looks.append(1) or (busy[0] and not computes)):
        await until(lambda: worker.updates != "0")
        await put(store, "member:1")
        await until(lambda: len(looks) >= 12)
        await put(store, "member:2")
        assert worker.noted == []
        busy[0] = False
        await until(lambda: worker.noted == ["member:1", "member:2"])


async def test_a_server_that_is_always_busy_still_looks_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "LONGEST_GATHER_SECONDS", 0.05)
    store, used = MemoryStore(), [0.0]
    await store.create_database(DB)

    def processor() -> float:
        used[0] += 3600
        return used[0]

    worker = Noting(store)
    async with at_work(store, worker, processor=processor):
        await put(store, "member:1")
        await until(lambda: worker.noted == ["member:1"])
        await put(store, "member:2")
        await until(lambda: worker.noted == ["member:1", "member:2"])


async def test_a_store_that_cannot_be_asked_is_asked_again() -> None:
    store, broken = MemoryStore(), [True, True]
    await store.create_database(DB)

    class Away(Counting):
        async def wait_for_update(self, since: Seq, timeout: float) -> bool:
            if broken:
                broken.pop()
                raise OSError("away")
            return await store.wait_for_update(since, timeout)

    worker = Noting(store)
    async with at_work(Away(store), worker):  # type: ignore[arg-type]
        await until(lambda: not broken)
        await put(store, "member:1")
        await until(lambda: worker.noted == ["member:1"])


async def test_a_round_with_more_changes_than_are_kept_still_tells_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.worker.look.MOST_KEPT", 1)
    store = MemoryStore()
    await store.create_database(DB)
    for number in range(3):
        await put(store, f"member:{number}")
    look = SharedLook(store)
    assert [len((await look.changes(DB, "0", limit=200)).changes) for _ in range(2)] == [3, 3]
