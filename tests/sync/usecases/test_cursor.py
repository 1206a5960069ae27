"""A cursor comes back as it was given, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.errors import Refusal
from sync.usecases.cursor import Cursors

KEY = b"k" * 32


@given(st.dictionaries(st.text("abc-", min_size=1), st.tuples(st.text("0123456789abcdef", min_size=8, max_size=8), st.text())))
def test_places_survive_the_journey(places: dict[str, tuple[str, str]]) -> None:
    assert Cursors(KEY).read(Cursors(KEY).write(places)) == places


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
    assert Cursors(KEY).read("") == {}
