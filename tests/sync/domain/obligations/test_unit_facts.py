"""What a unit is and to whom it reports, read from the tree of units with its dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from sync.domain.obligations.facts import facts_of
from sync.domain.obligations.making import freeze, obligations_for
from sync.domain.obligations.timetable import Timetable
from sync.domain.units import Unit, UnitTree
from tests.sync.domain.obligations.golden import RULES

BEFORE, AFTER = date(2025, 6, 1), date(2026, 6, 1)


def unit(id: str, type: str, *parents: tuple[str, str, str | None], **more: Any) -> Unit:
    rows = [{"unit": above, "from": first, "to": last} for above, first, last in parents]
    return Unit.from_document(
        {
            "unit": id,
            "type": type,
            "names": [{"name": id, "from": "2020-01-01"}],
            "parents": rows,
            "valid_from": "2020-01-01",
            **more,
        }
    )


TREE = UnitTree(
    [
        unit("lai-chau", "province"),
        unit("tam-duong", "district", ("lai-chau", "2020-01-01", "2025-06-30"), valid_to="2025-06-30"),
        unit("binh-lu", "commune", ("tam-duong", "2020-01-01", "2025-06-30"), ("lai-chau", "2025-07-01", None)),
        unit("na-don", "cell", ("binh-lu", "2020-01-01", None)),
        unit("cong-an", "cell", ("tam-duong", "2020-01-01", "2025-06-30"), ("binh-lu", "2025-07-01", None)),
        unit("to-1", "observer_team", ("tam-duong", "2022-01-01", "2025-06-30"), valid_to="2025-06-30"),
        unit("to-2", "observer_team", ("lai-chau", "2025-09-01", None)),
    ]
)


def facts(id: str) -> Any:
    return facts_of(TREE.units[id], TREE)


def test_what_a_unit_is_on_a_day() -> None:
    assert [facts(id).kind(AFTER) for id in ("lai-chau", "binh-lu", "na-don", "cong-an", "to-2")] == [
        "board", "commune", "cell", "cell", "team",
    ]  # fmt: skip
    assert facts("cong-an").kind(BEFORE) == "base_cell"
    assert facts("tam-duong").kind(BEFORE) == "board"
    assert facts("tam-duong").kind(AFTER) is None


def test_to_whom_it_reports_on_a_day() -> None:
    assert facts("na-don").receivers_on("committee", AFTER) == ("binh-lu",)
    assert facts("cong-an").receivers_on("committee", BEFORE) == ("tam-duong",)
    assert facts("binh-lu").receivers_on("observers", BEFORE) == ("tam-duong", "to-1")
    assert facts("binh-lu").receivers_on("observers", date(2025, 8, 1)) == ("lai-chau",)
    assert facts("binh-lu").receivers_on("observers", AFTER) == ("lai-chau", "to-2")
    assert facts("to-2").receivers_on("members", AFTER) == ("to-2",)
    assert facts("lai-chau").receivers_on("standing_board", AFTER) == ("lai-chau",)


def test_only_a_unit_that_is_older_than_its_entry_tells_since_when_it_owes() -> None:
    def since(**more: Any) -> Any:
        return facts_of(unit("moi", "cell", ("binh-lu", "2020-01-01", None), **more), TREE).since

    assert since(set_up_on="2026-11-23") == date(2026, 11, 23)
    assert since(set_up_on="2020-01-01") is None
    assert since() is None


def test_the_duties_follow_the_tree() -> None:
    year = date(2025, 1, 1), date(2026, 12, 31)
    plans = [
        (one.rule, one.period, one.receivers)
        for one in obligations_for(facts("cong-an"), Timetable(RULES), *year)
        if one.kind == "thematic_plan"
    ]
    assert plans == [("thematic_plan_above", "2025", ("tam-duong",)), ("thematic_plan", "2026", ("binh-lu",))]


def test_a_record_outlives_the_unit_it_was_made_for() -> None:
    made = obligations_for(facts("to-1"), Timetable(RULES), date(2025, 1, 1), date(2025, 6, 30))
    gone = obligations_for(facts("to-1"), Timetable(RULES), date(2025, 7, 1), date(2026, 12, 31))
    assert made
    assert freeze(made, gone) == made
