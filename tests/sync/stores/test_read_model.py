"""The read model: what it derives, and that folding as it comes ends in the same as building anew."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.ports import Fact, Gone, MeetingFacts, PaperFacts, ReceiptFacts
from sync.stores.sqlite.read_model import SqliteReadModel

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


async def built(path: Path, facts: list[Fact]) -> list[object]:
    model = SqliteReadModel(path)
    for fact in facts:
        await model.fold(f"ws-{fact.unit}", "u1", "1", [fact])
    try:
        return await everything(model)
    finally:
        await model.close()


def test_the_papers_of_one_meeting_become_one_row(tmp_path: Path) -> None:
    minutes = paper("minutes")
    facts: list[Fact] = [
        paper("score_sheet", total=92.0, band="good"),
        receipt(minutes),
        paper("meeting", held_on="2026-11-03"),
        minutes,
        paper("roll_call", present=12, expected=14),
    ]
    meetings, _, heard = asyncio.run(built(tmp_path / "a.db", facts))
    assert meetings == [
        MeetingFacts(CELL, "2026-11", "regular", 1, "2026-11-03", minutes.id, AT, "2026-11-10T08:15:00+07:00", "7K3M-2QXD",
                     92.0, "good", 12, 14)
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


def test_a_file_of_another_schema_or_of_rubbish_is_begun_anew(tmp_path: Path) -> None:
    old, rubbish = tmp_path / "old.db", tmp_path / "rubbish.db"
    with sqlite3.connect(old) as db:
        db.executescript("CREATE TABLE meetings (x); PRAGMA user_version = 999;")
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


_days = st.sampled_from(["", "2026-11-03", "2026-11-04"])
_papers = st.builds(
    paper, st.sampled_from(["meeting", "roll_call", "minutes", "score_sheet"]), st.sampled_from([CELL, OTHER]),
    st.sampled_from(["2026-10", "2026-11"]), st.sampled_from(["draft", "sent"]),
    held_on=_days, total=st.none() | st.floats(0, 100), band=st.sampled_from(["", "good"]), present=st.none() | st.integers(0, 40),
)  # fmt: skip
_receipts = st.builds(receipt, _papers, st.sampled_from(["2026-11-10T08:15:00+07:00", "2026-11-09T08:15:00+07:00"]),
                      st.sampled_from(["1-a", "2-b"]))  # fmt: skip
_facts: st.SearchStrategy[Fact] = st.one_of(_papers, _receipts)
_gone = st.builds(lambda fact: Gone(fact.unit, fact.id), _facts)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(_facts, _gone), max_size=25), st.randoms())
def test_folding_as_it_comes_equals_building_anew_in_any_order(
    tmp_path_factory: object, facts: list[Fact], random: object
) -> None:
    last = {(one.unit, one.id): one for one in facts}
    anew = list(last.values())
    random.shuffle(anew)  # type: ignore[attr-defined]
    folder: Path = tmp_path_factory.mktemp("model")  # type: ignore[attr-defined]
    assert asyncio.run(built(folder / "grown.db", facts)) == asyncio.run(built(folder / "anew.db", anew))
