"""A published rule set or calendar never changes: records name its version, and what was owed must stay what was owed.

A new version gets its line in tests/fixtures/obligations/published.json, made with `sha256sum`. Never mend a line that is there.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from sync.domain.documents import id_fits
from sync.domain.obligations.exceptions import Override
from sync.domain.obligations.facts import KindOf, UnitFacts
from sync.domain.obligations.holidays import Year
from sync.domain.obligations.making import obligations_for
from sync.domain.obligations.problems import problems_of
from sync.domain.obligations.rules import Due, UnitKind
from sync.domain.obligations.timetable import Timetable
from sync.rules.catalogue import FOLDER, Rules
from tests.architecture.tree import text
from tests.sync.rules.lunar import solar

PUBLISHED: dict[str, str] = json.loads((Path(__file__).resolve().parents[2] / "fixtures/obligations/published.json").read_bytes())
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.json"))
RULES = Rules.load()
YEARS = RULES.calendar("vietnam").years
DAY = timedelta(days=1)


def test_what_is_published_is_what_is_written_down() -> None:
    assert sorted(PUBLISHED) == FILES


@pytest.mark.parametrize("file", FILES)
def test_a_published_file_has_not_changed(file: str) -> None:
    digest = hashlib.sha256((FOLDER / file).read_bytes()).hexdigest()
    assert digest == PUBLISHED[file], f"{file}: publish a new version instead"


def test_every_file_loads_and_says_what_its_path_says() -> None:
    loaded = {f"{name}/{version}.json" for name, version in RULES.sets}
    loaded |= {f"reminders/{name}/{version}.json" for name, version in RULES.reminders}
    loaded |= {f"holidays/{name}/{version}.json" for name, version in RULES.calendars}
    assert loaded == set(FILES)
    assert [problem for one in RULES.sets.values() for problem in problems_of(one)] == []


def test_every_deadline_of_the_directive_has_its_rule() -> None:
    rows = {row for rule in RULES.every("directive-824") for row in rule.rows}
    assert {f"T{number}" for number in range(1, 10)} <= rows
    assert {"R06", "R15", "R17", "R18", "R21", "R23", "R24", "R27"} <= rows


def test_the_directives_own_days_are_not_moved_unless_somebody_switches() -> None:
    assert {rule.due.shift for rule in RULES.every("directive-824")} == {"none"}


@pytest.mark.parametrize("kind", ["cell", "base_cell", "commune", "team", "board"])
def test_every_paper_that_is_asked_for_can_be_written(kind: UnitKind) -> None:
    unit = UnitFacts("u", date(2020, 1, 1), (KindOf(kind, date(2020, 1, 1)),))
    chosen = Override("u", "period_report", date(2020, 1, 1), "x", due=Due(3, 5))
    made = obligations_for(unit, Timetable(RULES.every("directive-824")), date(2026, 1, 1), date(2027, 12, 31), overrides=[chosen])
    assert {one.unit_kind for one in made} == {kind}
    assert [one.papers for one in made for paper in one.papers if not id_fits(one.kind, paper.replace("*", "1"))] == []


def test_before_a_day_leaves_the_day_out_wherever_the_source_says_before() -> None:
    for rule in RULES.every("directive-824"):
        if " trước ngày " in rule.source.split("(")[0] or "trước 20/6" in rule.source or "trước 10/12" in rule.source:
            assert not rule.due.inclusive, rule.rule


def test_every_rule_stands_on_the_page_with_its_source() -> None:
    page = text("docs/obligations.md")
    for rule in RULES.every("directive-824"):
        assert f"| `{rule.rule}` |" in page
    assert all(f"`{file}`" in page for file in ("directive-824/1.json", "holidays/vietnam/1.json"))


@pytest.mark.parametrize("year", YEARS, ids=[str(one.year) for one in YEARS])
def test_the_lunar_days_are_those_of_viet_nam(year: Year) -> None:
    off = {holiday.name: holiday.days for holiday in year.holidays}
    assert year.tet == solar(year.year, 1, 1)
    assert solar(year.year, 3, 10) in off["hung_kings"]
    assert {year.tet - DAY, year.tet, year.tet + DAY, year.tet + 2 * DAY} <= set(off["tet"])


def test_the_lunar_calendar_of_the_tests_knows_when_viet_nam_and_its_neighbour_parted() -> None:
    assert [solar(year, 1, 1) for year in (1985, 2007, 2030)] == [date(1985, 1, 21), date(2007, 2, 17), date(2030, 2, 2)]


@pytest.mark.parametrize("year", YEARS, ids=[str(one.year) for one in YEARS])
def test_the_law_has_its_eleven_days_and_those_in_lieu(year: Year) -> None:
    calendar = RULES.calendar("vietnam")
    off = [day for holiday in year.holidays for day in holiday.days]
    assert sorted(set(off)) == off
    assert {day.year for day in off} == {year.year}
    assert {holiday.name for holiday in year.holidays} == set(calendar.names)
    fixed = [date(year.year, month, day) for month, day in ((1, 1), (4, 30), (5, 1), (9, 2))]
    assert set(fixed) <= set(off)
    assert {date(year.year, 9, 1), date(year.year, 9, 3)} & set(off)
    weekdays = [day for day in off if day.weekday() < 5]
    assert len(weekdays) == 11 + len(year.worked), "eleven working days, and one more for each Saturday that is worked"


def test_the_calendar_runs_from_the_year_of_the_directive_without_a_gap() -> None:
    assert [one.year for one in YEARS] == list(range(2023, 2031))
    assert [one.year for one in YEARS if one.announced] == [2023, 2024, 2025, 2026]
    assert all(day.weekday() == 5 for one in YEARS for day in one.worked)


def test_a_file_that_is_wrong_is_named(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set/1.json").write_text('{"set": "set"}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"set/1\.json"):
        Rules.load(tmp_path)


def test_a_rule_set_with_problems_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "directive-824").mkdir()
    published = json.loads((FOLDER / "directive-824/1.json").read_bytes())
    published["rules"][0]["opens"] = {"month": 1, "day": 1}
    (tmp_path / "directive-824/1.json").write_text(json.dumps(published), encoding="utf-8")
    with pytest.raises(ValueError, match="opens after its last day"):
        Rules.load(tmp_path)


def test_there_is_no_calendar_of_another_country() -> None:
    with pytest.raises(ValueError):
        RULES.calendar("elsewhere")
