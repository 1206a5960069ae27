"""The exchange on the wire: what a phone sends, what it gets, and what bad input gets."""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.domain.canonical import canonical
from sync.domain.documents import workspace
from sync.domain.proofs.receipts import STATEMENT, head, number_of, root_from
from sync.ports import Write
from sync.usecases.receipts.find_receipts import find_receipts
from tests.support.phone import a_paper, with_revision
from tests.support.site import Running, running
from tests.support.world import NA_DON, PA_PE

AUTHOR = "na-don-bi-thu"
KEY = "2026-11:regular:1"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as started:
        yield started


def a_meeting(key: str = KEY, **changes: Any) -> dict[str, Any]:
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": "2026-11-03", "start_time": "19:30", "place": "Nhà văn hóa bản Nà Đon", "chair": chair,
               "note_taker": chair, "agenda": [{"_id": "1", "text": "Đánh giá tháng 10, bàn việc tháng 11"}]}  # fmt: skip
    return a_paper("meeting", key, answers, **{"unit": NA_DON, "author": AUTHOR, "state": "draft", **changes})


async def exchange(client: httpx.AsyncClient, *docs: Any, cursor: str = "") -> httpx.Response:
    body = json.dumps({"cursor": cursor, "device": "01J", "clock": "2026-11-10T08:00:00+07:00", "docs": docs}).encode()
    return await client.post("/sync", content=body, headers={"content-type": "application/json"})


def portions_of(answer: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.content.splitlines()]


async def test_papers_go_up_and_nothing_of_them_comes_back_down(world: Running) -> None:
    phone = await world.phone(AUTHOR)
    paper = a_meeting(state="sent")
    answer = (await exchange(phone, paper)).json()
    [result] = answer["results"]
    assert result["ok"] and result["rev"] == paper["_rev"]
    assert len(result["receipt"]["number"]) == 9
    assert answer["changes"] == []
    assert answer["units"][0]["id"] == NA_DON and answer["units"][0]["roles"] == ["secretary"]


async def test_when_nothing_has_changed_the_answer_is_empty(world: Running) -> None:
    phone = await world.phone(AUTHOR)
    cursor = (await exchange(phone)).json()["cursor"]
    answer = await exchange(phone, cursor=cursor)
    assert answer.status_code == 204 and answer.content == b""


async def test_a_second_phone_of_the_same_person_gets_papers_drafts_and_receipts(world: Running) -> None:
    first, second = await world.phone(AUTHOR), await world.phone(AUTHOR)
    draft, sent = a_meeting("2026-10:regular:1"), a_meeting(state="sent")
    await exchange(first, draft, sent)
    came = {one["_id"]: one for one in (await exchange(second)).json()["changes"]}
    assert came[draft["_id"]]["_revisions"] == draft["_revisions"]
    assert came[sent["_id"]]["answers"] == sent["answers"]
    [receipt] = [one for id, one in came.items() if id.startswith("receipt:")]
    assert [(row["paper"], row["rev"]) for row in receipt["papers"]] == [(sent["_id"], sent["_rev"])]


async def test_a_draft_does_not_travel_to_somebody_else(world: Running) -> None:
    await exchange(await world.phone(AUTHOR), a_meeting())
    came = (await exchange(await world.phone("na-don-thu-ky"))).json()["changes"]
    assert came == []


async def test_a_phone_never_gets_another_cells_papers(world: Running) -> None:
    await exchange(await world.phone(AUTHOR), a_meeting(state="sent"))
    answer = (await exchange(await world.phone("pa-pe-bi-thu"))).json()
    assert answer["changes"] == [] and [unit["id"] for unit in answer["units"]] == [PA_PE]


