"""PouchDB from npm makes conflicts of its own in the papers of two people and replicates with the whole server, which merges: in the
end nobody holds a conflict, everybody holds the same, and no word that was offered to the server is lost."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from server.security.passwords import Argon2Passwords
from sync.domain.documents import workspace
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.history.verify import VerifyHistory
from tests.support.couch.stranger import Json, a_seed, report_of
from tests.support.server import Server
from tests.support.world import NA_DON, PASSWORD, make_world
from tests.sync.merging.village import numbered

SECRETARY, SCRIBE = "na-don-bi-thu", "na-don-thu-ky"
DB = workspace(NA_DON)
SCRIPTS = int(os.environ.get("SOHOP_TEST_PEER_SCRIPTS", "2"))
SEED = os.environ.get("SOHOP_TEST_PEER_SEED")
KEYS = ("2026-10:regular:1", "2026-11:regular:1")


def the_papers() -> list[Json]:
    speech, point = {"_id": "s", "speaker": {"name": "Giàng A Lử"}, "gist": "Đề nghị sửa mương."}, {"_id": "1", "text": "Việc tháng tới"}
    answers: dict[str, Json] = {"minutes": {"place": "Nhà văn hóa", "speeches": [speech]}, "meeting": {"place": "Nhà văn hóa", "agenda": [point]}}
    return [
        {"_id": f"{kind}:{key}", "kind": kind, "form": kind, "version": 1, "unit": NA_DON, "state": "draft", "answers": answers[kind]}
        for kind in ("minutes", "meeting") for key in KEYS
    ]  # fmt: skip


@pytest.mark.parametrize("script", range(SCRIPTS))
async def test_peers_that_make_their_own_conflicts_end_in_step_and_lose_nothing(tmp_path: Path, script: int) -> None:
    seed = int(SEED) if SEED else a_seed()
    store = await SqliteStore.open(tmp_path / "sohop.sqlite")
    await make_world(store, Argon2Passwords())
    await store.close()
    server = Server(tmp_path)
    await asyncio.to_thread(server.start)
    try:
        peers = [{"url": f"{server.url}/couch/{DB}".replace("://", f"://{username}:{PASSWORD}@"), "username": username}
                 for username in (SECRETARY, SECRETARY, SCRIBE)]  # fmt: skip
        (tmp_path / "plan.json").write_text(json.dumps({"peers": peers, "papers": the_papers(), "steps": 90, "seed": seed}))
        report = await report_of("merged.js", str(tmp_path / "plan.json"), wishes={})
    finally:
        await asyncio.to_thread(server.stop)
    assert report["count"]["sisters"] and report["count"]["conflicts"] and report["count"]["deletions"], report["count"]
    store = await SqliteStore.open(tmp_path / "sohop.sqlite")
    try:
        await _expect(store, report)
    finally:
        await store.close()


async def _expect(store: SqliteStore, report: Json) -> None:
    ids = [one["_id"] for one in the_papers()]
    leaves = await store.leaves_of(DB, ids)
    for id, found in leaves.items():
        live = {leaf["_rev"] for leaf in found if not leaf.get("_deleted")}
        assert len(live) <= 1, (id, live)
        for peer in report["peers"]:
            held = {leaf["rev"] for one in peer["local"] if one["id"] == id for leaf in one["leaves"] if not leaf["deleted"]}
            assert held <= live, (id, held, live)
    assert all(peer["denied"] == [] for peer in report["peers"]), "what a merge has made is anybody's to go on with"
    texts = [json.dumps(leaf.get("answers", {}), ensure_ascii=False) for found in leaves.values() for leaf in found]
    texts += [json.dumps(one, ensure_ascii=False) for one in await store.range(DB, "conflict:", "conflict;")]
    texts += [row["text"] for entry in await store.range("history") for row in entry["papers"]]
    lost = set(report["offered"]) - numbered(texts)
    assert report["offered"] and not lost, lost

    async def pause() -> None:
        return None

    told = await VerifyHistory(store, lambda *_: True, pause).run()
    assert told.broken == [], told.broken
