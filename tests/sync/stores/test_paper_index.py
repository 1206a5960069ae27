"""The index of sent papers: what it derives and finds, with and without full text search, and that folding as it comes ends in the same
as building anew."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.ports import Gone, ReceiptFacts
from sync.ports.paper_index import Decided, Indexed, Order, PaperFilter, PaperRow, SentPaper, Within, place_of
from sync.stores.sqlite import paper_index
from sync.stores.sqlite.paper_index import SqlitePaperIndex
from tests.sync.usecases.papers.test_paper_lines import folded

CELL, OTHER = "chi-bo-ban-na-don", "chi-bo-ban-pa-pe"
BOTH = [Within((CELL, OTHER), ("minutes", "meeting"))]
NOTHING = PaperFilter()
AT = "2026-11-04T08:15:00.000+07:00"


def paper(id: str = "minutes:2026-11:regular:1", unit: str = CELL, rev: str = "1-a", day: str = "2026-11-03", words: str = "Phát đường nội đồng") -> SentPaper:
    return SentPaper(unit, id, id.partition(":")[0], rev, "minutes", 3, "2026-11", day, "panh", f"{day}T21:41:00.000+07:00", folded(words))


def receipt(rev: str = "1-a", at: str = AT, id: str = "receipt:1", number: str = "7K3M-2QXD") -> ReceiptFacts:
    return ReceiptFacts(CELL, id, at, (("minutes:2026-11:regular:1", rev, number),))


def decided(decision: str = "returned", at: str = "2026-11-05T09:00:00.000+07:00", id: str = "review:1", rev: str = "1-a") -> Decided:
    return Decided(CELL, id, "minutes:2026-11:regular:1", rev, decision, at)


async def all_of(index: SqlitePaperIndex, order: Order = "id", asked: PaperFilter = NOTHING) -> list[PaperRow]:
    return await index.papers(BOTH, asked, order, None, 1_000)


async def folded_in(path: Path, *facts: Indexed, full_text: bool = True) -> SqlitePaperIndex:
    index = SqlitePaperIndex(path, full_text=full_text)
    for fact in facts:
        await index.fold(f"ws-{fact.unit}", "u1", "1", [fact])
    return index


async def test_a_paper_is_told_with_what_became_of_this_very_revision(tmp_path: Path) -> None:
    index = await folded_in(tmp_path / "a", decided(), receipt(), paper(), decided("accepted", rev="0-z", id="review:0", at="2026-12-01"))
    [row] = await all_of(index)
    assert (row.received_at, row.receipt, row.decision, row.changed_at) == (AT, "7K3M-2QXD", "returned", "2026-11-05T09:00:00.000+07:00")
    await index.fold(f"ws-{CELL}", "u1", "2", [paper(rev="2-b")])
    [row] = await all_of(index)
    assert (row.received_at, row.receipt, row.decision) == ("", "", "") and row.changed_at == row.done_at
    await index.fold(f"ws-{CELL}", "u1", "3", [Gone(CELL, row.id)])
    assert await all_of(index) == [] and await index.count(BOTH, NOTHING) == 0
    await index.close()


@pytest.mark.parametrize("full_text", [True, False])
@pytest.mark.parametrize(
    ("terms", "found"),
    [
        (["phat", "duong"], True), (["phat duong"], True), (["duong phat"], False), (["noi", "do"], True), (["do", "noi"], False),
        (["ha"], False), (["at"], False), (["phat", "ngo"], False), ([], False),
    ],
)  # fmt: skip
async def test_words_are_found_whole_and_the_last_from_its_beginning(tmp_path: Path, full_text: bool, terms: list[str], found: bool) -> None:
    index = await folded_in(tmp_path / "a", paper(), full_text=full_text)
    assert bool(await index.find(BOTH, terms, NOTHING, None, 10, begun=True)) is found
    assert await index.find(BOTH, ["noi", "do"], NOTHING, None, 10) == [], "whole words alone, unless it is said otherwise"
    await index.close()


@pytest.mark.parametrize("full_text", [True, False])
async def test_what_a_paper_said_before_is_not_found_any_more(tmp_path: Path, full_text: bool) -> None:
    index = await folded_in(tmp_path / "a", paper(words="cấy lúa"), paper(words="trồng ngô", rev="2-b"), full_text=full_text)
    assert [await index.find(BOTH, [word], NOTHING, None, 10) == [] for word in ("lua", "ngo")] == [True, False]
    await index.forget(f"ws-{CELL}")
    assert await index.find(BOTH, ["ngo"], NOTHING, None, 10) == [] and await index.checkpoint(f"ws-{CELL}") == ("", "0")
    await index.close()


async def test_nothing_is_told_of_other_units_and_kinds(tmp_path: Path) -> None:
    index = await folded_in(tmp_path / "a", paper(), paper(unit=OTHER), paper("meeting:2026-11:regular:1"))
    for within, count in (([], 0), ([Within((CELL,), ("minutes",))], 1), ([Within((CELL,), ("meeting",)), Within((OTHER,), ("minutes",))], 2)):
        assert await index.count(within, NOTHING) == len(await index.papers(within, NOTHING, "changed", None, 9)) == count
        assert len(await index.find(within, ["phat"], NOTHING, None, 9)) == count
    await index.close()


@pytest.mark.parametrize("order", ["id", "changed", "newest"])
async def test_a_list_goes_on_behind_any_of_its_papers(tmp_path: Path, order: Order) -> None:
    papers = [paper(f"minutes:2026-{month:02}:regular:1", unit, day=f"2026-{month % 3 + 1:02}-03") for month in range(1, 7) for unit in (CELL, OTHER)]
    index = await folded_in(tmp_path / "a", *papers)
    whole, paged, after = await all_of(index, order), list[PaperRow](), None
    while page := await index.papers(BOTH, NOTHING, order, after, 5):
        paged += page
        after = place_of(page[-1], order)
    assert paged == whole and len(whole) == 12
    await index.close()


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (PaperFilter(first="2026-11-03", last="2026-11-03"), 1), (PaperFilter(first="2026-11-04"), 0), (PaperFilter(last="2026-11-02"), 0),
        (PaperFilter(since="2026-11-05T09:00:00.000+07:00"), 1), (PaperFilter(since="2026-11-05T09:00:00.001+07:00"), 0),
        (PaperFilter(decision="returned"), 1), (PaperFilter(decision="sent"), 0), (PaperFilter(author="panh"), 1), (PaperFilter(author="x"), 0),
    ],
)  # fmt: skip
async def test_a_filter_tells_of_what_fits(tmp_path: Path, asked: PaperFilter, count: int) -> None:
    index = await folded_in(tmp_path / "a", paper(), receipt(), decided())
    assert len(await all_of(index, asked=asked)) == await index.count(BOTH, asked) == count
    await index.close()


async def test_a_file_of_another_schema_or_of_no_sense_is_begun_anew(tmp_path: Path) -> None:
    index = await folded_in(tmp_path / "a", paper())
    await index.close()
    (tmp_path / "b").write_bytes(b"no database" * 999)
    for path, full_text in ((tmp_path / "a", False), (tmp_path / "b", True)):
        index = SqlitePaperIndex(path, full_text=full_text)
        assert await index.checkpoint(f"ws-{CELL}") == ("", "0") and await all_of(index) == []
        await index.close()


async def test_words_that_are_worn_out_are_all_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_index, "_WORN", 3)
    index = await folded_in(tmp_path / "a", *(paper(rev=f"{n}-a", words=f"lần {n}") for n in range(1, 6)))
    assert await index.checkpoint(f"ws-{CELL}") == ("", "0"), "everything is to be folded again"
    await index.fold(f"ws-{CELL}", "u1", "1", [paper(rev="5-a", words="lần 5")])
    assert len(await index.find(BOTH, ["lan 5"], NOTHING, None, 9)) == 1 and await index.find(BOTH, ["lan 4"], NOTHING, None, 9) == []
    assert await index.checkpoint(f"ws-{CELL}") == ("u1", "1")
    await index.close()


FACTS = st.one_of(
    st.builds(paper, rev=st.sampled_from(["1-a", "2-b"]), words=st.sampled_from(["một", "hai", "ba"])),
    st.builds(receipt, rev=st.sampled_from(["1-a", "2-b"]), id=st.sampled_from(["receipt:1", "receipt:2"]), at=st.sampled_from([AT, "2026-11-09"]),
              number=st.sampled_from(["A", "B"])),
    st.builds(decided, decision=st.sampled_from(["returned", "accepted"]), at=st.sampled_from([AT, "2026-11-09"]),
              id=st.sampled_from(["review:1", "review:2"]), rev=st.sampled_from(["1-a", "2-b"])),
    st.builds(lambda id: Gone(CELL, id), st.sampled_from(["minutes:2026-11:regular:1", "receipt:1", "review:1"])),
)  # fmt: skip


@settings(max_examples=60)
@given(facts=st.lists(FACTS, max_size=12))
def test_folding_as_it_comes_ends_in_the_same_as_building_anew(tmp_path_factory: pytest.TempPathFactory, facts: list[Indexed]) -> None:
    folder = tmp_path_factory.mktemp("index")
    last = {fact.id: fact for fact in facts}

    async def both() -> list[object]:
        told = []
        for name, some in (("a", facts), ("b", sorted(last.values(), key=lambda one: one.id, reverse=True))):
            index = await folded_in(folder / name, *some)
            told.append((await all_of(index), [await index.find(BOTH, [word], NOTHING, None, 9) for word in ("mot", "hai", "ba")]))
            await index.close()
        return told

    grown, built = asyncio.run(both())
    assert grown == built
