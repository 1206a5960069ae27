"""A committee with its read model and its dashboard over a memory store: papers come with receipts, reviews beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from server.worker.follow import Follower
from sync.domain.accounts import Grant, Person
from sync.domain.documents import review_id, workspace
from sync.forms.catalogue import Catalogue
from sync.ports import Write
from sync.rules.catalogue import Rules
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.read_model import SqliteReadModel
from sync.usecases.board.asked import Asked
from sync.usecases.board.groups import Groups
from sync.usecases.board.lights import Lights
from sync.usecases.board.read_board import ReadBoard
from sync.usecases.board.read_rows import ReadRows
from sync.usecases.board.settle_units import SettleUnits
from sync.usecases.board.view import BoardView
from sync.usecases.directory import UNITS, Directory
from sync.usecases.obligations.deadlines import Deadlines
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.proofs.receipts import a_receipt
from tests.support.world import BINH_LU, LAI_CHAU, a_unit, make_world

CATALOGUE = Catalogue.load()
BOARD = Person("ban-to-chuc", "Ban Tổ chức", (Grant("organisation_board", LAI_CHAU, date(2020, 1, 1)),))


def full_sheet(**lost: float) -> dict[str, Any]:
    """Answers of a score sheet with all points but where told: `c4_5=3.0` for criterion 4.5."""
    template = CATALOGUE.template("hd42-local", 1)
    assert template is not None
    scores = {code: {"points": item.max} for code, item in template.items().items()}
    for name, points in lost.items():
        scores[name.removeprefix("c").replace("_", ".")] = {"points": points}
    return {"thematic_month": True, "has_committee": True, "scores": scores}


@dataclass
class BoardWorld:
    store: MemoryStore
    model: SqliteReadModel
    clock: FixedClock
    directory: Directory
    deadlines: Deadlines
    follower: Follower
    board: ReadBoard
    rows: ReadRows
    groups: Groups
    lights: Lights
    revs: dict[tuple[str, str], str] = field(default_factory=dict)

    async def cell(self, id: str, parent: str = BINH_LU, **more: Any) -> None:
        """A cell that came into this book on 01/10/2026."""
        told = {"cell_type": "village", "set_up_on": "2026-10-01"} | more
        await self.store.write(UNITS, [Write(a_unit(id, f"Chi bộ {id}", "cell", parent, **told), mode="edit")])
        await self.store.create_database(workspace(id))

    async def send(
        self, unit: str, id: str, answers: dict[str, Any] | None = None, *, received: str | None, done: str = "", drift_ms: int | None = None,
        state: str = "sent",
    ) -> str:  # fmt: skip
        """A paper of a unit, `id` with its kind; sent again where it was sent before. `received` None for one that only lies there."""
        kind, at = id.partition(":")[0], done or received or "2026-10-01T08:00:00+07:00"
        body = {"_id": id, "kind": kind, "form": kind, "version": 1, "unit": unit, "state": state, "author": "a", "device": "d",
                "saved_at": at, "done_at": at, "answers": answers or {}}  # fmt: skip
        if (unit, id) in self.revs:
            body["_rev"] = self.revs[unit, id]
        rev = self.revs[unit, id] = (await self.store.write(workspace(unit), [Write(body, mode="edit")]))[0].rev
        if received:
            receipt = a_receipt(unit, (id, rev), received_at=received, drift_ms=drift_ms)
            await self.store.write(workspace(unit), [Write(receipt, mode="edit")])
        return rev

    async def review(self, unit: str, id: str, decision: str, at: str, **more: str) -> None:
        rev = self.revs[unit, id]
        answers = {"target": id, "target_rev": rev, "decision": decision, **more}
        body = {"_id": review_id(id, rev), "kind": "review", "form": "review", "version": 1, "unit": unit, "state": "sent", "author": "o",
                "device": "o", "saved_at": at, "done_at": at, "answers": answers}  # fmt: skip
        await self.store.write(workspace(unit), [Write(body, mode="edit")])

    async def see(self, asked: Asked, unit: str = BINH_LU, person: Person = BOARD) -> BoardView:
        await self.follower.catch_up()
        return await self.board.of_unit(person, unit, asked)


@asynccontextmanager
async def board_world(folder: Path, at: str = "2026-11-20T10:00:00+07:00") -> AsyncIterator[BoardWorld]:
    """The units of `tests.support.world`, whose two cells are gone, so that a test counts what it put there."""
    store, clock, ids = MemoryStore(), FixedClock(at), CountingIds()
    directory = await make_world(store)
    for unit in await store.range(UNITS, "unit:", "unit;"):
        if unit["type"] == "cell":
            unit["valid_to"] = "2020-12-31"
        await store.write(UNITS, [Write({**unit, "set_up_on": "2026-10-01"}, mode="edit")])
    model, deadlines = SqliteReadModel(folder / "read-model.sqlite"), Deadlines(store, directory, Rules.load())
    follower = Follower(store, model, CATALOGUE, clock, SettleUnits(model, deadlines, clock))
    lights = Lights(store, directory, clock)
    board = ReadBoard(model, directory, deadlines, lights, clock)
    rows, groups = ReadRows(board, model), Groups(store, directory, clock, ids)
    try:
        yield BoardWorld(store, model, clock, directory, deadlines, follower, board, rows, groups, lights)
    finally:
        await model.close()
