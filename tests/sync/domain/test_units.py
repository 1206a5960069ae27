"""The tree of units as it stood on a day, through the dissolution of a tier."""

from datetime import date

from sync.domain.units import Unit, UnitTree

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def a_unit(id: str, type: str, parents: list[tuple[str, str, str | None]], **more: object) -> Unit:
    return Unit.from_document(
        {
            "unit": id,
            "type": type,
            "names": [{"name": id.title(), "from": "2000-01-01", "to": None}],
            "parents": [{"unit": unit, "from": first, "to": last} for unit, first, last in parents],
            "valid_from": "2000-01-01",
            **more,
        }
    )


def a_tree() -> UnitTree:
    return UnitTree(
        [
            a_unit("lai-chau", "province", []),
            a_unit("tam-duong", "district", [("lai-chau", "2002-01-14", None)], valid_to="2025-06-30"),
            a_unit("binh-lu-cu", "commune", [("tam-duong", "2002-01-14", None)], valid_to="2025-06-30"),
            a_unit("binh-lu", "commune", [("lai-chau", "2025-07-01", None)], valid_from="2025-07-01", predecessors=["binh-lu-cu"]),
            a_unit("na-don", "cell", [("binh-lu-cu", "2002-01-14", "2025-06-30"), ("binh-lu", "2025-07-01", None)]),
            a_unit("elsewhere", "cell", [("lai-chau", "2000-01-01", None)]),
        ]
    )


def test_a_cell_moves_to_the_successor_commune_on_the_day_of_the_change() -> None:
    tree = a_tree()
    assert [unit.id for unit in tree.above("na-don", BEFORE)] == ["na-don", "binh-lu-cu", "tam-duong", "lai-chau"]
    assert [unit.id for unit in tree.above("na-don", AFTER)] == ["na-don", "binh-lu", "lai-chau"]


def test_a_dissolved_district_still_shows_the_cells_that_come_from_it() -> None:
    tree = a_tree()
    assert [cell.id for cell in tree.cells("tam-duong", AFTER)] == ["na-don"]
    assert [cell.id for cell in tree.cells("tam-duong", BEFORE)] == ["na-don"]


def test_children_are_those_of_the_day() -> None:
    tree = a_tree()
    assert [unit.id for unit in tree.children("lai-chau", BEFORE)] == ["elsewhere", "tam-duong"]
    assert [unit.id for unit in tree.children("lai-chau", AFTER)] == ["binh-lu", "elsewhere"]


def test_a_name_changes_from_its_day_and_not_before() -> None:
    names = [{"name": "Chi bộ 4", "from": "2020-01-01", "to": "2024-12-31"}, {"name": "Chi bộ bản Nà Đon", "from": "2025-01-01"}]
    unit = Unit.from_document({"unit": "x", "type": "cell", "names": names, "valid_from": "2020-01-01"})
    assert unit.name(date(2024, 12, 31)) == "Chi bộ 4"
    assert unit.name(date(2025, 1, 1)) == "Chi bộ bản Nà Đon"
    assert unit.name(date(2019, 1, 1)) == "Chi bộ 4"


def test_a_unit_put_under_itself_does_not_hang_the_walk() -> None:
    tree = UnitTree([a_unit("a", "commune", [("b", "2000-01-01", None)]), a_unit("b", "commune", [("a", "2000-01-01", None)])])
    assert [unit.id for unit in tree.above("a", AFTER)] == ["a", "b"]
    assert not tree.was_under("a", "c")
