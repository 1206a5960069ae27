"""Selectors, rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from sync.mango.collate import key
from sync.mango.errors import MangoError
from sync.mango.normal_form import normal_form
from sync.mango.selector import compile_selector

PAPER = {
    "_id": "minutes:2026-11:regular:1",
    "kind": "minutes",
    "answers": {"present": 17, "topics": ["điện", "đường"], "votes": [{"for": 9}, {"for": 12}], "note": None, "a.b": 1},
}


@pytest.mark.parametrize(
    "selector",
    [
        {},
        {"kind": "minutes"},
        {"answers": {"present": 17}},
        {"answers.present": {"$gt": 10, "$lt": 20}},
        {"answers.a\\.b": 1},
        {"answers.votes.1.for": 12},
        {"answers.topics": {"$all": ["đường"]}},
        {"answers.topics": {"$in": ["trường", "điện"]}},
        {"answers.topics": {"$size": 2}},
        {"answers.topics": {"$elemMatch": {"$beginsWith": "đư"}}},
        {"answers.votes": {"$allMatch": {"for": {"$gte": 9}}}},
        {"answers": {"$keyMapMatch": {"$eq": "note"}}},
        {"answers.note": {"$type": "null"}},
        {"answers.gone": {"$exists": False}},
        {"answers.present": {"$mod": [5, 2]}},
        {"_id": {"$regex": "^minutes:2026-1[0-9]:"}},
        {"$nor": [{"kind": "member"}, {"answers.present": 1}]},
        {"$not": {"kind": "member"}},
        {"kind": {"$nin": ["member"], "$ne": "meeting"}},
        {"$or": [{"kind": "member"}, {"kind": "minutes"}]},
    ],
)
def test_what_fits_is_found(selector: dict[str, Any]) -> None:
    assert compile_selector(selector)(PAPER)


@pytest.mark.parametrize(
    "selector",
    [
        {"kind": "member"},
        {"answers.gone": {"$ne": 1}},
        {"answers.present": {"$gt": "a"}},
        {"answers.present.deeper": {"$exists": False}},
        {"answers.votes.7.for": {"$exists": True}},
        {"answers.topics": {"$size": 3}},
        {"answers.votes": {"$allMatch": {"for": {"$gt": 9}}}},
        {"kind": {"$regex": "^member"}},
        {"kind": {"$in": []}},
        {"kind": {"$all": ["minutes"]}},
    ],
)
def test_what_does_not_fit_is_not_found(selector: dict[str, Any]) -> None:
    assert not compile_selector(selector)(PAPER)


@pytest.mark.parametrize(
    ("selector", "error", "reason"),
    [
        ([], "invalid_selector_json", "Selector must be a JSON object, not: []"),
        ({"$eq": 1}, "invalid_selector", "One or more conditions is missing a field name."),
        ({"a": {"$in": "x"}}, "bad_arg", "Bad argument for operator $in: <<120>>"),
        ({"a": {"$size": -1}}, "bad_arg", "Bad argument for operator $size: -1"),
        ({"a": {"$mod": [0, 1]}}, "bad_arg", "Bad argument for operator $mod: [0,1]"),
        ({"a": {"$regex": "(?=a)"}}, "bad_arg", "Bad argument for operator $regex: <<40,63,61,97,41>>"),
        ({"a": {"$regex": "(a)\\1"}}, "bad_arg", "Bad argument for operator $regex: <<40,97,41,92,49>>"),
        ({"a": {"$regex": "a" * 1001}}, "bad_arg", None),
        ({"a": {"$near": 1}}, "not_supported", "Unsupported operator: $near"),
        ({"$text": "điện"}, "not_supported", "Unsupported operator: $text"),
        ({"a": {"$like": 1}}, "invalid_operator", "Invalid operator: $like"),
        ({"a..b": 1}, "invalid_field_name", "Invalid field name: a..b"),
    ],
)
def test_what_is_no_selector_is_refused_in_couchdbs_words(selector: Any, error: str, reason: str | None) -> None:
    with pytest.raises(MangoError) as refused:
        compile_selector(selector)
    assert (refused.value.status, refused.value.error) == (400, error)
    assert reason is None or refused.value.reason == reason


def test_a_selector_that_nests_too_deep_is_refused() -> None:
    selector: dict[str, Any] = {"a": 1}
    for _ in range(450):
        selector = {"$not": selector}
    with pytest.raises(MangoError):
        compile_selector(selector)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*)*x$", "^(a?){50}a{50}$", "(x+x+)+y"])
def test_no_pattern_holds_the_server(pattern: str) -> None:
    """Each would keep a backtracking engine busy for longer than anybody lives."""
    assert not compile_selector({"text": {"$regex": pattern}})({"text": "a" * 20_000 + "x" * 20_000 + "b"})


def test_values_are_ordered_by_type_first() -> None:
    values: list[Any] = [None, False, True, -1, 0, 0.5, 2, "", "a", "B", [], [1], [1, 2], [2], {}, {"a": 1}, {"a": 2}, {"b": 1}]
    jumbled = values[::-1]
    assert sorted(jumbled, key=key) == values


def test_the_normal_form_has_whole_names_and_no_negations_that_can_be_turned_round() -> None:
    told = {"a": {"b": {"$gt": 1, "$lt": 5}}, "$nor": [{"c": 1}, {"d": {"$regex": "x"}}]}
    assert normal_form(told) == {
        "$and": [
            {"$and": [{"a.b": {"$gt": 1}}, {"a.b": {"$lt": 5}}]},
            {"$and": [{"c": {"$ne": 1}}, {"d": {"$not": {"$regex": "x"}}}]},
        ]
    }
