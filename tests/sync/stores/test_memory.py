"""The memory store keeps the contract."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sync.ports import DocumentStore
from sync.stores.memory import MemoryStore
from tests.sync.stores.contract import DB, DocumentContract
from tests.sync.stores.contract_feeds import FeedContract
from tests.sync.stores.contract_files import FileContract


class TestMemory(DocumentContract, FeedContract, FileContract):
    @pytest.fixture
    async def store(self) -> AsyncIterator[DocumentStore]:
        opened = MemoryStore()
        await opened.create_database(DB)
        yield opened
        await opened.close()
