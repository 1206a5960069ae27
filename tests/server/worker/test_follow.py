"""The follower brings the read model to what the store holds, from wherever it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from server.worker.follow import Follower
from sync.domain.documents import workspace
from sync.forms.catalogue import Catalogue
from sync.ports import MeetingFacts, Write
from sync.rules.catalogue import Rules
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.read_model import SqliteReadModel
from sync.usecases.board.settle_units import SettleUnits
from sync.usecases.directory import Directory
from sync.usecases.obligations.deadlines import Deadlines
from tests.support.clock import FixedClock
from tests.support.proofs.receipts import a_receipt

CELL = "chi-bo-ban-na-don"
DB = workspace(CELL)
CATALOGUE = Catalogue.load()
NOW = "2026-11-23T10:00:00+07:00"


def minutes(month: str = "2026-11", state: str = "sent") -> dict[str, Any]:
    return {"_id": f"minutes:{month}:regular:1", "kind": "minutes", "form": "minutes", "version": 1, "unit": CELL,
            "state": state, "author": "x", "device": "d", "saved_at": "2026-11-03T14:40:00Z",
            "done_at": "2026-11-03T21:41:00+07:00", "answers": {"date": "2026-11-03"}}  # fmt: skip


def receipt(rev: str) -> dict[str, Any]:
    paper = "minutes:2026-11:regular:1"
    return a_receipt(CELL, (paper, rev), received_at="2026-11-10T08:15:00.000+07:00")


async def following(store: MemoryStore, model: SqliteReadModel) -> Follower:
    clock, directory = FixedClock(NOW), Directory(store)
    await directory.prepare()
    return Follower(store, model, CATALOGUE, clock, SettleUnits(model, Deadlines(store, directory, Rules.load()), clock))


async def all_of(model: SqliteReadModel) -> tuple[list[MeetingFacts], dict[str, str]]:
    return await model.meetings([CELL], "0000-01", "9999-12"), await model.heard([CELL])


async def put(store: MemoryStore, body: dict[str, Any]) -> str:
    return (await store.write(DB, [Write(body, mode="edit")]))[0].rev


async def test_a_sent_paper_and_its_receipt_reach_the_model(tmp_path: Path) -> None:
    store, model = MemoryStore(), SqliteReadModel(tmp_path / "a.db")
    await store.create_database(DB)
    rev = await put(store, minutes())
    await put(store, receipt(rev))
    await (await following(store, model)).catch_up()
    meetings, heard = await all_of(model)
    assert [(one.month, one.held_on, one.received_at) for one in meetings] == [
        ("2026-11", "2026-11-03", "2026-11-10T08:15:00+07:00")
    ]
    assert heard == {CELL: "2026-11-10T08:15:00+07:00"}
    assert await model.as_of() == NOW
    await model.close()


async def test_following_step_by_step_equals_a_rebuild(tmp_path: Path) -> None:
    store, grown = MemoryStore(), SqliteReadModel(tmp_path / "grown.db")
    await store.create_database(DB)
    follower = await following(store, grown)
    first = await put(store, minutes("2026-10", "draft"))
    await follower.catch_up()
    await put(store, {**minutes("2026-10"), "_rev": first})
    await put(store, await _with_receipt(store))
    await follower.catch_up()
    gone = await put(store, minutes("2026-09"))
    await follower.catch_up()
    await put(store, {"_id": "minutes:2026-09:regular:1", "_rev": gone, "_deleted": True})
    await follower.catch_up()
    anew = SqliteReadModel(tmp_path / "anew.db")
    await (await following(store, anew)).catch_up()
    assert await all_of(grown) == await all_of(anew)
    assert [one.month for one in (await all_of(anew))[0]] == ["2026-10", "2026-11"]
    await grown.close()
    await anew.close()


async def _with_receipt(store: MemoryStore) -> dict[str, Any]:
    return receipt(await put(store, minutes()))


async def test_a_workspace_made_anew_is_read_from_its_beginning(tmp_path: Path) -> None:
    store, model = MemoryStore(), SqliteReadModel(tmp_path / "a.db")
    await store.create_database(DB)
    await put(store, minutes("2026-10"))
    await (await following(store, model)).catch_up()
    await store.delete_database(DB)
    await store.create_database(DB)
    await put(store, minutes("2026-11"))
    await (await following(store, model)).catch_up()
    assert [one.month for one in (await all_of(model))[0]] == ["2026-11"]
    await model.close()


async def test_an_odd_document_stops_nothing(tmp_path: Path) -> None:
    store, model = MemoryStore(), SqliteReadModel(tmp_path / "a.db")
    await store.create_database(DB)
    for odd in ({"_id": "minutes:2026-08:regular:1", "state": "sent", "answers": ["x"], "done_at": 7, "saved_at": "soon"},
                {"_id": "receipt:x", "paper": 1}, {"_id": "receipt:y", "papers": [7, {"rev": 1}]}, {"_id": "stranger", "kind": "minutes"}):  # fmt: skip
        await put(store, dict(odd))
    await put(store, minutes())
    await (await following(store, model)).catch_up()
    assert [one.month for one in (await all_of(model))[0]] == ["2026-08", "2026-11"]
    await model.close()