async def test_a_first_sync_comes_in_bounded_answers_and_every_paper_once(world: Running) -> None:
    papers = [a_meeting(f"20{year:02}-{month:02}:regular:1", state="sent") for year in range(10, 30) for month in range(1, 13)]
    long = [with_revision({**{k: v for k, v in one.items() if k[0] != "_" or k == "_id"},
                           "answers": {**one["answers"], "place": "Nhà văn hóa " * 200}}) for one in papers]  # fmt: skip
    await world.store.write(workspace(NA_DON), [Write(one) for one in long])
    phone = await world.phone(AUTHOR)
    cursor, seen, rounds, more = "", list[str](), 0, True
    while more:
        portions = portions_of(await exchange(phone, cursor=cursor))
        changes = [change for portion in portions for change in portion["changes"]]
        assert sum(len(json.dumps(one, ensure_ascii=False)) for one in changes) < 400 * 1024
        cursor, more, rounds = portions[-1]["cursor"], portions[-1]["more"], rounds + 1
        seen += [one["_id"] for one in changes]
    assert sorted(seen) == sorted(one["_id"] for one in long)
    assert 2 <= rounds <= 6


async def test_compressed_bodies_are_taken(world: Running) -> None:
    phone = await world.phone(AUTHOR)
    body = json.dumps({"cursor": "", "docs": [a_meeting()]}).encode()
    for name, packed in (("gzip", gzip.compress(body)), ("deflate", zlib.compress(body))):
        headers = {"content-type": "application/json", "content-encoding": name}
        answer = await phone.post("/sync", content=packed, headers=headers)
        assert answer.json()["results"][0]["ok"]


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"{", {}, 400, "bad_json"),
        (b"", {}, 400, "bad_json"),
        (b'{"docs": [NaN]}', {}, 400, "bad_json"),
        (b"\xff\xfe", {}, 400, "bad_json"),
        (b"[" * 100_000, {}, 400, "nesting_too_deep"),
        (b"[]", {}, 400, "bad_request"),
        (b'{"cursor": 7}', {}, 400, "bad_request"),
        (b'{"docs": {}}', {}, 400, "bad_request"),
        (b'{"cursor": "made-up"}', {}, 400, "cursor_invalid"),
        (b"{}", {"content-type": "text/plain"}, 415, "media_type"),
        (b"{}", {"content-encoding": "br"}, 415, "encoding_unknown"),
        (b"not gzip", {"content-encoding": "gzip"}, 415, "encoding_unknown"),
        (b'{"docs": [' + b"1," * 500 + b"1]}", {}, 413, "body_too_large"),
        (b'{"x": "' + b"x" * (3 * 1024 * 1024) + b'"}', {}, 413, "body_too_large"),
        (gzip.compress(b" " * (64 * 1024 * 1024)), {"content-encoding": "gzip"}, 413, "body_too_large"),
    ],
)
async def test_a_request_that_cannot_be_read_is_told_so_in_one_shape(
    world: Running, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    phone = await world.phone(AUTHOR)
    answer = await phone.post("/sync", content=body, headers={"content-type": "application/json", **headers})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"] and answer.json()["error"]["action"]


async def test_without_a_session_nothing_is_taken(world: Running) -> None:
    answer = await exchange(world.client(), a_meeting())
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "session_missing")
    assert (await world.store.info(workspace(NA_DON))).doc_count == 0


async def test_every_kind_of_bad_document_gets_its_own_row_and_the_good_one_is_safe(world: Running) -> None:
    phone = await world.phone(AUTHOR)
    nfd = "Bản Nà Đon".replace("à", "a\u0300")
    good = a_meeting(state="sent")
    documents = [
        7,
        {"_id": "minutes:2026-11:regular:1\u0000"},
        with_revision({**a_meeting(), "_id": "diary:1", "kind": "diary"}),
        with_revision({**a_meeting(), "version": 12}),
        a_meeting(unit=PA_PE),
        a_meeting(author="na-don-thu-ky"),
        {**a_meeting(), "answers": {"place": "x\ud800"}},
        {**a_meeting(), "answers": {"place": nfd}},
        {**a_meeting(), "_rev": "3-" + "a" * 32},
        {**a_meeting(), "answers": {"place": "đổi"}},
        good,
    ]
    answer = await exchange(phone, *documents)
    assert answer.status_code == 200
    codes = [result.get("error", {}).get("code", "ok") for result in answer.json()["results"]]
    assert codes == ["document_malformed", "id_malformed", "kind_unknown", "version_unknown", "not_your_unit", "author_forged",
                     "text_malformed", "text_not_nfc", "revision_malformed", "revision_untrue", "ok"]  # fmt: skip
    assert (await world.store.info(workspace(NA_DON))).doc_count == 2
    assert len(await world.store.range("inbox", "refused:", "refused;")) == 10


