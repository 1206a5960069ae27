"""One byte altered in an entry, a text, a receipt or a paper is found and said in a plain sentence; a whole history is called whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.domain.documents import workspace
from sync.domain.proofs.history import HISTORY, entry_id
from sync.ports import Write
from tests.support.proofs.proven import Cell, a_cell, a_meeting, receipts_of
from tests.support.stores import EVERY_STORE
from tests.support.world import NA_DON

DB = workspace(NA_DON)
ID = "meeting:2026-11:regular:1"


@pytest.fixture(params=EVERY_STORE)
async def cell(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Cell]:
    """A draft, the paper as it was sent, and another one; three entries, two of them with a receipt."""
    async with a_cell(request.param, tmp_path) as made:
        draft = a_meeting()
        await made.send(draft)
        made.clock.move(minutes=5)
        await made.send(a_meeting(place="Nhà ông Panh", state="sent", parent=draft), drift_ms=1500)
        made.clock.move(minutes=5)
        await made.send(a_meeting("2026-12:regular:1", state="sent"))
        yield made


async def test_a_whole_history_is_whole(cell: Cell) -> None:
    told = await cell.verify()
    assert told.broken == []
    assert (told.entries, told.receipts, told.papers) == (3, 2, 2)
    assert told.units == told.units_to_do and not cell.waited


async def test_one_sign_of_a_recorded_text_names_the_entry_and_the_paper(cell: Cell) -> None:
    [entry] = [one for one in await cell.entries() if one["n"] == 2]
    rev = entry["papers"][0]["rev"]
    await cell.alter(HISTORY, entry_id(NA_DON, 2), lambda text: text.replace("Nhà ông Panh", "Nhà ông Pánh"))
    told = await cell.broken()
    assert f"{NA_DON}: entry 2: the recorded text of {ID} {rev} was changed after it was written" in told


@pytest.mark.parametrize(
    ("old", "new"), [("na-don-bi-thu", "na-don-bi-thv"), ('"drift_ms":1500', '"drift_ms":1600'), ("T08:05", "T08:06")]
)
async def test_one_sign_of_an_entry_is_found(cell: Cell, old: str, new: str) -> None:
    def change(text: str) -> str:
        spaced = old if old in text else old.replace(":", ": ", 1)
        return text.replace(spaced, new, 1)

    await cell.alter(HISTORY, entry_id(NA_DON, 2), change)
    assert f"{NA_DON}: entry 2 was changed after it was written ({ID})" in await cell.broken()


async def test_an_entry_altered_with_its_own_hash_is_found_by_the_next_one(cell: Cell) -> None:
    from sync.domain.proofs.history import link

    entry = {**(await cell.entries())[0], "person": "ai-do"}
    new = link(entry)
    await cell.alter(
        HISTORY, entry_id(NA_DON, 1), lambda text: text.replace('"na-don-bi-thu"', '"ai-do"', 1).replace(entry["hash"], new)
    )
    assert f"{NA_DON}: entry 2 does not name the entry before it as it is now ({ID})" in await cell.broken()


async def test_a_missing_entry_is_found_in_the_middle_and_at_the_end(cell: Cell) -> None:
    for n, sentence in ((2, "entry 2 is missing"), (3, "in the workspace but in no entry")):
        entry = await cell.store.read(HISTORY, entry_id(NA_DON, n))
        assert entry is not None
        await cell.store.write(HISTORY, [Write({"_id": entry["_id"], "_rev": entry["_rev"], "_deleted": True}, mode="edit")])
        assert any(sentence in one for one in await cell.broken())


@pytest.mark.parametrize("part", ["signature", "digest", "number", "rev", "received_at", "drift_ms", "key"])
async def test_one_sign_of_a_receipt_is_found(cell: Cell, part: str) -> None:
    receipt = (await receipts_of(cell))[0]
    row = receipt["papers"][0]
    value = str(receipt.get(part, row.get(part)))
    place = 2 if part != "received_at" else 18
    other = value[:place] + ("1" if value[place] != "1" else "2") + value[place + 1 :]
    await cell.alter(DB, receipt["_id"], lambda text: text.replace(value, other))
    told = await cell.broken()
    assert told and all(receipt["_id"] in one for one in told), told


async def test_a_receipt_that_is_gone_and_one_that_nobody_recorded_are_found(cell: Cell) -> None:
    receipt = (await receipts_of(cell))[0]
    await cell.store.write(DB, [Write({"_id": receipt["_id"], "_rev": receipt["_rev"], "_deleted": True}, mode="edit")])
    assert await cell.broken() == [f"{NA_DON}: entry 2 names the receipt {receipt['_id']}, which is gone"]


async def test_one_sign_of_a_paper_is_found(cell: Cell) -> None:
    await cell.alter(DB, ID, lambda text: text.replace("Nhà ông Panh", "Nhà ông Pánh"))
    [told] = await cell.broken()
    altered_in_place = f"{NA_DON}: {ID} " in told and "does not say what the history recorded" in told
    assert altered_in_place or "is in the workspace but in no entry of the history" in told


async def test_a_paper_written_behind_the_servers_back_is_found(cell: Cell) -> None:
    await cell.store.write(DB, [Write({"_id": "roll_call:2026-11:regular:1", "kind": "roll_call", "state": "sent"}, mode="edit")])
    [told] = await cell.broken()
    assert "roll_call:2026-11:regular:1" in told and "no entry" in told
    assert cell.waited, "another server may be about to write the entry"


async def test_what_was_accepted_during_the_walk_is_not_called_broken(cell: Cell) -> None:
    before = cell.store.changes
    sent = False

    async def accepting(db: str, *given: object, **named: object) -> object:
        nonlocal sent
        if db == DB and not sent:
            sent = True
            await cell.send(a_meeting("2027-01:regular:1", state="sent"))
        return await before(db, *given, **named)  # type: ignore[arg-type]

    cell.store.changes = accepting  # type: ignore[method-assign, assignment]
    told = await cell.verify()
    assert sent and told.broken == [] and told.entries == 4


async def test_a_key_that_nobody_knows_is_said(cell: Cell) -> None:
    cell.checks = lambda *_: None  # type: ignore[method-assign]
    told = await cell.broken()
    assert len(told) == 2 and all("a key nobody here knows" in one for one in told)


async def test_one_units_break_does_not_hide_anothers_and_of_many_only_some_are_told(cell: Cell) -> None:
    for number in range(1, 31):
        body = {"_id": f"roll_call:2026-11:extraordinary:{number}", "kind": "roll_call"}
        await cell.store.write(DB, [Write(body, mode="edit")])
    await cell.alter(HISTORY, entry_id(NA_DON, 1), lambda text: text.replace("Nhà văn hóa", "Nhà văn hoá"))
    told = await cell.verify()
    assert len(told.broken) == 21 and told.more == 10
