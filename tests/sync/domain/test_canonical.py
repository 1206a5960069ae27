"""Canonical JSON is RFC 8785, whichever way it is made."""

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.canonical import canonical

_text = st.text(st.characters(exclude_categories=["Cs"]))
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False) | _text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_text, inner, max_size=4),
)


@given(_values)
def test_every_json_value_has_the_bytes_of_rfc_8785(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


def test_members_are_sorted_and_text_is_kept_as_it_is() -> None:
    assert canonical({"b": 1.0, "a": "Nà Đon\n", "€": [True, None]}) == '{"a":"Nà Đon\\n","b":1,"€":[true,null]}'.encode()
