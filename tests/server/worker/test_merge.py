"""The worker that merges, on every store: two at once, stopped after any write, and phones that come late, all give one tree."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from server.worker.merge import Merger
from sync.forms.catalogue import Catalogue
from sync.ports import DocumentStore, Write, Written
from sync.stores.memory import MemoryStore
from sync.usecases.history.bodies import KeptBodies
from sync.usecases.history.keep import KeepPapers
from sync.usecases.merging.resolve_paper import ResolvePaper
from sync.usecases.receipts.find_receipts import find_receipts
from tests.support.clock import FixedClock
from tests.support.signer import CountingSigner
from tests.support.site import running
from tests.support.stores import EVERY_STORE, opened
from tests.support.world import NA_DON
from tests.sync.merging.papers import THU_KY, Json, minutes, paper
from tests.sync.merging.server import DB, ID

CATALOGUE = Catalogue.load()


@pytest.fixture(params=EVERY_STORE)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[DocumentStore]:
    async with opened(request.param, tmp_path) as made:
        await made.store.create_database(DB)
        yield made.store


def merger(store: DocumentStore) -> Merger:
    clock = FixedClock("2026-11-24T08:00:00+07:00")
    keep = KeepPapers(store, CountingSigner(), clock)
    return Merger(store, ResolvePaper(store, CATALOGUE, KeptBodies(store), keep))


async def take(store: DocumentStore, *documents: Json) -> None:
    assert all(one.error is None for one in await store.write(DB, [Write(document) for document in documents]))


async def tree(store: DocumentStore) -> list[Any]:
    """Every document with its leaves: revisions, content, histories. Receipts tell of the time and are left out."""
    page = await store.changes(DB)
    told = await store.leaves_of(DB, [change.id for change in page.changes])
    found = [(leaf["_id"], leaf) for leaves in told.values() for leaf in leaves if not leaf["_id"].startswith("receipt:")]
    return sorted(found, key=lambda row: (row[0], row[1].get("_rev", "")))


NAMES = ("Lò Văn Panh", "Giàng A Páo", "Vàng A Lử")


def roll(members: list[Json], parent: Json | None = None, author: str = "a") -> Json:
    answers = {"members": members, "few_present_reason": "Mưa lũ, đường tắc."}
    return paper("roll_call", "2026-11:regular:1", answers, parent, state="sent" if parent else "draft", author=author)


def three(state: str = "draft") -> tuple[Json, list[Json]]:
    base = minutes({"place": "Nhà văn hóa", "conclusion": "Nhất trí. Giao đồng chí Páo."})
    if state == "sent":
        rows = [
            {"_id": f"m{n}", "name": name, "status": "official", "presence": "absent_excused", "reason": "ill"}
            for n, name in enumerate(NAMES)
        ]
        here = [{name: value for name, value in row.items() if name != "reason"} | {"presence": "present"} for row in rows]
        base = roll(rows)
        return base, [roll([here[0], *rows[1:]], base, "a"), roll([rows[0], here[1], rows[2]], base, "b")]
    return base, [
        minutes({**base["answers"], "place": "Trường"}, base),
        minutes(
            {**base["answers"], "place": "Nhà ông Páo", "conclusion": "Nhất trí cao. Giao đồng chí Páo."}, base, author=THU_KY
        ),
        minutes({**base["answers"], "conclusion": "Nhất trí. Giao đồng chí Páo. Xong trước Tết."}, base, author="c"),
    ]


async def test_what_is_there_and_what_comes_is_merged_and_then_there_is_nothing_to_do(store: DocumentStore) -> None:
    base, leaves = three()
    await take(store, base, *leaves[:2])
    worker = merger(store)
    assert await worker.catch_up() == 1
    await take(store, leaves[2])
    assert await worker.catch_up() == 1
    before = await tree(store)
    assert await worker.catch_up() == 0 and await merger(store).catch_up() == 0
    assert await tree(store) == before
    alive = [leaf for leaf in await store.leaves(DB, ID) if not leaf.get("_deleted")]
    assert len(alive) == 1 and alive[0]["answers"]["conclusion"] == "Nhất trí cao. Giao đồng chí Páo. Xong trước Tết."
    asked = await store.range(DB, "conflict:", "conflict;")
    assert [one["state"] for one in asked].count("open") == 1


async def test_two_workers_at_once_give_the_tree_of_one(store: DocumentStore, tmp_path: Path) -> None:
    base, leaves = three()
    alone = MemoryStore()
    await alone.create_database(DB)
    for one in (store, alone):
        await take(one, base, *leaves)
    await asyncio.gather(merger(store).catch_up(), merger(store).catch_up())
    await merger(alone).catch_up()
    assert await tree(store) == await tree(alone)


class _Stopped(Exception):
    """The process has ended."""


class _Stopping:
    """A store whose process ends after so many single writes."""

    def __init__(self, inner: DocumentStore, after: int) -> None:
        self._inner, self._left = inner, after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        done: list[Written] = []
        for one in writes:
            if not self._left:
                raise _Stopped
            done += await self._inner.write(db, [one])
            self._left -= 1
        return done


@pytest.mark.parametrize("state", ["draft", "sent"])
async def test_stopped_after_any_write_it_ends_as_if_it_had_never_been_stopped(
    store: DocumentStore, tmp_path: Path, state: str
) -> None:
    base, leaves = three(state)
    whole = MemoryStore()
    await whole.create_database(DB)
    await take(whole, base, *leaves)
    await merger(whole).catch_up()
    wanted = await tree(whole)
    for after in range(12):
        await store.delete_database(DB)
        await store.create_database(DB)
        await take(store, base, *leaves)
        worker = merger(_Stopping(store, after))  # type: ignore[arg-type]
        stopped = await worker.catch_up() == 0
        alive = [leaf for leaf in await store.leaves(DB, base["_id"]) if not leaf.get("_deleted")]
        assert alive, "something stands at every moment"
        await merger(store).catch_up()
        assert await tree(store) == wanted, after
        if not stopped:
            return
    raise AssertionError("it never came to an end")


async def test_stopped_and_then_surprised_by_a_late_leaf_it_loses_nothing(store: DocumentStore, tmp_path: Path) -> None:
    base, leaves = three()
    whole = MemoryStore()
    await whole.create_database(DB)
    await take(whole, base, *leaves)
    await merger(whole).catch_up()
    [wanted] = [leaf for leaf in await whole.leaves(DB, ID) if not leaf.get("_deleted")]
    for after in range(5):
        await store.delete_database(DB)
        await store.create_database(DB)
        await take(store, base, *leaves[:2])
        await merger(_Stopping(store, after)).catch_up()  # type: ignore[arg-type]
        await take(store, leaves[2])
        await merger(store).catch_up()
        await merger(store).catch_up()
        [leaf] = [leaf for leaf in await store.leaves(DB, ID) if not leaf.get("_deleted")]
        assert leaf["answers"] == wanted["answers"] and leaf["with"] == wanted["with"], after


async def test_a_merged_sent_paper_has_a_receipt_and_a_draft_beside_it_changes_nothing(store: DocumentStore) -> None:
    base, leaves = three("sent")
    await take(
        store,
        base,
        *leaves,
        paper("roll_call", "2026-11:regular:1", {"members": base["answers"]["members"][1:]}, base, author="c"),
    )
    await merger(store).catch_up()
    [leaf] = [leaf for leaf in await store.leaves(DB, base["_id"]) if not leaf.get("_deleted")]
    assert leaf["state"] == "sent" and [row.get("presence") for row in leaf["answers"]["members"]] == [
        "present",
        "present",
        "absent_excused",
    ]
    assert leaf["answers"]["present"] == 2, "what is worked out is worked out anew"
    key = base["_id"], leaf["_rev"]
    assert key in await find_receipts(store, DB, [key])
    entries = await store.range("history")
    assert {leaf["_rev"] for leaf in await store.leaves(DB, base["_id"])} <= {
        row["rev"] for one in entries for row in one["papers"]
    } | {one["_rev"] for one in (base, *leaves)}
    assert await store.range(DB, "conflict:", "conflict;") == []


async def test_without_the_body_they_came_from_both_are_kept(store: DocumentStore) -> None:
    base, leaves = three()
    await take(store, base, *leaves[:2])
    await store.compact(DB)
    if await store.read(DB, ID, base["_rev"]) is not None:
        pytest.skip("this store compacts when it likes")
    await merger(store).catch_up()
    [asked] = await store.range(DB, "conflict:", "conflict;")
    values = {tuple(field["path"]): {one["value"] for one in field["values"]} for field in asked["fields"]}
    assert values == {
        ("place",): {"Trường", "Nhà ông Páo"},
        ("conclusion",): {one["answers"]["conclusion"] for one in leaves[:2]},
    }


async def test_what_the_store_has_compacted_away_is_read_from_the_history(store: DocumentStore) -> None:
    base, leaves = three()
    keep = KeepPapers(store, CountingSigner(), FixedClock("2026-11-24T08:00:00+07:00"))
    for one in (base, *leaves[:2]):
        assert [told.error for told in await keep.write(NA_DON, [Write(one)], "na-don-bi-thu")] == [None]
    await store.compact(DB)
    await merger(store).catch_up()
    [leaf] = [leaf for leaf in await store.leaves(DB, ID) if not leaf.get("_deleted")]
    [asked] = await store.range(DB, "conflict:", "conflict;")
    assert [field["path"] for field in asked["fields"]] == [["place"]]
    assert leaf["answers"]["conclusion"] == leaves[1]["answers"]["conclusion"], "only one of them had changed it"


async def test_a_paper_that_cannot_be_merged_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    store = MemoryStore()
    await store.create_database(DB)
    base, leaves = three()
    odd = [{**one, "_id": "task:01JQ0000000000000000000001"} for one in (base, *leaves)]
    await take(store, base, *leaves, *odd)
    worker = merger(store)
    real = worker.do

    class Failing:
        async def __call__(self, unit: str, id: str) -> bool:
            if id.startswith("task:"):
                raise RuntimeError("odd")
            return await real(unit, id)

    worker.do = Failing()  # type: ignore[assignment]
    assert await worker.catch_up() == 1
    assert await worker.catch_up() == 0
    assert len([record for record in caplog.records if "could not be merged" in record.getMessage()]) == 1
    worker.do = real
    assert await worker.catch_up() == 1, "it is tried again though nothing has changed"


async def test_a_server_merges_what_two_phones_send(tmp_path: Path) -> None:
    async with running(tmp_path, merging=True) as world:
        base, leaves = three()
        await take(world.store, base, *leaves)

        async def merged() -> bool:
            return len([leaf for leaf in await world.store.leaves(DB, ID) if not leaf.get("_deleted")]) == 1

        async with asyncio.timeout(60):
            seq = "0"
            while not await merged():
                seq = (await world.store.changes(DB)).last_seq
                await world.store.wait_for_change(DB, seq, 1)
