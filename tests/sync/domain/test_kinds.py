"""The longest id a paper may have is one number: what ids can become, what a review can be about, and what an answer can name."""

from __future__ import annotations

import pytest

from sync.domain.documents import review_id, target_of
from sync.domain.kinds import LONGEST_ID, PATTERNS
from sync.forms.catalogue import Catalogue
from sync.usecases.check_answers import check_answers

LONGEST = f"visit:{'a' * 60}:2026-11:extraordinary:99:{'b' * 40}"


def test_the_longest_id_is_that_of_a_visit() -> None:
    assert PATTERNS["visit"].fullmatch(LONGEST) and len(LONGEST) == LONGEST_ID
    assert not PATTERNS["visit"].fullmatch(f"{LONGEST}b")


def test_a_review_can_be_about_it() -> None:
    assert target_of(review_id(LONGEST, f"2-{'0' * 32}")) == LONGEST


@pytest.mark.parametrize(("id", "wrong"), [(LONGEST, False), (f"{LONGEST}b", True)])
def test_a_review_can_name_it_in_its_answers_and_nothing_longer(id: str, wrong: bool) -> None:
    paper = {"_id": "review:x", "kind": "review", "form": "review", "version": 1, "answers": {"target": id}}
    problem = check_answers(Catalogue.load(), paper).problem
    assert problem is not None
    assert ("answers.target" in [one.path for one in problem.fields]) is wrong
