"""Sent papers over the API: as lists that miss nothing and double nothing, each alone, with its revisions and its receipt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.domain.proofs.receipt_check import fault_in
from tests.server.api.reading import a_meeting, machine, reading, send
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE

MEETING = "meeting:2026-11:regular:1"


async def all_pages(client: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = await client.get(path, params={"cursor": cursor, "limit": 1})
        assert answer.status_code == 200, answer.text
        rows += answer.json()["items"]
        cursor = answer.json()["next"]
        if cursor is None:
            return rows


async def test_a_list_tells_where_each_paper_stands(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        rows = (await (await machine(server)).get("/api/papers")).json()["items"]
        assert [(one["unit"], one["month"], one["status"]) for one in rows] == [
            (NA_DON, "2026-12", "sent"), (PA_PE, "2026-11", "sent"), (PA_PE, "2026-12", "sent"), (NA_DON, "2026-11", "returned"),
        ]  # fmt: skip
        last = rows[-1]
        assert last["unit_name"] == "Chi bộ bản Nà Đon" and last["received_at"] == "2026-11-23T10:00:00.000+07:00"
        assert last["changed_at"] == last["decided_at"] == "2026-11-23T11:00:00.000+07:00" and len(last["receipt"]) == 9
        assert last["href"] == f"/api/units/{NA_DON}/papers/{MEETING}" and last["day"] == "2026-11-03"


async def test_pages_together_are_the_whole_list(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server)
        assert await all_pages(client, "/api/papers") == (await client.get("/api/papers")).json()["items"]


async def test_what_changes_while_pages_are_read_comes_at_the_end(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server)
        page = (await client.get("/api/papers?limit=2")).json()
        server.clock.move(hours=1)
        before = a_meeting(NA_DON, "2026-12", "Điểm trường <b>=1+1</b>")
        changed = {**before["answers"], "place": "Điểm trường mới"}
        from tests.support.phone import a_paper

        await send(server, a_paper("meeting", "2026-12:regular:1", changed, unit=NA_DON, author="na-don-bi-thu", parent=before))
        rest = (await client.get("/api/papers", params={"limit": 50, "cursor": page["next"]})).json()
        assert [(one["unit"], one["month"]) for one in rest["items"]] == [(PA_PE, "2026-12"), (NA_DON, "2026-11"), (NA_DON, "2026-12")]
        since = (await client.get("/api/papers", params={"since": rest["items"][-1]["changed_at"]})).json()["items"]
        assert [one["rev"] for one in since] == [rest["items"][-1]["rev"]]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (f"unit={NA_DON}", 2), (f"unit={BINH_LU}&below=false", 0), (f"unit={BINH_LU}", 4), ("kind=meeting", 4), ("kind=minutes", 0),
        ("kind=minutes&kind=meeting", 4), ("first=2026-12-01", 2), ("last=2026-11-30", 2), ("first=2030-01-01", 0), ("status=returned", 1),
        ("status=sent", 3), ("author=pa-pe-bi-thu", 2), ("author=x", 0), ("since=2026-11-23T10:30:00%2B07:00", 1), ("since=2026-11-23T03:30:00Z", 1),
        ("since=2027-01-01T00:00:00Z", 0),
    ],
)  # fmt: skip
async def test_a_filter_tells_of_what_fits_and_of_nothing_is_told_nothing(tmp_path: Path, query: str, count: int) -> None:
    async with reading(tmp_path) as server:
        answer = await (await machine(server)).get(f"/api/papers?{query}")
        assert answer.status_code == 200 and len(answer.json()["items"]) == count


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("kind=x", 400, "bad_request"), ("first=x", 400, "bad_request"), ("first=2026-02-30", 400, "bad_request"), ("limit=0", 400, "bad_request"),
        ("limit=501", 400, "bad_request"), ("limit=x", 400, "bad_request"), ("since=2026-11-23T10:00:00", 400, "bad_request"),
        ("first=2026-12-02&last=2026-12-01", 400, "bad_request"), ("status=x", 400, "bad_request"), ("unit=khong-co", 404, "unit_unknown"),
        (f"unit={LAI_CHAU}&below=false", 403, "forbidden"), ("cursor=x", 400, "cursor_invalid"), ("cursor=%C3%A9", 400, "cursor_invalid"),
        ("cursor=" + "A" * 40, 400, "cursor_invalid"), ("since=0001-01-01T00:00:00%2B14:00", 400, "bad_request"),
    ],
)  # fmt: skip
async def test_what_cannot_be_asked_is_told_in_the_one_shape(tmp_path: Path, query: str, status: int, code: str) -> None:
    async with reading(tmp_path) as server:
        answer = await (await machine(server)).get(f"/api/papers?{query}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
        assert code != "bad_request" or answer.json()["error"]["fields"], "and says where"


async def test_a_cursor_is_good_for_the_question_it_was_given_for_alone(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server)
        cursor = (await client.get("/api/papers?limit=1")).json()["next"]
        assert (await client.get("/api/papers", params={"limit": 3, "cursor": cursor})).status_code == 200
        for path in ("/api/papers?kind=meeting&", "/api/people?", "/api/units?"):
            assert (await client.get(f"{path}cursor={cursor}")).json()["error"]["code"] == "cursor_invalid"


async def test_a_paper_is_told_whole_with_what_was_said_of_it(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        told = (await (await machine(server)).get(f"/api/units/{NA_DON}/papers/{MEETING}")).json()
        assert told["answers"]["place"] == "Nhà văn hóa bản" and told["author_name"] == "Lò Văn Panh" and told["status"] == "returned"
        [opinion] = told["opinions"]
        assert opinion["comments"] == [{"path": "answers.place", "text": "Ghi rõ địa điểm."}] and opinion["by"] == "Nguyễn Thị Hòa"


async def test_a_receipt_can_be_checked_by_whoever_gets_it(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server)
        receipt = (await client.get(f"/api/units/{NA_DON}/papers/{MEETING}/receipt")).json()
        keys = await server.site.parts.published.all()
        assert receipt["paper"] == MEETING and fault_in(receipt, keys.verify) == ""


async def test_revisions_are_told_with_who_brought_them_and_what_they_said(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server)
        path = f"/api/units/{NA_DON}/papers/{MEETING}/revisions"
        [one] = (await client.get(path)).json()
        assert (one["parent"], one["state"], one["by"], one["received_at"]) == (None, "sent", "na-don-bi-thu", "2026-11-23T10:00:00.000+07:00")
        told = (await client.get(f"{path}/{one['rev']}")).json()
        assert told["document"]["answers"]["place"] == "Nhà văn hóa bản" and told["rev"] == one["rev"]
        for wrong in (f"{path}/2-abc", f"{path}/x", path.replace("11", "99"), path.replace("meeting", "review"), path.replace(NA_DON, "x")):
            assert (await client.get(wrong)).status_code == 404, wrong


async def test_drafts_are_nobodys_but_those_who_work_with_them(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        path = f"/api/units/{PA_PE}/papers/meeting:2027-01:regular:1"
        for client in (await machine(server), await server.phone("binh-lu-dang-uy"), await server.phone()):
            for end in ("", "/revisions", "/receipt"):
                assert (await client.get(path + end)).status_code == 404
        own = await (await server.phone("pa-pe-bi-thu")).get(f"{path}/revisions")
        assert [one["state"] for one in own.json()] == ["draft"]


@pytest.mark.parametrize(
    ("username", "units"),
    [("na-don-bi-thu", {NA_DON}), ("na-don-thu-ky", {NA_DON}), ("pa-pe-bi-thu", {PA_PE}), ("binh-lu-dang-uy", {NA_DON, PA_PE}), ("quan-tri", set())],
)
async def test_a_person_reads_over_the_api_what_he_reads_elsewhere(tmp_path: Path, username: str, units: set[str]) -> None:
    async with reading(tmp_path) as server:
        client = await server.phone(username)
        assert {one["unit"] for one in (await client.get("/api/papers")).json()["items"]} == units
        for unit in (NA_DON, PA_PE):
            for end in ("", "/revisions", "/receipt"):
                status = (await client.get(f"/api/units/{unit}/papers/{MEETING}{end}")).status_code
                assert status == (200 if unit in units else 404), (unit, end)
