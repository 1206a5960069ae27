"""What a reviewer may decide about a paper, and what that does to it. Pure.

A review is a document of its own beside the paper: the paper is never changed by it. What a paper's standing is, follows from
its record and the reviews of that very revision.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from sync.domain.kinds import KINDS

Decision = Literal["accepted", "returned", "approved", "verified", "recognised"]
DECISIONS: tuple[Decision, ...] = ("accepted", "returned", "approved", "verified", "recognised")
NEEDS_DECIDE = frozenset(("approved", "verified", "recognised"))
"""Decisions of who may `decide`; the others belong to whoever may review."""
NOT_REVIEWED = frozenset(("member", "task", "read_mark", "urge", "urge_answer", "review", "rework", "orientation", "handbook_upload"))
STANDINGS = ("sent", *DECISIONS)


def decisions_for(kind: str) -> tuple[Decision, ...]:
    """What may be decided about a paper of that kind; none for a kind that is not reviewed."""
    if kind in NOT_REVIEWED or kind not in KINDS:
        return ()
    if kind == "four_good":
        return ("returned", "verified", "recognised")
    if KINDS[kind].after_sending == "approved" or kind in ("month_schedule", "amendment"):
        return ("returned", "approved")
    return ("returned", "accepted")


def takes_official_band(kind: str) -> bool:
    """Whether the reviewer's own band stands in a review of that kind, beside the cell's and never over it."""
    return kind == "score_sheet"


def concerns(review: dict[str, Any], rev: str) -> bool:
    """Whether a review is about that revision."""
    answers = review.get("answers")
    return isinstance(answers, dict) and answers.get("target_rev") == rev


def standing(record: dict[str, Any], reviews: Iterable[dict[str, Any]]) -> str:
    """Where a sent paper stands: `sent` until a review of this very revision says more, then its decision."""
    told = [one for one in reviews if one.get("state") == "sent" and concerns(one, str(record.get("_rev")))]
    decision = told[-1]["answers"].get("decision") if told else None
    return decision if decision in DECISIONS else "sent"


def is_frozen(kind: str, reviews: Iterable[dict[str, Any]]) -> bool:
    """Whether a revision of a paper has been approved, after which it changes only by amendment."""
    if kind not in KINDS or KINDS[kind].after_sending != "approved":
        return False
    final = {"approved", "recognised"}
    return any(one.get("state") == "sent" and one.get("answers", {}).get("decision") in final for one in reviews)
