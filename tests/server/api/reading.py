"""What the tests of the reading API share: a server with papers in two cells, some returned, and machines that read it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from sync.domain.machines.machine import SCOPES
from sync.usecases.machines.administer_machines import AdministerMachines
from tests.support.phone import a_paper
from tests.support.site import Running, running
from tests.support.world import BINH_LU, NA_DON, PA_PE

CHAIR = {"name": "Lò Văn Panh"}
AUTHORS = {NA_DON: "na-don-bi-thu", PA_PE: "pa-pe-bi-thu"}


def a_meeting(unit: str, month: str = "2026-11", place: str = "Nhà văn hóa bản", state: str = "sent") -> dict[str, Any]:
    answers = {"date": f"{month}-03", "start_time": "19:30", "place": place, "chair": CHAIR, "note_taker": CHAIR,
               "agenda": [{"_id": "1", "text": f"Ủy ban xã phổ biến việc phát đường tháng {month[5:]}"}]}  # fmt: skip
    return a_paper("meeting", f"{month}:regular:1", answers, unit=unit, author=AUTHORS[unit], state=state)


async def send(server: Running, *papers: dict[str, Any]) -> None:
    for paper in papers:
        phone = await server.phone(AUTHORS[paper["unit"]])
        answer = await phone.post("/sync", json={"cursor": "", "docs": [paper]})
        assert json.loads(answer.text.splitlines()[0])["results"][0]["ok"], answer.text
        await phone.aclose()
    await server.site.parts.indexer.catch_up()
    await server.site.parts.follower.catch_up()


async def token(server: Running, unit: str = BINH_LU, scopes: tuple[str, ...] = SCOPES) -> str:
    parts = server.site.parts
    administer = AdministerMachines(server.store, parts.directory, server.clock, parts.ids)
    return (await administer.let_in(None, "máy thử", unit, scopes, server.clock.now().date())).token


async def machine(server: Running, unit: str = BINH_LU, scopes: tuple[str, ...] = SCOPES) -> httpx.AsyncClient:
    return server.client(authorization=f"Bearer {await token(server, unit, scopes)}")


@asynccontextmanager
async def reading(folder: Path, **more: Any) -> AsyncIterator[Running]:
    """Two cells, each with the plan of two meetings; that of Nà Đon for November was returned; one draft."""
    async with running(folder, **more) as server:
        await server.site.parts.obliger.catch_up()
        first = a_meeting(NA_DON)
        await send(server, first, a_meeting(PA_PE), a_meeting(NA_DON, "2026-12", "Điểm trường <b>=1+1</b>"), a_meeting(PA_PE, "2026-12"))
        await send(server, a_meeting(PA_PE, "2027-01", state="draft"))
        parts = server.site.parts
        officer = await parts.directory.person("binh-lu-dang-uy")
        assert officer is not None
        server.clock.move(hours=1)
        reviews = server.site.doors.reviews
        await reviews.decide(officer, NA_DON, first["_id"], first["_rev"], "returned", [("answers.place", "Ghi rõ địa điểm.")])
        await parts.indexer.catch_up()
        await parts.follower.catch_up()
        yield server
