"""The page that searches: words marked, pages that go on, and nothing of a unit that the person may not read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.pages import search as pages
from tests.server.administration.desk import words
from tests.server.api.reading import reading
from tests.support.world import BINH_LU, NA_DON


async def test_papers_are_found_without_tone_marks_and_the_words_are_marked(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        office = await server.office()
        page = await office.get("/search?q=uy+ban+phat")
        assert page.status_code == 200 and page.text.count("<mark>Ủy</mark>") == 4 and "<mark>phát</mark>" in page.text
        assert f'href="/units/{NA_DON}/papers/meeting:2026-12:regular:1"' in page.text and "Chi bộ bản Nà Đon · 03/12/2026" in words(page)
        assert "&lt;b&gt;=1+1&lt;/b&gt;" in (await office.get("/search?q=diem+truong")).text
        english = await office.get("/search?q=uy+ban&lang=en")
        assert "Search the papers" in english.text


async def test_a_unit_is_found_by_its_name(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        page = await (await server.office()).get("/search?q=na+don")
        assert f'<a href="/units/{NA_DON}">Chi bộ bản Nà Đon</a>' in page.text


async def test_pages_go_on_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 1)
    async with reading(tmp_path) as server:
        office, address, found = await server.office(), "/search?q=uy+ban&kind=meeting&first=2026-01-01", list[str]()
        while address:
            page = (await office.get(address)).text
            found += re.findall(r'call-name"><a href="([^"]+)"', page)
            onward = re.search(r'href="(/search\?[^"]+)" rel="next"', page)
            address = onward[1].replace("&amp;", "&") if onward else ""
        assert len(found) == len(set(found)) == 4


@pytest.mark.parametrize(
    ("query", "told"),
    [("", ""), ("?q=", ""), ("?q=%22", "Hãy gõ ít nhất một chữ"), ("?q=khong+co+dau", "Không có giấy tờ nào"), ("?q=uy+ban&kind=minutes", "Không có"),
     ("?q=uy+ban&first=2090-01-01", "Không có")],
)  # fmt: skip
async def test_where_nothing_is_shown_the_page_says_why(tmp_path: Path, query: str, told: str) -> None:
    async with reading(tmp_path) as server:
        page = await (await server.office()).get(f"/search{query}")
        assert page.status_code == 200 and told in words(page) and "<mark>" not in page.text


@pytest.mark.parametrize("query", ["?q=uy+ban&kind=nothing", "?q=uy+ban&first=x&last=2026-99-99", "?q=uy+ban&cursor=x"])
async def test_what_cannot_be_asked_asks_nothing(tmp_path: Path, query: str) -> None:
    async with reading(tmp_path) as server:
        assert (await (await server.office()).get(f"/search{query}")).text.count("<mark>Ủy</mark>") == 4


async def test_nobody_finds_what_he_may_not_read(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        assert (await server.client(accept="text/html").get("/search?q=uy")).status_code == 303
        for username, count in (("quan-tri", 0), ("na-don-bi-thu", 2), ("pa-pe-bi-thu", 2), ("binh-lu-dang-uy", 4)):
            page = await (await server.office(username)).get("/search?q=uy+ban")
            assert page.text.count("<mark>Ủy</mark>") == count, username
        secretary = await (await server.office("na-don-bi-thu")).get("/search?q=binh+lu")
        assert f"/units/{BINH_LU}" not in secretary.text
