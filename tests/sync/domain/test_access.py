"""The table of who may do what, walked whole."""

from datetime import date

import pytest

from sync.domain.access import may, may_see, scope
from sync.domain.accounts import ROLES, Grant, Person
from tests.sync.domain.test_units import a_tree

DAY = date(2026, 11, 23)
UNITS = ("na-don", "elsewhere", "binh-lu", "tam-duong", "lai-chau")


def holder(role: str, unit: str, last: date | None = None) -> Person:
    return Person("ai-do", "Ai Đó", (Grant(role, unit, date(2025, 1, 1), last),))


ALLOWED = {
    ("secretary", "na-don", "enter", "minutes"): {"na-don"},
    ("secretary", "na-don", "read", "minutes"): {"na-don"},
    ("secretary", "na-don", "write", "minutes"): {"na-don"},
    ("secretary", "na-don", "write", "member"): {"na-don"},
    ("deputy_secretary", "na-don", "enter", "minutes"): {"na-don"},
    ("deputy_secretary", "na-don", "read", "minutes"): {"na-don"},
    ("deputy_secretary", "na-don", "write", "minutes"): {"na-don"},
    ("deputy_secretary", "na-don", "write", "member"): {"na-don"},
    ("note_taker", "na-don", "enter", "minutes"): {"na-don"},
    ("note_taker", "na-don", "read", "minutes"): {"na-don"},
    ("note_taker", "na-don", "write", "minutes"): {"na-don"},
    ("commune_officer", "binh-lu", "oversee", "minutes"): {"binh-lu", "na-don"},
    ("commune_officer", "binh-lu", "read", "minutes"): {"binh-lu", "na-don"},
    ("organisation_board", "tam-duong", "oversee", "minutes"): {"tam-duong", "na-don"},
    ("organisation_board", "tam-duong", "read", "minutes"): {"tam-duong", "na-don"},
    ("administrator", "lai-chau", "oversee", "minutes"): set(UNITS),
}
HOME = {"secretary": "na-don", "deputy_secretary": "na-don", "note_taker": "na-don", "commune_officer": "binh-lu",
        "organisation_board": "tam-duong", "administrator": "lai-chau"}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ["enter", "read", "write", "oversee"])
@pytest.mark.parametrize("kind", ["minutes", "member"])
def test_a_role_reaches_exactly_the_units_the_table_says(role: str, action: str, kind: str) -> None:
    tree, home = a_tree(), HOME[role]
    reached = {unit for unit in UNITS if may(holder(role, home), action, unit, tree, DAY, kind)}  # type: ignore[arg-type]
    listed = kind if action == "write" else "minutes"
    assert reached == ALLOWED.get((role, home, action, listed), set())


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
    assert scope(holder("secretary", "khong-co"), a_tree(), DAY) == []
