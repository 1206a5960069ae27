"""What a running server is to the other commands: a process that holds the data folder and keeps writing, and says on stdout
what the store has acknowledged: python -m tests.server.moving.holding_writer <data folder>"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from server.data_lock import in_use
from sync.ports import Write
from sync.stores.sqlite.store import SqliteStore

DB = "ws-na-don"


async def main(data: Path) -> None:
    with in_use(data):
        store = await SqliteStore.open(data / "sohop.sqlite")
        await store.create_database(DB)
        print("ready", flush=True)
        number = 0
        while True:
            [written] = await store.write(
                DB, [Write({"_id": f"paper:{number}", "text": "Chi bộ thống nhất. " * 20}, mode="edit")]
            )
            print(written.id, written.rev, flush=True)
            number += 1


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
