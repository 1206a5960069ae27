"""Requests another site made a browser send are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.site import ADDRESS, PAGE, form_token, running
from tests.support.world import PASSWORD

ELSEWHERE = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": ADDRESS},
    {"origin": "http://evil.test"},
    {"origin": "http://sohop.test.evil.test"},
    {"origin": "null"},
    {"origin": "http://sohop.test:81"},
]
HERE = [{"sec-fetch-site": "same-origin"}, {"origin": ADDRESS}, {"sec-fetch-site": "same-origin", "origin": "null"}, {}]


@pytest.mark.parametrize("headers", ELSEWHERE)
@pytest.mark.parametrize("path", ["/log-in", "/log-out", "/set-up", "/sync", "/api/session"])
async def test_a_changing_request_from_elsewhere_is_refused_at_every_door(
    tmp_path: Path, path: str, headers: dict[str, str]
) -> None:
    async with running(tmp_path) as server:
        client = await server.phone()
        answer = await client.post(path, json={}, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "forgery_suspected"


@pytest.mark.parametrize("headers", ELSEWHERE)
async def test_the_standard_door_says_so_in_its_own_shape(tmp_path: Path, headers: dict[str, str]) -> None:
    async with running(tmp_path) as server:
        answer = await (await server.phone()).post("/couch/ws-chi-bo-ban-na-don/_bulk_docs", json={"docs": []}, headers=headers)
        assert answer.status_code == 403 and answer.json()["error"] == "forbidden"


@pytest.mark.parametrize("headers", HERE)
async def test_a_request_from_here_or_from_no_browser_passes(tmp_path: Path, headers: dict[str, str]) -> None:
    async with running(tmp_path) as server:
        body = {"username": "na-don-bi-thu", "password": PASSWORD}
        answer = await server.client().post("/api/session", json=body, headers=headers)
        assert answer.status_code == 200


async def test_a_page_may_be_reached_from_elsewhere(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        answer = await server.client(**PAGE).get("/log-in", headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 200


async def test_a_form_without_its_token_or_with_that_of_another_browser_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        mine, other = server.client(**PAGE), server.client(**PAGE)
        await mine.get("/log-in")
        foreign = form_token(await other.get("/log-in"))
        for token in ("", "x", foreign, "\ud83d", "ủ"):
            fields = {"form_token": token.encode("utf-8", "replace").decode(), "username": "quan-tri", "password": PASSWORD}
            answer = await mine.post("/log-in", data=fields)
            assert answer.status_code == 403 and "sohop=" not in str(answer.headers.get_list("set-cookie"))
        nobody = server.client(**PAGE)
        answer = await nobody.post("/log-in", data={"form_token": foreign, "username": "quan-tri", "password": PASSWORD})
        assert answer.status_code == 403


async def test_log_out_needs_the_token_of_the_session(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = await server.office()
        assert (await client.post("/log-out", data={"x": "1"})).status_code == 403
        assert (await client.get("/api/session")).status_code == 200
        token = server.site.parts.forms.token({"headers": [(b"cookie", f"sohop={client.cookies['sohop']}".encode())]})
        assert (await client.post("/log-out", data={"form_token": token})).status_code == 303
        assert (await client.get("/api/session")).status_code == 401


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"form_token=x&" + b"a" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a%d=1" % number for number in range(500)), "application/x-www-form-urlencoded", 400),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 415),
        (b"x", "multipart/form-data; boundary=x", 415),
        (b"", "", 415),
    ],
)
async def test_a_malformed_form_is_told_so(tmp_path: Path, content: bytes, media: str, status: int) -> None:
    async with running(tmp_path) as server:
        client = server.client(**PAGE)
        await client.get("/log-in")
        answer = await client.post("/log-in", content=content, headers={"content-type": media})
        assert answer.status_code == status
