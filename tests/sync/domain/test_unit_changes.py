"""Changes of the tree of units: what they make of the documents, and everything that is refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sync.domain.unit_changes import NewUnit, NotPossible, UnitChanges, Wrong, problems_of
from sync.domain.units import Unit, UnitTree
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE, UNIT_DOCUMENTS, a_unit

DAY = date(2026, 7, 1)
VILLAGE = NewUnit("chi-bo-ban-moi", "Chi bộ bản Mới", "cell", "village")
WORLD = (
    *UNIT_DOCUMENTS,
    a_unit("tam-duong", "Huyện ủy Tam Đường", "district", LAI_CHAU, valid_to="2025-06-30"),
    a_unit("khun-ha", "Đảng ủy xã Khun Há", "commune", LAI_CHAU),
    a_unit("chi-bo-xa-cu", "Chi bộ Sử Thàng", "cell", "khun-ha", cell_type="village"),
)


def changed(plan: Callable[[UnitChanges], None], world: tuple[dict[str, Any], ...] = WORLD) -> dict[str, dict[str, Any]]:
    """The documents after the change; the given ones must stay as they are."""
    given = copy.deepcopy(world)
    changes = UnitChanges(given)
    plan(changes)
    found = {one["unit"]: one for one in changes.done()}
    assert given == world
    return found


def wrongs(plan: Callable[[UnitChanges], None], world: tuple[dict[str, Any], ...] = WORLD) -> list[tuple[str, str]]:
    with pytest.raises(NotPossible) as raised:
        changed(plan, world)
    return [(one.path, one.code) for one in raised.value.wrongs]


def tree_after(documents: dict[str, dict[str, Any]]) -> UnitTree:
    return UnitTree(Unit.from_document(one) for one in ({one["unit"]: one for one in WORLD} | documents).values())


def test_a_new_unit_stands_under_its_parent_from_its_first_day() -> None:
    tree = tree_after(changed(lambda it: it.create(VILLAGE, BINH_LU, DAY)))
    assert VILLAGE.id in [one.id for one in tree.children(BINH_LU, DAY)]
    assert VILLAGE.id not in [one.id for one in tree.children(BINH_LU, date(2026, 6, 30))]


def test_a_name_is_kept_in_nfc_with_single_blanks() -> None:
    loose = NewUnit("x1", "  Chi bo\u0323\u0302  ba\u0309n   Mới ", "cell", "village")
    assert changed(lambda it: it.create(loose, BINH_LU, DAY))["x1"]["names"][0]["name"] == "Chi bộ bản Mới"


def test_a_unit_is_called_by_its_old_name_until_the_day_before() -> None:
    unit = tree_after(changed(lambda it: it.rename(NA_DON, "Chi bộ Nà Đon 1", DAY))).units[NA_DON]
    assert (unit.name(date(2026, 6, 30)), unit.name(DAY)) == ("Chi bộ bản Nà Đon", "Chi bộ Nà Đon 1")


def test_a_rename_on_the_day_of_the_last_one_corrects_it() -> None:
    once = changed(lambda it: it.rename(NA_DON, "Chi bộ Nà Đon 1", DAY))
    world = tuple(once.get(one["unit"], one) for one in WORLD)
    assert [row["name"] for row in changed(lambda it: it.rename(NA_DON, "Chi bộ Nà Đon I", DAY), world)[NA_DON]["names"]] == [
        "Chi bộ bản Nà Đon", "Chi bộ Nà Đon I",
    ]  # fmt: skip


def test_a_moved_unit_is_found_under_each_parent_in_its_time() -> None:
    tree = tree_after(changed(lambda it: it.move(NA_DON, "khun-ha", DAY)))
    assert tree.is_under(NA_DON, BINH_LU, date(2026, 6, 30)) and not tree.is_under(NA_DON, BINH_LU, DAY)
    assert tree.is_under(NA_DON, "khun-ha", DAY)


def test_a_closed_unit_still_counts_as_what_was_under_its_parent() -> None:
    tree = tree_after(changed(lambda it: it.close(NA_DON, DAY)))
    assert tree.units[NA_DON].exists(DAY) and not tree.units[NA_DON].exists(date(2026, 7, 2))
    assert tree.was_under(NA_DON, BINH_LU) and tree.is_under(NA_DON, BINH_LU, date(2026, 8, 1))


def test_two_villages_become_a_new_one_that_names_both_as_predecessors() -> None:
    found = changed(lambda it: it.merge((NA_DON, PA_PE), VILLAGE, BINH_LU, DAY))
    assert found[VILLAGE.id]["predecessors"] == [NA_DON, PA_PE]
    assert {found[id]["valid_to"] for id in (NA_DON, PA_PE)} == {"2026-06-30"}


def test_a_village_goes_into_one_that_stays() -> None:
    found = changed(lambda it: it.merge((NA_DON, PA_PE), NA_DON, None, DAY))
    assert found[NA_DON]["predecessors"] == [PA_PE] and found[NA_DON]["valid_to"] is None
    assert found[PA_PE]["valid_to"] == "2026-06-30"


def test_what_stands_below_goes_along_when_communes_are_merged() -> None:
    tree = tree_after(changed(lambda it: it.merge((BINH_LU, "khun-ha"), BINH_LU, None, DAY)))
    assert tree.is_under("chi-bo-xa-cu", BINH_LU, DAY) and tree.is_under(NA_DON, BINH_LU, DAY)


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_split_makes_units_beside_it_or_in_its_place(goes_on: bool) -> None:
    parts = (VILLAGE, NewUnit("chi-bo-hai", "Chi bộ Hai", "cell"))
    found = changed(lambda it: it.split(NA_DON, parts, DAY, goes_on=goes_on))
    assert all(found[part.id]["predecessors"] == [NA_DON] for part in parts)
    assert found["chi-bo-hai"]["cell_type"] == "village"
    assert found.get(NA_DON, {}).get("valid_to") == (None if goes_on else "2026-06-30")


def both(_: None, __: None) -> None:
    """Two changes one after the other."""


REFUSED: dict[str, tuple[Callable[[UnitChanges], None], list[tuple[str, str]]]] = {
    "an id that is taken": (lambda it: it.create(NewUnit(NA_DON, "x", "cell", "village"), BINH_LU, DAY), [("id", "id_taken")]),
    "everything wrong at once": (
        lambda it: it.create(NewUnit("Nà Đon", " ", "cell"), BINH_LU, DAY),
        [("id", "id_malformed"), ("name", "required"), ("cell_type", "cell_type_missing")]),
    "an unknown type": (lambda it: it.create(NewUnit("x1", "x", "hamlet"), BINH_LU, DAY), [("type", "type_unknown")]),
    "a type of cell on a commune": (
        lambda it: it.create(NewUnit("x1", "x", "commune", "village"), LAI_CHAU, DAY), [("cell_type", "cell_type_of_no_cell")]),
    "a commune under a cell": (lambda it: it.create(NewUnit("x1", "x", "commune"), NA_DON, DAY), [("x1", "type_not_under_type")]),
    "a parent nobody knows": (lambda it: it.create(VILLAGE, "khong-co", DAY), [(VILLAGE.id, "parent_unknown")]),
    "a parent that has ended": (lambda it: it.move(BINH_LU, "tam-duong", DAY), [(BINH_LU, "parent_ends_before")]),
    "a parent that begins later": (
        lambda it: both(it.create(NewUnit("x1", "x", "commune"), LAI_CHAU, date(2027, 1, 1)), it.move(NA_DON, "x1", DAY)),
        [(NA_DON, "parent_begins_later")]),
    "under itself": (lambda it: it.move(NA_DON, NA_DON, DAY), [("parent", "under_itself")]),
    "below itself": (
        lambda it: it.move(LAI_CHAU, BINH_LU, DAY), [(LAI_CHAU, "type_not_under_type"), (LAI_CHAU, "under_below")]),
    "a name that is blank": (lambda it: it.rename(NA_DON, " ", DAY), [("name", "required")]),
    "a name nobody sees whole": (lambda it: it.rename(NA_DON, "Nà\u200bĐon", DAY), [("name", "text_malformed")]),
    "a name too long": (lambda it: it.rename(NA_DON, "x" * 121, DAY), [("name", "name_too_long")]),
    "the name it has": (lambda it: it.rename(NA_DON, "Chi bộ bản Nà Đon", DAY), [("name", "nothing_changes")]),
    "before the last change": (
        lambda it: both(it.rename(NA_DON, "x", DAY), it.rename(NA_DON, "y", date(2026, 1, 1))), [("from", "before_last_change")]),
    "before it begins": (lambda it: it.rename(NA_DON, "x", date(2019, 1, 1)), [("from", "not_on_that_day")]),
    "a unit that has ended": (lambda it: it.close("tam-duong", DAY), [("last", "not_on_that_day")]),
    "closing what others stand under": (
        lambda it: it.close(BINH_LU, DAY), [(NA_DON, "parent_ends_before"), (PA_PE, "parent_ends_before")]),
    "a merger of one": (lambda it: it.merge((NA_DON,), NA_DON, None, DAY), [("sources", "too_few_to_merge")]),
    "a merger of two types": (lambda it: it.merge((NA_DON, "khun-ha"), NA_DON, None, DAY), [("sources", "merge_types_differ")]),
    "a merger with nobody": (lambda it: it.merge((NA_DON, "khong-co"), NA_DON, None, DAY), [("sources", "unit_unknown")]),
    "a split into one": (lambda it: it.split(NA_DON, (VILLAGE,), DAY, goes_on=False), [("parts", "too_few_parts")]),
    "a split that leaves cells behind": (
        lambda it: it.split("khun-ha", (NewUnit("x1", "x", ""), NewUnit("x2", "y", "")), DAY, goes_on=False),
        [("chi-bo-xa-cu", "parent_ends_before")]),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_with_every_problem(what: str) -> None:
    plan, expected = REFUSED[what]
    assert wrongs(plan) == expected


def test_overlapping_times_and_a_hidden_loop_are_found_in_any_tree() -> None:
    broken = a_unit("a1", "A", "district", "b1")
    broken["names"] = [{"name": "A", "from": "2020-01-01", "to": None}, {"name": "B", "from": "2021-01-01", "to": None}]
    tree = UnitTree(Unit.from_document(one) for one in (broken, a_unit("b1", "B", "commune", "a1")))
    codes = {(one.path, one.code) for one in problems_of(tree, ["a1"])}
    assert {("a1", "names_overlap"), ("a1", "under_below"), ("a1", "type_not_under_type")} <= codes


def test_a_loop_that_begins_only_with_a_later_change_is_found() -> None:
    first, second = a_unit("a1", "A", "district", None), a_unit("b1", "B", "district", "a1")
    first["parents"] = [{"unit": "b1", "from": "2024-01-01", "to": None}]
    second["parents"][0]["to"] = "2025-12-31"
    assert Wrong("a1", "under_below", {"unit": "A", "parent": "B"}) in list(
        problems_of(UnitTree(Unit.from_document(one) for one in (first, second)), ["a1"])
    )
    first["parents"][0]["from"] = "2026-01-01"
    assert "under_below" not in {
        one.code for one in problems_of(UnitTree(Unit.from_document(one) for one in (first, second)), ["a1"])
    }
