"""The first administrator: a link that works once, on an empty store only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.usecases.directory import ACCOUNTS, UNITS
from tests.support.site import PAGE, Running, form_token, running

ASKED = {
    "name": "Trần Văn Quản",
    "username": "quan-tri",
    "password": "mot-mat-khau-dai",
    "unit_name": "Đảng bộ xã Bình Lư",
    "unit_type": "commune",
}


async def open_link(server: Running, client: httpx.AsyncClient) -> dict[str, str]:
    """Make a link, open it, and give the form filled in."""
    link = await server.site.parts.set_up.make_link_token()
    assert link is not None
    page = await client.get("/set-up", params={"token": link})
    assert page.status_code == 200, page.text
    return ASKED | {"token": link, "form_token": form_token(page)}


async def test_the_link_makes_the_administrator_and_the_unit_and_logs_in(tmp_path: Path) -> None:
    async with running(tmp_path, empty=True) as server:
        client = server.client(**PAGE)
        answer = await client.post("/set-up", data=await open_link(server, client))
        assert answer.headers["location"] == "/units/dang-bo-xa-binh-lu"
        assert (await client.get("/")).headers["location"] == "/units/dang-bo-xa-binh-lu"
        fields = {"username": "quan-tri", "password": ASKED["password"]}
        assert (await server.client().post("/api/session", json=fields)).status_code == 200
        account = await server.store.read(ACCOUNTS, "account:quan-tri")
        assert account is not None and ASKED["password"] not in repr(account)
        unit = await server.store.read(UNITS, "unit:dang-bo-xa-binh-lu")
        assert unit is not None and unit["names"][0]["name"] == "Đảng bộ xã Bình Lư"


async def test_the_token_itself_is_not_stored(tmp_path: Path) -> None:
    async with running(tmp_path, empty=True) as server:
        link = await server.site.parts.set_up.make_link_token()
        assert link and link not in repr(await server.store.range(ACCOUNTS))


async def test_a_link_works_once(tmp_path: Path) -> None:
    async with running(tmp_path, empty=True) as server:
        first, second = server.client(**PAGE), server.client(**PAGE)
        fields = await open_link(server, first)
        page = await second.get("/set-up", params={"token": fields["token"]})
        assert (await first.post("/set-up", data=fields)).status_code == 303
        late = fields | {"form_token": form_token(page), "username": "another"}
        answer = await second.post("/set-up", data=late)
        assert answer.status_code == 409 and "đã được thiết lập" in answer.text
        assert await server.store.read(ACCOUNTS, "account:another") is None


async def test_a_newer_link_replaces_the_older(tmp_path: Path) -> None:
    async with running(tmp_path, empty=True) as server:
        old = await server.site.parts.set_up.make_link_token()
        new = await server.site.parts.set_up.make_link_token()
        client = server.client(**PAGE)
        assert (await client.get("/set-up", params={"token": str(old)})).status_code == 403
        assert (await client.get("/set-up", params={"token": str(new)})).status_code == 200


async def test_a_link_is_good_for_seven_days(tmp_path: Path) -> None:
    async with running(tmp_path, empty=True) as server:
        client = server.client(**PAGE)
        fields = await open_link(server, client)
        server.clock.move(days=7)
        assert (await client.post("/set-up", data=fields)).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "token-" + "0" * 37, "ủ", "\x00"])
async def test_a_guessed_link_opens_nothing(tmp_path: Path, token: str) -> None:
    async with running(tmp_path, empty=True) as server:
        await server.site.parts.set_up.make_link_token()
        answer = await server.client(**PAGE).get("/set-up", params={"token": token})
        assert answer.status_code == 403


async def test_a_store_with_people_makes_no_link_and_shows_no_page(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        assert await server.site.parts.set_up.make_link_token() is None
        assert (await server.client(**PAGE).get("/set-up", params={"token": "x"})).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "a" * 200}, "name"),
        ({"name": "a\x07b"}, "name"),
        ({"username": "Quản Trị"}, "username"),
        ({"username": "x"}, "username"),
        ({"password": "ngan"}, "password"),
        ({"password": "x" * 600}, "password"),
        ({"unit_name": "!!!"}, "unit_name"),
        ({"unit_type": "kingdom"}, "unit_type"),
    ],
)
async def test_a_wrong_answer_is_told_at_its_field_and_the_link_stays_good(
    tmp_path: Path, wrong: dict[str, Any], field: str
) -> None:
    async with running(tmp_path, empty=True) as server:
        client = server.client(**PAGE)
        fields = await open_link(server, client)
        answer = await client.post("/set-up", data=fields | wrong)
        assert answer.status_code == 422 and f'href="#{field}"' in answer.text
        assert fields["password"] not in answer.text
        assert (await client.post("/set-up", data=fields)).status_code == 303
