"""Papers through the standard door of the whole server: same checks, receipts and inbox as through the exchange."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.domain.documents import workspace
from sync.revisions.revision import make_revision
from sync.usecases.directory import INBOX
from tests.support.phone import a_paper
from tests.support.site import ADDRESS, Running, running
from tests.support.world import NA_DON, PA_PE, PASSWORD

AUTHOR, SCRIBE = "na-don-bi-thu", "na-don-thu-ky"
DB = workspace(NA_DON)
KEY = "2026-11:regular:1"
THEIRS = "1-" + "0123456789abcdef" * 2


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as started:
        yield started


def a_peer(world: Running, username: str = AUTHOR, password: str = PASSWORD) -> httpx.AsyncClient:
    client = world.client(f"{ADDRESS}/couch")
    client.auth = httpx.BasicAuth(username, password)
    return client


def a_meeting(**changes: Any) -> dict[str, Any]:
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": "2026-11-03", "start_time": "19:30", "place": "Nhà văn hóa bản Nà Đon", "chair": chair,
               "note_taker": chair, "agenda": [{"_id": "1", "text": "Đánh giá tháng 10, bàn việc tháng 11"}]}  # fmt: skip
    return a_paper("meeting", KEY, answers, **{"unit": NA_DON, "author": AUTHOR, **changes})


def theirs(paper: dict[str, Any]) -> dict[str, Any]:
    """The paper with a revision id that another product made."""
    return {**paper, "_rev": THEIRS, "_revisions": {"start": 1, "ids": [THEIRS[2:]]}}


async def push(peer: httpx.AsyncClient, *docs: Any, new_edits: bool = False, db: str = DB) -> Any:
    answer = await peer.post(f"/{db}/_bulk_docs", json={"docs": docs, "new_edits": new_edits})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def ids(peer: httpx.AsyncClient) -> list[str]:
    return sorted(row["id"].partition(":")[0] for row in (await peer.get(f"/{DB}/_changes")).json()["results"])


async def test_a_paper_with_a_peers_own_revision_is_stored_and_receipted(world: Running) -> None:
    peer = a_peer(world)
    assert await push(peer, theirs(a_meeting())) == []
    assert (await world.store.read(DB, f"meeting:{KEY}") or {})["_rev"] == THEIRS
    assert await ids(peer) == ["meeting", "receipt"]
    assert await push(peer, theirs(a_meeting())) == []
    assert await ids(peer) == ["meeting", "receipt"]


async def test_edits_of_one_new_paper_in_one_request_follow_each_other(world: Running) -> None:
    draft = a_meeting(state="draft")
    for name in ("_rev", "_revisions"):
        draft.pop(name, None)
    first = make_revision(False, "", draft)
    moved = {**draft, "answers": {**draft["answers"], "place": "Nhà ông Panh"}}
    told = await push(a_peer(world), draft, moved, {**moved, "_rev": first}, {**moved, "_rev": first}, new_edits=True)
    assert [row.get("error") for row in told] == [None, "conflict", None, "conflict"]
    assert told[0]["rev"] == first and told[2]["rev"] == make_revision(False, first, moved)
    assert (await world.store.read(DB, draft["_id"]) or {})["_rev"] == told[2]["rev"]


async def test_a_paper_without_history_is_taken_as_a_beginning(world: Running) -> None:
    paper = theirs(a_meeting())
    del paper["_revisions"]
    assert await push(a_peer(world), paper) == []
    [leaf] = await world.store.leaves(DB, f"meeting:{KEY}")
    assert leaf["_revisions"] == {"start": 1, "ids": [THEIRS[2:]]}


async def test_a_refused_paper_is_told_with_its_code_and_kept_in_the_inbox(world: Running) -> None:
    forged = a_meeting(author=SCRIBE)
    rows = await push(a_peer(world), forged, theirs(a_meeting()), "no paper", {"_id": "meeting:x", "_rev": "lie"})
    assert [(row["id"], row["error"], row["reason"].partition(":")[0]) for row in rows] == [
        (forged["_id"], "forbidden", "author_forged"),
        ("", "forbidden", "document_malformed"),
        ("meeting:x", "forbidden", "id_malformed"),
    ]
    assert (await world.store.read(DB, f"meeting:{KEY}") or {})["author"] == AUTHOR
    kept = await world.store.range(INBOX, "refused:", "refused;")
    assert {row["problem"]["code"] for row in kept} >= {"author_forged", "document_malformed", "id_malformed"}


async def test_an_edit_through_the_door_gets_its_revision_from_us(world: Running) -> None:
    peer = a_peer(world)
    paper = {name: value for name, value in a_meeting(state="draft").items() if name not in ("_rev", "_revisions")}
    [first] = await push(peer, paper, new_edits=True)
    later = {**paper, "_rev": first["rev"], "answers": {**paper["answers"], "place": "Nhà ông Panh"}}
    [second] = await push(peer, later, new_edits=True)
    assert second["ok"] and second["rev"].startswith("2-")
    stale = {**later, "answers": {**paper["answers"], "place": "Ủy ban"}}
    [refused] = await push(peer, stale, new_edits=True)
    assert refused["error"] == "conflict"
    [leaf] = await world.store.leaves(DB, paper["_id"])
    assert leaf["answers"]["place"] == "Nhà ông Panh"


async def test_a_draft_is_told_only_to_its_author(world: Running) -> None:
    await push(a_peer(world), a_meeting(state="draft"))
    assert await ids(a_peer(world)) == ["meeting"]
    assert await ids(a_peer(world, SCRIBE)) == []
    asked = {"docs": [{"id": f"meeting:{KEY}", "rev": a_meeting(state="draft")["_rev"]}]}
    answer = (await a_peer(world, SCRIBE).post(f"/{DB}/_bulk_get", json=asked)).json()
    assert "error" in answer["results"][0]["docs"][0]


async def test_only_who_works_in_the_unit_comes_in(world: Running) -> None:
    assert (await a_peer(world).get(f"/{DB}")).status_code == 200
    assert (await a_peer(world, password="wrong").get(f"/{DB}")).status_code == 401
    for username in ("pa-pe-bi-thu", "binh-lu-dang-uy", "quan-tri"):
        assert (await a_peer(world, username).get(f"/{DB}")).status_code == 403
    for db in (workspace(PA_PE), "accounts", "inbox", "ws-nowhere", "ws-"):
        assert (await a_peer(world).get(f"/{db}")).status_code == 403, db
    assert (await a_peer(world).put(f"/{DB}")).status_code == 412


async def test_a_paper_of_another_unit_is_refused_here(world: Running) -> None:
    [row] = await push(a_peer(world), a_meeting(unit=PA_PE))
    assert row["reason"].startswith("not_your_unit: ")


async def test_a_session_opens_this_door_too(world: Running) -> None:
    phone = await world.phone(AUTHOR)
    assert (await phone.get(f"/couch/{DB}")).json()["db_name"] == DB
