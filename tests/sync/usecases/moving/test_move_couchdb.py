"""From the embedded store to CouchDB and back, with everything, on our own door and on a real CouchDB when
SOHOP_TEST_COUCHDB_URL names one."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sync.ports import DocumentStore, Write
from sync.stores.couchdb.store import CouchStore
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.moved_places import standing
from sync.usecases.moving.compare_stores import CompareStores
from sync.usecases.moving.lines import Told, lines_of, take_lines
from sync.usecases.moving.move_store import MoveStore
from tests.support.couch.plain_couch import our_couch
from tests.support.full_store import fill

DB = "ws-na-don"


@pytest.fixture(params=["our own door", "CouchDB, one shard", "CouchDB, two shards"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    real = os.environ.get("SOHOP_TEST_COUCHDB_URL", "")
    if request.param == "our own door":
        with our_couch(tmp_path) as address:
            yield address
    elif not real:
        pytest.skip("SOHOP_TEST_COUCHDB_URL is not set")
    else:
        yield real


@pytest.fixture
async def couch(url: str, request: pytest.FixtureRequest) -> AsyncIterator[DocumentStore]:
    shards = 2 if "two" in request.node.callspec.params["url"] else 1
    opened = CouchStore(url, prefix=f"sohop-move-{uuid.uuid4().hex[:12]}-", q=shards, n=1)
    yield opened
    for name in await opened.databases():
        await opened.delete_database(name)
    await opened.close()


async def equal(source: DocumentStore, target: DocumentStore) -> None:
    compared = await CompareStores(source, target).run()
    assert (compared.told, compared.inner_gone) == ([], 0)
    assert compared.attachments > 10 and compared.inner > 10


async def test_there_and_back_everything_is_the_same_and_cursors_go_on(
    couch: DocumentStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.usecases.moving.move_store.PAGE", 6)
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    here, back = await SqliteStore.open(tmp_path / "here.sqlite"), MemoryStore()
    await fill(here, random.Random(seed), 12)
    await MoveStore(here, couch).run()
    await equal(here, couch)
    old, new = await here.info(DB), await couch.info(DB)
    went_on = 0
    for place in range(int(old.update_seq) + 1):
        stands = await standing(couch, new.name, new.uuid, (old.uuid[:8], str(place)))
        unseen = {row.id for row in (await here.changes(DB, str(place))).changes}
        assert unseen <= {row.id for row in (await couch.changes(DB, stands)).changes}
        went_on += stands != "0"
    assert went_on > 2
    at_the_end = (await couch.changes(DB)).last_seq
    await couch.write(DB, [Write({"_id": "later"}, mode="edit")])

    await MoveStore(couch, back).run()
    await equal(couch, back)
    last = (await couch.changes(DB)).last_seq
    assert (await back.changes(DB, await standing(back, DB, (await back.info(DB)).uuid, (new.uuid[:8], last)))).changes == ()
    for uuid8, seq in ((old.uuid[:8], old.update_seq), (new.uuid[:8], at_the_end)):
        told = await back.changes(DB, await standing(back, DB, (await back.info(DB)).uuid, (uuid8, seq)))
        assert "later" in {row.id for row in told.changes}
    await here.close()


async def test_lines_of_a_couchdb_come_back_into_any_store(couch: DocumentStore) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    filled, back = MemoryStore(), MemoryStore()
    await fill(filled, random.Random(seed), 8)
    await MoveStore(filled, couch).run()
    told = Told(DB)
    lines = [line async for line in lines_of(couch, DB, told)]
    for name in await couch.databases():
        await take_lines(back, lines if name == DB else [line async for line in lines_of(couch, name, Told(name))])
    await equal(couch, back)
    place = await standing(back, DB, (await back.info(DB)).uuid, (told.uuid[:8], told.seq))
    assert len((await back.changes(DB, place)).changes) == 0
