"""Selectors, documents and orders of strings as a real CouchDB 3.5 answered them (`python -m tests.support.couch.mango_peer`)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sync.mango.collate import text_key
from tests.support.couch.mango_peer import FIXTURES, what_we_find

GOLDEN = json.loads((FIXTURES / "selectors.json").read_text())
ORDER: list[list[str]] = json.loads((FIXTURES / "order.json").read_text())


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: json.dumps(case["selector"], ensure_ascii=True)[:80])
def test_a_selector_finds_what_couchdb_finds(case: dict[str, Any]) -> None:
    assert what_we_find(GOLDEN["documents"], case["selector"]) == case


def test_the_cases_are_worth_it() -> None:
    found = [len(case["ids"]) for case in GOLDEN["cases"] if "ids" in case]
    assert len([number for number in found if 0 < number < len(GOLDEN["documents"])]) > 70
    assert len([case for case in GOLDEN["cases"] if "error" in case]) > 20


def test_strings_are_in_couchdbs_order() -> None:
    words = [word for equals in ORDER for word in equals]
    assert sorted(sorted(words), key=text_key) == words


def test_strings_are_equal_where_couchdb_takes_them_for_equal() -> None:
    assert [sorted({text_key(word) for word in equals}) == [text_key(equals[0])] for equals in ORDER] == [True] * len(ORDER)
    assert len({text_key(equals[0]) for equals in ORDER}) == len(ORDER)
