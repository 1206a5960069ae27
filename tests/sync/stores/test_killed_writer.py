"""kill -9 at random moments: every write the store had acknowledged is there, and no request is there by half."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path

from sync.stores.sqlite.store import SqliteStore
from tests.sync.stores.contract import DB

KILLS = 8
ROOT = Path(__file__).parents[3]


async def test_every_acknowledged_write_survives_kill_9(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    path = tmp_path / "store.sqlite"
    acknowledged: dict[str, str] = {}
    for run in range(KILLS):
        acknowledged |= _write_until_killed(path, str(run), chance.uniform(0.01, 0.25))
    assert len(acknowledged) > 2 * KILLS, "hardly anything was written: the test proved nothing"
    store = await SqliteStore.open(path)
    for id, rev in acknowledged.items():
        assert (await store.read(DB, id) or {}).get("_rev") == rev, f"{id} was acknowledged and is lost"
    rows = [row["_id"] for row in await store.range(DB)]
    assert {id for id in rows if id.endswith("a")} == {id[:-1] + "a" for id in rows if id.endswith("b")}, "half a request"
    info = await store.info(DB)
    assert (info.doc_count, info.update_seq) == (len(rows), str(len(rows)))
    assert len((await store.changes(DB)).changes) == len(rows)
    await store.close()


def _write_until_killed(path: Path, run: str, seconds: float) -> dict[str, str]:
    """What was acknowledged before the process was killed, `seconds` after its first acknowledgement."""
    command = [sys.executable, "-m", "tests.sync.stores.acknowledging_writer", str(path), run]
    writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    lines: list[str] = []
    try:
        assert writer.stdout.readline() == "ready\n"
        lines.append(writer.stdout.readline())
        killer = threading.Timer(seconds, writer.kill)
        killer.start()
        lines += writer.stdout
        killer.join()
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    told: dict[str, str] = {}
    for line in lines:
        if line.endswith("\n"):  # the last line may be cut
            id, first, second = line.split()
            told |= {f"{id}:a": first, f"{id}:b": second}
    return told
