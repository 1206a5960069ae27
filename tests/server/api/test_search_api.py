"""Words are found with and without their tone marks, in the papers a person may read and in no other."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from sync.domain.access import may
from sync.domain.accounts import ROLES
from sync.domain.documents import workspace
from sync.ports import Write
from tests.server.access.roles import HOMES, UNITS_WALKED, everybody, username
from tests.server.api.reading import machine, reading
from tests.support.world import BINH_LU, NA_DON, PA_PE


async def found(client: httpx.AsyncClient, **asked: str) -> list[str]:
    answer = await client.get("/api/search", params=asked)
    assert answer.status_code == 200, answer.text
    return [f"{one['unit']} {one['paper']}" for one in answer.json()["items"]]


@pytest.mark.parametrize(
    ("q", "count"),
    [
        ("ủy ban", 4), ("uỷ ban", 4), ("uy ban", 4), ("UY BAN", 4), ("Ủy bản", 4), ("đường", 4), ("duong", 4), ("phát đường", 4), ("đường phát", 4),
        ('"đường phát"', 0), ('"phát đường"', 4), ("ph", 0), ("phá", 4), ("phâ", 4), ("ph đường", 0), ("đường ph", 0), ("điểm trường", 1),
        ("nha van hoa", 3), ("panh", 4), ("không có", 0),
        ("tháng 12", 2), ("12/2026", 2), ("=1+1", 1), ("<b>", 1), ("' OR 1=1 --", 0), ('"', 0), ("NEAR(uy ban)", 0), ("uy* ban", 4),
        ("uy AND ban", 0),
        ("place:nha", 0), ("-ban", 4), ("^uy", 4),
    ],
)  # fmt: skip
async def test_words_are_found_however_they_are_written(tmp_path: Path, q: str, count: int) -> None:
    async with reading(tmp_path) as server:
        answer = await (await machine(server)).get("/api/search", params={"q": q})
        if q == '"':
            assert answer.json()["error"]["fields"][0]["path"] == "q"
        else:
            assert answer.status_code == 200 and len(answer.json()["items"]) == count, answer.text


async def test_a_line_is_shown_with_the_words_marked(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        [one, *_] = (await (await machine(server)).get("/api/search", params={"q": "uy ban phat", "unit": NA_DON})).json()["items"]
        assert one["line"] == ["", "Ủy", " ", "ban", " xã phổ biến việc ", "phát", " đường tháng 12"]
        assert one["title"].endswith("12/2026") and one["unit_name"] == "Chi bộ bản Nà Đon"


async def test_the_newest_comes_first_and_pages_go_on(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client, whole, cursor = await machine(server), list[str](), ""
        while True:
            answer = (await client.get("/api/search", params={"q": "uy ban", "limit": 1, "cursor": cursor})).json()
            whole += [f"{one['day']} {one['unit']}" for one in answer["items"]]
            if (cursor := answer["next"]) is None:
                break
        assert whole == [f"2026-12-03 {PA_PE}", f"2026-12-03 {NA_DON}", f"2026-11-03 {PA_PE}", f"2026-11-03 {NA_DON}"]


async def test_what_is_found_can_be_narrowed(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server)
        assert len(await found(client, q="uy ban", unit=PA_PE)) == 2
        assert len(await found(client, q="uy ban", first="2026-12-01")) == 2
        assert await found(client, q="uy ban", kind="minutes") == []
        assert await found(client, q="uy ban", unit=BINH_LU, below="false") == []


async def test_a_draft_is_found_by_nobody(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        for client in (await machine(server), await server.phone("pa-pe-bi-thu")):
            assert await found(client, q='"thang 01"') == []


@pytest.mark.parametrize("role", ROLES)
async def test_a_person_finds_nothing_of_a_unit_he_may_not_read(tmp_path: Path, role: str) -> None:
    """Every role against a paper in every unit, of every type and place in the tree."""
    async with everybody(tmp_path) as server:
        kinds = {"cell": "meeting:2026-11:regular:1", "commune": "month_schedule:2026-11", "observer_team": "assignment:2026-11",
                 "province": "month_schedule:2026-11"}  # fmt: skip
        tree = await server.site.parts.directory.units()
        for unit in UNITS_WALKED:
            id = kinds[tree.units[unit].type]
            kind = id.partition(":")[0]
            for place, state in (("", "sent"), ("2", "draft")):
                paper = {"_id": id.replace("2026-11", f"2026-1{place or 1}"), "kind": kind, "form": kind, "version": 1, "unit": unit, "state": state,
                         "author": "x", "saved_at": "2026-11-03T21:40:00+07:00", "done_at": "2026-11-03T21:40:00+07:00",
                         "answers": {"place": f"mật {unit}", "notes": f"mật {unit}"}, "form_": ""}  # fmt: skip
                await server.store.write(workspace(unit), [Write(paper | {"form": "unknown"}, mode="edit")])
        await server.site.parts.indexer.catch_up()
        person = await server.site.parts.directory.person(username(role))
        assert person is not None
        today = server.clock.now().date()
        expected = {unit for unit in UNITS_WALKED if may(person, "read", unit, tree, today, kinds[tree.units[unit].type].partition(":")[0])}
        client = await server.phone(username(role))
        told = await found(client, q="mật")
        assert {one.partition(" ")[0] for one in told} == expected and len(told) == len(expected)
        assert (HOMES[role] in expected) is (role != "administrator")
        for unit in UNITS_WALKED:
            answer = await client.get("/api/search", params={"q": "mật", "unit": unit, "below": "false"})
            assert (answer.status_code == 200) is (unit in expected), unit
