"""The log-in page: friendly to people, tight-lipped to guessers."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import get_args

import pytest

from server.assets import folder
from server.pages.log_in import device_of, is_local
from server.pages.outside import WORDS
from server.pages.set_up import UNIT_TYPES
from server.security.throttle import FREE_TRIES_NAME
from server.settings import Settings
from sync.usecases.receipts.check_receipt import Kept
from tests.support.site import PAGE, form_token, running
from tests.support.world import PASSWORD


@pytest.mark.parametrize(
    ("username", "home"),
    [("binh-lu-dang-uy", "/units/binh-lu"), ("quan-tri", "/units/lai-chau"), ("na-don-bi-thu", "/app/")],
)
async def test_everybody_lands_where_he_works(tmp_path: Path, username: str, home: str) -> None:
    async with running(tmp_path) as server:
        client = await server.office(username)
        assert (await client.get("/")).headers["location"] == home
        assert (await server.client().get("/")).headers["location"] == "/log-in"


async def test_a_person_comes_back_to_the_page_he_wanted_but_never_to_another_site(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        page_of_month = "/units/binh-lu?month=2026-11"
        for wanted, lands in ((page_of_month, page_of_month), ("//evil.test", "/units/binh-lu")):
            client = server.client(**PAGE)
            page = await client.get("/log-in", params={"next": wanted})
            fields = {"form_token": form_token(page), "username": "Binh-Lu-Dang-Uy ", "password": PASSWORD, "next": wanted}
            assert (await client.post("/log-in", data=fields)).headers["location"] == lands


@pytest.mark.parametrize(
    "target", ["", "x", "//evil", "/\\evil", "https://evil", "/a\r\nb", "/a\\b", "javascript:alert(1)", "/\t/evil"]
)
def test_an_address_that_leaves_this_server_is_not_local(target: str) -> None:
    assert not is_local(target)


async def test_a_wrong_password_and_an_unknown_name_look_and_cost_the_same(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = server.client(**PAGE)
        token = form_token(await client.get("/log-in"))
        answers, costs = [], []
        for username in ("quan-tri", "nobody-here", "Not A Name!"):
            before = server.passwords.verified
            fields = {"form_token": token, "username": username, "password": "wrong"}
            answer = await client.post("/log-in", data=fields)
            costs.append(server.passwords.verified - before)
            answers.append((answer.status_code, answer.text.replace(username.lower(), "").replace(username, "")))
        assert answers[0][0] == 401 and "Tên đăng nhập hoặc mật khẩu không đúng." in answers[0][1]
        assert answers[0] == answers[1] == answers[2]
        assert costs == [1, 1, 1]


async def test_after_too_many_tries_even_the_right_password_must_wait(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = server.client(**PAGE)
        token = form_token(await client.get("/log-in"))
        for _ in range(FREE_TRIES_NAME):
            await client.post("/log-in", data={"form_token": token, "username": "quan-tri", "password": "wrong"})
        right = {"form_token": token, "username": "quan-tri", "password": PASSWORD}
        answer = await client.post("/log-in", data=right)
        assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
        server.clock.move(seconds=int(answer.headers["retry-after"]))
        assert (await client.post("/log-in", data=right)).status_code == 303


async def test_what_was_typed_is_escaped_and_the_password_is_not_repeated(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = server.client(**PAGE)
        token = form_token(await client.get("/log-in"))
        fields = {"form_token": token, "username": '"><script>1</script>', "password": "rat-bi-mat", "next": "/'\"><b>"}
        text = (await client.post("/log-in", data=fields)).text
        assert "<script>" not in text and "<b>" not in text and "rat-bi-mat" not in text


async def test_the_cookie_is_kept_from_scripts_and_other_sites_and_changes_with_each_log_in(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = server.client(**PAGE)
        cookies = []
        for _ in range(2):
            token = form_token(await client.get("/log-in"))
            answer = await client.post("/log-in", data={"form_token": token, "username": "quan-tri", "password": PASSWORD})
            cookies.append(next(one for one in answer.headers.get_list("set-cookie") if one.startswith("sohop=")))
        for cookie in cookies:
            attributes = {part.strip().partition("=")[0] for part in cookie.split(";")[1:]}
            assert attributes == {"Path", "HttpOnly", "SameSite", "Max-Age"} and "SameSite=Strict" in cookie
        assert cookies[0] != cookies[1]
        old = cookies[0].partition(";")[0]
        assert (await server.client(cookie=old).get("/api/session")).status_code == 401


async def test_with_https_the_cookies_are_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, public_url="https://sohop.test")
    async with running(tmp_path, settings=settings) as server:
        client = server.client("https://sohop.test", **PAGE)
        answer = await client.post("/api/session", json={"username": "quan-tri", "password": PASSWORD})
        assert answer.headers["set-cookie"].startswith("__Host-sohop=") and "; Secure" in answer.headers["set-cookie"]
        assert "max-age" in answer.headers["strict-transport-security"]


def test_a_device_is_named_by_its_browser_and_system() -> None:
    phone = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
    assert device_of(phone) == "Chrome · Android"
    assert device_of("") == "Trình duyệt"


async def test_the_pages_speak_english_when_asked_and_go_on_doing_so(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = server.client(**PAGE)
        assert 'lang="vi"' in (await client.get("/log-in")).text
        page = await client.get("/log-in", params={"lang": "en", "next": "/units/binh-lu"})
        assert 'lang="en"' in page.text and "User name" in page.text
        assert "next=%2Funits%2Fbinh-lu" in page.text and "lang=vi" in page.text
        answer = await client.post("/log-in", data={"form_token": form_token(page), "username": "x", "password": "y"})
        assert "Wrong user name or password." in answer.text
        assert "There is nothing here." in (await client.get("/nowhere?lang=xx")).text


def test_every_word_is_there_in_both_languages_and_used_by_a_template() -> None:
    names = ("_outside.html", "error.html", "log_in.html", "set_up.html", "receipts/check.html")
    pages = "".join((folder("templates") / name).read_text("utf-8") for name in names)
    said = set(re.findall(r'say\("(\w+)"', pages)) | set(re.findall(r'text\("(\w+)"', pages)) | set(UNIT_TYPES)
    asked = ("number_needs_login", "no_such_number")
    said = {one for one in said if not one.endswith("_")} | {f"check_kept_{one}" for one in get_args(Kept)}
    said |= {f"check_{one}" for one in (*asked, "malformed", "number", "path", "key_unknown", "signature")} | {f"check_next_{one}" for one in asked}
    assert said == set(WORDS)
    assert all(vi and en and vi == unicodedata.normalize("NFC", vi) for vi, en in WORDS.values())
