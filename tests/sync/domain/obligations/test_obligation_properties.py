"""What holds for every obligation, whatever the rules, units and exceptions; and that the phone makes the very same."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from pathlib import Path
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.domain.obligations.clock import day_of, millis
from sync.domain.obligations.exceptions import Exemption, Override, Waiver
from sync.domain.obligations.facts import UnitFacts
from sync.domain.obligations.making import freeze, obligations_for
from sync.domain.obligations.periods import MONTHS, periods_between
from sync.domain.obligations.standing import STATUSES, PapersByPeriod, PaperSeen, due_at, reminder_days, status_of
from sync.domain.obligations.timetable import Timetable
from tests.support.node import node
from tests.sync.domain.obligations.golden import HOLIDAYS, RULES, Json, made, these
from tests.sync.domain.obligations.random_cases import KINDS, case_of

ROOT = Path(__file__).resolve().parents[4]
MANY = settings(max_examples=200, deadline=None)
COMPARED = 600
cases = st.integers(0, 2**32).map(case_of)
REPORTED = date(2023, 2, 1), date(2031, 12, 31)


@MANY
@given(st.sampled_from(KINDS), st.dates(*REPORTED), st.integers(0, 900))
def test_every_period_has_exactly_one_record_of_every_rule_the_unit_owes(kind: str, first: date, length: int) -> None:
    last = date.fromordinal(min(first.toordinal() + length, REPORTED[1].toordinal()))
    unit = msgspec.convert(
        {"unit": "u", "first": "2020-01-01", "kinds": [{"kind": kind, "first": "2020-01-01"}]}, UnitFacts, strict=False
    )
    found = sorted((one.rule, one.period) for one in obligations_for(unit, Timetable(RULES, HOLIDAYS), first, last))
    owed = [
        (rule.rule, period.key)
        for rule in RULES
        if kind in rule.owes and rule.owed == "always"
        for period in periods_between(rule.period, first, last)
        if not rule.only or period.number in rule.only
        if period.first >= rule.valid_from or rule.period == "year"
    ]
    unclear = {
        ("thematic_plan", "2023"),
        ("meeting_registration", "2023-01"),
        ("thematic_meeting", "2023-Q1"),
        ("team_report_half_year", "2023-H1"),
    }
    assert [one for one in found if one not in unclear] == sorted(one for one in owed if one not in unclear)


@MANY
@given(cases)
def test_no_obligation_is_there_twice_and_none_is_due_before_it_opens(case: Json) -> None:
    found = made(case)
    assert len({one.id for one in found}) == len(found)
    papers = these(case["papers"], PaperSeen)
    for one in found:
        assert millis(one.opens_at) < millis(one.due_at)
        assert millis(one.opens_at) < millis(due_at(one, papers))
        assert list(one.reminders) == sorted(set(one.reminders))
        assert all(one.opens_at[:10] <= day <= one.due_at[:10] for day in one.reminders)


@MANY
@given(cases)
def test_overdue_is_told_after_the_last_moment_and_never_before(case: Json) -> None:
    papers = these(case["papers"], PaperSeen)
    for one in made(case):
        standing = status_of(one, papers, case["now"])
        mine = PapersByPeriod(papers).about(one)
        assert (status_of(one, mine, case["now"]), reminder_days(one, mine)) == (standing, reminder_days(one, papers))
        after = millis(case["now"]) > millis(standing.due_at)
        if standing.status in ("overdue", "not_open", "due", "due_soon"):
            assert (standing.status == "overdue") is after
            assert (standing.days_left < 0) is after
        assert (standing.days_left < 0) is (day_of(millis(case["now"])).isoformat() > standing.due_at[:10])
        if standing.clock == "device":
            assert (one.grace, standing.drift_known) == ("network", True)


@MANY
@given(cases, st.randoms(use_true_random=False))
def test_the_order_in_which_things_come_is_of_no_meaning(case: Json, chance: Random) -> None:
    shuffled = json.loads(json.dumps(case))
    for one in (
        shuffled["sets"],
        shuffled["overrides"],
        shuffled["exemptions"],
        *(shuffled["unit"][name] for name in ("kinds", "receivers")),
    ):
        chance.shuffle(one)
    assert made(shuffled) == made(case)
    records, papers, waivers = made(case), these(case["papers"], PaperSeen), these(case["waivers"], Waiver)
    again = status_all(records, chance.sample(papers, len(papers)), case["now"], chance.sample(waivers, len(waivers)))
    assert again == status_all(records, papers, case["now"], waivers)


def status_all(records: list, papers: list, now: str, waivers: list) -> list:  # type: ignore[type-arg]
    return [(one.id, status_of(one, papers, now, waivers).status) for one in records]


@MANY
@given(cases, cases)
def test_freezing_keeps_what_was_made_and_doing_it_again_changes_nothing(case: Json, other: Json) -> None:
    before, later = made(case), made({**other, "unit": case["unit"]})
    frozen = freeze(before, later)
    assert [one for one in frozen if one in before] == sorted(before, key=lambda one: (one.due_at, one.id, one.unit))
    assert {one.id for one in frozen} == {one.id for one in before} | {one.id for one in later}
    assert freeze(frozen, later) == freeze(frozen, []) == freeze(frozen, before) == frozen


@MANY
@given(cases, st.dates(date(2023, 1, 1), date(2030, 1, 1)), st.integers(0, 700))
def test_a_longer_span_holds_the_records_of_a_shorter_one_as_they_are(case: Json, first: date, days: int) -> None:
    span = {"first": first.isoformat(), "last": date.fromordinal(first.toordinal() + days).isoformat()}
    wide = made({**case, "ask": {"first": "2022-06-01", "last": "2033-06-01"}})
    assert all(one in wide for one in made({**case, "ask": span}))


def test_the_phone_makes_the_same_records_and_standings() -> None:
    first = int(os.environ.get("SOHOP_TEST_SEED", "824"))
    drawn = [case_of(number) for number in range(first, first + COMPARED)]
    lines = "\n".join(json.dumps(case) for case in drawn)
    command = [node(), "tests/pwa/obligations/parity.js"]
    done = subprocess.run(
        command, cwd=ROOT, input=lines, capture_output=True, text=True, timeout=60, check=True, encoding="utf-8"
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == COMPARED
    seen = {standing["status"] for answer in answers for _, standing, _ in answer}
    assert seen == set(STATUSES), "the cases say too little"
    for number, (case, answer) in enumerate(zip(drawn, answers, strict=True), first):
        papers, waivers = these(case["papers"], PaperSeen), these(case["waivers"], Waiver)
        here = [
            [one.as_json(), msgspec.to_builtins(status_of(one, papers, case["now"], waivers)), list(reminder_days(one, papers))]
            for one in made(case)
        ]
        assert answer == here, f"SOHOP_TEST_SEED={number}: {json.dumps(case, ensure_ascii=False)}"


def test_the_periods_of_a_year_cover_it_without_a_gap() -> None:
    for kind in MONTHS:
        periods = periods_between(kind, date(2027, 1, 1), date(2027, 12, 31))
        ends = [one.last.toordinal() + 1 for one in periods]
        assert [one.first.toordinal() for one in periods] == [date(2027, 1, 1).toordinal(), *ends[:-1]]
        assert periods[-1].last == date(2027, 12, 31)


def test_exceptions_are_read_strictly() -> None:
    for shape in (Override, Exemption, Waiver):
        try:
            msgspec.convert({"unit": "u", "unknown": 1}, shape)
        except msgspec.ValidationError:
            continue
        raise AssertionError(shape)
