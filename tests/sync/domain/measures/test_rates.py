"""Rates, lights and shares: nothing looks better than it is, and parts add up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.domain.measures.counts import Counts
from sync.domain.measures.rate import Rate, Thresholds, shares

_counts = st.integers(0, 5_000)
_all = st.builds(Counts, _counts, _counts, _counts, _counts, _counts, _counts)


def test_a_month_worked_out_by_hand() -> None:
    # 20 cells owe their minutes: 12 came in time, 3 late, 1 late for want of a signal, 2 are overdue, 1 is not yet due, 1 is exempt.
    month = Counts(on_time=12, late=3, by_network=1, missing=2, open=1, exempt=1)
    assert (month.expected, month.received) == (18, 16)
    assert month.three_ways == (12, 4, 2)
    assert month.completeness.percent == 89  # 16 of 18 are 88.9 %
    assert month.timeliness.percent == 67  # 12 of 18 are 66.7 %
    assert month.punctuality.percent == 75  # 12 of the 16 that came
    assert month.fair_timeliness.percent == 72  # 13 of 18 are 72.2 %
    assert shares(month.three_ways) == (67, 22, 11)


@given(_all)
def test_three_ways_always_sum_to_the_expected_and_no_rate_is_above_100(counts: Counts) -> None:
    assert sum(counts.three_ways) == counts.expected
    rates = (counts.completeness, counts.timeliness, counts.punctuality, counts.fair_timeliness)
    assert all(rate.percent is None or 0 <= rate.percent <= 100 for rate in rates)
    assert counts.timeliness.part <= counts.fair_timeliness.part <= counts.completeness.part


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6))
def test_shares_sum_to_100_exactly(counts: list[int]) -> None:
    assert sum(shares(counts)) == (100 if sum(counts) else 0)
    assert all(not share for share, count in zip(shares(counts), counts, strict=True) if not count)


def test_100_per_cent_is_said_only_of_everything_and_0_only_of_nothing() -> None:
    assert Rate(1999, 2000).percent == 99 and Rate(2000, 2000).percent == 100
    assert Rate(1, 2000).percent == 1 and Rate(0, 2000).percent == 0
    assert Rate(0, 0).percent is None
    assert Rate(7, 5).percent == 100, "a roll call may name more than are on the roll"


def test_a_light_is_asked_of_the_exact_part() -> None:
    assert Rate(90, 100).light() == "green" and Rate(896, 1000).light() == "amber" and Rate(896, 1000).percent == 90
    assert Rate(80, 100).light() == "amber" and Rate(79, 100).light() == "red"
    assert Rate(4, 4).light() == "grey", "too few to judge"
    assert Rate(89, 100).light(Thresholds(green=85, amber=70)) == "green"
