"""Every answer carries the headers that keep a browser from being turned against its owner."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.site import PAGE, running


@pytest.mark.parametrize("path", ["/log-in", "/nowhere", "/app/nowhere.js", "/api/receipt-key", "/api/nowhere", "/"])
async def test_pages_and_the_api_carry_the_whole_set(tmp_path: Path, path: str) -> None:
    async with running(tmp_path) as server:
        headers = (await server.client(**PAGE).get(path)).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["script-src"] == policy["form-action"] == "'self'"
        assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "permissions-policy" in headers and "server" not in headers


async def test_the_door_of_the_phones_spends_few_bytes_on_headers(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        headers = (await server.client().post("/sync", json={})).headers
        assert "content-security-policy" not in headers
        assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")


async def test_pages_with_people_in_them_are_not_kept_by_caches(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = await server.phone()
        for path in ("/api/session", "/log-in", "/"):
            assert (await client.get(path)).headers["cache-control"] == "no-store", path
