"""What the draft of a team's report counts, and that the form takes it as it is."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.usecases.reports.draft_team_report import Span, draft_team_report
from sync.usecases.reports.rows import percent

SPAN = Span("H1", 2026, date(2026, 1, 1), date(2026, 6, 15), "to-2")
FORM = Catalogue.load().get("team_report", 1)


def assigned(username: str, cell: str, month: int, **rest: Any) -> dict[str, Any]:
    key = f"meeting:2026-{month:02d}:regular:1"
    name = {"minh": "Hoàng Văn Minh", "su": "Lý Thị Sử"}.get(username, username)
    return {"username": username, "name": name, "cell": cell, "meeting": key, "date": f"2026-{month:02d}-03", **rest}


def visited(username: str, cell: str, month: int, **rest: Any) -> dict[str, Any]:
    key, day = f"meeting:2026-{month:02d}:regular:1", f"2026-{month:02d}-03"
    return {"observer": username, "cell": cell, "meeting": key, "attended": True, "date": day, **rest}


def held(cell: str, month: int, type: str = "regular", **rest: Any) -> dict[str, Any]:
    day = f"2026-{month:02d}-03"
    return {
        "cell": cell,
        "meeting": f"meeting:2026-{month:02d}:{type}:1",
        "type": type,
        "planned_on": day,
        "held_on": day,
        **rest,
    }


def draft(visits: Iterable[Any] = (), assignments: Iterable[Any] = (), meetings: Iterable[Any] = ()) -> dict[str, Any]:
    return draft_team_report(SPAN, visits, assignments, meetings)


def test_nothing_at_all_is_counted_as_nothing_and_has_no_rates() -> None:
    made = draft()
    assert (made["visits_planned"], made["visits_made"], made["cells_assigned"]) == (0, 0, 0)
    assert {"visits_rate", "on_time_rate", "attendance_rate", "members", "missed"} & made.keys() == set()


def test_visits_are_held_against_what_was_assigned_member_by_member() -> None:
    plan = [assigned("minh", "ban-a", 1), assigned("minh", "ban-b", 2), assigned("minh", "ban-a", 3), assigned("su", "ban-b", 1)]
    made = draft([visited("minh", "ban-a", 1), visited("minh", "ban-a", 3), visited("su", "ban-c", 4)], plan)
    assert (made["cells_assigned"], made["cells_visited"]) == (2, 1)
    assert (made["visits_planned"], made["visits_made"], made["visits_rate"], made["visits_unplanned"]) == (4, 2, 50, 1)
    assert made["members"] == [
        {"_id": "r1", "username": "minh", "name": "Hoàng Văn Minh", "planned": 3, "made": 2, "missed": 1, "rate": 66.7},
        {"_id": "r2", "username": "su", "name": "Lý Thị Sử", "planned": 1, "made": 0, "missed": 1, "rate": 0},
    ]


def test_missed_visits_stand_there_with_the_reason_the_observer_gave_or_with_none() -> None:
    away = visited("minh", "ban-a", 2, attended=False, absence_reason="Mưa lũ")
    del away["date"]
    made = draft([away], [assigned("minh", "ban-a", 2), assigned("su", "ban-b", 1)])
    assert [(row["name"], row["cell"], row["date"], row.get("reason")) for row in made["missed"]] == [
        ("Lý Thị Sử", "ban-b", "2026-01-03", None),
        ("Hoàng Văn Minh", "ban-a", "2026-02-03", "Mưa lũ"),
    ]
    assert made["contributions_made"] == 0


def test_what_is_written_twice_is_counted_once() -> None:
    plan = [assigned("minh", "ban-a", 1), assigned("minh", "ban-a", 1)]
    made = draft([visited("minh", "ban-a", 1), visited("minh", "ban-a", 1)], plan)
    assert (made["visits_planned"], made["visits_made"]) == (1, 1)


def test_what_lies_outside_the_span_is_not_counted() -> None:
    plan = [
        assigned("minh", "ban-a", 6, date="2026-06-15"),
        assigned("minh", "ban-a", 6, date="2026-06-16"),
        assigned("su", "ban-a", 7),
    ]
    assert draft([], plan, [held("ban-a", 7)])["visits_planned"] == 1
    assert draft([], plan, [held("ban-a", 7)])["meetings_due"] == 0


def test_meetings_are_due_held_and_held_on_the_day_planned() -> None:
    rows = [
        held("ban-a", 1),
        held("ban-a", 2, held_on="2026-02-05"),
        held("ban-a", 3, held_on=None),
        held("ban-a", 1, "committee"),
    ]
    made = draft(meetings=rows)
    assert (made["meetings_due"], made["meetings_held"], made["meetings_on_time"], made["on_time_rate"]) == (3, 2, 1, 50)


def test_attendance_is_that_of_all_cell_meetings_held_together() -> None:
    rows = [
        held("ban-a", 1, present=9, expected=10), held("ban-a", 2, present=40, expected=90),
        held("ban-a", 3, present=5, expected=4), held("ban-a", 4, present=None, expected=10),
        held("ban-a", 1, "committee", present=1, expected=3), held("ban-a", 5, held_on=None, present=0, expected=10),
    ]  # fmt: skip
    assert draft(meetings=rows)["attendance_rate"] == 49


def test_thematic_meetings_are_due_one_a_quarter_for_each_cell() -> None:
    rows = [
        held("ban-a", 2, "thematic"),
        held("ban-a", 3, "thematic"),
        held("ban-b", 1, "thematic"),
        held("ban-b", 5, "thematic"),
    ]
    made = draft(meetings=rows)
    assert (made["thematic_due"], made["thematic_held"], made["thematic_cells_short"]) == (4, 4, 1)


def test_bands_of_the_cell_the_observer_and_the_committee_stand_side_by_side() -> None:
    rows = [
        held("ban-a", 1, own_band="good", official_band="fair"), held("ban-a", 2, own_band="good", official_band="good"),
        held("ban-b", 1, own_band="fair", official_band="good"), held("ban-b", 2, own_band="poor"),
    ]  # fmt: skip
    made = draft([visited("minh", "ban-a", 1, proposed_band="fair")], meetings=rows)
    assert [(row["band"], row["own"], row["observer"], row["official"]) for row in made["bands"]] == [
        ("good", 2, 0, 2), ("fair", 1, 1, 1), ("average", 0, 0, 0), ("poor", 1, 0, 0),
    ]  # fmt: skip
    assert (made["compared_official"], made["own_higher"], made["own_lower"], made["own_higher_rate"]) == (3, 1, 1, 33.3)


def test_a_weakness_recurs_when_it_was_noted_twice() -> None:
    def with_issues(cell: str, month: int, *kinds: str) -> dict[str, Any]:
        return visited("minh", cell, month, issues=[{"_id": kind, "kind": kind, "text": "x"} for kind in kinds])

    made = draft([with_issues("ban-a", 1, "books", "rating"), with_issues("ban-a", 2, "books"), with_issues("ban-b", 1, "books")])
    assert made["weaknesses"] == [{"_id": "r1", "kind": "books", "times": 3, "cells": 2}]


def test_books_cells_to_help_contributions_and_petitions_are_gathered() -> None:
    first = visited("minh", "ban-a", 1, cell_book="kept", committee_book="faulty", needs_help=True, help_note="Cách ghi sổ")
    first |= {"contribution": "Giao việc rõ người.", "observer_name": "Hoàng Văn Minh"}
    second = visited(
        "su",
        "ban-b",
        2,
        cell_book="faulty",
        committee_book="none",
        petitions=[{"_id": "1", "text": "Sửa đường", "state": "noted"}],
    )
    made = draft([second, visited("su", "ban-c", 3, cell_book="not_seen"), first])
    assert (made["cell_books_checked"], made["cell_books_faulty"]) == (2, 1)
    assert (made["committee_books_checked"], made["committee_books_faulty"]) == (1, 1)
    assert made["cells_to_help"] == [{"_id": "r1", "cell": "ban-a", "why": "Cách ghi sổ"}]
    told = {"_id": "r1", "name": "Hoàng Văn Minh", "cell": "ban-a", "date": "2026-01-03", "text": "Giao việc rõ người."}
    assert (made["contributions_made"], made["contributions"]) == (1, [told])
    assert made["petitions"] == [{"_id": "r1", "cell": "ban-b", "text": "Sửa đường", "state": "noted"}]


def test_the_form_takes_the_draft_as_it_is_and_asks_only_for_what_a_person_writes() -> None:
    plan = [assigned("minh", "ban-a", month) for month in range(1, 7)]
    visits = [visited("minh", "ban-a", 1, contribution="Góp ý", proposed_band="good", cell_book="kept", needs_help=True)]
    made = draft(visits, plan, [held("ban-a", 1, present=8, expected=9, own_band="good", official_band="fair")])
    assert FORM is not None
    checked = check(FORM, made)
    assert {one.path for one in checked.errors} == {"answers.general", "answers.shortcomings", "answers.direction"}
    assert {one.path.rpartition(".")[2] for one in checked.warnings} == {"reason"}
    assert checked.answers == made


@pytest.mark.parametrize(
    ("part", "whole", "told"), [(333, 2000, 16.7), (1, 2000, 0.1), (1, 3, 33.3), (2, 3, 66.7), (5, 5, 100), (0, 7, 0)]
)
def test_per_cent_go_to_one_digit_and_halves_up(part: int, whole: int, told: float) -> None:
    assert percent(part, whole) == told


def test_nothing_has_no_per_cent() -> None:
    assert percent(0, 0) is None


def test_per_cent_are_those_the_form_works_out() -> None:
    assert FORM is not None
    for whole in [*range(1, 60), 400, 800, 2000, 4000]:
        for part in range(0, whole + 1, max(1, whole // 97)):
            assert check(FORM, {"visits_made": part, "visits_planned": whole}).calculated["visits_rate"] == percent(part, whole)


def test_no_row_whatever_raises() -> None:
    chance = random.Random(7)
    strange: list[Any] = [
        None,
        "",
        "x",
        0,
        -3,
        1e300,
        True,
        [],
        {},
        [{}],
        [None],
        "2026-03-03",
        "9999-12-31",
        "good",
        "books",
        "\ud800",
    ]
    names = [
        "cell",
        "meeting",
        "type",
        "date",
        "planned_on",
        "held_on",
        "observer",
        "username",
        "attended",
        "present",
        "expected",
    ]
    names += ["issues", "petitions", "contribution", "own_band", "official_band", "needs_help", "name"]
    for _ in range(1_000):
        rows = [[{name: chance.choice(strange) for name in names} for _ in range(3)] + [None, 3] for _ in range(3)]
        made = draft(*rows)
        assert made["visits_made"] <= made["visits_planned"]
