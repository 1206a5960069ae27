"""Revision ids: how they are written, made and checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sync.domain.errors import Refusal
from sync.revisions.revision import LONGEST_HISTORY, check_revisions, make_revision, parse_revision

GOLDEN: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "fixtures/revisions/ids.json").read_text())
A, B = "a" * 32, "b" * 32


@pytest.mark.parametrize("case", GOLDEN, ids=[case["name"] for case in GOLDEN])
def test_a_revision_id_is_the_golden_one(case: dict[str, Any]) -> None:
    assert make_revision(case["deleted"], case["parent"], case["content"]) == case["rev"]


def test_golden_ids_differ_wherever_the_edit_differs() -> None:
    assert len({case["rev"] for case in GOLDEN}) == len(GOLDEN)


def test_the_order_of_members_makes_no_difference() -> None:
    assert make_revision(False, "", {"a": 1, "b": 2}) == make_revision(False, "", {"b": 2, "a": 1})


@pytest.mark.parametrize(
    ("content", "code"),
    [({"n": 2**53}, "number_unsafe"), ({"s": "\ud800"}, "text_malformed"), ({"n": float("inf")}, "text_malformed")],
)
def test_what_has_no_canonical_form_is_refused(content: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        make_revision(False, "", content)
    assert caught.value.problem.code == code


@pytest.mark.parametrize(
    "rev", ["", "1", f"0-{A}", f"01-{A}", f"-1-{A}", f"1-{A}\n", "1-a b", "1-a!", "1-a?", f"1-{A * 5}", None, 1]
)
def test_a_malformed_revision_id_is_refused(rev: object) -> None:
    with pytest.raises(Refusal):
        parse_revision(rev)


def test_a_history_is_told_as_full_ids_newest_first() -> None:
    told = {"_rev": f"3-{A}", "_revisions": {"start": 3, "ids": [A, B]}}
    assert check_revisions(told) == (f"3-{A}", f"2-{B}")


def test_without_a_history_the_revision_stands_alone() -> None:
    assert check_revisions({"_rev": f"3-{A}"}) == (f"3-{A}",)


def test_a_history_without_end_is_cut() -> None:
    ids = [f"{number:032x}" for number in range(5000)]
    history = check_revisions({"_rev": f"5000-{ids[0]}", "_revisions": {"start": 5000, "ids": ids}})
    assert len(history) == LONGEST_HISTORY
    assert history[-1] == f"{5001 - LONGEST_HISTORY}-{ids[LONGEST_HISTORY - 1]}"


@pytest.mark.parametrize("hex_only", [False, True])
@pytest.mark.parametrize(
    "changes",
    [{"_rev": f"2-{A}"}, {"_rev": f"1-{B}"}, {"_rev": 1}, {"_rev": f"1-{A[1:]}g"}, {"_revisions": {"start": 2, "ids": [A]}},
     {"_revisions": {"start": 1, "ids": [A, B]}}, {"_revisions": {"start": 1, "ids": []}}, {"_revisions": {"start": 1}}],
)  # fmt: skip
def test_a_first_revision_is_no_less_looked_at_than_any_other(changes: dict[str, Any], hex_only: bool) -> None:
    first = {"_rev": f"1-{A}", "_revisions": {"start": 1, "ids": [A]}}
    assert check_revisions(first, hex_only=hex_only) == (f"1-{A}",)
    with pytest.raises(Refusal):
        check_revisions(first | changes, hex_only=hex_only)
