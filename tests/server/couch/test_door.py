"""The standard door as CouchDB's documentation has it: addresses, shapes, statuses, and what bad input gets."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from sync.domain.accounts import Person
from sync.ports import DocumentStore, Json, Write
from sync.stores.memory import MemoryStore
from tests.support.couch.couch_site import AUTH, UUID, couch_site
from tests.support.couch.places import untagged

DB = "ws-na-don"
A, B, C = "a" * 32, "b" * 32, "c" * 32


def hides_secrets(person: Person, leaf: Json) -> bool:
    return not leaf.get("secret") or person.username == "alice"


@pytest.fixture
async def store() -> DocumentStore:
    made = MemoryStore()
    await made.create_database(DB)
    return made


@pytest.fixture
async def door(store: DocumentStore) -> AsyncIterator[httpx.AsyncClient]:
    async with a_client(store) as client:
        yield client


def a_client(store: DocumentStore, auth: tuple[str, str] | None = AUTH) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(couch_site(store, sees=hides_secrets))
    return httpx.AsyncClient(transport=transport, base_url="http://test/couch", auth=auth, headers={"accept": "application/json"})


def a_doc(id: str, *hashes: str, **body: Any) -> dict[str, Any]:
    return {"_id": id, "_rev": f"{len(hashes)}-{hashes[0]}", "_revisions": {"start": len(hashes), "ids": list(hashes)}, **body}


async def post(door: httpx.AsyncClient, path: str, body: Any) -> httpx.Response:
    """JSON in ASCII: httpx will not send a lone surrogate otherwise."""
    return await door.post(path, content=json.dumps(body), headers={"content-type": "application/json"})


async def fill(store: DocumentStore, *docs: dict[str, Any]) -> None:
    assert all(one.error is None for one in await store.write(DB, [Write(doc) for doc in docs]))


async def test_the_root_welcomes_everybody(store: DocumentStore) -> None:
    async with a_client(store, auth=None) as anybody:
        answer = await anybody.get("/")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["couchdb"], told["uuid"], told["version"]) == ("Welcome", UUID, "3.5.0")


async def test_without_a_log_in_nothing_is_told(store: DocumentStore) -> None:
    async with a_client(store, auth=("alice", "wrong")) as stranger:
        answer = await stranger.get(f"/{DB}")
    assert answer.status_code == 401
    assert answer.json() == {"error": "unauthorized", "reason": "You are not authorized to access this db."}
    assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    "path", ["_all_dbs", "_dbs_info", "_active_tasks", "_db_updates", "_uuids", "_session", "_node", "_membership"]
)
async def test_the_servers_own_paths_need_a_log_in(store: DocumentStore, path: str) -> None:
    async with a_client(store, auth=("alice", "wrong")) as stranger:
        assert (await stranger.get(f"/{path}")).status_code == 401
        assert (await stranger.get("/_up")).status_code == 200


async def test_other_databases_are_forbidden_and_missing_ones_are_missing(door: httpx.AsyncClient) -> None:
    assert (await door.get("/accounts")).status_code == 403
    missing = await door.get("/ws-nowhere")
    assert (missing.status_code, missing.json()) == (404, {"error": "not_found", "reason": "Database does not exist."})
    for path in ("_changes", "x"):
        assert (await door.get(f"/ws-nowhere/{path}")).status_code == 404
    for path in ("_bulk_docs", "_bulk_get"):
        assert (await door.post(f"/ws-nowhere/{path}", json={"docs": []})).status_code == 404


async def test_a_database_tells_its_counts_with_and_without_slash_and_by_head(
    door: httpx.AsyncClient, store: DocumentStore
) -> None:
    await fill(store, a_doc("x", A), a_doc("y", A, _deleted=True))
    for path in (f"/{DB}", f"/{DB}/"):
        told = untagged((await door.get(path)).json())
        assert (told["db_name"], told["doc_count"], told["doc_del_count"], told["update_seq"]) == (DB, 1, 1, "2")
    head = await door.head(f"/{DB}")
    assert (head.status_code, head.content) == (200, b"") and int(head.headers["content-length"]) > 20


async def test_databases_are_neither_made_nor_deleted_here(door: httpx.AsyncClient, store: DocumentStore) -> None:
    there = await door.put(f"/{DB}")
    assert (there.status_code, there.json()["error"]) == (412, "file_exists")
    assert (await door.put("/ws-new")).status_code == 403
    assert (await door.delete(f"/{DB}")).status_code == 403
    assert await store.databases() == [DB]
    wrong = await door.patch(f"/{DB}")
    assert (wrong.status_code, wrong.json()["error"]) == (405, "method_not_allowed")
    assert wrong.headers["allow"] == "DELETE,GET,HEAD,POST,PUT"


async def test_changes_are_told_as_couchdb_tells_them(door: httpx.AsyncClient, store: DocumentStore) -> None:
    await fill(store, a_doc("x", B, A), a_doc("x", C, A), a_doc("y", A, _deleted=True))
    told = untagged((await door.get(f"/{DB}/_changes", params={"style": "all_docs"})).json())
    assert told == {
        "results": [
            {"seq": "2", "id": "x", "changes": [{"rev": f"2-{C}"}, {"rev": f"2-{B}"}]},
            {"seq": "3", "id": "y", "changes": [{"rev": f"1-{A}"}], "deleted": True},
        ],
        "last_seq": "3",
        "pending": 0,
    }
    [x, _] = (await door.get(f"/{DB}/_changes")).json()["results"]
    assert x["changes"] == [{"rev": f"2-{C}"}]


async def test_a_feed_longer_than_a_page_is_told_whole_and_a_limited_one_in_part(
    door: httpx.AsyncClient, store: DocumentStore
) -> None:
    await fill(store, *(a_doc(f"d{n:04}", A) for n in range(450)))
    told = untagged((await door.get(f"/{DB}/_changes")).json())
    assert [row["id"] for row in told["results"]] == [f"d{n:04}" for n in range(450)]
    part = untagged((await door.get(f"/{DB}/_changes", params={"since": "10", "limit": "3", "seq_interval": "3"})).json())
    assert [(row["id"], row["seq"]) for row in part["results"]] == [("d0010", "11"), ("d0011", None), ("d0012", None)]
    assert (part["last_seq"], part["pending"]) == ("13", 437)
    assert len((await door.get(f"/{DB}/_changes", params={"limit": "0"})).json()["results"]) == 0
    back = untagged((await door.get(f"/{DB}/_changes", params={"descending": "true", "limit": "2"})).json())
    assert [row["id"] for row in back["results"]] == ["d0449", "d0448"]
    head = await door.head(f"/{DB}/_changes", params={"include_docs": "true"})
    assert (head.status_code, head.content) == (200, b"")
    now = untagged((await door.get(f"/{DB}/_changes", params={"since": "now"})).json())
    assert (now["results"], now["last_seq"]) == ([], "450")


async def test_changes_may_carry_documents_and_be_asked_for_by_id(door: httpx.AsyncClient, store: DocumentStore) -> None:
    await fill(store, a_doc("x", B, A, n=1), a_doc("x", C, A, n=2), a_doc("y", A, _deleted=True), a_doc("z", A))
    params = {"include_docs": "true", "conflicts": "true", "filter": "_doc_ids"}
    told = untagged((await door.post(f"/{DB}/_changes", params=params, json={"doc_ids": ["x", "y"]})).json())
    assert [row["doc"] for row in told["results"]] == [
        {"_id": "x", "_rev": f"2-{C}", "n": 2, "_conflicts": [f"2-{B}"]},
        {"_id": "y", "_rev": f"1-{A}", "_deleted": True},
    ]
    got = await door.get(f"/{DB}/_changes", params={"filter": "_doc_ids", "doc_ids": '["z"]'})
    assert [row["id"] for row in got.json()["results"]] == ["z"]


@pytest.mark.parametrize(
    "query",
    ["since=abc", "since=-1", "limit=x", "feed=tv", "heartbeat=x", "filter=_doc_ids",
     "timeout=ten", "filter=_doc_ids&doc_ids=[", "since=²"],
)  # fmt: skip
async def test_a_question_that_is_not_understood_is_a_bad_request(door: httpx.AsyncClient, query: str) -> None:
    answer = await door.get(f"/{DB}/_changes?{query}")
    assert answer.status_code == 400 and answer.json()["error"] in ("bad_request", "query_parse_error")


async def test_revs_diff_tells_what_is_missing(door: httpx.AsyncClient, store: DocumentStore) -> None:
    await fill(store, a_doc("x", A))
    answer = await door.post(f"/{DB}/_revs_diff", json={"x": [f"1-{A}", f"2-{B}"], "y": [f"1-{C}"]})
    assert answer.json() == {"x": {"missing": [f"2-{B}"], "possible_ancestors": [f"1-{A}"]}, "y": {"missing": [f"1-{C}"]}}


async def test_bulk_get_gives_revisions_with_their_history(door: httpx.AsyncClient, store: DocumentStore) -> None:
    await fill(store, a_doc("x", B, A, n=2), a_doc("y", A))
    asked = {"docs": [{"id": "x", "rev": f"2-{B}"}, {"id": "x", "rev": f"1-{A}"}, {"id": "y"}, {"id": "no", "rev": f"1-{C}"}]}
    answer = (await door.post(f"/{DB}/_bulk_get", params={"revs": "true"}, json=asked)).json()["results"]
    assert answer[0] == {"id": "x", "docs": [{"ok": a_doc("x", B, A, n=2)}]}
    assert answer[1]["docs"][0]["error"]["reason"] == "missing"
    assert answer[2]["docs"] == [{"ok": a_doc("y", A)}]
    missing = {"id": "no", "rev": f"1-{C}", "error": "not_found", "reason": "missing"}
    assert answer[3] == {"id": "no", "docs": [{"error": missing}]}
    plain = (await door.post(f"/{DB}/_bulk_get", json={"docs": [{"id": "y", "rev": f"1-{A}"}]})).json()
    assert plain["results"][0]["docs"] == [{"ok": {"_id": "y", "_rev": f"1-{A}"}}]


async def test_latest_gives_the_leaves_that_came_of_a_revision(door: httpx.AsyncClient, store: DocumentStore) -> None:
    await fill(store, a_doc("x", B, A), a_doc("x", C, A))
    asked = {"docs": [{"id": "x", "rev": f"1-{A}"}]}
    answer = (await door.post(f"/{DB}/_bulk_get", params={"latest": "true"}, json=asked)).json()
    assert [row["ok"]["_rev"] for row in answer["results"][0]["docs"]] == [f"2-{B}", f"2-{C}"]


async def test_bulk_docs_tells_only_what_was_refused_of_replicated_documents(
    door: httpx.AsyncClient, store: DocumentStore
) -> None:
    docs = [
        a_doc("x", A),
        a_doc("no", A, refuse=True),
        {"_id": "y", "_rev": "lie"},
        a_doc("z", A),
        "no document",
        {"_id": "\ud800"},
    ]
    answer = await post(door, f"/{DB}/_bulk_docs", {"docs": docs, "new_edits": False})
    assert answer.status_code == 201
    rows = answer.json()
    assert [(row["id"], row["error"], row["reason"].partition(":")[0]) for row in rows] == [
        ("no", "forbidden", "lifecycle"),
        ("y", "forbidden", "revision_malformed"),
        ("", "forbidden", "document_malformed"),
        ("\ud800", "forbidden", "id_malformed"),
    ]
    assert [one["_id"] for one in await store.range(DB)] == ["x", "z"]


async def test_bulk_docs_makes_revisions_for_edits(door: httpx.AsyncClient) -> None:
    first = (await door.post(f"/{DB}/_bulk_docs", json={"docs": [{"_id": "x", "n": 1}]})).json()
    rev = first[0]["rev"]
    assert first == [{"ok": True, "id": "x", "rev": rev}]
    docs = [{"_id": "x", "_rev": rev, "n": 2}, {"_id": "x", "_rev": rev, "n": 3}]
    second = (await door.post(f"/{DB}/_bulk_docs", json={"docs": docs})).json()
    assert second[0]["ok"] and second[1]["error"] == "conflict" and second[1]["reason"] == "Document update conflict."


async def test_who_may_only_read_cannot_write(store: DocumentStore) -> None:
    async with a_client(store, auth=("reader", "secret")) as reader:
        assert (await reader.get(f"/{DB}")).status_code == 200
        refused = await reader.post(f"/{DB}/_bulk_docs", json={"docs": [a_doc("x", A)], "new_edits": False})
        assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")
        assert (await reader.put(f"/{DB}/x", json={})).status_code == 403
        assert (await reader.put(f"/{DB}/_local/place", json={})).status_code == 201


async def test_a_leaf_somebody_may_not_see_is_not_there_for_him(store: DocumentStore) -> None:
    await fill(store, a_doc("x", C, A, secret=1), a_doc("x", B, A), a_doc("y", A, secret=1))
    async with a_client(store, auth=("reader", "secret")) as reader:
        feed = untagged((await reader.get(f"/{DB}/_changes", params={"style": "all_docs"})).json())
        assert feed["results"] == [{"seq": "2", "id": "x", "changes": [{"rev": f"2-{B}"}]}]
        asked = {"docs": [{"id": "x", "rev": f"2-{C}"}, {"id": "y"}, {"id": "x", "rev": f"1-{A}"}]}
        rows = (await reader.post(f"/{DB}/_bulk_get", params={"latest": "true"}, json=asked)).json()["results"]
        assert ["error" in row["docs"][0] for row in rows] == [True, True, False]
        assert (await reader.get(f"/{DB}/y")).status_code == 404
        assert (await reader.get(f"/{DB}/x", params={"conflicts": "true"})).json() == {"_id": "x", "_rev": f"2-{B}"}
    async with a_client(store) as alice:
        assert len((await alice.get(f"/{DB}/_changes")).json()["results"]) == 2


async def test_local_documents_are_each_persons_own(door: httpx.AsyncClient, store: DocumentStore) -> None:
    path = f"/{DB}/_local/abc.def_=="
    assert (await door.get(path)).json() == {"error": "not_found", "reason": "missing"}
    made = await door.put(path, json={"last_seq": "3"})
    assert (made.status_code, made.json()) == (201, {"ok": True, "id": "_local/abc.def_==", "rev": "0-1"})
    assert (await door.get(path)).json() == {"_id": "_local/abc.def_==", "_rev": "0-1", "last_seq": "3"}
    assert (await door.put(path, json={"last_seq": "4"})).status_code == 409
    async with a_client(store, auth=("reader", "secret")) as reader:
        assert (await reader.get(path)).status_code == 404
    assert (await door.delete(path, params={"rev": "0-9"})).status_code == 409
    assert (await door.delete(path, params={"rev": "0-1"})).status_code == 200
    assert (await door.get(path)).status_code == 404
    assert (await door.put(path, json=[1])).status_code == 400
    assert (await door.put(path, json={"x": "y" * 70_000})).status_code == 413


async def test_single_documents_are_read_written_and_deleted(door: httpx.AsyncClient) -> None:
    made = await door.put(f"/{DB}/minutes:1", json={"n": 1})
    rev = made.json()["rev"]
    assert (made.status_code, made.json()) == (201, {"ok": True, "id": "minutes:1", "rev": rev})
    assert (await door.put(f"/{DB}/minutes:1", json={"n": 2})).json()["error"] == "conflict"
    assert (await door.get(f"/{DB}/minutes:1")).json() == {"_id": "minutes:1", "_rev": rev, "n": 1}
    refused = await door.put(f"/{DB}/no", json={"refuse": True})
    assert refused.status_code == 403 and refused.json()["reason"].startswith("lifecycle: ")
    gone = await door.delete(f"/{DB}/minutes:1", params={"rev": rev})
    assert gone.status_code == 200
    assert (await door.get(f"/{DB}/minutes:1")).status_code == 404
    old = await door.get(f"/{DB}/minutes:1", params={"rev": gone.json()["rev"], "revs": "true"})
    assert old.json()["_deleted"] is True and old.json()["_revisions"]["start"] == 2
    assert (await door.put(f"/{DB}/other", json={"_id": "another"})).status_code == 400


async def test_open_revs_gives_leaves_or_what_is_missing(door: httpx.AsyncClient, store: DocumentStore) -> None:
    await fill(store, a_doc("x", B, A), a_doc("x", C, A))
    all_of_them = (await door.get(f"/{DB}/x", params={"open_revs": "all"})).json()
    assert [row["ok"]["_rev"] for row in all_of_them] == [f"2-{B}", f"2-{C}"]
    some = (await door.get(f"/{DB}/x", params={"open_revs": json.dumps([f"2-{B}", f"3-{A}"])})).json()
    assert some == [{"ok": {"_id": "x", "_rev": f"2-{B}"}}, {"missing": f"3-{A}"}]
    assert (await door.get(f"/{DB}/x", params={"open_revs": "[1]"})).status_code == 400


async def test_addresses_that_are_not_ours_are_not_found(door: httpx.AsyncClient) -> None:
    assert (await door.get(f"/{DB}/_nothing")).status_code == 404
    assert (await door.get("/_nothing")).status_code == 404
    assert (await door.patch(f"/{DB}/x")).status_code == 405


async def test_a_workspace_is_administered_by_nobody_here(door: httpx.AsyncClient) -> None:
    for path in ("_security", "_revs_limit"):
        assert (await door.get(f"/{DB}/{path}")).status_code == 403
    for path in ("_purge", "_compact", "_view_cleanup"):
        assert (await door.post(f"/{DB}/{path}", json={})).status_code == 403


@pytest.mark.parametrize("path", ["_revs_diff", "_bulk_get", "_bulk_docs", "_changes"])
@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"\xff", {}, 400),
        (b"[1]", {}, 400),
        (b'{"docs": NaN}', {}, 400),
        (b'{"docs":' + b"[" * 5000 + b"]" * 5000 + b"}", {}, 400),
        (b"{}", {"content-type": "text/plain"}, 415),
        (b"{}", {"content-encoding": "br"}, 415),
        (b"{}", {"content-encoding": "gzip"}, 415),
        (gzip.compress(b'{"docs": "' + b"x" * 20_000_000 + b'"}'), {"content-encoding": "gzip"}, 413),
        (zlib.compress(b"{")[:5], {"content-encoding": "deflate"}, 415),
        (b" " * 3_000_000, {}, 413),
    ],
)
async def test_bad_bodies_get_couchdbs_errors(
    door: httpx.AsyncClient, path: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await door.post(f"/{DB}/{path}", content=content, headers={"content-type": "application/json", **headers})
    assert answer.status_code == status
    assert answer.json().keys() == {"error", "reason"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("_revs_diff", {"x": "1-a"}),
        ("_revs_diff", {"x": ["a"]}),
        ("_revs_diff", {"\ud800": [f"1-{A}"]}),
        ("_bulk_get", {"docs": [{"id": "\ud800"}]}),
        ("_bulk_docs", {"docs": [], "new_edits": "no"}),
        ("_changes?filter=_doc_ids", {"doc_ids": ["\ud800"]}),
    ],
)
async def test_bad_questions_are_bad_requests(door: httpx.AsyncClient, path: str, body: Any) -> None:
    assert (await post(door, f"/{DB}/{path}", body)).status_code == 400


async def test_a_bad_row_of_bulk_get_stops_no_other(door: httpx.AsyncClient, store: DocumentStore) -> None:
    await fill(store, a_doc("x", A))
    asked = {"docs": ["x", {"id": 5}, {"id": "x", "rev": "\ud800"}, {"id": "x"}]}
    rows = (await post(door, f"/{DB}/_bulk_get", asked)).json()["results"]
    assert [list(row["docs"][0]) for row in rows] == [["error"], ["error"], ["error"], ["ok"]]


async def test_functions_are_not_offered(door: httpx.AsyncClient, store: DocumentStore) -> None:
    code = "function () {}"
    functions = {"filters": {"mine": code}, "views": {"mine": {"map": code}}, "shows": {"mine": code}}
    await fill(store, a_doc("_design/app", A, **functions))
    for path in ("_changes?filter=app/mine", "_design/app/_view/mine", "_design/app/_show/mine"):
        assert (await door.get(f"/{DB}/{path.replace('app', 'other')}")).status_code == 404
        assert (await door.get(f"/{DB}/{path.replace('mine', 'other')}")).status_code == 404
        answer = await door.get(f"/{DB}/{path}")
        assert (answer.status_code, answer.json()["error"]) == (501, "not_implemented")


async def test_more_documents_than_a_replicator_sends_are_too_many(door: httpx.AsyncClient) -> None:
    for path in ("_bulk_docs", "_bulk_get"):
        assert (await door.post(f"/{DB}/{path}", json={"docs": [{"id": "x"}] * 10_001})).status_code == 413


async def test_bodies_travel_packed_both_ways(door: httpx.AsyncClient, store: DocumentStore) -> None:
    docs = [a_doc(f"d{n}", A, text="Chi bộ thống nhất. " * 300) for n in range(40)]
    packed = gzip.compress(json.dumps({"docs": docs, "new_edits": False}).encode())
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    assert (await door.post(f"/{DB}/_bulk_docs", content=packed, headers=headers)).json() == []
    answer = await door.post(f"/{DB}/_bulk_get", params={"revs": "true"}, json={"docs": [{"id": doc["_id"]} for doc in docs]})
    assert answer.headers["content-encoding"] == "gzip"
    assert [row["docs"][0]["ok"] for row in answer.json()["results"]] == docs
    plain = await door.get(f"/{DB}/d0", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.json()["text"] == docs[0]["text"]


@pytest.mark.parametrize("path", ["/plain/../_users", "/plain/%2E%2E/_users", "/plain/x%2F..%2F..%2F_users", "/../_all_dbs", "/plain/./x"])
async def test_a_path_that_walks_out_of_its_database_is_refused(path: str) -> None:
    site = couch_site(MemoryStore())
    raw = f"/couch{path}".encode()
    told: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        told.append(message)

    scope = {"type": "http", "method": "GET", "path": "/couch/x", "raw_path": raw, "query_string": b"", "scheme": "http",
             "headers": [(b"host", b"x"), (b"authorization", b"Basic " + base64.b64encode(b"alice:secret"))]}  # fmt: skip
    await site(scope, receive, send)  # type: ignore[arg-type]
    assert told[0]["status"] == 400
