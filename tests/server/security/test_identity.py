"""Who sends a request: by cookie at every door, by Basic at the standard one only."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import Any

import pytest

from server.security.identity import BASIC_SECONDS
from server.security.throttle import FREE_TRIES_NAME
from sync.domain.errors import Refusal
from sync.ports import Write
from sync.usecases.directory import ACCOUNTS
from tests.support.site import Running, running
from tests.support.world import PASSWORD


def a_scope(authorization: str, path: str = "/couch/ws-x/_changes") -> dict[str, Any]:
    headers = [(b"authorization", authorization.encode("latin-1"))]
    return {"type": "http", "method": "GET", "path": path, "headers": headers, "client": ("10.0.0.1", 5)}


def basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


async def who(server: Running, authorization: str, path: str = "/couch/ws-x/_changes") -> str | None:
    person = await server.site.parts.identity.person_of(a_scope(authorization, path))
    return person.username if person else None


async def test_basic_credentials_count_at_the_standard_door_only(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        right = basic("na-don-bi-thu", PASSWORD)
        assert await who(server, right) == "na-don-bi-thu"
        for path in ("/", "/sync", "/units/binh-lu", "/couchant"):
            assert await who(server, right, path) is None, path


@pytest.mark.parametrize(
    "header",
    ["", "Basic", "Basic ", "Basic !!!", "Basic " + base64.b64encode(b"no colon").decode(), "Basic //79", "Bearer x",
     basic("na-don-bi-thu", "wrong"), basic("nobody", PASSWORD), basic("", ""), basic("na-don-bi-thu", PASSWORD + "\0")],
)  # fmt: skip
async def test_credentials_that_are_wrong_or_malformed_are_nobodys(tmp_path: Path, header: str) -> None:
    async with running(tmp_path) as server:
        assert await who(server, header) is None


async def test_verified_credentials_are_remembered_for_a_while_and_wrong_ones_never(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        right = basic("na-don-bi-thu", PASSWORD)
        await asyncio.gather(*(who(server, right) for _ in range(20)))
        assert server.passwords.verified == 1
        server.clock.move(seconds=BASIC_SECONDS)
        assert await who(server, right) == "na-don-bi-thu"
        assert server.passwords.verified == 2
        for _ in range(2):
            assert await who(server, basic("na-don-bi-thu", "wrong")) is None
        assert server.passwords.verified == 4


async def test_guessing_by_basic_is_slowed_like_any_log_in(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        for _ in range(FREE_TRIES_NAME):
            await who(server, basic("na-don-bi-thu", "wrong"))
        with pytest.raises(Refusal) as caught:
            await who(server, basic("na-don-bi-thu", PASSWORD))
        assert caught.value.problem.code == "too_many_tries"


async def test_a_person_whose_account_is_gone_is_nobody_though_his_session_is_not(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        phone = await server.phone()
        account = await server.store.read(ACCOUNTS, "account:na-don-bi-thu")
        assert account is not None
        grave = {"_id": account["_id"], "_rev": account["_rev"], "_deleted": True}
        await server.store.write(ACCOUNTS, [Write(grave, mode="edit")])
        assert (await phone.get("/api/session")).status_code == 401


async def test_a_hundred_guesses_at_once_do_not_slip_through_together(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        async def guess(number: int) -> int:
            body = {"username": "na-don-bi-thu", "password": f"guess {number}"}
            return (await server.client().post("/api/session", json=body)).status_code

        answers = await asyncio.gather(*(guess(number) for number in range(60)))
        assert answers.count(401) == FREE_TRIES_NAME and answers.count(429) == 60 - FREE_TRIES_NAME
