"""The golden cases: what is owed and how it stands, found the same by server and phone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sync.domain.obligations.clock import corrected, drift, iso, millis
from sync.domain.obligations.exceptions import Waiver
from sync.domain.obligations.holidays import shifted
from sync.domain.obligations.record import Obligation
from sync.domain.obligations.standing import STATUSES, PaperSeen, reminder_days, status_of
from tests.sync.domain.obligations.golden import HOLIDAYS, Json, made, named, read, these

MAKING: list[Json] = read("making")["cases"]
STANDING: list[Json] = read("standing")["cases"]
DAYS = read("days")


@pytest.mark.parametrize("case", MAKING, ids=[case["name"] for case in MAKING])
def test_what_is_owed(case: Json) -> None:
    found = [one.as_json() for one in made(case)]
    assert [one["id"] for one in found] == [one["id"] for one in case["expect"]]
    for one, expected in zip(found, case["expect"], strict=True):
        assert {name: one[name] for name in expected} == expected


@pytest.mark.parametrize("case", STANDING, ids=[case["name"] for case in STANDING])
def test_how_it_stands(case: Json) -> None:
    record = named(case["of"], case.get("exemptions"))
    papers = these(case["papers"], PaperSeen)
    standing = status_of(record, papers, case["now"], these(case.get("waivers", []), Waiver))
    assert {name: getattr(standing, name) for name in case["expect"]} == case["expect"]
    assert set(case["expect"]) == set(standing.__struct_fields__)
    assert status_of(record, papers[::-1], case["now"], these(case.get("waivers", []), Waiver)) == standing


def test_every_status_has_a_case() -> None:
    assert {case["expect"]["status"] for case in STANDING} == set(STATUSES)


@pytest.mark.parametrize(("day", "working"), DAYS["working"])
def test_a_working_day(day: str, working: bool) -> None:
    assert HOLIDAYS.is_working(date.fromisoformat(day)) is working


@pytest.mark.parametrize(("day", "name"), DAYS["holiday"])
def test_the_holiday_of_a_day(day: str, name: str | None) -> None:
    assert HOLIDAYS.holiday(date.fromisoformat(day)) == name


@pytest.mark.parametrize(("day", "policy", "moved"), DAYS["shifted"])
def test_a_last_day_is_moved(day: str, policy: Any, moved: str) -> None:
    assert shifted(date.fromisoformat(day), policy, HOLIDAYS) == date.fromisoformat(moved)
    assert shifted(date.fromisoformat(day), policy, None) == date.fromisoformat(day)


@pytest.mark.parametrize(("moment", "expected"), DAYS["millis"])
def test_a_moment_in_milliseconds(moment: str, expected: int) -> None:
    assert millis(moment) == expected


@pytest.mark.parametrize("text", DAYS["not_moments"])
def test_a_time_without_offset_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError):
        millis(text)


def test_the_two_clocks() -> None:
    assert [iso(at) for at, _ in DAYS["iso"]] == [text for _, text in DAYS["iso"]]
    assert [drift(server, device) for server, device, _ in DAYS["drift"]] == [ms for *_, ms in DAYS["drift"]]
    assert [iso(corrected(at, ms)) for at, ms, _ in DAYS["corrected"]] == [text for *_, text in DAYS["corrected"]]


@pytest.mark.parametrize(("key", "papers", "days"), DAYS["reminders"])
def test_the_days_to_remind_on(key: str, papers: list[Json], days: list[str]) -> None:
    assert list(reminder_days(named(key), these(papers, PaperSeen))) == days


def test_a_record_comes_back_from_a_document_as_it_was() -> None:
    record = named("regular_minutes:2026-12", [{"unit": "na-don", "first": "2026-12-01", "last": "2026-12-31", "reason": "Lũ"}])
    assert Obligation.from_json({"_id": record.id, "_rev": "1-0", **record.as_json()}) == record
