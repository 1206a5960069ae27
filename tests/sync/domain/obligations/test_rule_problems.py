"""A rule set that is wrong is told, every problem with its rule."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sync.domain.obligations.problems import problems_of
from sync.domain.obligations.rules import RuleSet
from tests.sync.domain.obligations.golden import PUBLISHED


def with_first_rule(**changed: Any) -> RuleSet:
    plain = msgspec.to_builtins(PUBLISHED.sets["directive-824", 1])
    plain["rules"] = [{**plain["rules"][0], **changed}]
    return msgspec.convert(plain, RuleSet, strict=False)


def test_the_published_set_has_none() -> None:
    assert problems_of(PUBLISHED.sets["directive-824", 1]) == []
    assert problems_of(with_first_rule()) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"rule": "T1"}, "a name is small letters"),
        ({"valid_from": "2026-01-02", "valid_to": "2026-01-01"}, "valid_to is before valid_from"),
        ({"title": {"vi": " ", "en": "x"}}, "title and source need text"),
        ({"source": "Công văn".replace("ô", "o\u0302")}, "title and source need text"),
        ({"owes": []}, "somebody owes it"),
        ({"papers": ["minutes:{month}"]}, "no pattern of ids of meeting"),
        ({"papers": ["meeting:{week}"]}, "no pattern of ids of meeting"),
        ({"due": {"month": 0, "day": 32}}, "a month has no day 32"),
        ({"opens": {"month": 0, "day": 0}}, "a month has no day 0"),
        ({"opens": {"month": 2, "day": 1}}, "opens after its last day"),
        ({"only": [13]}, "only names a period the year has not"),
        ({"after_meeting": -1}, "days are not below 0"),
        ({"reminders": [{"due": 1}]}, "a reminder is"),
        ({"reminders": [{"month": 1}]}, "a reminder is"),
        ({"reminders": [{"month": 1, "day": 1, "due": -1}]}, "a reminder is"),
        ({"reminders": [{}]}, "a reminder is"),
    ],
)
def test_a_problem_is_told_with_its_rule(changed: dict[str, Any], told: str) -> None:
    problems = problems_of(with_first_rule(**changed))
    assert len(problems) == 1
    assert told in problems[0]
    assert problems[0].startswith(f"{changed.get('rule', 'meeting_registration')}: ")


def test_a_rule_that_is_there_twice() -> None:
    once = with_first_rule()
    twice = msgspec.structs.replace(once, rules=once.rules * 2)
    assert problems_of(twice) == ["meeting_registration: the rule is there twice"]


def test_a_member_that_is_not_known_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        with_first_rule(valid_until="2027-01-01")
