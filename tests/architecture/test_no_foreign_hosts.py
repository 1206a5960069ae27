"""Nothing the phone or the office loads comes from, or goes to, another host."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import text, under

SHOWN = [
    path
    for path in (*under("pwa"), *under("templates"))
    if path.endswith((".js", ".html", ".css", ".json", ".svg", ".webmanifest"))
]
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
NAMES_ONLY = {"http://www.w3.org"}
"""Names of XML vocabularies; nothing is fetched from them."""
COMMENT = re.compile(r"/\*.*?\*/|(?<=\s)//[^\n]*|<!--.*?-->|\{#.*?#\}", re.DOTALL)


@pytest.mark.parametrize("path", SHOWN)
def test_nothing_names_another_host(path: str) -> None:
    assert {one for one in ADDRESS.findall(COMMENT.sub("", text(path))) if one not in NAMES_ONLY} == set()


@pytest.mark.parametrize("path", [path for path in SHOWN if path.endswith((".js", ".html"))])
def test_nothing_runs_text_as_code(path: str) -> None:
    code = COMMENT.sub("", text(path))
    assert re.findall(r"\beval\(|new Function\(|document\.write\(|javascript:|setTimeout\(\s*['\"]", code) == []
    if path.endswith(".html"):
        assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=|\sstyle\s*=|<style", code) == []


def test_there_is_something_to_look_at() -> None:
    assert len(SHOWN) > 40
