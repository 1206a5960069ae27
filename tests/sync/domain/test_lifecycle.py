"""Nothing hides a sent paper."""

import pytest

from sync.domain.lifecycle import may_follow, record_of

DRAFT = {"kind": "roll_call", "state": "draft"}
SENT = {"kind": "roll_call", "state": "sent"}
SIGNED = {"kind": "minutes", "state": "sent"}
GONE = {"kind": "roll_call", "_deleted": True}


@pytest.mark.parametrize(
    ("leaf", "after", "descends", "allowed"),
    [
        (DRAFT, DRAFT, True, True),
        (DRAFT, DRAFT, False, True),
        (DRAFT, SENT, False, True),
        (DRAFT, GONE, True, True),
        (GONE, DRAFT, True, True),
        (SENT, SENT, True, True),
        (SENT, SENT, False, True),
        (SENT, DRAFT, True, False),
        (SENT, DRAFT, False, True),
        (SENT, GONE, True, False),
        (SIGNED, SIGNED, True, False),
        (SIGNED, SIGNED, False, True),
        (SIGNED, DRAFT, False, True),
        (SENT, GONE, False, True),
        ({**SENT, "_deleted": True}, DRAFT, True, True),
    ],
)
def test_what_may_join_a_leaf(leaf: dict[str, object], after: dict[str, object], descends: bool, allowed: bool) -> None:
    assert may_follow(leaf, after, descends=descends) is allowed


def test_the_record_is_the_sent_leaf_even_when_a_draft_wins() -> None:
    assert record_of([DRAFT, SENT]) is SENT
    assert record_of([DRAFT]) is DRAFT
    assert record_of([GONE]) is None
    assert record_of([]) is None
