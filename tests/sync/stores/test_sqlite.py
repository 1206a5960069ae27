"""The embedded store keeps the contract, keeps it on disk, and refuses files it must not touch."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.ports import DocumentStore
from sync.stores.sqlite.glimpses import TRUSTED
from sync.stores.sqlite.schema import NewerSchema
from sync.stores.sqlite.store import SqliteStore
from tests.sync.stores.contract import DB, A, B, C, DocumentContract, edit, put, replicated
from tests.sync.stores.contract_feeds import FeedContract
from tests.sync.stores.contract_files import FileContract


class TestSqlite(DocumentContract, FeedContract, FileContract):
    @pytest.fixture(params=[0.0, TRUSTED], ids=["beside a server", "in a server"])
    async def store(self, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[DocumentStore]:
        opened = SqliteStore(tmp_path / "store.sqlite", trusted=request.param)
        await opened.create_database(DB)
        yield opened
        await opened.close()


async def test_everything_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store.sqlite"
    store = await SqliteStore.open(path)
    await store.create_database(DB)
    await put(store, replicated("x", B, A, n=1), replicated("x", C, A, n=2), edit("y"))
    await store.write_local(DB, "place", {"last_seq": "3"})
    before = (await store.info(DB), await store.leaves(DB, "x"), await store.changes(DB), await store.read_local(DB, "place"))
    await store.close()
    store = await SqliteStore.open(path)
    assert before == (
        await store.info(DB),
        await store.leaves(DB, "x"),
        await store.changes(DB),
        await store.read_local(DB, "place"),
    )
    await store.close()


async def test_many_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "store.sqlite")
    await store.create_database(DB)
    await asyncio.gather(*(put(store, edit(f"d{n:03}"), edit(f"e{n:03}")) for n in range(200)))
    info = await store.info(DB)
    assert (info.doc_count, info.update_seq) == (400, "400")
    rows = [row.id for row in (await store.changes(DB)).changes]
    assert sorted(rows) == [row["_id"] for row in await store.range(DB)]
    assert all(rows[place + 1] == "e" + id[1:] for place, id in enumerate(rows) if id[0] == "d"), "requests were mixed"
    await store.close()


async def test_a_request_that_fails_in_the_middle_leaves_nothing_and_harms_no_other(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "store.sqlite")
    await store.create_database(DB)
    broken = [edit("x"), replicated("y", A, poison={1: 2}.keys())]
    results = await asyncio.gather(put(store, edit("a")), store.write(DB, broken), put(store, edit("b")), return_exceptions=True)
    assert isinstance(results[1], list) and results[1][1].error == "text_malformed"
    failing = asyncio.gather(store.write(DB, [edit("c"), None]), put(store, edit("d")), return_exceptions=True)  # type: ignore[list-item]
    results = await failing
    assert isinstance(results[0], AttributeError)
    assert [row["_id"] for row in await store.range(DB)] == ["a", "b", "d", "x"]
    await store.close()


async def test_a_writer_that_stopped_waiting_still_wakes_those_who_wait_for_changes(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "store.sqlite")
    await store.create_database(DB)
    writing = asyncio.create_task(store.write(DB, [edit("x")]))
    await asyncio.sleep(0)
    writing.cancel()
    assert await store.wait_for_change(DB, "0", 30) is True
    await store.close()


async def test_a_closed_store_refuses_writes_and_closes_twice(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "store.sqlite")
    await store.create_database(DB)
    await store.close()
    with pytest.raises(RuntimeError):
        await store.write(DB, [edit("x")])
    await store.close()


async def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    await (await SqliteStore.open(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(NewerSchema, match="newer version"):
        await SqliteStore.open(path)


async def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(OSError, match="something else"):
        await SqliteStore.open(path)
    text = tmp_path / "notes.txt"
    text.write_text("Đây là sổ tay, không phải cơ sở dữ liệu. " * 100)
    with pytest.raises(sqlite3.DatabaseError):
        await SqliteStore.open(text)


async def test_every_commit_is_synced(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "store.sqlite")
    pragma = "PRAGMA synchronous"
    full = await store._writer.run(lambda connection: connection.execute(pragma).fetchone()[0])
    mode = await store._writer.run(lambda connection: connection.execute("PRAGMA journal_mode").fetchone()[0])
    assert (full, mode) == (2, "wal")
    await store.close()


async def test_a_command_beside_a_server_sees_what_the_server_writes(tmp_path: Path) -> None:
    server, command = SqliteStore(tmp_path / "s.sqlite", trusted=TRUSTED), await SqliteStore.open(tmp_path / "s.sqlite")
    await server.create_database("ws-a")
    assert (await command.info("ws-a")).doc_count == 0
    await server.write("ws-a", [edit("a")])
    assert (await server.info("ws-a")).doc_count == 1, "its own writes a store sees at once"
    assert (await command.info("ws-a")).doc_count == 1, "and a command what the server wrote"
    assert (await command.changes("ws-a", "now")).last_seq == "1"
    assert await command.wait_for_change("ws-a", "0", 0) and [one["_id"] for one in await command.range("ws-a")] == ["a"]
    await command.set_revs_limit("ws-a", 7)
    await command.delete_database("ws-a")
    await command.create_database("ws-a")
    assert (await server.settings("ws-a")).revs_limit != 7
    async with asyncio.timeout(60):  # the server sees a moment later what a command wrote
        while (await server.info("ws-a")).doc_count:
            await asyncio.sleep(0)
    await server.close()
    await command.close()
