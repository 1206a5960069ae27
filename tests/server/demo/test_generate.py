"""The demo world is whole, plausible, and the same for the same day and seed."""

from datetime import date
from itertools import chain

from server.demo.generate import STORY_CELL, generate
from server.demo.places import NEW_COMMUNES, OLD_TO_NEW
from sync.domain.documents import UNIT_ID, id_fits
from sync.domain.envelope import check_values
from sync.domain.units import Unit, UnitTree
from sync.forms.check import check

DAY = date(2026, 11, 23)
SAMPLE = slice(0, None, 9)


def test_both_shapes_of_the_district_are_there() -> None:
    demo = generate(DAY)
    tree = UnitTree(Unit.from_document(unit) for unit in demo.units)
    assert all(UNIT_ID.fullmatch(id) for id in tree.units)
    assert [unit.id for unit in tree.children("tam-duong", date(2023, 1, 10))] and len(OLD_TO_NEW) == 13
    assert {unit.id for unit in tree.children("lai-chau", DAY)} == set(NEW_COMMUNES) and len(NEW_COMMUNES) == 6
    assert len(tree.cells("tam-duong", DAY)) == len(tree.cells("tam-duong", date(2023, 1, 10))) == len(demo.cells)
    assert 160 <= len(demo.cells) <= 200
    assert 2_200 <= sum(len(cell.members) for cell in demo.cells) <= 2_600


def test_every_paper_passes_its_own_form() -> None:
    demo = generate(DAY)
    demo.cells[:] = demo.cells[SAMPLE]
    seen = 0
    for unit, papers in chain(demo.papers(), demo.office_papers()):
        for paper in papers:
            definition = demo.catalogue.get(paper["form"], paper["version"])
            assert definition is not None and id_fits(paper["kind"], paper["_id"]) and paper["unit"] == unit
            checked = check(definition, paper["answers"], templates=demo.catalogue.template)
            plain = {name: value for name, value in paper.items() if name != "_after"}
            assert (checked.errors, check_values(plain)) == ([], None), paper["_id"]
            assert all(paper["answers"].get(name) == value for name, value in checked.calculated.items())
            seen += 1
    assert seen > 1_000


def test_the_secretary_of_the_story_has_fourteen_members_and_this_month_still_to_write() -> None:
    demo = generate(DAY)
    [cell] = [cell for cell in demo.cells if cell.unit == STORY_CELL]
    demo.cells[:] = [cell]
    [(_, papers)] = demo.papers()
    assert len(cell.members) == 14
    assert {paper["_id"].split(":")[1] for paper in papers if paper["kind"] == "minutes"} == set(demo.months[:-1])


def test_the_same_day_and_seed_give_the_same_world() -> None:
    first, second, other = generate(DAY), generate(DAY), generate(DAY, seed=1)
    for demo in (first, second, other):
        demo.cells[:] = demo.cells[:2]
    assert list(first.papers()) == list(second.papers())
    assert list(first.papers()) != list(other.papers())
    assert first.accounts == second.accounts


def test_the_schedule_of_a_commune_names_its_own_cells() -> None:
    demo = generate(DAY)
    seen = 0
    for unit, papers in demo.office_papers():
        for paper in papers:
            if paper["kind"] == "month_schedule":
                seen += 1
                named = {row["cell"] for row in paper["answers"]["meetings"]}
                assert named == {cell.unit for cell in demo.cells if demo.commune_of(cell.unit) == unit}
    assert seen > 12
