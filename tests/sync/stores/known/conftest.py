"""Two servers on one CouchDB: our own door, and a real one when there is one."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.stores.couchdb.store import CouchStore
from tests.support.couch.plain_couch import our_couch
from tests.sync.stores.contract import DB


@pytest.fixture(params=["ours", "couchdb"])
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[CouchStore, CouchStore]]:
    """Both are closed by the end, whoever closed them before."""
    real: str = request.getfixturevalue("couchdb_url") if request.param == "couchdb" else ""
    with our_couch(tmp_path) as ours:
        prefix = f"sohop-test-{uuid.uuid4().hex[:12]}-"
        here, there, after = (CouchStore(real or ours, prefix=prefix, q=1, n=1) for _ in range(3))
        await here.create_database(DB)
        yield here, there
        await here.close()
        await there.close()
        await after.delete_database(DB)
        await after.close()
