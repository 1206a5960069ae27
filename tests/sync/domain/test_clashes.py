"""Which clashes an assignment of observers has, and that no row, however odd, stops the looking."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from sync.domain.accounts import Grant, Person
from sync.domain.clashes import Clash, clashes_in

START = date(2026, 1, 1)
PEOPLE = {
    "minh": Person("minh", "Hoàng Văn Minh", (Grant("observer", "to-2", START),)),
    "su": Person("su", "Lý Thị Sử", (Grant("team_leader", "to-2", START),)),
    "tam": Person("tam", "Lò Thị Tâm", (Grant("observer", "to-2", START, date(2026, 11, 30)),)),
    "panh": Person("panh", "Lò Văn Panh", (Grant("secretary", "ban-na-hum", START),)),
}


def row(id: str, username: str = "minh", cell: str = "ban-na-hum", at: str = "19:30", **rest: Any) -> dict[str, Any]:
    kept = {"_id": id, "username": username, "cell": cell, "date": "2026-12-03", "start_time": at, "meeting": f"meeting:{id}"}
    return {**kept, **rest}


def test_one_person_at_two_meetings_at_once_is_told() -> None:
    assert clashes_in([row("a"), row("b", cell="ban-thong", at="20:00")], PEOPLE) == [Clash("same_time", ("a", "b"))]


@pytest.mark.parametrize(
    ("at", "travel", "clash"), [("20:59", 0, True), ("21:00", 0, False), ("21:29", 30, True), ("21:30", 30, False)]
)
def test_a_meeting_takes_ninety_minutes_and_then_the_way(at: str, travel: int, clash: bool) -> None:
    rows = [row("a"), row("b", cell="ban-thong", at=at)]
    assert bool(clashes_in(rows, PEOPLE, travel)) is clash
    assert bool(clashes_in(rows[::-1], PEOPLE, travel)) is clash


def test_a_known_end_counts_instead_of_the_usual_length() -> None:
    assert clashes_in([row("a", end_time="20:00"), row("b", cell="ban-thong", at="20:00")], PEOPLE) == []


def test_two_meetings_of_one_cell_in_a_row_need_no_way() -> None:
    assert clashes_in([row("a"), row("b", at="21:00")], PEOPLE, 60) == []


def test_a_meeting_that_ends_after_midnight_reaches_into_the_next_day() -> None:
    late = row("a", at="23:30")
    assert clashes_in([late, row("b", cell="ban-thong", at="00:30", date="2026-12-04")], PEOPLE) == [
        Clash("same_time", ("a", "b"))
    ]


def test_other_people_and_other_days_do_not_clash() -> None:
    assert clashes_in([row("a"), row("b", "su", "ban-thong"), row("c", cell="ban-thong", date="2026-12-04")], PEOPLE) == []


def test_a_meeting_assigned_twice_is_told_once_with_all_its_rows() -> None:
    rows = [row("a", meeting="meeting:x"), row("b", "su", meeting="meeting:x"), row("c", meeting="meeting:x")]
    assert clashes_in(rows, PEOPLE) == [Clash("cell_twice", ("a", "b", "c"))]


def test_two_meetings_of_one_cell_in_a_month_are_not_one_assigned_twice() -> None:
    assert clashes_in([row("a"), row("b", "su", date="2026-12-20")], PEOPLE) == []


def test_without_a_named_meeting_the_day_tells_which_it_is() -> None:
    assert clashes_in([row("a", meeting=None), row("b", "su", meeting=None)], PEOPLE) == [Clash("cell_twice", ("a", "b"))]


@pytest.mark.parametrize("username", ["panh", "tam", "nobody"])
def test_somebody_without_the_role_on_that_day_is_told(username: str) -> None:
    assert clashes_in([row("a", username)], PEOPLE) == [Clash("not_an_observer", ("a",))]


def test_a_role_counts_until_its_last_day() -> None:
    assert clashes_in([row("a", "tam", date="2026-11-30")], PEOPLE) == []


def test_odd_rows_are_left_out_and_the_others_compared() -> None:
    odd: list[Any] = [
        None,
        3,
        "x",
        [],
        {},
        {"_id": 5},
        {"_id": "z", "username": ["minh"], "cell": {}, "date": 3, "start_time": True},
    ]
    rows = [row("a"), *odd, row("c", date="2026-02-30"), row("d", at="24:00", cell="c-d"), row("b", cell="ban-thong")]
    assert clashes_in(rows, PEOPLE) == [Clash("same_time", ("a", "b"))]


def test_no_row_whatever_raises() -> None:
    chance = random.Random(7)
    strange = [
        None,
        "",
        "x",
        0,
        1e300,
        True,
        [],
        {},
        [{}],
        "2026-12-03",
        "9999-12-31",
        "0001-01-01",
        "19:30",
        "٠١:٠٢",
        "minh",
        "\ud800",
    ]
    names = ["_id", "username", "cell", "meeting", "date", "start_time", "end_time"]
    for _ in range(2_000):
        rows = [{name: chance.choice(strange) for name in names if chance.random() < 0.9} for _ in range(4)]
        clashes = clashes_in(rows, PEOPLE, chance.choice([0, 30, -5]))
        assert {id for clash in clashes for id in clash.rows} <= {one["_id"] for one in rows if isinstance(one.get("_id"), str)}
