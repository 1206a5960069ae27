"""A server gives numbers to what phones send, and tells them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.support.phone import a_paper
from tests.support.site import running
from tests.support.world import NA_DON

BI_THU = "na-don-bi-thu"
FIRST, SECOND = "2026-11:regular:1:1", "2026-11:regular:1:2"
Json = dict[str, Any]


def resolution(key: str) -> Json:
    answers = {"number": 5, "issued_on": "2026-11-03", "title": "Nhiệm vụ tháng 12", "content": "Làm đường.", "signer": {"name": "Lò Văn Panh"},
               "for": 12, "against": 0, "other": 0, "tasks": [{"_id": "t", "what": "Làm đường", "who": {"name": "Páo"}, "by": "2026-12-01"}],
               "official_present": 12, "on_behalf_of": "cell"}  # fmt: skip
    return a_paper("resolution", key, answers, unit=NA_DON, author=BI_THU)


async def test_a_phone_is_told_the_number_of_each_resolution_it_has_sent(tmp_path: Path) -> None:
    async with running(tmp_path, numbering=True) as world:
        phone, cursor = await world.phone(BI_THU), ""
        told: dict[str, Json] = {}

        async def exchange(*papers: Json) -> None:
            nonlocal cursor
            body = json.dumps({"cursor": cursor, "docs": list(papers)}).encode()
            answer = await phone.post("/sync", content=body, headers={"content-type": "application/json"})
            for line in answer.content.splitlines():
                portion = json.loads(line)
                assert all(one["ok"] for one in portion.get("results", ())), portion["results"]
                cursor = portion["cursor"]
                told.update({one["paper"]: one for one in portion.get("changes", ()) if one["kind"] == "official_number"})

        for key in (FIRST, SECOND):
            await exchange(resolution(key))
            async with asyncio.timeout(60):
                while f"resolution:{key}" not in told:
                    await world.store.wait_for_update("0", 0.2)
                    await exchange()
    first, second = told[f"resolution:{FIRST}"], told[f"resolution:{SECOND}"]
    assert (first["number"], first["proposed"]) == (5, 5) and "taken_by" not in first
    assert (second["number"], second["proposed"], second["taken_by"]) == (6, 5, f"resolution:{FIRST}")
