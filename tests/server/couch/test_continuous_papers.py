"""Two people of one unit keep their papers with PouchDB from npm, live both ways with the whole server over a line that breaks:
each ends with all he may have, drafts travel to nobody else, and what is refused stops nothing and stays in the inbox."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path
from typing import Any

from server.security.passwords import Argon2Passwords
from sync.domain.documents import workspace
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.directory import INBOX
from tests.support.couch.stranger import Json, a_seed, report_of
from tests.support.cutting_proxy import CuttingProxy
from tests.support.phone import a_paper
from tests.support.server import Server
from tests.support.world import NA_DON, PA_PE, PASSWORD, make_world

SECRETARY, SCRIBE = "na-don-bi-thu", "na-don-thu-ky"
DB = workspace(NA_DON)


def a_meeting(month: int, *, author: str = SECRETARY, place: str = "Nhà văn hóa bản Nà Đon", **more: Any) -> Json:
    """A paper as PouchDB takes it: it makes the revision."""
    key = f"{2024 + month // 12}-{month % 12 + 1:02}:regular:1"
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": f"{key[:7]}-03", "start_time": "19:30", "place": place, "chair": chair, "note_taker": chair,
               "agenda": [{"_id": "1", "text": "Đánh giá tháng, bàn việc tháng tới"}]}  # fmt: skip
    paper = a_paper("meeting", key, answers, **{"unit": NA_DON, "author": author, **more})
    return {name: value for name, value in paper.items() if name not in ("_rev", "_revisions")}


def the_plan(server: Server, proxy: CuttingProxy) -> Json:
    def at(url: str, username: str) -> str:
        return f"{url}/couch/{DB}".replace("://", f"://{username}:{PASSWORD}@")

    secretary = {
        "papers": [a_meeting(month) for month in range(8)] + [a_meeting(month, state="draft") for month in range(8, 12)],
        "refused": [a_meeting(20, author=SCRIBE), a_meeting(21, unit=PA_PE), {"_id": "meeting:nonsense", "n": 1}],
        "later": [a_meeting(month) for month in range(12, 15)],
    }
    scribe = {
        "papers": [a_meeting(month, author=SCRIBE, state="draft") for month in range(10, 17)],
        "refused": [a_meeting(22, author=SECRETARY)],
        "later": [a_meeting(18, author=SCRIBE)],
    }
    people = [
        {**plan, "far": at(proxy.url, username), "near": at(server.url, username)}
        for username, plan in ((SECRETARY, secretary), (SCRIBE, scribe))
    ]
    return {"people": people, "send": [a_meeting(month) for month in (8, 9)]}


async def test_papers_live_both_ways_through_cuts(tmp_path: Path) -> None:
    chance = random.Random(a_seed())
    store = await SqliteStore.open(tmp_path / "sohop.sqlite")
    await make_world(store, Argon2Passwords())
    await store.close()
    server = Server(tmp_path)
    await asyncio.to_thread(server.start)
    try:
        async with CuttingProxy(
            server.port, up=lambda: chance.randint(300, 15_000), down=lambda: chance.randint(300, 15_000)
        ) as proxy:
            plan = the_plan(server, proxy)
            (tmp_path / "plan.json").write_text(json.dumps(plan))
            wishes = {"cut": proxy.close_line, "mend": proxy.open_line}
            report = await report_of("papers.js", str(tmp_path / "plan.json"), wishes=wishes)
            assert proxy.cuts > 5, "the line hardly broke: the test proved nothing"
    finally:
        await asyncio.to_thread(server.stop)
    store = await SqliteStore.open(tmp_path / "sohop.sqlite")
    refused = sorted(row["problem"]["code"] for row in await store.range(INBOX, "refused:", "refused;"))
    assert refused == ["author_forged", "author_forged", "id_malformed", "not_your_unit"]
    await store.close()
    _expect(report, plan)


def _expect(report: Json, plan: Json) -> None:
    sent = {
        paper["_id"] for one in (*plan["people"], {"later": plan["send"], "papers": []})
        for paper in (*one["papers"], *one["later"]) if paper["state"] == "sent"
    }  # fmt: skip
    for username, person, told in zip((SECRETARY, SCRIBE), plan["people"], report["people"], strict=True):
        refused = {paper["_id"] for paper in person["refused"]}
        assert set(told["denied"]) == refused
        assert [document for document in told["local"] if document["id"] not in refused] == told["remote"]
        bodies = {document["id"]: [leaf["body"] for leaf in document["leaves"]] for document in told["remote"] if not document["id"].startswith("obligation:")}
        drafts = {id for id, leaves in bodies.items() if any(body.get("state") == "draft" for body in leaves)}
        unsent = [body for id in drafts for body in bodies[id] if body.get("state") == "draft"]
        assert all(body["author"] == username or username in body.get("with", ()) for body in unsent)
        own = {paper["_id"] for paper in person["papers"] if paper["state"] == "draft"}
        assert drafts == own - sent, "beside what was sent no draft stands"
        assert {id for id, leaves in bodies.items() if any(body.get("state") == "sent" for body in leaves)} == sent
        receipts = [leaf["body"] for document in told["remote"] if document["id"].startswith("receipt:") for leaf in document["leaves"]]
        assert sorted(row["paper"] for receipt in receipts for row in receipt["papers"]) == sorted(sent)
        assert len(bodies) == len(sent | drafts) + len(receipts)
