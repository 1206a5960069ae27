"""The phone's files: whole, with the right type, cached by hash, listed for the service worker."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # the package carries no types
import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from server.assets import HASH_DIGITS, Assets, folder
from server.errors import Errors
from server.rendering import Renderer

SCRIPT = "export const words = 'đã nhận';\n" * 40


def a_phone(top: Path) -> tuple[Path, Path, Path]:
    """A small pwa folder, and small folders of definitions and rules."""
    files = {
        "pwa/index.html": "<!doctype html><title>Sổ Họp</title>" + " " * 300,
        "pwa/app/main.js": SCRIPT,
        "pwa/sw.js": "importScripts('precache.js');",
        "pwa/manifest.webmanifest": "{}",
        "pwa/styles/base.css": "body{}",
        "pwa/styles/office.css": "table{}",
        "pwa/README.md": "notes",
        "pwa/types.d.ts": "x",
        "pwa/tests/a.test.js": "x",
        "pwa/.secret.js": "x",
        "definitions/minutes/1.json": "{}",
        "definitions/minutes/2.json": "{}",
        "definitions/scoring/cell/1.json": "{}",
        "rules/directive-824/1.json": "{}",
        "rules/directive-824/2.json": "{}",
        "rules/holidays/vietnam/1.json": "{}",
        "rules/catalogue.py": "x",
    }
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, "utf-8")
    return top / "pwa", top / "definitions", top / "rules"


@pytest.fixture
def client(tmp_path: Path) -> httpx.AsyncClient:
    assets = Assets(*a_phone(tmp_path))
    handlers = Errors(Renderer(folder("templates"))).starlette_handlers()
    site = Starlette(routes=[Route("/app/{path:path}", assets, methods=["GET"])], exception_handlers=handlers)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://sohop.test")


async def test_every_address_of_the_app_gets_its_one_page(client: httpx.AsyncClient) -> None:
    for path in ("/app/", "/app/tasks", "/app/minutes/2026-11:regular:1", "/app/index.html"):
        answer = await client.get(path)
        assert answer.status_code == 200 and "Sổ Họp" in answer.text, path
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    ["app/absent.js", "README.md", "types.d.ts",
     "tests/a.test.js", ".secret.js", "%2e%2e/README.md", "..%2fREADME.md", "a%00.js"],
)
async def test_what_is_no_file_of_the_phone_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/app/{path}")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


async def test_types_are_the_ones_browsers_insist_on(client: httpx.AsyncClient) -> None:
    assert (await client.get("/app/app/main.js")).headers["content-type"].startswith("text/javascript")
    assert (await client.get("/app/manifest.webmanifest")).headers["content-type"] == "application/manifest+json"
    assert (await client.get("/app/styles/base.css")).headers["content-type"].startswith("text/css")


async def test_a_file_is_asked_about_again_and_costs_nothing_when_it_is_the_same(client: httpx.AsyncClient) -> None:
    first = await client.get("/app/app/main.js")
    assert first.headers["cache-control"] == "no-cache"
    again = await client.get("/app/app/main.js", headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    assert again.status_code == 304 and again.content == b""
    named = await client.get(f"/app/app/main.js?{first.headers['etag'].strip(chr(34))}")
    assert "immutable" in named.headers["cache-control"]
    assert (await client.get("/app/app/main.js?0123456789abcdef")).status_code == 404
    assert (await client.get("/app/sw.js")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepts", "gets"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", None), ("br;q=0, gzip", "gzip"), ("zstd", None)]
)
async def test_a_file_comes_in_the_best_encoding_the_browser_takes(
    client: httpx.AsyncClient, accepts: str, gets: str | None
) -> None:
    async with client.stream("GET", "/app/app/main.js", headers={"accept-encoding": accepts}) as answer:
        raw = b"".join([piece async for piece in answer.aiter_raw()])
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[gets]
    assert answer.headers.get("content-encoding") == gets
    assert unpack(raw) == SCRIPT.encode()
    assert int(answer.headers["content-length"]) == len(raw)


async def test_the_list_for_the_service_worker_names_every_file_of_the_phone_with_its_hash(client: httpx.AsyncClient) -> None:
    text = (await client.get("/app/precache.js")).text
    assert text.startswith("self.PRECACHE=") and text.endswith(";\n")
    listed = json.loads(text.removeprefix("self.PRECACHE=").removesuffix(";\n"))
    urls = [row["url"] for row in listed["files"]]
    assert urls == [
        "/app/app/main.js", "/app/forms/index.json", "/app/forms/minutes/1.json", "/app/forms/minutes/2.json",
        "/app/forms/scoring/cell/1.json", "/app/index.html", "/app/manifest.webmanifest", "/app/rules/directive-824/1.json",
        "/app/rules/directive-824/2.json", "/app/rules/holidays/vietnam/1.json", "/app/rules/index.json", "/app/styles/base.css",
    ]  # fmt: skip
    for row in listed["files"]:
        body = (await client.get(row["url"])).content
        assert hashlib.sha256(body).hexdigest()[:HASH_DIGITS] == row["hash"]


def test_any_change_of_any_file_is_a_new_version(tmp_path: Path) -> None:
    def version(assets: Assets) -> bytes:
        return assets.files["precache.js"].body[:60]

    pwa, definitions, rules = a_phone(tmp_path)
    before = version(Assets(pwa, definitions, rules))
    assert version(Assets(pwa, definitions, rules)) == before
    (pwa / "sw.js").write_text("importScripts('precache.js');//")
    after = version(Assets(pwa, definitions, rules))
    assert after != before
    (rules / "directive-824" / "3.json").write_text("{}")
    assert version(Assets(pwa, definitions, rules)) not in (before, after)


async def test_the_index_of_forms_lists_every_version(client: httpx.AsyncClient) -> None:
    assert (await client.get("/app/forms/index.json")).json() == {"forms": {"minutes": [1, 2]}, "scoring": {"cell": [1]}}


async def test_the_index_of_rules_lists_every_version_and_the_holidays(client: httpx.AsyncClient) -> None:
    index = {"rules": {"directive-824": [1, 2]}, "holidays": {"vietnam": [1]}}
    assert (await client.get("/app/rules/index.json")).json() == index
    assert (await client.get("/app/rules/catalogue.py")).status_code == 404
