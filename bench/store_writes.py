"""How many documents a second the embedded store takes, fsynced, in batches of 1, 20 and 100, and in grouped commits."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from sync.ports import Write
from sync.stores.sqlite.store import SqliteStore

DOCUMENTS = 4_000
BODY = {"kind": "minutes", "answers": {"text": "Chi bộ thống nhất vận động bà con gieo cấy đúng lịch thời vụ. " * 20}}


async def _writes(batch: int, at_once: int, folder: Path) -> float:
    store = await SqliteStore.open(folder / f"{batch}-{at_once}.sqlite")
    await store.create_database("ws-bench")
    batches = iter(range(DOCUMENTS // batch))

    async def writer() -> None:
        for number in batches:
            await store.write("ws-bench", [Write({"_id": f"d:{number}:{place}", **BODY}, mode="edit") for place in range(batch)])

    began = time.perf_counter()
    await asyncio.gather(*(writer() for _ in range(at_once)))
    spent = time.perf_counter() - began
    await store.close()
    return DOCUMENTS / spent


async def measure() -> list[tuple[str, str]]:
    """Rows (what, how much)."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for batch, at_once in ((1, 1), (1, 16), (20, 1), (20, 16), (100, 1)):
            rate = await _writes(batch, at_once, Path(folder))
            rows.append((f"store writes, {batch} a request, {at_once} at once, fsync", f"{rate:,.0f} documents/s"))
    return rows
