"""When a month's minutes are due, and what that makes of a cell."""

from datetime import date

import pytest

from sync.domain.month_status import due_on, last_day, month_status, months_until

HELD = date(2026, 11, 3)


def test_minutes_are_due_two_days_after_the_meeting() -> None:
    assert due_on("2026-11", HELD) == date(2026, 11, 5)


def test_a_month_without_a_known_meeting_is_due_at_its_end() -> None:
    assert due_on("2028-02", None) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("held", "received", "today", "expected"),
    [
        (HELD, None, date(2026, 11, 5), "not_due"),
        (HELD, None, date(2026, 11, 6), "missing"),
        (HELD, date(2026, 11, 5), date(2026, 12, 1), "on_time"),
        (HELD, date(2026, 11, 6), date(2026, 12, 1), "late"),
        (None, None, date(2026, 11, 30), "not_due"),
        (None, None, date(2026, 12, 1), "missing"),
        (date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 9), "on_time"),
        (date(2026, 12, 20), date(2026, 12, 3), date(2026, 12, 9), "late"),
    ],
)
def test_the_status_follows_from_the_due_day(held: date | None, received: date | None, today: date, expected: str) -> None:
    assert month_status(due_on("2026-11", held), received, today) == expected


def test_months_run_over_the_new_year() -> None:
    assert months_until("2026-02", 4) == ("2025-11", "2025-12", "2026-01", "2026-02")


def test_the_last_day_of_december_is_the_thirty_first() -> None:
    assert last_day("2026-12") == date(2026, 12, 31)
