"""The read model: what it derives, and that folding as it comes ends in the same as building anew."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.domain.obligations.timetable import Timetable
from sync.domain.units import Unit, UnitTree
from sync.ports import (
    AssignmentFacts,
    Fact,
    Gone,
    LostPoints,
    MeetingFacts,
    PaperFacts,
    PhoneFacts,
    PlannedVisit,
    ReceiptFacts,
    RecordFacts,
    ReviewFacts,
    SheetFacts,
)
from sync.rules.catalogue import Rules
from sync.stores.sqlite.read_model import SqliteReadModel
from sync.stores.sqlite.reading.schema import VERSION
from sync.usecases.board.standing_of import standing_of
from sync.usecases.obligations.deadlines import RULE_SET, Known
from tests.support.world import UNIT_DOCUMENTS

CELL, OTHER = "chi-bo-ban-na-don", "chi-bo-ban-pa-pe"
AT = "2026-11-03T21:41:00+07:00"


def paper(kind: str, unit: str = CELL, month: str = "2026-11", state: str = "sent", **told: object) -> PaperFacts:
    facts = PaperFacts(unit, f"{kind}:{month}:regular:1", kind, state, "1-a", AT, AT, month, "regular", 1)
    return replace(facts, **told)  # type: ignore[arg-type]


def receipt(of: PaperFacts, at: str = "2026-11-10T08:15:00+07:00", rev: str = "1-a") -> ReceiptFacts:
    return ReceiptFacts(of.unit, f"receipt:{of.id}:{rev}", at, ((of.id, rev, "7K3M-2QXD"),))


async def everything(model: SqliteReadModel) -> list[object]:
    units = (CELL, OTHER)
    papers = [await model.papers(unit) for unit in units]
    return [await model.meetings(units, "0000-01", "9999-12"), papers, await model.heard(units)]


TREE = UnitTree(Unit.from_document(one) for one in UNIT_DOCUMENTS)
KNOWN = Known(Timetable(Rules.load().every(RULE_SET), Rules.load().calendar("vietnam")), {}, TREE)
OWED = {unit: KNOWN.between(unit, date(2026, 9, 1), date(2026, 12, 31)) for unit in (CELL, OTHER)}


def unit_of_fact(fact: Fact) -> str:
    return fact.paper.unit if isinstance(fact, SheetFacts | AssignmentFacts) else fact.unit


def id_of_fact(fact: Fact) -> str:
    return fact.paper.id if isinstance(fact, SheetFacts | AssignmentFacts) else fact.id


async def settle(model: SqliteReadModel) -> None:
    unsettled = await model.unsettled({CELL: "k", OTHER: "k"})
    await model.settle(dict.fromkeys(unsettled, "k"), lambda unit, facts: standing_of(unit, facts, OWED[unit]))


async def built(path: Path, facts: list[Fact], *, often: bool = False) -> list[object]:
    """`often`: whether units are settled after every fact, or once at the end."""
    model = SqliteReadModel(path)
    for fact in facts:
        await model.fold(f"ws-{unit_of_fact(fact)}", "u1", "1", [fact])
        if often:
            await settle(model)
    try:
        await settle(model)
        return await everything(model)
    finally:
        await model.close()


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but how far each workspace was read."""
    with closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        found = {name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}
    del found["checkpoints"]
    # A unit of which everything is gone is known to be settled, one that never came is not known at all.
    found["settled"] = [row for row in found["settled"] if row[0] in (CELL, OTHER)]
    return found


