"""Official numbers on the printed paper: what is only proposed says so, and both papers of a collision are flagged."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from sync.domain.documents import workspace
from sync.ports import Write
from sync.usecases.numbering.give_number import GiveNumber
from tests.server.pages.office import NA_DON, Office, office
from tests.sync.merging.papers import paper

PAPERS = f"/units/{NA_DON}/papers"
FIRST, SECOND = "resolution:2026-11:regular:1:1", "resolution:2026-11:regular:1:2"


async def send(it: Office, id: str) -> None:
    answers: dict[str, Any] = {"number": 5, "title": "Nhiệm vụ tháng 12", "content": "Làm đường.", "issued_on": "2026-11-03"}
    await it.store.write(workspace(NA_DON), [Write(paper("resolution", id.partition(":")[2], answers, state="sent"))])


async def words(it: Office, id: str) -> str:
    page = await it.get(f"{PAPERS}/{id}")
    assert page.status_code == 200, page.text
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.text)))


async def test_until_the_server_has_given_one_the_number_is_called_proposed(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await send(it, FIRST)
        assert "Số 05-NQ/CB (đề nghị)" in await words(it, FIRST)
        await GiveNumber(it.store, it.clock)(NA_DON, FIRST)
        told = await words(it, FIRST)
    assert "Số 05-NQ/CB" in told and "(đề nghị)" not in told


async def test_both_papers_of_a_collision_are_flagged(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        for id in (FIRST, SECOND):
            await send(it, id)
            await GiveNumber(it.store, it.clock)(NA_DON, id)
        winner, loser = await words(it, FIRST), await words(it, SECOND)
    assert "Số 05-NQ/CB" in winner and "Một nghị quyết khác cũng đã đề nghị số 05-NQ/CB và nay mang số 06-NQ/CB" in winner
    assert "Số 06-NQ/CB" in loser and "Bản đã in với số 05-NQ/CB phải in lại." in loser
