"""The office pages over a memory store, with a person put in front of every request: for tests of the pages alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.types import Scope

from server.assets import folder
from server.errors import Errors
from server.exports.documents.pdf import PdfMaker, find_office
from server.exports.exports import Exports
from server.pages.frame import PageParts
from server.pages.routes import page_routes
from server.rendering import Renderer
from server.security.cookies import Cookies
from server.security.csrf import FIELD, Forms
from server.worker.follow import Follower
from sync.domain.accounts import Grant, Person
from sync.domain.documents import workspace
from sync.forms.catalogue import Catalogue
from sync.ports import Write
from sync.rules.catalogue import Rules
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.read_model import SqliteReadModel
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.board.settle_units import SettleUnits
from sync.usecases.forms.paper_templates import PaperTemplates
from sync.usecases.forms.published import PublishedForms
from sync.usecases.history.keep import KeepPapers
from sync.usecases.obligations.deadlines import Deadlines
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.proofs.receipts import a_receipt
from tests.support.signer import CountingSigner
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE, a_unit, make_world

NOW = "2026-11-23T10:00:00+07:00"
TAM_DUONG = "tam-duong"


def person(role: str, unit: str, lang: str = "vi") -> Person:
    return Person("somebody", "Nguyễn Thị Hòa", (Grant(role, unit, date(2020, 1, 1)),), lang)


OFFICER = person("commune_officer", BINH_LU)
BOARD = person("organisation_board", LAI_CHAU)


def name(text: str) -> dict[str, str]:
    return {"name": text}


MINUTES: dict[str, Any] = {
    "date": "2026-11-03", "started_at": "19:30", "place": "Nhà văn hóa bản", "chair": name("Lò Văn Panh"),
    "note_taker": name("Lò Thị Ính"), "conclusion": "Nhất trí <b>phát đường</b>.", "ended_at": "21:10", "read_and_adopted": True,
    "conclusions": [{"id": "a", "what": "Phát dọn đường nội đồng", "who": name("Sùng A Chu"), "by": "2026-11-20"}],
    "votes": [{"id": "b", "question": "Kết luận", "method": "open", "for": 12, "against": 0, "other": 0}],
}  # fmt: skip
ROLL_CALL: dict[str, Any] = {
    "members": [
        {"id": "1", "name": "Lò Văn Panh", "status": "official", "presence": "present"},
        {"id": "2", "name": "Vàng A Sáng", "status": "official", "presence": "absent_excused", "reason": "ill"},
        {"id": "3", "name": "Tao Thị Hom", "status": "official", "presence": "absent_unexcused"},
    ],
    "total_official": 3, "base": 3, "present": 1,
}  # fmt: skip


@dataclass
class Office:
    store: MemoryStore
    read_model: SqliteReadModel
    clock: FixedClock
    follower: Follower
    app: Starlette
    forms: Forms
    visitor: Person | None = OFFICER

    async def post(self, path: str, fields: dict[str, str], visitor: Person | None = OFFICER) -> httpx.Response:
        """A form of ours, sent from a browser that holds a cookie."""
        self.visitor = visitor
        cookies = {"sohop-form": "c" * 43}
        scope = {"type": "http", "headers": [(b"cookie", f"sohop-form={'c' * 43}".encode())]}
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sohop.test", cookies=cookies) as client:
            return await client.post(path, data={FIELD: self.forms.token(scope), **fields}, headers={"accept": "text/html"})

    async def get(self, path: str, visitor: Person | None = OFFICER, **headers: str) -> httpx.Response:
        self.visitor = visitor
        transport = httpx.ASGITransport(app=self.app)
        headers = {"accept": "text/html"} | headers
        async with httpx.AsyncClient(transport=transport, base_url="http://sohop.test", headers=headers) as client:
            return await client.get(path)

    async def send(
        self, kind: str, answers: dict[str, Any], *, unit: str = NA_DON, month: str = "2026-11", state: str = "sent",
        received: str | None = "2026-11-04T08:15:00.000+07:00", version: int = 1, id: str = "",
    ) -> None:  # fmt: skip
        """Put a paper into the store, with its receipt, and let the read model follow."""
        body = {"_id": id or f"{kind}:{month}:regular:1", "kind": kind, "form": kind, "version": version, "unit": unit, "state": state,
                "author": "na-don-bi-thu", "device": "d", "saved_at": f"{month}-03T21:40:00+07:00",
                "done_at": f"{month}-03T21:41:00+07:00", "answers": answers}  # fmt: skip
        rev = (await self.store.write(workspace(unit), [Write(body, mode="edit")]))[0].rev
        if state == "sent" and received:
            receipt = a_receipt(unit, (str(body["_id"]), rev), received_at=received)
            await self.store.write(workspace(unit), [Write(receipt, mode="edit")])
        await self.follower.catch_up()


@asynccontextmanager
async def office(path: Path) -> AsyncIterator[Office]:
    """The small world of `tests.support.world`, and a district that was dissolved in 2025 from which both cells come."""
    store, clock = MemoryStore(), FixedClock(NOW)
    directory = await make_world(store)
    district = a_unit(TAM_DUONG, "Huyện ủy Tam Đường", "district", LAI_CHAU, valid_to="2025-06-30")
    commune = await store.read("units", f"unit:{BINH_LU}")
    assert commune is not None
    commune["parents"] = [{"unit": TAM_DUONG, "from": "2020-01-01", "to": "2025-06-30"},
                          {"unit": LAI_CHAU, "from": "2025-07-01", "to": None}]  # fmt: skip
    await store.write("units", [Write(district, mode="edit"), Write(commune, mode="edit")])
    read_model, renderer, catalogue = SqliteReadModel(path / "read-model.db"), Renderer(folder("templates")), Catalogue.load()
    deadlines = Deadlines(store, directory, Rules.load())
    follower = Follower(store, read_model, catalogue, clock, SettleUnits(read_model, deadlines, clock))
    await follower.catch_up()
    forms = Forms(b"k" * 32, Cookies(https=False), CountingIds())
    made: list[Office] = []

    async def person_of(_: Scope) -> Person | None:
        return made[0].visitor

    published = PublishedForms(store, catalogue, clock)
    accept = AcceptPapers(store, directory, catalogue, clock, KeepPapers(store, CountingSigner(), clock))
    exports = Exports(PaperTemplates(store, directory, clock), PdfMaker(find_office("none")))
    parts = PageParts(
        store, read_model, directory, clock, person_of, forms, renderer, catalogue, accept, CountingIds(), deadlines, published, exports
    )
    app = Starlette(routes=page_routes(parts), exception_handlers=Errors(renderer).starlette_handlers())
    made.append(Office(store, read_model, clock, follower, app, forms))
    yield made[0]
    await read_model.close()


__all__ = ["BINH_LU", "BOARD", "LAI_CHAU", "MINUTES", "NA_DON", "OFFICER", "PA_PE", "ROLL_CALL", "TAM_DUONG", "office", "person"]
