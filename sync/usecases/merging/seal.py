"""What a sent paper that no door took in gets beside it: its receipt, as every sent paper has one.

Done after the paper is safe, and again whenever it is looked at: what a crash has kept from being given is given then.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sync.domain.documents import workspace
from sync.domain.receipts import receipt_id
from sync.ports import Clock, DocumentStore, Json, Signer, Write
from sync.usecases.make_receipt import make_receipt

Seal = Callable[[str, Json], Awaitable[None]]
"""(unit, a sent paper that is stored)."""


class GiveReceipt:
    """Gives the receipt once. Safe by two at once: one of them finds it there."""

    def __init__(self, store: DocumentStore, signer: Signer, clock: Clock) -> None:
        self._store = store
        self._signer = signer
        self._clock = clock

    async def __call__(self, unit: str, paper: Json) -> None:
        db = workspace(unit)
        if await self._store.read(db, receipt_id(paper["_id"], paper["_rev"])) is None:
            receipt = make_receipt(self._signer, unit, paper, self._clock.now())
            await self._store.write(db, [Write(receipt, mode="edit")])
