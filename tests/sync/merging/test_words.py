"""Texts are merged word by word, and what cannot be is told."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.merging.words import merge_sequences, merge_texts, words

BASE = "Chi bộ nhất trí làm đường vào bản. Giao đồng chí Páo phụ trách.\nHoàn thành trước ngày 20."


@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        (BASE.replace("nhất trí", "nhất trí cao"), BASE.replace("ngày 20", "ngày 25"),
         BASE.replace("nhất trí", "nhất trí cao").replace("ngày 20", "ngày 25")),
        (BASE, BASE + " Đoàn viên giúp sức.", BASE + " Đoàn viên giúp sức."),
        (BASE + " Mỗi hộ một công.", BASE + " Đoàn viên giúp sức.", BASE + " Mỗi hộ một công. Đoàn viên giúp sức."),
        (BASE + "\nMỗi hộ một công.", BASE + "\nĐoàn viên giúp sức.", BASE + "\nMỗi hộ một công.\nĐoàn viên giúp sức."),
        (BASE.replace(" Giao đồng chí Páo phụ trách.", ""), BASE.replace("ngày 20", "ngày 25"),
         BASE.replace(" Giao đồng chí Páo phụ trách.", "").replace("ngày 20", "ngày 25")),
        (BASE.replace("Páo", "Lử"), BASE.replace("Páo", "Lử"), BASE.replace("Páo", "Lử")),
        (BASE + " Nhất trí.", BASE + " Nhất trí. Không ai ý kiến thêm.", BASE + " Nhất trí. Không ai ý kiến thêm."),
    ],
)  # fmt: skip
def test_changes_at_different_places_are_both_there(one: str, other: str, merged: str) -> None:
    assert {merge_texts(BASE, one, other), merge_texts(BASE, other, one)} <= {merged, _swapped(merged)}
    assert merge_texts(BASE, one, other) == merge_texts(BASE, other, one)


def _swapped(merged: str) -> str:
    return merged.replace("Mỗi hộ một công. Đoàn viên giúp sức.", "Đoàn viên giúp sức. Mỗi hộ một công.").replace(
        "\nMỗi hộ một công.\nĐoàn viên giúp sức.", "\nĐoàn viên giúp sức.\nMỗi hộ một công."
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BASE.replace("Páo", "Lử"), BASE.replace("Páo", "Sáng")),
        (BASE.replace("ngày 20", "ngày 25"), BASE.replace(" trước ngày 20", "")),
        (BASE.replace("làm đường", "làm con đường"), BASE.replace("làm đường", "làm lại đường")),
    ],
)
def test_two_changes_of_the_same_words_collide(one: str, other: str) -> None:
    assert merge_texts(BASE, one, other) is None
    assert merge_texts(BASE, other, one) is None


def test_a_text_written_twice_from_nothing_collides_unless_one_holds_the_other() -> None:
    assert merge_texts("", "Nhất trí.", "Không nhất trí.") is None
    assert merge_texts("", "Nhất trí cao", "Nhất trí cao với báo cáo.") == "Nhất trí cao với báo cáo."


def test_a_tone_mark_is_never_parted_from_its_syllable() -> None:
    assert words("Ủy ban, đồng chí\nPáo") == ["Ủy", " ", "ban", ",", " ", "đồng", " ", "chí", "\n", "Páo"]
    assert words(normalize("NFD", "Ủy ban")) == ["Ủy", " ", "ban"]
    assert merge_texts("Ủy ban xã", "Uỷ ban xã", "Ủy ban xã Bình Lư") == "Uỷ ban xã Bình Lư"


@given(st.text())
def test_words_together_are_the_text(text: str) -> None:
    assert "".join(words(text)) == normalize("NFC", text)


SOME = st.lists(st.integers(0, 3), max_size=8)


@given(SOME, SOME, SOME)
def test_sequences_merge_alike_from_both_sides_and_lose_nothing(base: list[int], one: list[int], other: list[int]) -> None:
    merged = merge_sequences(base, one, other)
    assert merged == merge_sequences(base, other, one)
    assert merge_sequences(base, one, base) == one
    assert merge_sequences(base, one, one) == one
    if merged is not None:
        for value in set(one + other) - set(base):
            assert merged.count(value) >= max(one.count(value), other.count(value))
