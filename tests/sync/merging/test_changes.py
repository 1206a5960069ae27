"""What is new in a version, field by field; and that the changes are all there is, whatever two versions say."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.merging.changes import Change, changes_between
from sync.merging.values import at, put, same

Json = dict[str, Any]


def test_rows_are_told_apart_by_their_ids_and_criteria_by_their_codes() -> None:
    before = {"place": "A", "speeches": [{"_id": "1", "gist": "x", "who": "p"}, {"_id": "2", "gist": "y"}],
              "scores": {"1.1": {"points": 5}, "1.2": {"points": 3}}}  # fmt: skip
    after = {"speeches": [{"_id": "2", "gist": "y"}, {"_id": "3", "gist": "z"}, {"_id": "1", "gist": "x!", "who": "p"}],
             "scores": {"1.1": {"points": 4}, "1.2": {"points": 3}}, "matter": "m"}  # fmt: skip
    told = {(one.path, one.what) for one in changes_between(before, after)}
    assert told == {
        (("speeches", "3"), "added"), (("speeches", "1", "gist"), "changed"), (("speeches",), "moved"), (("scores", "1.1"), "changed"),
        (("matter",), "added"), (("place",), "removed"),
    }  # fmt: skip


def test_what_says_the_same_is_no_change() -> None:
    assert changes_between({"a": 1, "b": "", "c": [], "d": None}, {"a": 1.0}) == []


_TEXT = st.text("ăâ b", max_size=3)
_ROWS = st.lists(st.builds(lambda id, gist: {"_id": id, "gist": gist}, st.sampled_from("123"), _TEXT), max_size=3, unique_by=lambda row: row["_id"])
_SCORES = st.dictionaries(st.sampled_from(("1.1", "1.2")), st.fixed_dictionaries({"points": st.integers(0, 5)}))
_ANSWERS = st.fixed_dictionaries({}, optional={"place": _TEXT, "count": st.integers(0, 2), "rows": _ROWS, "scores": _SCORES})


@given(_ANSWERS, _ANSWERS)
def test_the_changes_put_into_one_version_give_the_other(before: Json, after: Json) -> None:
    made = before
    for change in changes_between(before, after):
        made = _put(made, change)
    assert same({**made, "rows": _by_id(made)}, {**after, "rows": _by_id(after)})


def _put(answers: Json, change: Change) -> Json:
    if change.what == "moved":
        return answers
    assert same(at(answers, change.path), change.before)
    return put(answers, change.path, change.after)


def _by_id(answers: Json) -> list[Json]:
    return sorted(answers.get("rows", []), key=lambda row: row["_id"])