def test_the_papers_of_one_meeting_become_one_row(tmp_path: Path) -> None:
    minutes = paper("minutes")
    facts: list[Fact] = [
        SheetFacts(paper("score_sheet", total=92.0, band="good"), "hd42-local", 1, ()),
        ReviewFacts(CELL, "review:x", "score_sheet:2026-11:regular:1", "1-a", "accepted", "fair", AT),
        receipt(minutes),
        paper("meeting", held_on="2026-11-03"),
        minutes,
        paper("roll_call", present=12, expected=14),
    ]
    meetings, _, heard = asyncio.run(built(tmp_path / "a.db", facts))
    assert meetings == [
        MeetingFacts(CELL, "2026-11", "regular", 1, "2026-11-03", minutes.id, AT, "2026-11-10T08:15:00+07:00", "7K3M-2QXD",
                     92.0, "good", 12, 14, "fair")
    ]  # fmt: skip
    assert heard == {CELL: "2026-11-10T08:15:00+07:00"}


def test_a_draft_makes_no_meeting_but_is_a_sign_of_life(tmp_path: Path) -> None:
    meetings, papers, heard = asyncio.run(built(tmp_path / "a.db", [paper("minutes", state="draft")]))
    assert meetings == [] and papers == [[], []]
    assert heard == {CELL: AT}


def test_the_first_receipt_of_a_paper_counts(tmp_path: Path) -> None:
    minutes = paper("minutes")
    facts: list[Fact] = [minutes, receipt(minutes, "2026-11-09T07:00:00+07:00"), receipt(minutes, rev="2-b")]
    meetings = asyncio.run(built(tmp_path / "a.db", facts))[0]
    assert isinstance(meetings, list) and meetings[0].received_at == "2026-11-09T07:00:00+07:00"


def test_months_outside_the_asked_ones_are_left_out(tmp_path: Path) -> None:
    async def story() -> list[MeetingFacts]:
        model = SqliteReadModel(tmp_path / "a.db")
        months = ("2026-09", "2026-10", "2026-11", "2026-12")
        await model.fold(f"ws-{CELL}", "u1", "4", [paper("minutes", month=month) for month in months])
        found = await model.meetings([CELL], "2026-10", "2026-11")
        await model.close()
        return found

    assert [one.month for one in asyncio.run(story())] == ["2026-10", "2026-11"]


def test_many_units_are_asked_in_portions(tmp_path: Path) -> None:
    async def story() -> int:
        model = SqliteReadModel(tmp_path / "a.db")
        for number in range(1200):
            unit = f"chi-bo-{number}"
            await model.fold(f"ws-{unit}", "u1", "1", [paper("minutes", unit=unit)])
        found = await model.meetings([f"chi-bo-{number}" for number in range(1200)], "2026-11", "2026-11")
        await model.close()
        return len(found)

    assert asyncio.run(story()) == 1200


def test_a_forgotten_workspace_leaves_nothing(tmp_path: Path) -> None:
    async def story() -> list[object]:
        model = SqliteReadModel(tmp_path / "a.db")
        await model.fold(f"ws-{CELL}", "u1", "7", [paper("minutes"), receipt(paper("minutes"))])
        assert await model.checkpoint(f"ws-{CELL}") == ("u1", "7")
        await model.forget(f"ws-{CELL}")
        assert await model.checkpoint(f"ws-{CELL}") == ("", "0")
        found = await everything(model)
        await model.close()
        return found

    assert asyncio.run(story()) == [[], [[], []], {}]
    assert {name: rows for name, rows in tables(tmp_path / "a.db").items() if rows} == {}


def test_a_file_of_another_schema_or_of_rubbish_is_begun_anew(tmp_path: Path) -> None:
    old, rubbish = tmp_path / "old.db", tmp_path / "rubbish.db"
    with sqlite3.connect(old) as db:
        db.executescript(f"CREATE TABLE meetings (x); PRAGMA user_version = {VERSION + 1};")
    db.close()
    rubbish.write_bytes(b"no database at all" * 100)
    for path in (old, rubbish):
        assert asyncio.run(built(path, [paper("minutes")]))[0] != []


def test_what_was_folded_is_there_after_reopening(tmp_path: Path) -> None:
    async def story() -> tuple[str, list[object]]:
        model = SqliteReadModel(tmp_path / "a.db")
        await model.caught_up(datetime.fromisoformat(AT))
        await model.close()
        again = SqliteReadModel(tmp_path / "a.db")
        found = (await again.as_of(), await everything(again))
        await again.close()
        return found

    asyncio.run(built(tmp_path / "a.db", [paper("minutes")]))
    as_of, found = asyncio.run(story())
    assert as_of == AT and found[0] != []


