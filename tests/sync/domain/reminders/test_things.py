"""Who is told of what: observers of their assignments and meetings, each role of what it may write, committees of what is late below."""

from __future__ import annotations

from datetime import date

from sync.domain.accounts import Grant, Person
from sync.domain.obligations.facts import facts_of
from sync.domain.obligations.making import obligations_ahead
from sync.domain.obligations.rules import Words
from sync.domain.obligations.standing import status_of
from sync.domain.obligations.timetable import Timetable
from sync.domain.reminders.situation import Assignment, Duty, Meeting, Returned, Situation, Visit
from sync.domain.reminders.things import Overview, Thing, owed_count
from sync.domain.units import Unit, UnitTree
from sync.rules.catalogue import Rules
from tests.support.world import BINH_LU, NA_DON, PA_PE, UNIT_DOCUMENTS, a_unit

DAY = date(2026, 12, 2)
RULES = Rules.load()
TEAM = "to-1"
TREE = UnitTree([Unit.from_document(one) for one in (*UNIT_DOCUMENTS, a_unit(TEAM, "Tổ số 1", "observer_team", "lai-chau"))])
FORM = Words("Phân công", "Assignment")


def person(role: str, unit: str, username: str = "x") -> Person:
    return Person(username, username, (Grant(role, unit, date(2020, 1, 1)),))


def duties(unit: str, now: str = "2026-12-02T08:00:00+07:00") -> tuple[Duty, ...]:
    facts = facts_of(TREE.units[unit], TREE)
    made = obligations_ahead(facts, Timetable(RULES.every("directive-824"), RULES.calendar("vietnam")), date(2026, 11, 1))
    standings = [(one, status_of(one, [], now)) for one in made]
    return tuple(Duty(one, told, one.reminders) for one, told in standings if told.status in ("due", "due_soon", "overdue"))


def overview(*situations: Situation) -> Overview:
    return Overview(situations, TREE, DAY, RULES.reminders_of("directive-824", DAY))


def told(things: list[Thing]) -> set[tuple[str, str]]:
    return {(one.item.kind, one.item.about.split(":")[1]) for one in things}


def test_each_role_is_told_of_what_it_may_write() -> None:
    seen = overview(Situation(NA_DON, "Nà Đon", duties(NA_DON)))
    secretary, assessor = seen.of(person("secretary", NA_DON)), seen.of(person("assessor", NA_DON))
    assert {one for _, one in told(secretary)} >= {"regular_minutes", "regular_rating", "meeting_registration", "thematic_plan"}
    assert {one for _, one in told(assessor)} == {"regular_rating"}
    assert "thematic_plan" not in {one for _, one in told(seen.of(person("note_taker", NA_DON)))}
    assert seen.of(person("secretary", PA_PE)) == seen.of(person("administrator", NA_DON)) == []


def test_a_committee_is_told_how_many_are_late_and_not_of_those_elsewhere() -> None:
    seen = overview(Situation(NA_DON, "Nà Đon", duties(NA_DON)), Situation(PA_PE, "Pa Pe", duties(PA_PE)))
    late = {one.item.about: one for one in seen.of(person("commune_officer", BINH_LU))}
    minutes = late["obligation:regular_minutes:2026-11"]
    assert (minutes.item.kind, minutes.item.unit, minutes.item.count) == ("below", BINH_LU, 2)
    assert minutes.days == ("2026-12-01", "2026-12-05") and owed_count(late.values()) == 0
    assert seen.of(person("commune_leader", BINH_LU)) == seen.of(person("commune_officer", "elsewhere")) == []


def test_an_observer_is_told_of_his_assignment_and_of_the_meeting_as_the_cell_plans_it() -> None:
    visits = (
        Visit("an", NA_DON, "meeting:2026-12:regular:1", "2026-12-05", "08:00"),
        Visit("an", PA_PE, "meeting:2026-12:regular:1", "2026-12-09", ""),
        Visit("binh", PA_PE, "meeting:2026-12:regular:1", "2026-12-09", ""),
    )
    team = Situation(TEAM, "Tổ số 1", assignments=(Assignment("assignment:2026-12", FORM, "2026-12-02", visits),))
    cell = Situation(NA_DON, "Nà Đon", meetings=(Meeting("meeting:2026-12:regular:1", "2026-12-03", "19:30", "Nhà văn hóa"),))
    things = overview(team, cell).of(person("observer", TEAM, "an"))
    by_kind = {(one.item.kind, one.item.unit): one for one in things}
    assert by_kind["assigned", TEAM].item.count == 2 and by_kind["assigned", TEAM].days == ("2026-12-02",)
    held = by_kind["meeting", NA_DON]
    assert held.item.paper == "", "his phone does not hold the cell's meeting: a tap opens the list of his visits"
    assert (held.item.due_at, held.item.at, held.days) == ("2026-12-03", "19:30", ("2026-12-02",))
    assert by_kind["meeting", PA_PE].item.unit_name == "Chi bộ bản Pa Pe" and by_kind["meeting", PA_PE].days == ("2026-12-08",)
    assert overview(team, cell).of(person("observer", TEAM, "cuong")) == []


def test_nobody_is_told_of_a_meeting_that_was_held_on_another_day_than_it_was_assigned_for() -> None:
    visits = (Visit("an", NA_DON, "meeting:2026-12:regular:1", "2026-12-03", ""),)
    team = Situation(TEAM, "Tổ số 1", assignments=(Assignment("assignment:2026-12", FORM, "2026-12-02", visits),))
    for plan in (
        Meeting("meeting:2026-12:regular:1", "2026-12-01", "", ""),
        Meeting("meeting:2026-12:regular:1", "2026-12-03", "", "", over=True),
    ):
        cell = Situation(NA_DON, "Nà Đon", meetings=(plan,))
        assert "meeting" not in {one.item.kind for one in overview(team, cell).of(person("observer", TEAM, "an"))}
        assert [one for one in overview(cell).of(person("secretary", NA_DON)) if one.days] == []


def test_what_is_returned_goes_to_who_may_write_it() -> None:
    paper = Returned("score_sheet:2026-11:regular:1", "score_sheet", Words("Phiếu", "Sheet"), "2026-12-01", "an")
    seen = overview(Situation(NA_DON, "Nà Đon", returned=(paper,)))
    assert [one.days for one in seen.of(person("assessor", NA_DON))] == [("2026-12-01", "2026-12-03", "2026-12-06")]
    assert seen.of(person("observer", NA_DON)) == []


def test_who_holds_several_roles_is_told_of_each_thing_once() -> None:
    seen = overview(Situation(NA_DON, "Nà Đon", duties(NA_DON)))
    both = Person("x", "x", (*person("secretary", NA_DON).grants, *person("note_taker", NA_DON).grants))
    assert seen.of(both) == seen.of(person("secretary", NA_DON))
