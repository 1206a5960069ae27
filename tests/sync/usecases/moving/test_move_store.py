"""Moving a store: everything comes along, wherever it is interrupted, and cursors go on without skipping anything."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sync.domain.errors import Refusal
from sync.ports import DocumentStore, Json, Write, Written
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.moved_places import moved_from, standing
from sync.usecases.moving import progress
from sync.usecases.moving.compare_stores import Compared, CompareStores
from sync.usecases.moving.failure import MoveFailed
from sync.usecases.moving.local_documents import goes_along
from sync.usecases.moving.move_store import MoveStore
from tests.support.full_store import add_files, fill

DB = "ws-na-don"


@pytest.fixture
def chance() -> random.Random:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


@pytest.fixture(params=["memory to sqlite", "sqlite to memory", "sqlite to sqlite"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[DocumentStore, DocumentStore]]:
    made: list[DocumentStore] = []
    for number, kind in enumerate(request.param.split(" to ")):
        made.append(MemoryStore() if kind == "memory" else await SqliteStore.open(tmp_path / f"{number}.sqlite"))
    yield made[0], made[1]
    for one in made:
        await one.close()


async def equal(source: DocumentStore, target: DocumentStore) -> Compared:
    compared = await CompareStores(source, target).run()
    assert compared.told == [] and compared.differences == 0
    assert compared.inner_gone == 0
    return compared


async def test_everything_comes_along(stores: tuple[DocumentStore, DocumentStore], chance: random.Random) -> None:
    source, target = stores
    await fill(source, chance)
    await MoveStore(source, target).run()
    compared = await equal(source, target)
    assert compared.databases == 4 and compared.documents >= 90
    assert compared.attachments >= 90 and compared.inner > 30 and compared.locals == 3
    for name in await source.databases():
        assert await target.settings(name) == await source.settings(name)


async def test_a_second_run_copies_only_what_is_new(stores: tuple[DocumentStore, DocumentStore], chance: random.Random) -> None:
    source, target = stores
    await fill(source, chance)
    first = await MoveStore(source, target).run()
    assert first.documents > 0
    assert (await MoveStore(source, target).run()).documents == 0
    await source.write(DB, [Write({"_id": "late"}, mode="edit")])
    await source.delete_local(DB, "upload-1", "0-1")
    await source.create_database("ws-moi")
    assert (await MoveStore(source, target).run()).documents == 1
    await equal(source, target)
    assert "ws-moi" in await target.databases() and await target.local_ids(DB) != []
    assert await target.read_local(DB, "upload-1") is None


async def test_trees_longer_than_revs_limit_are_not_cut_on_their_way() -> None:
    source, target = MemoryStore(), MemoryStore()
    await source.create_database(DB)
    ids = [f"{number:032x}" for number in range(40, 0, -1)]
    await source.write(DB, [Write({"_id": "x", "_rev": f"40-{ids[0]}", "_revisions": {"start": 40, "ids": ids}})])
    await source.set_revs_limit(DB, 3)
    await MoveStore(source, target).run()
    await equal(source, target)
    assert (await target.leaves(DB, "x"))[0]["_revisions"]["ids"] == ids


class Guarded(MemoryStore):
    """Its new databases are for administrators alone, as a CouchDB's are."""

    async def create_database(self, name: str) -> bool:
        made = await super().create_database(name)
        if made:
            await self.set_security(name, {"members": {"roles": ["_admin"]}, "admins": {"roles": ["_admin"]}})
        return made


async def test_a_database_that_says_nothing_of_who_may_read_it_is_not_opened_to_everybody(chance: random.Random) -> None:
    source, target = MemoryStore(), Guarded()
    await fill(source, chance, 3)
    await MoveStore(source, target).run()
    await equal(source, target)
    assert (await target.settings("accounts")).security["members"] == {"roles": ["_admin"]}
    assert (await target.settings(DB)).security == (await source.settings(DB)).security


