"""Text is in one form (NFC), and every word on screen is there in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from unicodedata import is_normalized

import pytest

from sync.domain.errors import TABLE
from tests.architecture.tree import ROOT, files, text, under

BINARY = {".png", ".ico", ".gz", ".br", ".woff2", ".jpg", ".webp", ".pdf", ".zip", ".docx"}
VI, EN = (json.loads(text(f"pwa/i18n/{lang}.json")) for lang in ("vi", "en"))
PLACE = re.compile(r"\{(\w+)\}")
USED = re.compile(r"\bt\(\s*'([^'$]+)'")
CHOSEN = re.compile(r"\bt\(\s*[^'(){}]*\?\s*'([^']+)'\s*:\s*'([^']+)'")


@pytest.mark.parametrize("path", [path for path in files() if Path(path).suffix not in BINARY])
def test_a_text_file_is_utf8_in_nfc_with_plain_line_ends(path: str) -> None:
    content = (ROOT / path).read_bytes().decode("utf-8")
    assert is_normalized("NFC", content), "write characters taken apart as escapes"
    assert "\r" not in content
    assert "\ufeff" not in content


def test_both_languages_have_the_same_keys() -> None:
    assert VI.keys() == EN.keys()


@pytest.mark.parametrize("key", sorted(VI.keys() | EN.keys()))
def test_a_text_says_something_with_the_same_places_in_both_languages(key: str) -> None:
    assert VI[key].strip() and EN[key].strip()
    assert set(PLACE.findall(VI[key])) == set(PLACE.findall(EN[key]))


@pytest.mark.parametrize("path", under("pwa", suffix=".js"))
def test_every_text_a_module_asks_for_is_there(path: str) -> None:
    source = text(path)
    asked = {*USED.findall(source), *(key for both in CHOSEN.findall(source) for key in both)}
    assert asked - VI.keys() == set()


def codes_of_the_phones_engine() -> set[str]:
    """The codes the form engine on the phone gives by itself, found where they stand between quotes."""
    quoted = {word for path in under("pwa/forms", suffix=".js") for word in re.findall(r"'(\w+)'", text(path))}
    return quoted & TABLE.keys()


@pytest.mark.parametrize("code", sorted(codes_of_the_phones_engine() | {"internal", "session_missing", "credentials_wrong"}))
def test_the_phone_has_a_sentence_for_what_it_tells_by_itself(code: str) -> None:
    assert f"error.{code}" in VI


@pytest.mark.parametrize("key", [key for key in sorted(VI) if key.startswith("error.")])
def test_the_phone_knows_no_error_that_is_not_in_the_table(key: str) -> None:
    row = TABLE[key.removeprefix("error.")]
    assert set(PLACE.findall(VI[key])) <= set(PLACE.findall(row.vi + row.action_vi))


def test_old_spelling_of_uy_is_not_used() -> None:
    old = re.compile(r"\b[Uu]ỷ\b")
    shown = [path for path in (*under("pwa", "templates", "sync", "server"),) if Path(path).suffix not in BINARY]
    assert {path for path in shown if old.search(text(path)) and not path.endswith(("/text.js", "/text.py"))} == set()
