"""What a reviewer may decide, and where a paper stands after it."""

from typing import Any

import pytest

from sync.domain.documents import review_id, rework_id, target_of
from sync.domain.kinds import KINDS
from sync.domain.reviews import decisions_for, is_frozen, standing

PLAN = "thematic_plan:2026"
REV = "2-" + "ab" * 16


def review(decision: str, rev: str = REV, state: str = "sent") -> dict[str, Any]:
    return {"_id": review_id(PLAN, rev), "state": state, "answers": {"target": PLAN, "target_rev": rev, "decision": decision}}


def test_a_review_and_a_rework_name_the_paper_they_are_about() -> None:
    assert target_of(review_id("minutes:2026-11:regular:1", REV)) == "minutes:2026-11:regular:1"
    assert target_of(rework_id(PLAN)) == PLAN
    assert target_of("review:thematic_plan:26:abababab") is None
    assert target_of(PLAN) is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_reviewed_with_a_way_back_or_not_at_all(kind: str) -> None:
    decisions = decisions_for(kind)
    assert not decisions or ("returned" in decisions and len(decisions) > 1)


def test_a_paper_stands_as_the_last_review_of_its_own_revision_says() -> None:
    record = {"_id": PLAN, "_rev": REV, "state": "sent"}
    assert standing(record, []) == "sent"
    assert standing(record, [review("returned", "1-" + "cd" * 16)]) == "sent"
    assert standing(record, [review("returned", state="draft")]) == "sent"
    assert standing(record, [review("approved")]) == "approved"


def test_an_approved_plan_is_frozen_whichever_revision_was_approved_and_minutes_never_are() -> None:
    assert is_frozen("thematic_plan", [review("approved", "1-" + "cd" * 16)])
    assert not is_frozen("thematic_plan", [review("returned")])
    assert not is_frozen("minutes", [review("approved")])
