"""Every single character of an entry of the history, of a receipt and of a paper, one after the other, altered behind the server's back:
each is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.domain.documents import workspace
from sync.domain.proofs.history import HISTORY, entry_id
from tests.support.proofs.altered import Bytes
from tests.support.proofs.proven import a_cell, a_meeting, receipts_of
from tests.support.world import NA_DON

DB = workspace(NA_DON)
STEP = {"memory": 1, "sqlite": 9}
"""On a file every ninth is tried: what finds it is the same, and opening the file takes time."""


@pytest.mark.parametrize("store", STEP)
@pytest.mark.parametrize("what", ["entry", "receipt", "paper"])
async def test_every_altered_character_is_found(tmp_path: Path, store: str, what: str) -> None:
    async with a_cell(store, tmp_path) as cell:
        await cell.send(a_meeting(state="sent"), a_meeting("2026-12:regular:1", state="sent"), drift_ms=1500)
        [receipt] = await receipts_of(cell)
        db, id = {"entry": (HISTORY, entry_id(NA_DON, 1)), "receipt": (DB, receipt["_id"]), "paper": (DB, "meeting:2026-11:regular:1")}[what]
        document = await cell.store.read(db, id)
        assert document is not None
        stored = Bytes(cell.store, cell.opened.path, db, id, document["_rev"])
        text = stored.text
        for place in range(0, len(text), STEP[store]):
            stored.text = text[:place] + ("1" if text[place] != "1" else "2") + text[place + 1 :]
            assert (await cell.verify()).broken, f"{text[max(0, place - 30) : place]}[{text[place]}]{text[place + 1 : place + 30]}"
        stored.text = text
        assert len(text) > 400 and (await cell.verify()).broken == []
