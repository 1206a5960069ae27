"""PouchDB from npm replicates live both ways with a real server over a line that breaks at random bytes, while both ends are
edited at random: in the end both hold the same, histories, conflicts, deletions and attachments included."""

from __future__ import annotations

import random
from pathlib import Path
from urllib.parse import urlsplit

from sync.stores.sqlite.store import SqliteStore
from tests.support.couch.couch_site import listening
from tests.support.couch.plain_couch import plain_couch
from tests.support.couch.random_trees import told
from tests.support.couch.stranger import a_seed, expect_something_of_everything, report_of, with_login, without_files
from tests.support.cutting_proxy import CuttingProxy

DB = "plain"


async def test_live_both_ways_through_cuts_ends_equal(tmp_path: Path) -> None:
    seed = a_seed()
    chance = random.Random(seed)
    store = await SqliteStore.open(tmp_path / "store.sqlite")
    await store.create_database(DB)
    with listening(plain_couch(store)) as address:
        port = urlsplit(address).port or 0
        async with CuttingProxy(port, up=lambda: chance.randint(300, 60_000), down=lambda: chance.randint(300, 60_000)) as proxy:
            far, near = with_login(f"{proxy.url}/couch/{DB}"), with_login(f"{address}/{DB}")
            wishes = {"cut": proxy.close_line, "mend": proxy.open_line}
            report = await report_of("continuous.js", far, near, str(seed), wishes=wishes)
            assert proxy.cuts > 5, "the line hardly broke: the test proved nothing"
    assert report["local"] == report["remote"]
    expect_something_of_everything(report["local"])
    assert report["again"] == {"read": 0, "written": 0}
    for document in report["remote"]:
        ours = told(await store.leaves(DB, document["id"]))
        assert ours == {**document, "leaves": [without_files(leaf) for leaf in document["leaves"]]}
    await store.close()
