"""The CouchDB store keeps the contract, on a real CouchDB when SOHOP_TEST_COUCHDB_URL names one."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sync.ports import DocumentStore
from sync.stores.couchdb.store import CouchStore
from tests.support.couch.plain_couch import our_couch
from tests.sync.stores.contract import DB, DocumentContract
from tests.sync.stores.contract_feeds import FeedContract
from tests.sync.stores.contract_files import FileContract


class CouchContract(DocumentContract, FeedContract, FileContract):
    """The whole contract; one class a CouchDB, which says where it is by a fixture `url`."""

    @pytest.fixture
    async def store(self, url: str) -> AsyncIterator[DocumentStore]:
        # One shard: between shards a feed has no order, and the contract's tests look at it.
        opened = CouchStore(url, prefix=f"sohop-test-{uuid.uuid4().hex[:12]}-", q=1)
        await opened.prepare()
        await opened.create_database(DB)
        yield opened
        for name in await opened.databases():
            await opened.delete_database(name)
        await opened.close()


class TestOnApacheCouchDB(CouchContract):
    @pytest.fixture
    def url(self, couchdb_url: str) -> str:
        return couchdb_url


class TestOnOurOwnServer(CouchContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> Iterator[str]:
        with our_couch(tmp_path) as address:
            yield address
