"""Sessions last for months, are known to the store only by a hash, and end at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest

from server.security.sessions import CACHE_SECONDS, Sessions
from sync.domain.errors import Refusal
from sync.ports import Write, Written
from sync.stores.memory import MemoryStore
from sync.usecases.directory import ACCOUNTS, Directory
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds

NOW = "2026-11-23T10:00:00+07:00"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
async def store() -> MemoryStore:
    store = MemoryStore()
    await Directory(store).prepare()
    return store


@pytest.fixture
def sessions(store: MemoryStore, clock: FixedClock) -> Sessions:
    return Sessions(store, clock, CountingIds(), days=180)


async def test_the_store_holds_the_hash_of_a_token_and_never_the_token(sessions: Sessions, store: MemoryStore) -> None:
    token = await sessions.begin("panh", "Chrome · Android")
    documents = await store.range(ACCOUNTS, "session:", "session;")
    assert [one["_id"] for one in documents] == [f"session:{hashlib.sha256(token.encode()).hexdigest()}"]
    assert token not in repr(documents)
    found = await sessions.find(token)
    assert found is not None and (found.username, found.device) == ("panh", "Chrome · Android")


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 4000, "\ud800" * 43, "session:" + "0" * 35])
async def test_a_token_nobody_was_given_finds_nothing(sessions: Sessions, token: str) -> None:
    await sessions.begin("panh", "")
    assert await sessions.find(token) is None


async def test_a_session_ends_180_days_after_its_last_contact_not_after_its_beginning(
    sessions: Sessions, clock: FixedClock
) -> None:
    token = await sessions.begin("panh", "")
    for _ in range(3):
        clock.move(days=179)
        assert await sessions.find(token) is not None
    clock.move(days=180)
    assert await sessions.find(token) is None
    assert await sessions.find(token) is None


async def test_contact_is_written_at_most_once_a_day(sessions: Sessions, store: MemoryStore, clock: FixedClock) -> None:
    token = await sessions.begin("panh", "")
    before = (await store.info(ACCOUNTS)).update_seq
    for _ in range(23):
        clock.move(hours=1)
        await sessions.find(token)
    assert (await store.info(ACCOUNTS)).update_seq == before
    clock.move(hours=2)
    await sessions.find(token)
    assert (await store.info(ACCOUNTS)).update_seq != before


async def test_log_out_ends_the_session_at_once_and_twice_is_no_error(sessions: Sessions) -> None:
    token = await sessions.begin("panh", "")
    session = await sessions.find(token)
    assert session is not None
    await sessions.end(session)
    assert await sessions.find(token) is None
    await sessions.end(session)


async def test_a_log_out_on_another_server_is_seen_within_the_time_of_the_cache(
    sessions: Sessions, store: MemoryStore, clock: FixedClock
) -> None:
    token = await sessions.begin("panh", "")
    session = await sessions.find(token)
    assert session is not None
    await Sessions(store, clock, CountingIds(), days=180).end(session)
    clock.move(seconds=CACHE_SECONDS)
    assert await sessions.find(token) is None


async def test_a_store_that_cannot_be_written_keeps_nobody_from_reading(clock: FixedClock) -> None:
    class Full(MemoryStore):
        full = False

        async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
            if self.full:
                raise Refusal("store_unavailable")
            return await super().write(db, writes)

    store = Full()
    await Directory(store).prepare()
    sessions = Sessions(store, clock, CountingIds(), days=180)
    token = await sessions.begin("panh", "")
    store.full = True
    clock.move(days=2)
    found = await sessions.find(token)
    assert found is not None and found.username == "panh"
