"""What an answer means, and when is tried again."""

from __future__ import annotations

from datetime import datetime

import pytest

from sync.domain.reminders.digest import Attempt
from sync.domain.reminders.outcomes import MOST_ATTEMPTS, again_at, next_at, outcome_of, to_try, wait_of

NOW = datetime.fromisoformat("2026-11-28T07:30:00+07:00")
AT = "2026-11-28T07:30:00.000+07:00"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(201, "accepted"), (202, "accepted"), (404, "gone"), (410, "gone"), (413, "too_large"), (429, "throttled"), (500, "failed"),
     (503, "failed"), (408, "failed"), (400, "refused"), (401, "refused"), (403, "refused"), (302, "refused"), (100, "refused")],
)  # fmt: skip
def test_what_a_status_means(status: int, outcome: str) -> None:
    assert outcome_of(status) == outcome


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None), ("0", 0), ("120", 120), (" 7 ", 7), ("-5", None), ("soon", None), ("", None), ("999999999999", 86_400),
        ("Sat, 28 Nov 2026 00:32:00 GMT", 120), ("Sat, 28 Nov 2026 00:00:00 GMT", 0), ("Sat, 28 Nov 2099 00:00:00 GMT", 86_400), ("١٢", None),
    ],
)  # fmt: skip
def test_a_retry_after_is_read_as_seconds_or_as_a_date_and_is_bounded(header: str | None, seconds: int | None) -> None:
    assert wait_of(header, NOW) == seconds


def test_the_waits_grow_and_never_undercut_what_was_asked_for() -> None:
    waits = [again_at(number, NOW, None)[11:16] for number in range(1, 8)]
    assert waits == ["07:31", "07:35", "07:45", "08:30", "09:30", "09:30", "09:30"]
    assert again_at(1, NOW, 1_800)[11:16] == "08:00" and again_at(4, NOW, 10)[11:16] == "08:30"


def test_a_phone_is_tried_again_when_its_time_has_come_and_not_for_ever() -> None:
    failed = Attempt("a", AT, "failed", 500, "2026-11-28T07:31:00.000+07:00")
    later = datetime.fromisoformat("2026-11-28T07:31:00+07:00")
    assert to_try("b", [failed], NOW, False)
    assert not to_try("a", [failed], NOW, False) and to_try("a", [failed], later, False)
    assert not to_try("a", [failed] * MOST_ATTEMPTS, later, False) and next_at(["a"], [failed] * MOST_ATTEMPTS) is None
    for outcome in ("accepted", "gone", "refused", "forbidden_host"):
        assert not to_try("a", [failed, Attempt("a", AT, outcome)], later, False)  # type: ignore[arg-type]


def test_what_nobody_knows_is_left_alone_for_three_hours_and_for_good_once_it_was_shown() -> None:
    unknown = [Attempt("a", AT)]
    soon, then = (datetime.fromisoformat(f"2026-11-28T{one}:00+07:00") for one in ("10:29", "10:30"))
    assert not to_try("a", unknown, soon, False) and to_try("a", unknown, then, False)
    assert not to_try("a", unknown, then, True)
