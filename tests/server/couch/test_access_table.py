"""Every route of the standard door, asked by everybody who may come: what each is answered, that a refusal leaves nothing behind, and
that nobody learns of somebody else's draft. A route without a row here fails."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from server.couch.routes import CouchDoor
from sync.domain.documents import workspace
from sync.stores.memory import MemoryStore
from sync.usecases.directory import SYSTEM_DATABASES
from tests.support.phone import a_paper
from tests.support.site import ADDRESS, Running, running
from tests.support.world import NA_DON, PASSWORD

DB = workspace(NA_DON)
AUTHOR = "na-don-bi-thu"
PEOPLE = {"nobody": "", "stranger": "pa-pe-bi-thu", "officer": "binh-lu-dang-uy", "scribe": "na-don-thu-ky", "author": AUTHOR, "admin": "quan-tri"}
SECRET = "Chuyện chưa ai được biết"
SENT, DRAFT, NEW = "meeting:2026-11:regular:1", "meeting:2026-12:regular:1", "meeting:2026-10:regular:1"
MANGO = {"selector": {"kind": "meeting"}}
INDEX = {"index": {"fields": ["kind"]}, "name": "x"}

#                    method   path                              body                nobody stranger officer scribe author admin
TABLE: list[tuple[str, str, Any, tuple[int, int, int, int, int, int]]] = [
    # the machine
    ("GET", "/", None, (200, 200, 200, 200, 200, 200)),
    ("GET", "/_up", None, (200, 200, 200, 200, 200, 200)),
    ("GET", "/_uuids", None, (401, 403, 403, 403, 403, 200)),
    ("GET", "/_session", None, (200, 403, 403, 403, 403, 200)),
    ("POST", "/_session", {}, (404, 403, 403, 403, 403, 404)),
    ("GET", "/_all_dbs", None, (401, 403, 403, 403, 403, 200)),
    ("GET", "/_dbs_info", None, (401, 403, 403, 403, 403, 200)),
    ("POST", "/_dbs_info", {"keys": [DB]}, (401, 403, 403, 403, 403, 200)),
    ("GET", "/_active_tasks", None, (401, 403, 403, 403, 403, 200)),
    ("GET", "/_db_updates", None, (401, 403, 403, 403, 403, 200)),
    ("POST", "/_replicate", {}, (401, 403, 403, 403, 403, 501)),
    ("GET", "/_node", None, (401, 403, 403, 403, 403, 501)),
    ("PUT", "/_node", {}, (401, 403, 403, 403, 403, 501)),
    ("POST", "/_node", {}, (401, 403, 403, 403, 403, 501)),
    ("GET", "/_cluster_setup", None, (401, 403, 403, 403, 403, 501)),
    ("POST", "/_cluster_setup", {}, (401, 403, 403, 403, 403, 501)),
    ("GET", "/_membership", None, (401, 403, 403, 403, 403, 501)),
    # a workspace
    ("GET", f"/{DB}", None, (401, 403, 403, 200, 200, 403)),
    ("PUT", f"/{DB}", None, (401, 403, 403, 412, 412, 403)),
    ("DELETE", f"/{DB}", None, (401, 403, 403, 403, 403, 403)),
    ("POST", f"/{DB}", "NEW", (401, 403, 403, 201, 201, 403)),
    ("POST", f"/{DB}/_find", MANGO, (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_explain", MANGO, (401, 403, 403, 200, 200, 403)),
    ("GET", f"/{DB}/_index", None, (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_index", INDEX, (401, 403, 403, 403, 403, 403)),
    ("DELETE", f"/{DB}/_index/_design/x/json/x", None, (401, 403, 403, 404, 404, 403)),
    ("GET", f"/{DB}/_changes?include_docs=true&style=all_docs", None, (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_changes?filter=_doc_ids&include_docs=true", {"doc_ids": [DRAFT]}, (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_revs_diff", "REVS", (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_missing_revs", "REVS", (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_bulk_get?revs=true", {"docs": [{"id": DRAFT}]}, (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_bulk_docs", "BULK", (401, 403, 403, 201, 201, 403)),
    ("GET", f"/{DB}/_all_docs?include_docs=true", None, (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_all_docs?include_docs=true", {"keys": [DRAFT]}, (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_all_docs/queries", {"queries": [{"include_docs": True}]}, (401, 403, 403, 200, 200, 403)),
    ("GET", f"/{DB}/_design_docs", None, (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_design_docs", {}, (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_design_docs/queries", {"queries": [{"start_key": "", "include_docs": True}]}, (401, 403, 403, 200, 200, 403)),
    ("GET", f"/{DB}/_local_docs?include_docs=true", None, (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_local_docs", {"include_docs": True}, (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_local_docs/queries", {"queries": [{"include_docs": True}]}, (401, 403, 403, 200, 200, 403)),
    ("POST", f"/{DB}/_ensure_full_commit", {}, (401, 403, 403, 201, 201, 403)),
    ("GET", f"/{DB}/_security", None, (401, 403, 403, 403, 403, 403)),
    ("PUT", f"/{DB}/_security", {"admins": {"names": ["x"]}}, (401, 403, 403, 403, 403, 403)),
    ("GET", f"/{DB}/_revs_limit", None, (401, 403, 403, 403, 403, 403)),
    ("PUT", f"/{DB}/_revs_limit", 1, (401, 403, 403, 403, 403, 403)),
    ("POST", f"/{DB}/_purge", {SENT: ["1-" + "a" * 32]}, (401, 403, 403, 403, 403, 403)),
    ("GET", f"/{DB}/_purged_infos_limit", None, (401, 403, 403, 403, 403, 403)),
    ("POST", f"/{DB}/_compact", {}, (401, 403, 403, 403, 403, 403)),
    ("POST", f"/{DB}/_view_cleanup", {}, (401, 403, 403, 403, 403, 403)),
    # documents of it
    ("GET", f"/{DB}/{SENT}", None, (401, 403, 403, 200, 200, 403)),
    ("GET", f"/{DB}/{DRAFT}?revs=true&conflicts=true", None, (401, 403, 403, 404, 200, 403)),
    ("GET", f"/{DB}/{DRAFT}?open_revs=all", None, (401, 403, 403, 404, 200, 403)),
    ("PUT", f"/{DB}/{NEW}", "NEW", (401, 403, 403, 201, 201, 403)),
    ("DELETE", f"/{DB}/{SENT}?rev=SENT", None, (401, 403, 403, 403, 403, 403)),
    ("COPY", f"/{DB}/{SENT}", None, (401, 403, 403, 400, 400, 403)),
    ("GET", f"/{DB}/{DRAFT}/photo.jpg", None, (401, 403, 403, 404, 404, 403)),
    ("PUT", f"/{DB}/{SENT}/photo.jpg?rev=SENT", b"x", (401, 403, 403, 403, 403, 403)),
    ("DELETE", f"/{DB}/{SENT}/photo.jpg?rev=SENT", None, (401, 403, 403, 404, 404, 403)),
    ("GET", f"/{DB}/_local/mine", None, (401, 403, 403, 404, 200, 403)),
    ("PUT", f"/{DB}/_local/other", {"seq": 1}, (401, 403, 403, 201, 201, 403)),
    ("DELETE", f"/{DB}/_local/mine?rev=0-1", None, (401, 403, 403, 404, 200, 403)),
    ("GET", f"/{DB}/_local/mine/file", None, (401, 403, 403, 400, 400, 403)),
    ("PUT", f"/{DB}/_local/mine/file", b"x", (401, 403, 403, 400, 400, 403)),
    ("DELETE", f"/{DB}/_local/mine/file", None, (401, 403, 403, 400, 400, 403)),
    ("GET", f"/{DB}/_design/x/_view/y", None, (401, 403, 403, 404, 404, 403)),
    ("POST", f"/{DB}/_design/x/_view/y", {}, (401, 403, 403, 404, 404, 403)),
    ("PUT", f"/{DB}/_design/x/_update/y", {}, (401, 403, 403, 404, 404, 403)),
    # what is the product's own is nobody's at this door
    *(("GET", f"/{name}", None, (401, 403, 403, 403, 403, 403)) for name in SYSTEM_DATABASES),
    *(("PUT", f"/{name}/x", {"x": 1}, (401, 403, 403, 403, 403, 403)) for name in SYSTEM_DATABASES),
    ("GET", "/plain", None, (401, 403, 403, 403, 403, 404)),
    ("PUT", "/plain", None, (401, 403, 403, 403, 403, 201)),
]  # fmt: skip


def a_meeting(id: str, place: str, state: str) -> dict[str, Any]:
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": f"{id[8:15]}-03", "start_time": "19:30", "place": place, "chair": chair, "note_taker": chair,
               "agenda": [{"_id": "1", "text": "Bàn việc tháng tới"}]}  # fmt: skip
    return a_paper("meeting", id.partition(":")[2], answers, unit=NA_DON, author=AUTHOR, state=state)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as started:
        peer = a_peer(started, AUTHOR)
        papers = [a_meeting(SENT, "Nhà văn hóa bản", "sent"), a_meeting(DRAFT, SECRET, "draft")]
        assert (await peer.post(f"/{DB}/_bulk_docs", json={"docs": papers, "new_edits": False})).json() == []
        assert (await peer.put(f"/{DB}/_local/mine", json={"seq": 7})).status_code == 201
        yield started


def a_peer(world: Running, username: str) -> httpx.AsyncClient:
    client = world.client(f"{ADDRESS}/couch")
    if username:
        client.auth = httpx.BasicAuth(username, PASSWORD)
    return client


async def state_of(world: Running) -> Any:
    """Everything in the store but who has logged in."""
    told = {}
    for name in await world.store.databases():
        if name == "accounts":
            continue
        settings, info = await world.store.settings(name), await world.store.info(name)
        told[name] = (info.update_seq, info.doc_count, await world.store.local_ids(name), settings)
    return told


async def ask(world: Running, username: str, method: str, path: str, body: Any) -> httpx.Response:
    draft, sent = await world.store.leaves(DB, DRAFT), await world.store.leaves(DB, SENT)
    if body == "NEW":
        author = username if username.startswith("na-don") else AUTHOR
        paper = a_meeting(NEW, "Nhà văn hóa bản", "draft") | {"author": author}
        body = {name: value for name, value in paper.items() if name not in ("_rev", "_revisions")}
    elif body == "REVS":
        body = {DRAFT: [draft[0]["_rev"], "9-" + "f" * 32]}
    elif body == "BULK":
        body = {"new_edits": False, "docs": []}
    content = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/octet-stream" if isinstance(body, bytes) else "application/json"} if content else {}
    return await a_peer(world, username).request(method, path.replace("rev=SENT", f"rev={sent[0]['_rev']}"), content=content, headers=headers)


@pytest.mark.parametrize(("method", "path", "body", "expected"), TABLE, ids=lambda one: str(one)[:60])
async def test_each_is_answered_as_the_table_says_and_a_refusal_leaves_nothing_behind(
    world: Running, method: str, path: str, body: Any, expected: tuple[int, ...]
) -> None:
    [draft] = await world.store.leaves(DB, DRAFT)
    told = {}
    for who, username in PEOPLE.items():
        before = await state_of(world)
        answer = await ask(world, username, method, path, body)
        told[who] = answer.status_code
        if answer.status_code in (401, 403) and who not in ("scribe", "author"):
            assert await state_of(world) == before, who
        if who != "author":
            assert SECRET not in answer.text and draft["_rev"].partition("-")[2] not in answer.text.replace(_asked(body, draft), ""), who
        if answer.status_code < 300 and method in ("PUT", "POST") and who == "scribe" and body == "NEW":
            await world.store.purge(DB, {NEW: [leaf["_rev"] for leaf in await world.store.leaves(DB, NEW)]})
        if path.endswith("/_local/other") and answer.status_code == 201:
            await world.store.delete_local(DB, f"{username}/other", "0-1")
    assert told == dict(zip(PEOPLE, expected, strict=True))


def _asked(body: Any, draft: dict[str, Any]) -> str:
    """A revision that was asked about comes back, and tells nothing, when it is called missing."""
    return f'"{draft["_rev"]}"' if body == "REVS" else ""


async def test_whether_a_draft_of_somebody_else_is_there_is_not_told_by_its_revisions(world: Running) -> None:
    [draft] = await world.store.leaves(DB, DRAFT)
    asked = {DRAFT: [draft["_rev"], "9-" + "f" * 32]}
    scribe, author = a_peer(world, "na-don-thu-ky"), a_peer(world, AUTHOR)
    assert (await scribe.post(f"/{DB}/_revs_diff", json=asked)).json() == {DRAFT: {"missing": asked[DRAFT]}}
    assert (await scribe.post(f"/{DB}/_missing_revs", json=asked)).json() == {"missing_revs": asked}
    told = (await author.post(f"/{DB}/_revs_diff", json=asked)).json()
    assert told == {DRAFT: {"missing": [asked[DRAFT][1]], "possible_ancestors": [draft["_rev"]]}}


def test_every_route_has_its_row() -> None:
    anything = cast(Any, object())
    door = cast(Any, CouchDoor(MemoryStore(), anything, anything, uuid="u", new_id=anything))
    rows = {(method, path.partition("?")[0]) for method, path, _, _ in TABLE}
    wanted = {(method, f"/{name}") for name, handlers in door._machine.items() for method in handlers}
    wanted |= {(method, f"/{DB}") for method in door._database}
    wanted |= {(method, f"/{DB}/{name}") for name, handlers in door._resources.items() for method in handlers}
    assert {(method, path) for method, path in wanted - rows if not any(one == method and where.startswith(path) for one, where in rows)} == set()
    for handlers, places in (
        (door._document, (f"/{DB}/{SENT}", f"/{DB}/{NEW}")), (door._attachment, (f"/{DB}/{SENT}/photo.jpg", f"/{DB}/{DRAFT}/photo.jpg")),
        (door._local, (f"/{DB}/_local/mine", f"/{DB}/_local/other")), (door._local_file, (f"/{DB}/_local/mine/file",)),
    ):  # fmt: skip
        assert all(any((method, place) in rows for place in places) for method in handlers), places
    assert all(any(method == one and "/_design/x/" in where for one, where in rows) for method in door._function)
