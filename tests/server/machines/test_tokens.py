"""A machine is let in by an administrator, reads what its scopes name and no more, and is shut out for good."""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path

import httpx
import pytest

from tests.server.administration.desk import send, words
from tests.support.site import Running, running
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE

PAGE = "/administration/machines"
ADD = {"do": "add", "name": "Excel của Văn phòng", "unit": BINH_LU, "scopes-units": "1", "last": "2027-11-23"}


def key_in(page: httpx.Response) -> str:
    found = re.search(r'class="new-key">([^<]+)<', page.text)
    assert found, words(page)
    return html.unescape(found[1])


async def a_token(server: Running, **fields: str) -> str:
    return key_in(await send(await server.office("quan-tri"), PAGE, **(ADD | fields)))


def machine(server: Running, token: str) -> httpx.AsyncClient:
    return server.client(authorization=f"Bearer {token}")


async def test_a_token_is_told_once_and_kept_as_its_hash_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        token = await a_token(server)
        assert re.fullmatch(r"sohop_[\w-]{43}", token)
        [kept] = await server.store.range("machines")
        assert token not in str(kept) and token.removeprefix("sohop_") not in str(kept) and len(kept["token_hash"]) == 64
        page = await (await server.office("quan-tri")).get(PAGE)
        assert token not in page.text and "Excel của Văn phòng" in page.text and "chưa dùng" in page.text


async def test_a_machine_sees_its_unit_and_those_below_and_nothing_beside(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = machine(server, await a_token(server))
        assert {one["id"] for one in (await client.get("/api/units")).json()["items"]} == {BINH_LU, NA_DON, PA_PE}
        assert (await client.get(f"/api/units/{LAI_CHAU}")).status_code == 403
        page = await (await server.office("quan-tri")).get(PAGE)
        assert "23/11/2026" in words(page) and "chưa dùng" not in page.text


async def test_a_token_opens_what_its_scopes_name_and_no_other_door(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = machine(server, await a_token(server))
        for path in ("/api/papers", "/api/people", "/api/obligations", "/api/search?q=x", "/api/session", f"/api/units/{NA_DON}/deadlines"):
            answer = await client.get(path)
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "scope_missing"), path
        assert (await client.post("/sync", json={"cursor": "", "docs": []})).status_code == 401
        assert (await client.get(f"/couch/ws-{NA_DON}")).status_code == 401
        assert (await client.get(f"/units/{BINH_LU}")).status_code == 401


async def test_no_scope_lets_a_machine_write(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        all_ = {f"scopes-{one}": "1" for one in ("units", "people", "papers", "obligations", "measures")}
        client = machine(server, await a_token(server, unit=LAI_CHAU, **all_))
        body = {"first": "2027-01-01", "last": "2027-01-31", "reason": "x"}
        assert (await client.post(f"/api/units/{NA_DON}/deadlines/exemptions", json=body)).status_code == 403
        assert (await client.delete("/api/session")).status_code in (401, 403)
        assert await server.store.range("rules") == []


async def test_a_spreadsheet_gives_the_token_as_a_password(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        basic = base64.b64encode(f"excel:{await a_token(server)}".encode()).decode()
        assert (await server.client(authorization=f"Basic {basic}").get("/api/units")).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Bearer sohop_" + "a" * 43, "Basic !", "Basic " + "YQ==", "Digest x", "Bearer \x7f"])
async def test_a_wrong_token_is_told_in_the_one_shape_and_no_cookie_helps(tmp_path: Path, header: str) -> None:
    async with running(tmp_path) as server:
        phone = await server.phone()
        answer = await phone.get("/api/units", headers={"authorization": header})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_wrong")


async def test_a_revoked_token_counts_no_longer_at_the_very_next_request(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = machine(server, await a_token(server))
        assert (await client.get("/api/units")).status_code == 200
        [kept] = await server.store.range("machines")
        administrator = await server.office("quan-tri")
        assert (await send(administrator, PAGE, do="revoke", id=kept["_id"].partition(":")[2])).status_code == 303
        assert (await client.get("/api/units")).status_code == 401
        assert "đã thu hồi" in (await administrator.get(PAGE)).text


async def test_a_token_runs_out_after_its_last_day(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = machine(server, await a_token(server, last="2026-11-24"))
        server.clock.move(days=1)
        assert (await client.get("/api/units")).status_code == 200
        server.clock.move(days=1)
        assert (await client.get("/api/units")).status_code == 401


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": " "}, "Chưa ghi mục này."), ({"unit": ""}, "Chưa ghi mục này."), ({"scopes-units": ""}, "Chưa ghi mục này."),
        ({"last": "2026-11-22"}, "Ngày này đã qua."), ({"last": "2030-01-01"}, "Nhiều nhất 731 ngày"), ({"last": "x"}, "không phải là ngày"),
        ({"name": "x" * 81}, "Tên nhiều nhất 80 ký tự"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_told_and_nothing_is_made(tmp_path: Path, fields: dict[str, str], told: str) -> None:
    async with running(tmp_path) as server:
        answer = await send(await server.office("quan-tri"), PAGE, **(ADD | fields))
        assert answer.status_code == 422 and told in words(answer)
        assert await server.store.range("machines") == []


async def test_nobody_but_administrators_lets_machines_in_or_sees_them(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        await a_token(server)
        [kept] = await server.store.range("machines")
        officer = await server.office()
        assert (await officer.get(PAGE)).status_code == 403
        token = (await officer.get("/me/password")).text.split('name="form_token" value="')[1].split('"')[0]
        for fields in (ADD, {"do": "revoke", "id": kept["_id"].partition(":")[2]}):
            assert (await officer.post(PAGE, data={"form_token": token, **fields})).status_code == 403
        assert await server.store.range("machines") == [kept]
