"""A cell whose papers come in through the one door of all papers, on any store, with what it takes to check what was proved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature

from sync.domain.documents import workspace
from sync.domain.proofs.history import HISTORY, ids_of
from sync.forms.catalogue import Catalogue
from sync.ports import DocumentStore
from sync.usecases.accept_papers import AcceptPapers, Verdict
from sync.usecases.directory import Directory
from sync.usecases.history.keep import KeepPapers
from sync.usecases.history.verify import Verified, VerifyHistory
from tests.support.clock import FixedClock
from tests.support.phone import a_paper
from tests.support.proofs.altered import Alter, alter
from tests.support.signer import CountingSigner
from tests.support.stores import Opened, opened
from tests.support.world import NA_DON, make_world

SECRETARY, NOTE_TAKER = "na-don-bi-thu", "na-don-thu-ky"
KEY = "2026-11:regular:1"
Json = dict[str, Any]


@dataclass
class Cell:
    """The cell Nà Đon."""

    opened: Opened
    directory: Directory
    clock: FixedClock
    signer: CountingSigner
    accept: AcceptPapers
    waited: int = 0

    @property
    def store(self) -> DocumentStore:
        return self.opened.store

    async def send(self, *documents: Json, by: str = SECRETARY, drift_ms: int | None = None) -> list[Verdict]:
        person = await self.directory.person(by)
        assert person is not None
        told = await self.accept(person, documents, drift_ms=drift_ms)
        assert all(verdict.ok for verdict in told), [verdict.problem for verdict in told]
        return told

    async def entries(self, unit: str = NA_DON) -> list[Json]:
        return await self.store.range(HISTORY, *ids_of(unit))

    async def alter(self, db: str, id: str, change: Alter) -> None:
        await alter(self.store, self.opened.path, db, id, change)

    def checks(self, key: str, signature: bytes, message: bytes) -> bool | None:
        """The verifier of this cell's receipts."""
        if key != self.signer.key_id:
            return None
        try:
            self.signer.key.public_key().verify(signature, message)
        except InvalidSignature:
            return False
        return True

    async def _pause(self) -> None:
        self.waited += 1

    async def verify(self) -> Verified:
        return await VerifyHistory(self.store, self.checks, self._pause).run()

    async def broken(self) -> list[str]:
        """What is wrong, in sentences."""
        return [one.sentence() for one in (await self.verify()).broken]


@asynccontextmanager
async def a_cell(store: str, folder: Path) -> AsyncIterator[Cell]:
    """On the store of that name (`tests/support/stores.py`)."""
    async with opened(store, folder) as one:
        directory = await make_world(one.store)
        clock, signer = FixedClock("2026-11-10T08:00:00+07:00"), CountingSigner()
        accept = AcceptPapers(one.store, directory, Catalogue.load(), clock, KeepPapers(one.store, signer, clock))
        yield Cell(one, directory, clock, signer, accept)


def a_meeting(key: str = KEY, place: str = "Nhà văn hóa bản Nà Đon", **changes: Any) -> Json:
    """A plan that may be sent."""
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": f"{key[:7]}-03", "start_time": "19:30", "place": place, "chair": chair, "note_taker": chair,
               "agenda": [{"_id": "1", "text": "Đánh giá tháng 10, bàn việc tháng 11"}]}  # fmt: skip
    return a_paper("meeting", key, answers, **{"unit": NA_DON, "author": SECRETARY, "state": "draft", **changes})


async def receipts_of(cell: Cell) -> list[Json]:
    """The cell's receipt documents."""
    return await cell.store.range(workspace(NA_DON), "receipt:", "receipt;")