async def test_sending_the_same_request_again_changes_nothing(world: Running) -> None:
    phone = await world.phone(AUTHOR)
    paper = a_meeting(state="sent")
    first = (await exchange(phone, paper)).json()
    again = (await exchange(phone, paper)).json()
    assert again["results"] == first["results"]
    assert len(await world.store.leaves(workspace(NA_DON), paper["_id"])) == 1


async def receipt_of(world: Running, paper: dict[str, Any]) -> dict[str, Any]:
    key = paper["_id"], paper["_rev"]
    receipts, index = (await find_receipts(world.store, workspace(NA_DON), [key]))[key]
    return receipts.of(index)


async def test_the_measured_drift_is_kept_beside_what_the_receipt_signs(world: Running) -> None:
    phone, paper = await world.phone(AUTHOR), a_meeting(state="sent")
    [result] = (await exchange(phone, paper)).json()["results"]
    receipt = await receipt_of(world, paper)
    assert receipt["drift_ms"] == (13 * 24 + 2) * 3_600_000, "the server's 2026-11-23 10:00, the phone's 2026-11-10 08:00"
    assert "drift_ms" not in result["receipt"]
    signed = {name: receipt[name] for name in (*STATEMENT, "on_time")}
    assert receipt["number"] == number_of(canonical(signed))


async def test_each_of_several_papers_can_be_checked_alone_with_the_one_signature(world: Running) -> None:
    phone = await world.phone(AUTHOR)
    papers = [a_meeting(f"2026-{month:02}:regular:1", state="sent") for month in range(1, 8)]
    results = (await exchange(phone, *papers)).json()["results"]
    told = (await phone.get("/api/receipt-key")).json()["public_key"]
    key = Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(told + "="))
    assert len({one["receipt"]["signature"] for one in results}) == 1
    for paper, one in zip(papers, results, strict=True):
        told = one["receipt"]
        stated = {"unit": NA_DON, "paper": paper["_id"], "rev": paper["_rev"], **{name: told[name] for name in ("digest", "received_at", "on_time")}}
        root = root_from(canonical(stated), told["index"], told["size"], [bytes.fromhex(step) for step in told["path"]])
        assert root is not None
        signature = urlsafe_b64decode(told["signature"] + "==")
        key.verify(signature, head(NA_DON, told["received_at"], told["size"], root.hex()))
        with pytest.raises(InvalidSignature):
            key.verify(signature, head(NA_DON, told["received_at"], told["size"] + 1, root.hex()))


@pytest.mark.parametrize("clock", [None, 7, "", "yesterday", "2026-11-10T08:00:00", "0001-01-01T00:00:00+23:59", ["x"]])
async def test_a_phone_that_tells_no_time_is_served_all_the_same(world: Running, clock: Any) -> None:
    phone, paper = await world.phone(AUTHOR), a_meeting(state="sent")
    answer = await phone.post("/sync", json={"cursor": "", "device": "d", "clock": clock, "docs": [paper]})
    assert answer.status_code == 200 and answer.json()["results"][0]["ok"]
    assert clock == "0001-01-01T00:00:00+23:59" or "drift_ms" not in await receipt_of(world, paper)


async def test_the_phone_is_told_what_its_unit_is_and_an_idle_exchange_stays_empty(world: Running) -> None:
    phone = await world.phone(AUTHOR)
    first = (await exchange(phone)).json()
    facts = first["units"][0]["deadlines"]["facts"]
    assert facts["kinds"] == [{"kind": "cell", "first": "2020-01-01", "last": None}]
    idle = await exchange(phone, cursor=first["cursor"])
    assert idle.status_code == 204 and idle.content == b""
