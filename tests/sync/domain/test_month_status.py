"""Months as pages count them."""

from datetime import date

from sync.domain.month_status import last_day, months_until


def test_months_run_over_the_new_year() -> None:
    assert months_until("2026-02", 4) == ("2025-11", "2025-12", "2026-01", "2026-02")


def test_the_last_day_of_december_is_the_thirty_first() -> None:
    assert last_day("2026-12") == date(2026, 12, 31)
