"""What reminding costs: 2,000 people who owe something are planned for, written down, encrypted for and sent to, on the embedded store. The push
service runs in a process of its own and decrypts every message; what is told of one core is this process's own time.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from server.push.keys import PushKeys
from server.push.sender import WebPushSender
from sync.domain.reminders.endpoints import PushHosts
from sync.domain.reminders.subscription import Subscription
from sync.ports import Write
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.directory import ACCOUNTS, PUSH, REMINDERS
from tests.support.reminders.push_service import PushService
from tests.support.reminders.reminding import World, a_reminding_world
from tests.support.world import NA_DON

PEOPLE = 2_000
MORNING = "2026-11-20T07:30:00+07:00"


async def _people(world: World, keys: PushKeys, origin: str) -> None:
    names, service = [f"nguoi-{number:04}" for number in range(PEOPLE)], PushService()
    service.origin = origin
    roles = [{"role": "secretary", "unit": NA_DON, "from": "2020-01-01", "to": None}]
    writes = []
    for name in names:
        account = {"kind": "account", "username": name, "name": name, "password_hash": "", "roles": roles, "lang": "vi"}
        writes.append(Write({"_id": f"account:{name}", **account}, mode="edit"))
        writes.append(Write({"_id": f"session:{name}", "kind": "session", "username": name}, mode="edit"))
    await world.store.write(ACCOUNTS, writes)
    phones = []
    for name in names:
        made = service.subscribe(name, keys.newest.public)
        phones.append(Subscription(name, name, name, made["endpoint"], made["keys"]["p256dh"], made["keys"]["auth"], keys.newest.id, ""))
    await world.store.write(PUSH, [Write(one.to_document(), mode="edit") for one in phones])


async def _serve(server_key: str) -> None:
    """In the other process: say where it is, and run until it is stopped."""
    async with PushService().running() as service:
        for number in range(PEOPLE):
            service.subscribe(f"nguoi-{number:04}", server_key)
        print(service.origin, flush=True)
        await asyncio.to_thread(sys.stdin.read)
        print(sum(len(one.messages) for one in service.browsers.values()), len(service.wrong), flush=True)


async def measure() -> list[tuple[str, str]]:
    logging.getLogger("sohop.reminders").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "sohop.sqlite")
        world = await a_reminding_world(MORNING, store)
        keys = PushKeys.open(Path(folder), world.clock.now())
        other = subprocess.Popen(
            [sys.executable, "-m", "bench.reminders", keys.newest.public], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            assert other.stdout is not None
            assert other.stdin is not None
            origin = other.stdout.readline().strip()
            await _people(world, keys, origin)
            hosts = PushHosts((), origin)
            sender = WebPushSender(keys, hosts, "mailto:a@example.vn", world.clock)
            worker = world.worker(sender, hosts)
            began, spent = time.perf_counter(), time.process_time()
            accepted = await worker.catch_up()
            wall, cpu = time.perf_counter() - began, time.process_time() - spent
            await sender.close()
            other.stdin.close()
            got, wrong = map(int, other.stdout.readline().split())
            written = (await store.info(REMINDERS)).doc_count
        finally:
            with contextlib.suppress(OSError):
                other.kill()
            other.wait()
            await store.close()
    assert (accepted, got, wrong, written >= PEOPLE) == (PEOPLE, PEOPLE, 0, True)
    what = f"{PEOPLE:,} reminders planned, written down, encrypted, sent and decrypted, fsync"
    told = f"{wall:.1f} s; {cpu:.1f} s of one core = {PEOPLE / cpu * 60:,.0f} a minute"
    return [(what, told)]


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
