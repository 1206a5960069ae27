"""Guessing passwords gets slow, for a name and for an address."""

from __future__ import annotations

import pytest

from server.security.throttle import FREE_TRIES_ADDRESS, FREE_TRIES_NAME, LONGEST_WAIT, Throttle
from sync.domain.errors import Refusal
from tests.support.clock import FixedClock

NOW = "2026-11-23T10:00:00+07:00"


def refused(throttle: Throttle, username: str, address: str) -> int:
    with pytest.raises(Refusal) as caught:
        throttle.begin(username, address)
    assert caught.value.problem.code == "too_many_tries"
    return int(caught.value.problem.data["seconds"])


def test_a_few_failures_are_free_and_then_each_costs_a_longer_wait() -> None:
    clock = FixedClock(NOW)
    throttle = Throttle(clock)
    for _ in range(FREE_TRIES_NAME):
        throttle.begin("panh", "10.0.0.1")
    waits = []
    for _ in range(12):
        waits.append(refused(throttle, "panh", "10.0.0.2"))
        clock.move(seconds=waits[-1])
        throttle.begin("panh", "10.0.0.2")
    assert waits == sorted(waits) and waits[0] < waits[5]
    assert max(waits) <= LONGEST_WAIT + 1


def test_a_refused_try_does_not_make_the_wait_longer() -> None:
    throttle = Throttle(FixedClock(NOW))
    for _ in range(FREE_TRIES_NAME):
        throttle.begin("panh", "10.0.0.1")
    assert len({refused(throttle, "panh", "10.0.0.1") for _ in range(20)}) == 1


def test_success_forgets_the_failures_of_the_name() -> None:
    throttle = Throttle(FixedClock(NOW))
    for _ in range(FREE_TRIES_NAME):
        throttle.begin("panh", "10.0.0.1")
    throttle.succeeded("panh", "10.0.0.1")
    throttle.begin("panh", "10.0.0.1")


def test_an_address_that_tries_many_names_is_slowed_though_it_owns_one_account() -> None:
    throttle = Throttle(FixedClock(NOW))
    for number in range(FREE_TRIES_ADDRESS):
        throttle.begin(f"name-{number}", "10.0.0.1")
        if number < FREE_TRIES_ADDRESS - 1:
            throttle.begin("own", "10.0.0.1")
            throttle.succeeded("own", "10.0.0.1")
    refused(throttle, "one-more", "10.0.0.1")
    throttle.begin("one-more", "10.0.0.9")


def test_after_an_hour_of_quiet_all_is_forgotten() -> None:
    clock = FixedClock(NOW)
    throttle = Throttle(clock)
    for _ in range(FREE_TRIES_NAME):
        throttle.begin("panh", "10.0.0.1")
    clock.move(hours=1, seconds=1)
    throttle.begin("panh", "10.0.0.1")


def test_a_slip_now_and_then_never_adds_up() -> None:
    clock = FixedClock(NOW)
    throttle = Throttle(clock)
    for _ in range(10 * FREE_TRIES_NAME):
        throttle.begin("panh", "10.0.0.1")
        clock.move(hours=2)
