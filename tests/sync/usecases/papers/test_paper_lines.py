"""What a paper says: lines as people read them, and words as they are searched."""

from __future__ import annotations

from typing import Any

import pytest

from sync.forms.catalogue import Catalogue
from sync.usecases.papers.paper_lines import lines_of, searched, title_of, words_in

CATALOGUE = Catalogue.load()
MINUTES: dict[str, Any] = {
    "_id": "minutes:2026-11:regular:1", "form": "minutes", "version": 1,
    "answers": {"date": "2026-11-03", "chair": {"name": "Lò Văn Panh"}, "conclusion": "Nhất trí phát đường.\n\nGiao Đoàn thanh niên.",
                "conclusions": [{"_id": "a", "what": "Ủy ban hòa giải", "who": {"name": "Sùng A Chu"}, "by": "2026-11-20"}],
                "read_and_adopted": True},
}  # fmt: skip


def folded(text: str) -> str:
    return " ".join(words_in(text))


@pytest.mark.parametrize("written", ["Ủy ban", "Uỷ ban", "UY BAN", "uỷ bàn", "ủy  ban!", "U\u0309y ban", "Ủy-ban", "ỦY BAN"])
def test_tone_marks_capitals_and_both_ways_to_write_them_are_one_word(written: str) -> None:
    assert folded(written) == "uy ban"


@pytest.mark.parametrize(("written", "word"), [("Đường", "duong"), ("đ/c", "d c"), ("hoà", "hoa"), ("hòa", "hoa"), ("11/2026", "11 2026"), ("…", "")])
def test_words_are_folded(written: str, word: str) -> None:
    assert folded(written) == word


def test_lines_are_what_people_wrote_in_the_order_of_the_form() -> None:
    lines = lines_of(MINUTES, CATALOGUE)
    assert {"Lò Văn Panh", "Nhất trí phát đường.", "Giao Đoàn thanh niên.", "Ủy ban hòa giải", "Sùng A Chu"} <= set(lines)
    assert not any("2026" in line or line in ("a", "True") for line in lines)


def test_a_paper_is_found_by_its_name_and_month_too() -> None:
    assert title_of(MINUTES, CATALOGUE).endswith("11/2026")
    assert "bien ban" in searched(MINUTES, CATALOGUE) and "11 2026" in searched(MINUTES, CATALOGUE)


@pytest.mark.parametrize("odd", [{}, {"answers": None}, {"answers": []}, {"form": 7, "version": "x", "answers": {"a": [{"b": "lúa"}]}}])
def test_an_odd_paper_is_no_failure(odd: dict[str, Any]) -> None:
    assert searched(odd, CATALOGUE) in ("", "lua")


def test_of_an_unknown_form_whatever_text_there_is_is_searched() -> None:
    assert searched({"form": "later", "version": 9, "answers": {"_id": "x", "a": {"b": ["lúa", 3, None]}}}, CATALOGUE) == "lua"
