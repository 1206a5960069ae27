"""All receipts of a unit, read again only where there are others: whatever has happened in between, they are what reading everything would give."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.domain.documents import workspace
from sync.ports import DocumentStore, Write
from sync.usecases.receipts.find_receipts import UnitReceipts
from tests.support.proofs.receipts import a_receipt
from tests.support.stores import EVERY_STORE, opened

UNIT = "chi-bo"
DB = workspace(UNIT)


@pytest.fixture(params=EVERY_STORE)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[DocumentStore]:
    async with opened(request.param, tmp_path) as there:
        await there.store.create_database(DB)
        yield there.store


async def put(store: DocumentStore, number: int, *papers: str) -> None:
    at = f"2026-11-{number:02}T08:00:00.000+07:00"
    receipt = a_receipt(UNIT, *((paper, f"1-{number:032x}") for paper in papers), received_at=at)
    [told] = await store.write(DB, [Write(receipt | {"_id": f"receipt:{at}:{number:06}"}, mode="edit")])
    assert told.error is None


async def test_they_are_what_reading_everything_gives_whatever_came_between(store: DocumentStore) -> None:
    kept = UnitReceipts(store)

    async def same() -> list[str]:
        found = await kept.of(DB)
        assert found == await UnitReceipts(store).of(DB)
        return [one.paper for one in found]

    assert await same() == []
    await put(store, 9, "minutes:a", "score_sheet:a")
    await put(store, 12, "minutes:b")
    assert await same() == ["minutes:a", "score_sheet:a", "minutes:b"]
    # One that another server gave an earlier time comes later; one is taken away; one is written anew.
    await put(store, 10, "meeting:c")
    assert await same() == ["minutes:a", "score_sheet:a", "meeting:c", "minutes:b"]
    [first, *_] = await store.range(DB, "receipt:", "receipt;")
    await store.write(DB, [Write({"_id": first["_id"], "_rev": first["_rev"], "_deleted": True}, mode="edit")])
    assert await same() == ["meeting:c", "minutes:b"]
    [second, *_] = await store.range(DB, "receipt:", "receipt;")
    await store.write(DB, [Write({**second, "received_at": "2026-11-11T08:00:00.000+07:00"}, mode="edit")])
    assert await same() == ["meeting:c", "minutes:b"]
    await store.delete_database(DB)
    await store.create_database(DB)
    await put(store, 20, "minutes:d")
    assert await same() == ["minutes:d"]
