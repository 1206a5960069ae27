"""The forms on the page of a unit's deadlines, and what was typed there read as an override, an exemption or an ending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast, get_args

from server.pages.administration.deadline_words import last_day_word, month_word, period_word, title_word
from server.pages.administration.desk import AskForm, Desk, Question, day_of
from sync.domain.obligations.exceptions import Exemption, Override
from sync.domain.obligations.periods import MONTHS, PeriodKind
from sync.domain.obligations.record import Obligation
from sync.domain.obligations.rules import Due, Rule, Shift
from sync.domain.unit_changes import Wrong
from sync.usecases.obligations.set_deadlines import LONGEST_REASON

MONTHS_OFFERED = (-1, *range(13))
Rows = tuple[tuple[str, str], ...]


def forms_of(desk: Desk, rules: Sequence[Rule], holding: Rows, duties: Sequence[Obligation]) -> tuple[AskForm, ...]:
    """`rules`: those the unit can owe; `holding`: what may be ended; `duties`: what may be let go."""
    say, options = desk.say, tuple((one.rule, title_word(one.title, desk.lang)) for one in rules)
    forms = [_override(desk, rules, options), _exempt(desk, options)] if rules else []
    if duties:
        choice = tuple((one.id, _duty(desk, one)) for one in duties)
        forms.append(AskForm("waive", say("waive"), say("waive_button"),
            (Question("obligation", say("which_duty"), "select", options=choice), _reason(desk)), say("waive_about")))  # fmt: skip
    if holding:
        forms.append(AskForm("end", say("end_settled"), say("preview"), (
            Question("id", say("what_ends"), "select", options=holding),
            Question("last", say("ends_last"), "date", desk.today.isoformat()), _reason(desk),
        ), say("end_settled_about")))  # fmt: skip
    return tuple(forms)


def _duty(desk: Desk, one: Obligation) -> str:
    return f"{title_word(one.title, desk.lang)}, {period_word(one.period)} ({last_day_word(one)})"


def _reason(desk: Desk) -> Question:
    return Question("reason", desk.say("reason"), hint=desk.say("reason_hint"), longest=LONGEST_REASON)


def _override(desk: Desk, rules: Sequence[Rule], options: Rows) -> AskForm:
    say = desk.say
    longest = max((MONTHS[one.period] for one in rules), default=1)
    kind: PeriodKind = next(one.period for one in rules if MONTHS[one.period] == longest)
    months = tuple((str(one), month_word(one, kind, say)) for one in MONTHS_OFFERED if one <= longest)
    questions = [
        Question("rule", say("rule"), "select", options=options),
        Question("due_month", say("due_month"), "select", "0", hint=say("due_month_hint"), options=months),
        Question("due_day", say("due_day"), hint=say("due_day_hint"), required=False),
        Question("until", say("due_until"), "radio", "yes", options=(("yes", say("due_until_yes")), ("no", say("due_until_no")))),
        Question("shift", say("due_shift"), "select", "none",
                 options=tuple((one, say(f"shift_{one}")) for one in get_args(Shift))),
    ]  # fmt: skip
    if any(one.after_meeting is not None for one in rules):
        questions.append(Question("after_meeting", say("after_meeting"), hint=say("after_meeting_hint"), required=False))
    if any(one.owed == "when_chosen" for one in rules):
        kinds = tuple((one, say(f"every_{one}")) for one in get_args(PeriodKind))
        questions.append(
            Question("period", say("period_kind"), "select", hint=say("period_kind_hint"), options=kinds, required=False)
        )
    questions += [
        Question("first", say("from"), "date", desk.today.isoformat()),
        Question("last", say("override_last"), "date", required=False),
        _reason(desk),
    ]
    return AskForm("override", say("override"), say("preview"), tuple(questions), say("override_about"))


def _exempt(desk: Desk, options: Rows) -> AskForm:
    say = desk.say
    return AskForm("exempt", say("exempt"), say("preview"), (
        Question("rule", say("rule"), "select", "*", options=(("*", say("every_rule_option")), *options)),
        Question("first", say("from"), "date", desk.today.isoformat()),
        Question("last", say("to"), "date"),
        _reason(desk),
    ), say("exempt_about"))  # fmt: skip


def override_of(sent: Mapping[str, str], unit: str, wrongs: list[Wrong]) -> Override:
    first = day_of(sent, "first", wrongs)
    last = day_of(sent, "last", wrongs) if sent.get("last", "").strip() else None
    day, month = _number(sent, "due_day", wrongs), _number(sent, "due_month", wrongs)
    shift = cast(Shift, sent["shift"]) if sent.get("shift") in get_args(Shift) else "none"
    period = cast(PeriodKind, sent["period"]) if sent.get("period") in get_args(PeriodKind) else None
    due = Due(month or 0, day, sent.get("until") != "no", shift) if day is not None else None
    return Override(
        unit=unit,
        rule=sent.get("rule", ""),
        first=first,
        last=last,
        reason=sent.get("reason", ""),
        due=due,
        shift=shift if due is None and shift != "none" else None,
        after_meeting=_number(sent, "after_meeting", wrongs),
        period=period,
    )


def exemption_of(sent: Mapping[str, str], unit: str, wrongs: list[Wrong]) -> Exemption:
    first, last, rule = day_of(sent, "first", wrongs), day_of(sent, "last", wrongs), sent.get("rule", "")
    if not rule:
        wrongs.append(Wrong("rule", "required"))
    return Exemption(unit, first, last, sent.get("reason", ""), None if rule == "*" else rule)


def ending_of(sent: Mapping[str, str], unit: str, wrongs: list[Wrong]) -> tuple[str, date]:
    """The id of what ends, which must be of this unit, and the last day it holds."""
    id = sent.get("id", "")
    if id.split(":")[1:2] != [unit]:
        wrongs.append(Wrong("id", "required"))
    return id, day_of(sent, "last", wrongs)


def _number(sent: Mapping[str, str], name: str, wrongs: list[Wrong]) -> int | None:
    text = sent.get(name, "").strip()
    if not text:
        return None
    if not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit() or len(text) > 4:
        wrongs.append(Wrong(name, "bad_number", {"text": text[:40]}))
        return None
    return int(text)
