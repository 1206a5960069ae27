"""Rules of reminders that would never end, point to the wrong side or wake people are refused with a sentence."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sync.domain.obligations.problems import problems_of as problems_of_deadlines
from sync.domain.obligations.rules import Reminder
from sync.domain.reminders.rules import ReminderRules, problems_of
from sync.rules.catalogue import FOLDER, Rules

RULES = Rules.load()
NOW = RULES.reminders_of("directive-824", date(2026, 11, 23))
PLAIN: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(NOW))


def test_what_is_published_may_be_used() -> None:
    assert [problem for one in RULES.reminders.values() for problem in problems_of(one)] == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"after": list(range(1, 10_000))}, "after: at most 12 offsets"),
        ({"after": [100_000]}, "none farther than 60 days"),
        ({"after": [-1]}, "after: an offset points to the wrong side"),
        ({"after": [0]}, "after: an offset points to the wrong side"),
        ({"meeting": [1]}, "meeting: an offset points to the wrong side"),
        ({"escalation": [1, 1]}, "escalation: an offset is there twice"),
        ({"rounds": [{"n": 1, "from": "22:00"}]}, "a round begins in the quiet hours"),
        ({"rounds": [{"n": 1, "from": "16:00"}, {"n": 2, "from": "08:00"}]}, "in the order of their times"),
        ({"rounds": [{"n": number, "from": f"{7 + number:02}:00"} for number in range(1, 11)]}, "1 to 4 rounds"),
        ({"rounds": []}, "1 to 4 rounds"),
        ({"quiet": {"from": "25:00", "to": "07:00"}}, "a clock time is HH:MM"),
        ({"quiet": {"from": "07:00", "to": "21:00"}}, "the quiet hours go over midnight"),
        ({"catch_up_days": 400}, "catch_up_days"),
        ({"lasts_days": 60}, "lasts_days"),
        ({"again_after_minutes": -1}, "again_after_minutes"),
        ({"at_meetings": ["king"]}, "there is no role king"),
    ],
)
def test_what_may_not_be_used_is_told(changed: dict[str, Any], said: str) -> None:
    rules = msgspec.convert(PLAIN | changed, ReminderRules)
    assert said in "; ".join(problems_of(rules))


def test_a_file_that_may_not_be_used_stops_the_start_and_is_named(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "rules", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = tmp_path / "rules/reminders/directive-824/2.json"
    file.write_bytes(msgspec.json.encode(PLAIN | {"version": 2, "after": list(range(1, 99))}))
    with pytest.raises(ValueError, match=r"2\.json: after: at most 12 offsets"):
        Rules.load(tmp_path / "rules")


def test_a_newer_version_counts_from_its_first_day(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "rules", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = tmp_path / "rules/reminders/directive-824/2.json"
    file.write_bytes(msgspec.json.encode(PLAIN | {"version": 2, "valid_from": "2027-03-01"}))
    rules = Rules.load(tmp_path / "rules")
    days = (date(1970, 1, 1), date(2027, 2, 28), date(2027, 3, 1))
    assert [rules.reminders_of("directive-824", day).version for day in days] == [1, 1, 2]


def test_deadlines_with_endless_reminders_are_refused_too() -> None:
    [rules] = [one for one in RULES.sets.values() if one.version == 1]
    rule = rules.rules[0]
    many = msgspec.structs.replace(rule, reminders=tuple(Reminder(due=-one) for one in range(500)))
    said = problems_of_deadlines(msgspec.structs.replace(rules, rules=(many,)))
    assert any("at most 20 reminders" in one for one in said) and any("no more than 400 days away" in one for one in said)
