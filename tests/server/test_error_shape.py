"""Whatever fails, and wherever, the answer has one shape: JSON for programs, a page for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from server.errors import STATUS
from sync.domain.errors import TABLE
from tests.support.site import PAGE, running


def assert_shape(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "action", "fields"} and set(answer.json()) == {"error"}
    assert error["code"] == code
    assert error["message"] and error["action"] and isinstance(error["fields"], list)
    assert "traceback" not in answer.text.lower()


JSON = {"content-type": "application/json"}
CAUSES: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/nowhere", {}, 404, "not_found"),
    ("GET", "/app/absent.js", {}, 404, "not_found"),
    ("PUT", "/log-in", {}, 405, "method_not_allowed"),
    ("POST", "/log-out", {"json": {}}, 415, "media_type"),
    ("GET", "/set-up?token=x", {}, 409, "set_up_done"),
    ("GET", "/sync", {}, 405, "method_not_allowed"),
    ("POST", "/sync", {"json": {}}, 401, "session_missing"),
    ("POST", "/sync", {"json": {}, "headers": {"origin": "http://evil.test"}}, 403, "forgery_suspected"),
    ("GET", "/api/nowhere", {}, 404, "not_found"),
    ("GET", "/api/", {}, 404, "not_found"),
    ("PATCH", "/api/session", {"json": {}}, 405, "method_not_allowed"),
    ("GET", "/api/session", {}, 401, "session_missing"),
    ("DELETE", "/api/session", {}, 401, "session_missing"),
    ("GET", "/api/units", {}, 401, "session_missing"),
    ("GET", "/api/units/binh-lu", {}, 401, "session_missing"),
    ("POST", "/api/session", {"content": b"{", "headers": JSON}, 400, "bad_json"),
    ("POST", "/api/session", {"content": b"\xff\xfe{}", "headers": JSON}, 400, "bad_json"),
    ("POST", "/api/session", {"content": b"[" * 100_000, "headers": JSON}, 413, "body_too_large"),
    ("POST", "/api/session", {"content": b"[" * 50_000, "headers": JSON}, 400, "nesting_too_deep"),
    ("POST", "/api/session", {"content": b"", "headers": JSON}, 400, "bad_request"),
    ("POST", "/api/session", {"json": []}, 400, "bad_request"),
    ("POST", "/api/session", {"json": {"username": 7, "password": "x"}}, 400, "bad_request"),
    ("POST", "/api/session", {"json": {"username": "x"}}, 400, "bad_request"),
    ("POST", "/api/session", {"json": {"username": "x", "password": "y", "more": 1}}, 400, "bad_request"),
    ("POST", "/api/session", {"json": {"username": "x" * 81, "password": "y"}}, 400, "bad_request"),
    ("POST", "/api/session", {"json": {"username": "x", "password": "y"}}, 401, "credentials_wrong"),
    ("POST", "/api/session", {"json": {"username": "x\u0000", "password": "y"}}, 401, "credentials_wrong"),
    ("POST", "/api/session", {"content": b'{"username": "x", "password": "\\ud800"}', "headers": JSON}, 400, "bad_json"),
    ("POST", "/api/session", {"data": {"username": "x"}}, 415, "media_type"),
    ("POST", "/api/session", {"content": b"{}"}, 415, "media_type"),
]


@pytest.mark.parametrize(("method", "path", "more", "status", "code"), CAUSES)
async def test_every_failure_has_the_one_shape(
    tmp_path: Path, method: str, path: str, more: dict[str, Any], status: int, code: str
) -> None:
    async with running(tmp_path) as server:
        assert_shape(await server.client().request(method, path, **more), status, code)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/units/chi-bo-ban-pa-pe/papers", 404, "not_found"),
        ("/units/binh-lu", 404, "not_found"),
        ("/api/units/nowhere", 404, "unit_unknown"),
        ("/api/units/chi-bo-ban-pa-pe", 403, "forbidden"),
        ("/api/units/%00", 404, "unit_unknown"),
    ],
)
async def test_a_person_who_asks_too_much_is_told_in_the_one_shape(tmp_path: Path, path: str, status: int, code: str) -> None:
    async with running(tmp_path) as server:
        assert_shape(await (await server.phone()).get(path), status, code)


async def broken(*_: Any, **__: Any) -> Any:
    raise RuntimeError("the disk is on fire")


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/sync"), ("GET", "/api/session"), ("GET", "/api/units")])
async def test_a_failure_inside_is_answered_without_telling_what_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    async with running(tmp_path) as server:
        client = await server.phone()
        monkeypatch.setattr(type(server.site.parts.directory), "person", broken)
        answer = await client.request(method, path, json={})
        assert_shape(answer, 500, "internal")
        assert "fire" not in answer.text and answer.headers["x-content-type-options"] == "nosniff"
        monkeypatch.undo()
        assert (await client.get("/api/session")).status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/app/absent.js", 404), ("/set-up?token=x", 409)])
async def test_a_person_in_a_browser_gets_a_page_with_the_same_words(tmp_path: Path, path: str, status: int) -> None:
    async with running(tmp_path) as server:
        told = (await server.client().get(path)).json()["error"]
        page = await server.client(**PAGE).get(path)
        assert page.status_code == status and page.headers["content-type"].startswith("text/html")
        assert told["message"] in page.text and told["action"] in page.text and told["code"] in page.text


async def test_a_page_that_fails_inside_is_still_a_page_with_its_headers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path) as server:
        client = await server.office()
        monkeypatch.setattr(type(server.site.parts.directory), "person", broken)
        page = await client.get("/")
        assert page.status_code == 500 and "Máy chủ gặp lỗi." in page.text
        assert "default-src 'self'" in page.headers["content-security-policy"]


async def test_a_wrong_method_is_told_the_right_ones(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        for path, allowed in (("/sync", "POST"), ("/api/receipt-key", "GET")):
            answer = await server.client().put(path, json={})
            assert allowed in answer.headers["allow"]


def test_every_code_with_a_status_is_in_the_table() -> None:
    assert set(STATUS) <= set(TABLE)
