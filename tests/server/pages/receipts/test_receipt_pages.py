"""Receipts to read out, to scan and to check, over the whole server; a byte that was altered is told."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.cli import main
from server.security.keys import rotate
from sync.domain.documents import workspace
from sync.domain.proofs.receipt_text import address_of, read_receipt
from sync.stores.memory import MemoryStore
from tests.support.phone import a_paper
from tests.support.site import PAGE, Running, form_token, running
from tests.support.world import NA_DON

KEY = "2026-11:regular:1"
PAPER = f"/units/{NA_DON}/papers/meeting:{KEY}"
BI_THU, OFFICER = "na-don-bi-thu", "binh-lu-dang-uy"
Json = dict[str, Any]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as started:
        yield started


def plan(month: str = "2026-11", **changes: Any) -> Json:
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": f"{month}-03", "start_time": "19:30", "place": "Nhà văn hóa", "chair": chair, "note_taker": chair,
               "agenda": [{"_id": "1", "text": "Đánh giá tháng 10, bàn việc tháng 11"}], **changes}  # fmt: skip
    return a_paper("meeting", f"{month}:regular:1", answers, unit=NA_DON, author=BI_THU)


async def received(world: Running, *papers: Json) -> list[Json]:
    """The receipts of papers that came together."""
    client = await world.phone(BI_THU)
    body = json.dumps({"cursor": "", "docs": list(papers or (plan(), plan("2026-12")))}).encode()
    answer = await client.post("/sync", content=body, headers={"content-type": "application/json"})
    told = [one for line in answer.content.splitlines() for one in json.loads(line).get("results", ())]
    return [{"unit": one["unit"], "paper": one["id"], "rev": one["rev"], **one["receipt"]} for one in told]


def words(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.text)))


async def check(client: httpx.AsyncClient, text: str = "", file: bytes = b"") -> httpx.Response:
    token = form_token(await client.get("/receipts/check"))
    files = {"file": ("bien-nhan.json", file, "application/json")}
    return await client.post("/receipts/check", data={"form_token": token, "receipt": text}, files=files)


async def test_a_paper_has_a_receipt_page_with_number_and_a_qr_that_holds_the_whole_receipt(world: Running) -> None:
    receipt = (await received(world))[0]
    officer = await world.office(OFFICER)
    page = await officer.get(f"{PAPER}/receipt")
    assert receipt["number"] in words(page) and receipt["digest"] in page.text
    picture = await officer.get(f"{PAPER}/receipt.svg")
    assert picture.headers["content-type"] == "image/svg+xml" and picture.content.startswith(b"<svg") and b"<script" not in picture.content
    kept = (await officer.get(f"{PAPER}/receipt.json")).json()
    assert kept == receipt
    address = address_of(kept, "https://sohop.example.vn")
    assert len(address) < 600 and read_receipt(address) == receipt
    paper = await officer.get(PAPER)
    assert f'src="{PAPER}/receipt.svg"' in paper.text, "it is printed with the paper"


async def test_a_scanned_code_is_checked_without_a_log_in_and_tells_nothing_but_the_receipt(world: Running) -> None:
    receipt = (await received(world))[0]
    anybody = world.client(**PAGE)
    text = words(await anybody.get(address_of(receipt, "")))
    assert f"Biên nhận đúng: {receipt['number']}" in text and "Chi bộ bản Nà Đon" in text and "Kế hoạch" in text
    assert "Giấy trên máy chủ" not in text and "Nhà văn hóa" not in text


async def test_it_is_checked_as_a_file_and_as_pasted_json_too(world: Running) -> None:
    receipt = (await received(world))[1]
    anybody = world.client(**PAGE)
    [document] = await world.store.range(workspace(NA_DON), "receipt:", "receipt;")
    assert receipt["number"] in words(await check(anybody, json.dumps(receipt)))
    assert receipt["number"] in words(await check(anybody, file=json.dumps(receipt).encode()))
    whole = {name: value for name, value in document.items() if not name.startswith("_")}
    assert words(await check(anybody, file=json.dumps(whole).encode())).count("Biên nhận đúng") == 2


async def test_a_number_is_looked_up_by_who_may_read_the_paper_and_by_nobody_else(world: Running) -> None:
    receipt = (await received(world))[0]
    said = receipt["number"].lower().replace("-", " ").replace("0", "o")
    text = words(await check(await world.office(OFFICER), said))
    assert f"Biên nhận đúng: {receipt['number']}" in text and "Đúng như lúc ký, đang dùng." in text
    for stranger in ("pa-pe-bi-thu", "quan-tri"):
        told = words(await check(await world.office(stranger), receipt["number"]))
        assert "Không có biên nhận nào mang số này" in told and "Nà Đon" not in told
    assert "cần đăng nhập" in words(await check(world.client(**PAGE), receipt["number"]))


@pytest.mark.parametrize("name", ["unit", "paper", "rev", "digest", "received_at", "number", "key", "signature", "path"])
async def test_one_altered_byte_is_told(world: Running, name: str) -> None:
    receipt = (await received(world))[0]
    value = receipt[name][0] if name == "path" else receipt[name]
    place = 5 if name != "received_at" else 3
    other = value[:place] + ("1" if value[place] != "1" else "2") + value[place + 1 :]
    altered = {**receipt, name: [other, *receipt["path"][1:]] if name == "path" else other}
    page = await check(world.client(**PAGE), json.dumps(altered))
    assert 'role="alert"' in page.text and "Biên nhận đúng" not in words(page)


async def test_a_paper_that_was_altered_on_the_server_is_told_by_its_receipt(world: Running) -> None:
    receipt = (await received(world))[0]
    store: Any = world.store
    original = store.read

    async def altered(db: str, id: str, rev: str | None = None) -> Any:
        found = await original(db, id, rev)
        return {**found, "answers": {**found["answers"], "place": "Nhà văn hoá"}} if found and id.startswith("meeting:") else found

    store.read = altered
    text = words(await check(await world.office(OFFICER), receipt["number"]))
    assert "KHÁC với lúc ký" in text


async def test_a_receipt_of_an_older_version_says_that_a_newer_one_has_come(world: Running) -> None:
    first = plan()
    receipt = (await received(world, first))[0]
    answers = {**first["answers"], "place": "Trường Nà Đon"}
    await received(world, a_paper("meeting", KEY, answers, unit=NA_DON, author=BI_THU, parent=first))
    assert "sau đó đã có bản mới hơn" in words(await check(await world.office(OFFICER), receipt["number"]))


@pytest.mark.parametrize("text", ["", "hello", "{", "[1]", "null", "7K3M-2QX", "?r=AAAA", "https://x/?r=" + "A" * 5000, "[" * 5000])
async def test_whatever_is_pasted_gets_an_answer(world: Running, text: str) -> None:
    page = await check(world.client(**PAGE), text)
    assert page.status_code == 200 and "không phải biên nhận" in words(page)


async def test_the_receipt_of_a_paper_one_may_not_see_is_not_there(world: Running) -> None:
    await received(world)
    stranger = await world.office("pa-pe-bi-thu")
    for end in ("", ".svg", ".json"):
        assert (await stranger.get(f"{PAPER}/receipt{end}")).status_code == 404


async def test_the_command_checks_the_code_of_a_printed_paper_without_a_network(
    world: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = (await received(world))[0]
    keys = (await world.client().get("/api/receipt-key")).text
    away = tmp_path / "away"
    away.mkdir()
    (away / "keys.json").write_text(keys)
    address = address_of(receipt, "https://sohop.example.vn")
    assert main(["receipt", address, "--data", str(away), "--keys", str(away / "keys.json")]) == 0
    assert f"GENUINE {receipt['number']}" in capsys.readouterr().out
    forged = address_of({**receipt, "received_at": "2026-11-20T10:00:00.000+07:00"}, "https://sohop.example.vn")
    assert main(["receipt", forged, "--data", str(away), "--keys", str(away / "keys.json")]) == 1


async def test_a_receipt_of_a_key_that_was_changed_since_is_still_genuine_and_so_is_one_of_the_new_key(tmp_path: Path) -> None:
    store = MemoryStore()
    async with running(tmp_path, store=store) as before:
        old = (await received(before))[0]
    rotate(tmp_path, datetime.fromisoformat("2026-12-01T08:00:00+07:00"))
    async with running(tmp_path, store=store, empty=True) as after:
        anybody = after.client(**PAGE)
        for _ in range(50):
            after.site.parts.ids.token()  # beyond those of the server before
        new = (await received(after, plan("2027-01")))[0]
        assert old["key"] != new["key"]
        for receipt in (old, new):
            assert f"Biên nhận đúng: {receipt['number']}" in words(await anybody.get(address_of(receipt, "")))
        told = (await anybody.get("/api/receipt-key")).json()
        assert told["key"] == new["key"] and [one["key"] for one in told["keys"]] == [old["key"], new["key"]]
        forged = {**old, "key": new["key"]}
        assert "Biên nhận đúng" not in words(await anybody.get(address_of(forged, "")))
