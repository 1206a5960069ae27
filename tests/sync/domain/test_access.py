"""The table of who may do what, walked whole."""

from datetime import date
from typing import get_args

import pytest

from sync.domain.access import Action, may, may_see, scope
from sync.domain.accounts import ROLES, Grant, Person
from sync.domain.kinds import PAPER_KINDS, SERVER_KINDS
from tests.sync.domain.test_units import a_tree

DAY = date(2026, 11, 23)
UNITS = ("na-don", "elsewhere", "binh-lu", "tam-duong", "lai-chau")


def holder(role: str, unit: str, last: date | None = None) -> Person:
    return Person("ai-do", "Ai Đó", (Grant(role, unit, date(2025, 1, 1), last),))


CELL = {"meeting", "roll_call", "minutes", "score_sheet", "member", "resolution", "task", "thematic_plan", "four_good",
        "good_practice", "read_mark", "urge_answer", "amendment", "rework", "handbook_upload"}  # fmt: skip
COMMUNE = {"month_schedule", "orientation", "model_plan", "assignment", "inspection", "urge", "urge_answer", "good_practice",
           "visit", "amendment", "rework"}  # fmt: skip
BOARD = {"orientation", "inspection", "urge", "period_report", "good_practice", "amendment", "rework"}
APPROVED = {"thematic_plan", "four_good", "month_schedule", "amendment"}
EVERYTHING = {*PAPER_KINDS, *SERVER_KINDS}
NOWHERE: tuple[set[str], set[str]] = (set(), set())

# role: (where he works, units below it that exist, {action: (kinds in his own unit, kinds in units below)})
EXPECTED: dict[str, tuple[str, set[str], dict[str, tuple[set[str], set[str]]]]] = {
    "secretary": ("na-don", set(), {"enter": (EVERYTHING, set()), "read": (EVERYTHING, set()), "write": (CELL, set())}),
    "deputy_secretary": ("na-don", set(), {"enter": (EVERYTHING, set()), "read": (EVERYTHING, set()), "write": (CELL, set())}),
    "note_taker": ("na-don", set(), {
        "enter": (EVERYTHING, set()), "read": (EVERYTHING, set()),
        "write": ({"meeting", "roll_call", "minutes", "score_sheet", "task", "amendment", "rework", "handbook_upload"}, set())}),
    "assessor": ("na-don", set(), {
        "enter": (EVERYTHING, set()), "read": (EVERYTHING, set()), "write": ({"score_sheet", "rework"}, set())}),
    "commune_officer": ("binh-lu", {"na-don"}, {
        "read": (EVERYTHING, EVERYTHING), "oversee": (EVERYTHING, EVERYTHING),
        "write": (COMMUNE | {"review", "handbook_upload"}, {"review", "handbook_upload"})}),
    "commune_leader": ("binh-lu", {"na-don"}, {
        "read": (EVERYTHING, EVERYTHING), "oversee": (EVERYTHING, EVERYTHING),
        "write": (COMMUNE | {"review", "handbook_upload"}, {"review", "handbook_upload"}), "decide": (APPROVED, APPROVED)}),
    "observer": ("binh-lu", {"na-don"}, {
        "enter": (EVERYTHING, set()), "read": (EVERYTHING, set()), "write": ({"visit", "amendment", "rework"}, set())}),
    "team_leader": ("binh-lu", {"na-don"}, {
        "enter": (EVERYTHING, set()), "read": (EVERYTHING, set()),
        "write": ({"visit", "assignment", "team_report", "amendment", "rework"}, set())}),
    "organisation_board": ("tam-duong", {"na-don"}, {
        "read": (EVERYTHING, EVERYTHING), "oversee": (EVERYTHING, EVERYTHING),
        "write": (BOARD | {"review"}, {"review"}), "decide": (APPROVED, APPROVED)}),
    "standing_board": ("tam-duong", {"na-don"}, {"read": (EVERYTHING, EVERYTHING), "oversee": (EVERYTHING, EVERYTHING)}),
    "administrator": ("lai-chau", set(UNITS) - {"lai-chau"}, {
        "oversee": (EVERYTHING, EVERYTHING), "administer": (EVERYTHING, EVERYTHING)}),
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", get_args(Action))
def test_a_role_reaches_exactly_what_the_table_says(role: str, action: Action) -> None:
    tree, (home, below, actions) = a_tree(), EXPECTED[role]
    here, under = actions.get(action, NOWHERE)
    person = holder(role, home)
    for unit in UNITS:
        allowed = {kind for kind in EVERYTHING if may(person, action, unit, tree, DAY, kind)}
        assert allowed == (here if unit == home else under if unit in below else set()), unit


def test_a_role_that_has_ended_allows_nothing() -> None:
    assert not may(holder("secretary", "na-don", date(2026, 11, 22)), "write", "na-don", a_tree(), DAY, "minutes")
    assert may(holder("secretary", "na-don", date(2026, 11, 23)), "write", "na-don", a_tree(), DAY, "minutes")


def test_an_officer_sees_a_paper_only_once_it_was_sent() -> None:
    officer, secretary = holder("commune_officer", "binh-lu"), holder("secretary", "na-don")
    draft, sent = {"kind": "minutes", "state": "draft"}, {"kind": "minutes", "state": "sent"}
    assert not may_see(officer, draft, "na-don", a_tree(), DAY)
    assert may_see(officer, sent, "na-don", a_tree(), DAY)
    assert may_see(secretary, draft, "na-don", a_tree(), DAY)
    assert not may_see(officer, sent, "elsewhere", a_tree(), DAY)


def test_a_phone_holds_only_the_units_its_person_works_in() -> None:
    assert scope(holder("secretary", "na-don"), a_tree(), DAY) == ["na-don"]
    assert scope(holder("commune_officer", "binh-lu"), a_tree(), DAY) == []
    assert scope(holder("observer", "binh-lu"), a_tree(), DAY) == ["binh-lu"]
    assert scope(holder("standing_board", "tam-duong"), a_tree(), DAY) == []
    assert scope(holder("secretary", "khong-co"), a_tree(), DAY) == []