class Breaking(MemoryStore):
    """Breaks at the nth write: after it was stored or before, as a connection does."""

    def __init__(self) -> None:
        super().__init__()
        self.left = -1
        self.stored_first = False

    def _count(self) -> bool:
        self.left -= 1
        return self.left == 0

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        breaks = self._count()
        if breaks and self.stored_first:
            await super().write(db, writes[: len(writes) // 2 + 1])
        if breaks:
            raise Refusal("store_unavailable")
        return await super().write(db, writes)

    async def write_local(self, db: str, id: str, body: Json) -> Written:
        breaks = self._count()
        if breaks and not self.stored_first:
            raise Refusal("store_unavailable")
        written = await super().write_local(db, id, body)
        if breaks:
            raise Refusal("store_unavailable")
        return written


async def test_broken_anywhere_and_begun_again_it_ends_equal(chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.usecases.moving.move_store.PAGE", 7)
    source, target = MemoryStore(), Breaking()
    await fill(source, chance)
    breaks = 0
    for number in range(1, 200):
        target.left, target.stored_first = 1 + number % 4, chance.random() < 0.5
        try:
            await MoveStore(source, target).run()
            break
        except Refusal:
            breaks += 1
    assert breaks > 20
    target.left = -1
    await MoveStore(source, target).run()
    await equal(source, target)
    for name in await source.databases():
        await _every_cursor_misses_nothing(source, target, name)


async def _every_cursor_misses_nothing(source: DocumentStore, target: DocumentStore, name: str) -> int:
    """For every place of the old feed: what comes after it there is told after its new place. Gives the cursors that go on."""
    old, new = await source.info(name), await target.info(name)
    went_on = 0
    for place in range(int(old.update_seq) + 1):
        here = await standing(target, new.name, new.uuid, (old.uuid[:8], str(place)))
        unseen = {row.id for row in (await source.changes(name, str(place))).changes}
        told = {row.id for row in (await target.changes(name, here)).changes}
        assert unseen <= told, f"a phone at {place} goes on at {here} and misses {unseen - told}"
        went_on += here != "0"
    return went_on


async def test_cursors_go_on(
    stores: tuple[DocumentStore, DocumentStore], chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.usecases.moving.move_store.PAGE", 5)
    source, target = stores
    await fill(source, chance)
    await MoveStore(source, target).run()
    assert await _every_cursor_misses_nothing(source, target, DB) > 10
    old, new = await source.info(DB), await target.info(DB)
    assert (await target.changes(DB, await standing(target, new.name, new.uuid, (old.uuid[:8], old.update_seq)))).changes == ()


async def test_pairs_are_few_and_the_last_one_stays(chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.usecases.moving.move_store.PAGE", 1)
    monkeypatch.setattr(progress, "MOST_PLACES", 6)
    source, target = MemoryStore(), MemoryStore()
    await fill(source, chance)
    await MoveStore(source, target).run()
    old = await source.info(DB)
    told = await target.read_local(DB, moved_from(old.uuid[:8]))
    assert told is not None and 3 <= len(told["places"]) <= 6
    assert told["places"][-1] == [old.update_seq, (await target.info(DB)).update_seq]
    assert await _every_cursor_misses_nothing(source, target, DB) > 3


async def test_moves_follow_one_another(chance: random.Random, tmp_path: Path) -> None:
    first, second, third = MemoryStore(), await SqliteStore.open(tmp_path / "second.sqlite"), MemoryStore()
    await fill(first, chance, 10)
    await MoveStore(first, second).run()
    await second.write(DB, [Write({"_id": "later"}, mode="edit")])
    await MoveStore(second, third).run()
    await equal(second, third)
    assert await _every_cursor_misses_nothing(second, third, DB) > 0
    old = await first.info(DB)
    place = await standing(third, DB, (await third.info(DB)).uuid, (old.uuid[:8], old.update_seq))
    assert "later" in {row.id for row in (await third.changes(DB, place)).changes}
    assert [id for id in await third.local_ids(DB) if id.startswith("moving-")] != []
    await second.close()


class Busy(MemoryStore):
    """Somebody writes into it while it is read: after each page of the feed, before its documents are read."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance
        self.writes = 0

    async def changes(self, db: str, since: str = "0", **how: Any) -> Any:
        page = await super().changes(db, since, **how)
        if self.writes and page.changes:
            self.writes -= 1
            id = self._chance.choice(page.changes).id
            present = await self.read(db, id)
            await self.write(
                db, [Write({"_id": id, "busy": self.writes, **({"_rev": present["_rev"]} if present else {})}, mode="edit")]
            )
        return page


async def test_a_source_that_is_written_to_meanwhile_ends_equal_and_no_cursor_skips(
    chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.usecases.moving.move_store.PAGE", 5)
    source, target = Busy(chance), MemoryStore()
    await fill(source, chance, 20)
    source.writes = 25
    moved = await MoveStore(source, target).run()
    while moved.documents:
        moved = await MoveStore(source, target).run()
    source.writes = 0
    await equal(source, target)
    for name in await source.databases():
        await _every_cursor_misses_nothing(source, target, name)


async def test_after_the_target_has_been_written_to_no_cursor_is_sent_past_that(chance: random.Random) -> None:
    source, target = MemoryStore(), MemoryStore()
    await fill(source, chance, 10)
    await MoveStore(source, target).run()
    await target.write(DB, [Write({"_id": "from a phone"}, mode="edit")])
    await target.write_local(DB, "upload-new", {"piece": "B"})
    await source.write(DB, [Write({"_id": "straggler"}, mode="edit")])
    await MoveStore(source, target).run()
    old, new = await source.info(DB), await target.info(DB)
    place = await standing(target, new.name, new.uuid, (old.uuid[:8], old.update_seq))
    assert {row.id for row in (await target.changes(DB, place)).changes} >= {"from a phone", "straggler"}
    assert await target.read_local(DB, "upload-new") is not None


async def test_a_target_that_holds_something_else_is_refused(chance: random.Random) -> None:
    source, target = MemoryStore(), MemoryStore()
    await fill(source, chance, 3)
    await target.create_database(DB)
    await target.write(DB, [Write({"_id": "stranger"}, mode="edit")])
    with pytest.raises(MoveFailed, match="already holds documents"):
        await MoveStore(source, target).run()
    assert await target.read(DB, "stranger") is not None


async def test_a_document_the_target_refuses_is_named() -> None:
    class Choosy(MemoryStore):
        async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
            return [Written(one.body["_id"], one.body["_rev"], "id_malformed") for one in writes]

    source = MemoryStore()
    await source.create_database(DB)
    await source.write(DB, [Write({"_id": "odd"}, mode="edit")])
    with pytest.raises(MoveFailed, match=r"odd .*id_malformed"):
        await MoveStore(source, Choosy()).run()


CHECKPOINT = {"session_id": "s", "history": [{"session_id": "s", "recorded_seq": 50}]}


@pytest.mark.parametrize(
    ("body", "end", "along"),
    [
        ({**CHECKPOINT, "source_last_seq": 50}, "100", False),
        ({**CHECKPOINT, "source_last_seq": 50}, "49", True),
        ({**CHECKPOINT, "source_last_seq": 200}, "100", False),
        ({"session_id": "s", "last_seq": 200, "history": []}, "100", True),
        ({"session_id": "s", "source_last_seq": "50-g1AAA", "history": []}, "100", True),
        ({"session_id": "s", "source_last_seq": "50-g1AAA", "history": []}, "100-g1BBB", False),
        ({"session_id": "s", "last_seq": 50, "history": []}, "100-g1BBB", True),
        ({"session_id": "s", "last_seq": 0, "history": []}, "100", True),
        ({"piece": "x", "last_seq": 3}, "100", True),
    ],
)
async def test_a_peers_checkpoint_comes_along_only_when_it_cannot_be_a_place_of_ours(body: Json, end: str, along: bool) -> None:
    store = MemoryStore()
    await store.create_database(DB)
    info = await store.info(DB)
    here = type(info)(info.name, info.uuid, 0, 0, end)
    assert goes_along("checkpoint", body, here) is along
    assert goes_along("moving-12345678", body, here) is False


async def _damage(store: MemoryStore, name: str) -> None:
    found = store._databases[DB]
    id, rev = next((id, rev) for id, rev in found.bodies if id == "photo:0")
    if name == "body":
        found.bodies[id, rev] = found.bodies[id, rev].replace('"n":0', '"n":1')
    elif name == "attachment":
        key = next(key for key in found.files if key[0] == id)
        found.files[key] = found.files[key][::-1] + b"x"[: not found.files[key]]
    elif name == "document":
        await store.purge(DB, {id: [leaf["_rev"] for leaf in await store.leaves(DB, id)]})
    elif name == "more":
        await store.write(DB, [Write({"_id": "new"}, mode="edit")])
    elif name == "deletion":
        [leaf] = await store.leaves(DB, id)
        await store.write(DB, [Write({"_id": id, "_rev": leaf["_rev"], "_deleted": True}, mode="edit")])
    elif name == "security":
        await store.set_security(DB, {})
    elif name == "local":
        await store.delete_local(DB, "upload-1", "0-1")
    else:
        await store.create_database("ws-fremd")


@pytest.mark.parametrize("what", ["body", "attachment", "document", "more", "deletion", "security", "local", "database"])
async def test_the_check_notices(what: str, chance: random.Random) -> None:
    source, target = MemoryStore(), MemoryStore()
    await source.create_database(DB)
    await add_files(source, DB, chance, 3)
    await source.set_security(DB, {"admins": {}})
    await source.write_local(DB, "upload-1", {"piece": "x"})
    await MoveStore(source, target).run()
    await equal(source, target)
    await _damage(target, what)
    compared = await CompareStores(source, target).run()
    assert compared.differences > 0 and compared.told


async def test_the_check_of_a_moving_source_leaves_aside_what_has_changed_since(chance: random.Random) -> None:
    source, target = MemoryStore(), MemoryStore()
    await source.create_database(DB)
    await add_files(source, DB, chance, 3)
    moved = await MoveStore(source, target).run()
    [leaf] = await source.leaves(DB, "photo:0")
    await source.write(DB, [Write({"_id": "photo:0", "_rev": leaf["_rev"], "n": 9}, mode="edit")])
    await source.create_database("ws-moi")
    assert (await CompareStores(source, target).run()).differences > 0
    compared = await CompareStores(source, target, since=moved.reached).run()
    assert (compared.told, compared.moving) == ([], 1)
    await target.purge(DB, {"photo:1": [(await target.leaves(DB, "photo:1"))[0]["_rev"]]})
    assert (await CompareStores(source, target, since=moved.reached).run()).differences > 0
