"""Rules, periods and last days in words, and what is wrong with a deadline told from the one table of errors."""

from __future__ import annotations

from datetime import date

from server.pages.words import Say, day_word
from sync.domain.errors import Problem, Refusal
from sync.domain.obligations.exceptions import Override
from sync.domain.obligations.periods import MONTHS, PeriodKind
from sync.domain.obligations.record import Obligation
from sync.domain.obligations.rules import Due, Rule, Words
from sync.domain.unit_changes import NotPossible, Wrong
from sync.usecases.obligations.set_deadlines import LONGEST_REASON

_BESIDE = {"due": "due_day", "opens": "due_day"}
"""Where a problem of the change is shown on its form."""


def title_word(words: Words, lang: str) -> str:
    return words.vi if lang == "vi" else words.en


def due_word(due: Due, kind: PeriodKind, say: Say) -> str:
    """`before day 05 of month 2 of the period`."""
    if due.inclusive and due.day == 31:
        return say("until_last", month=month_word(due.month, kind, say))
    return say("until_day" if due.inclusive else "before_day", day=f"{due.day:02d}", month=month_word(due.month, kind, say))


def month_word(month: int, kind: PeriodKind, say: Say) -> str:
    """A month counted from the first one of the period."""
    if month < 0:
        return say("month_before") if month == -1 else say("months_before", count=-month)
    if month >= MONTHS[kind]:
        return say("month_after", count=month - MONTHS[kind] + 1)
    if kind == "year":
        return say("month_of_year", count=month + 1)
    return say("month_same") if kind == "month" else say("month_of_period", count=month + 1)


def rule_when(rule: Rule, say: Say) -> str:
    if rule.owed == "when_chosen":
        return say("when_chosen")
    plain = due_word(rule.due, rule.period, say)
    if rule.after_meeting is None:
        return plain
    return say("after_meeting_days", days=rule.after_meeting, else_day=plain)


def override_when(override: Override, rule: Rule | None, say: Say) -> str:
    """What the override sets, in words."""
    kind = override.period or (rule.period if rule else "month")
    parts = [due_word(override.due, kind, say)] if override.due else []
    if override.after_meeting is not None:
        parts.append(f"{say('after_meeting')}: {override.after_meeting}")
    return ", ".join(parts)


def period_word(key: str) -> str:
    """`2026-12` as `12/2026`, `2026-Q4` as `Q4/2026`."""
    year, _, part = key.partition("-")
    return f"{part}/{year}" if part else year


def last_day_word(one: Obligation) -> str:
    return day_word(date.fromisoformat(one.due_at[:10]))


def in_force(rules: tuple[Rule, ...], day: date) -> list[Rule]:
    """Of every rule the version that holds on `day`, in the order they are published."""
    newest: dict[str, Rule] = {}
    for one in sorted(rules, key=lambda one: one.version):
        if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to):
            newest[one.rule] = one
    return [newest[name] for name in dict.fromkeys(one.rule for one in rules) if name in newest]


def as_wrongs(refusal: Refusal, lang: str) -> NotPossible:
    """Wrong fields, told beside their questions in the words of the one table. Any other refusal is raised again."""
    if refusal.problem.code != "answers_invalid":
        raise refusal
    data = {"maximum": LONGEST_REASON, "minimum": 0}
    return NotPossible([
        Wrong(_BESIDE.get(one.path, one.path), "told", {"why": str(Problem(one.code, data).to_json(lang)["message"])})
        for one in refusal.problem.fields
    ])  # fmt: skip