def _in_order(rows: list[PlannedVisit]) -> tuple[PlannedVisit, ...]:
    return tuple(replace(one, place=place) for place, one in enumerate(rows, 1))


_days = st.sampled_from(["", "2026-11-03", "2026-11-04"])
_units, _months, _revs = st.sampled_from([CELL, OTHER]), st.sampled_from(["2026-10", "2026-11"]), st.sampled_from(["1-a", "2-b"])
_at = st.sampled_from(["2026-11-10T08:15:00+07:00", "2026-11-03T23:00:00+07:00", "2026-12-02T08:15:00+07:00"])
_papers = st.builds(
    paper, st.sampled_from(["meeting", "roll_call", "minutes"]), _units, _months, st.sampled_from(["draft", "sent"]), rev=_revs,
    held_on=_days, present=st.none() | st.integers(0, 40),
)  # fmt: skip
_lost = st.builds(LostPoints, st.just("hd42-local"), st.just(1), st.sampled_from(["1.1", "4.2"]), st.integers(0, 2).map(float), st.just(5.0))
_sheets = st.builds(
    lambda one, lost: SheetFacts(one, "hd42-local", 1, tuple({line.code: line for line in lost}.values())),
    st.builds(paper, st.just("score_sheet"), _units, _months, total=st.floats(0, 100), band=st.sampled_from(["good", "fair"]), rev=_revs),
    st.lists(_lost, max_size=2),
)  # fmt: skip
_receipts = st.builds(receipt, _papers | _sheets.map(lambda one: one.paper), _at, _revs)
_reviews = st.builds(
    lambda of, rev, decision, at: ReviewFacts(of.unit, f"review:{of.id}:{rev}", of.id, rev, decision, "fair", at),
    _papers | _sheets.map(lambda one: one.paper), _revs, st.sampled_from(["accepted", "returned"]), _at,
)  # fmt: skip
_records = st.builds(
    lambda unit, place: RecordFacts(unit, OWED[unit][place].id, json.dumps(OWED[unit][place].as_json())), _units, st.integers(0, 5)
)  # fmt: skip
_assignments = st.builds(
    lambda unit, rows: AssignmentFacts(PaperFacts(unit, "assignment:2026-11", "assignment", "sent", "1-a", AT), _in_order(rows)), _units,
    st.lists(
        st.builds(PlannedVisit, _units, st.just("2026-11:regular:1"), st.sampled_from(["an", "binh"]), st.just("An"), _days, st.just(1)), max_size=3
    ),
)  # fmt: skip
_phones = st.builds(
    lambda id, units, at: PhoneFacts("", f"phone:{id}", "an", tuple(units), at), st.sampled_from("xy"), st.lists(_units, max_size=2), _at
)
_facts: st.SearchStrategy[Fact] = st.one_of(_papers, _sheets, _receipts, _reviews, _records, _assignments)
_gone = st.builds(lambda fact: Gone(unit_of_fact(fact), id_of_fact(fact)), _facts | _phones)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(_facts, _phones, _gone), max_size=30), st.randoms())
def test_folding_as_it_comes_equals_building_anew_in_any_order(
    tmp_path_factory: object, facts: list[Fact], random: object
) -> None:
    last = {(unit_of_fact(one), id_of_fact(one)): one for one in facts}
    anew = list(last.values())
    random.shuffle(anew)  # type: ignore[attr-defined]
    folder: Path = tmp_path_factory.mktemp("model")  # type: ignore[attr-defined]
    assert asyncio.run(built(folder / "grown.db", facts, often=True)) == asyncio.run(built(folder / "anew.db", anew))
    assert tables(folder / "grown.db") == tables(folder / "anew.db")
