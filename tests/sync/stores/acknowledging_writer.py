"""A process that writes until it is killed and says on stdout what the store has acknowledged:

python -m tests.sync.stores.acknowledging_writer <file> <name of this run>
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from sync.stores.sqlite.store import SqliteStore
from tests.sync.stores.contract import DB, edit

WRITERS = 8


async def main(path: Path, run: str) -> None:
    store = await SqliteStore.open(path)
    await store.create_database(DB)
    print("ready", flush=True)

    async def writer(name: int) -> None:
        number = 0
        while True:
            id = f"{run}:{name}:{number}"
            written = await store.write(DB, [edit(f"{id}:{half}", text="Chi bộ thống nhất. " * 20) for half in "ab"])
            print(id, written[0].rev, written[1].rev, flush=True)
            number += 1

    await asyncio.gather(*map(writer, range(WRITERS)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
