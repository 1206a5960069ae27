"""A cursor comes back as it was given, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.errors import Refusal
from sync.usecases.cursor import NOTHING_TOLD, Cursors

KEY = b"k" * 32


@given(
    st.dictionaries(st.text("abc-", min_size=1), st.tuples(st.text("0123456789abcdef", min_size=8, max_size=8), st.text())),
    st.binary(min_size=3, max_size=3),
)
def test_places_and_what_was_told_survive_the_journey(places: dict[str, tuple[str, str]], told: bytes) -> None:
    assert Cursors(KEY).read(Cursors(KEY).write(places, told)) == (places, told)


@pytest.mark.parametrize("cursor", ["x", "AAAA", "dài", "=", "A" * 5000, "\x00"])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Refusal) as refused:
        Cursors(KEY).read(cursor)
    assert refused.value.problem.code == "cursor_invalid"


def test_a_changed_cursor_and_one_of_another_server_are_refused() -> None:
    cursor = Cursors(KEY).write({"na-don": ("12345678", "7")})
    changed = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
    for wrong, key in ((changed, KEY), (cursor, b"another key of thirty-two bytes.")):
        with pytest.raises(Refusal):
            Cursors(key).read(wrong)


def test_the_empty_cursor_is_the_beginning() -> None:
    assert Cursors(KEY).read("") == ({}, NOTHING_TOLD)


def test_what_was_told_of_the_units_makes_a_cursor_no_longer() -> None:
    """An idle exchange is counted in bytes: 12 of the tag and the places as JSON, in base64."""
    before = 12 + len('{"chi-bo-ban-na-don":["12345678","1234"]}')
    cursor = Cursors(KEY).write({"chi-bo-ban-na-don": ("12345678", "1234")}, b"abc")
    assert len(cursor) <= -(-before * 4 // 3)
