"""Every other measure with an example that is worked out by hand."""

from __future__ import annotations

import pytest

from sync.domain.measures.histogram import longest_of, median_of
from sync.domain.measures.observing import Observed
from sync.domain.measures.ratings import Weakness, gap_of, weakest
from sync.domain.measures.reviewing import Queue, Reviewed
from sync.domain.measures.status import BOARD_STATUSES, Settled, board_status
from sync.domain.measures.streak import streak_of

NOW = "2026-11-10T08:00:00.000+07:00"
PAST, OPEN, COMING = ("2026-10-01T00:00:00.000+07:00", "2026-11-09T23:59:59.999+07:00"), ("2026-11-01T00:00:00.000+07:00", "2026-11-30T23:59:59.999+07:00"), (
    "2026-12-01T00:00:00.000+07:00", "2026-12-31T23:59:59.999+07:00",
)  # fmt: skip


@pytest.mark.parametrize(
    ("settled", "said"),
    [
        (Settled("", "", *COMING), "not_open"),
        (Settled("", "", *OPEN), "open"),
        (Settled("", "", *OPEN, draft=True), "on_the_phone"),
        (Settled("", "", *PAST, draft=True), "overdue"),
        (Settled("on_time", "", *PAST), "received_on_time"),
        (Settled("late", "", *PAST), "received_late"),
        (Settled("late_by_network", "", *PAST), "late_by_network"),
        (Settled("late", "returned", *PAST), "returned"),
        (Settled("on_time", "accepted", *PAST), "accepted"),
        (Settled("exempt", "", *PAST), "exempt"),
    ],
)
def test_an_obligation_has_exactly_one_status(settled: Settled, said: str) -> None:
    assert board_status(settled, NOW) == said and said in BOARD_STATUSES


def test_days_late_are_told_by_median_and_longest() -> None:
    # Late by 1, 1, 2, 3 and 9 days; then one more, by 4.
    assert (median_of({1: 2, 2: 1, 3: 1, 9: 1}), longest_of({1: 2, 2: 1, 3: 1, 9: 1})) == (2, 9)
    assert median_of({1: 2, 2: 1, 3: 1, 4: 1, 9: 1}) == 2.5
    assert (median_of({}), longest_of({})) == (None, None)


def test_what_reviewers_did_in_a_month() -> None:
    # Ten decisions, eight to accept. Of the seven about a first version five accepted. Waits of 0,0,1,1,1,2,2,3,5,9 days; returned
    # papers came back after 2, 4 and 6 days.
    month = Reviewed(10, 8, 7, 5, {0: 2, 1: 3, 2: 2, 3: 1, 5: 1, 9: 1}, {2: 1, 4: 1, 6: 1})
    assert month.acceptance.percent == 80
    assert month.first_pass_yield.percent == 71  # 5 of 7 are 71.4 %
    assert month.review_lag == 1.5
    assert month.days_to_fix == 4


def test_the_queue_by_age() -> None:
    queue = Queue({0: 3, 2: 1, 3: 2, 7: 1, 15: 4, 40: 1})
    assert queue.waiting == 12
    assert [queue.between(first, last) for first, last in ((0, 2), (3, 7), (8, 14), (15, None))] == [4, 3, 0, 5]


def test_a_streak_ends_at_what_came_or_was_not_expected() -> None:
    # Missing, on time, missing, missing, not due yet; and so on.
    assert [streak_of(months) for months in ("mtmmd", "mxm", "ml", "d", "", "mmm")] == [2, 1, 0, 0, 0, 3]


def test_own_rating_against_the_official_one() -> None:
    # Two agree; three rated themselves one band too high, one two bands too high, one a band too low: (3·1 + 1·2 − 1·1) / 7.
    gap = gap_of([("good", "good", 2), ("good", "fair", 3), ("good", "average", 1), ("average", "fair", 1), ("good", "", 9), ("x", "good", 4)])
    assert (gap.meetings, gap.above, gap.below, gap.mean) == (7, 4, 1, 0.57)
    assert gap.agreeing.percent == 29  # 2 of 7 are 28.6 %
    assert gap_of([]).mean is None


def test_the_weakest_criterion_loses_most_points_a_sheet() -> None:
    rows = [Weakness("t", 1, "4.5", 5, 8.0, 10), Weakness("t", 1, "7", 3, 12.0, 10), Weakness("t", 1, "1.1", 1, 1.0, 10)]
    assert [one.code for one in weakest(rows, 2)] == ["7", "4.5"]
    assert (rows[1].mean, rows[1].share.percent) == (1.2, 30)


def test_observers_are_counted_by_cells_seen_and_assignments_kept() -> None:
    # 20 cells; 8 assigned: 5 attended, 1 told why not, 1 missed, 1 still ahead. With one visit nobody had assigned 6 cells were seen.
    seen = Observed(planned=8, made=5, excused=1, missed=1, ahead=1, unplanned=1, seen=6, cells=20)
    assert seen.coverage.percent == 30
    assert seen.kept.percent == 71  # 5 of the 7 whose day is past
