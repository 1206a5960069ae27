"""When the demo data may go into a data folder: once, and never into one whose first administrator is a real person."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from server.demo.load import PEOPLE_FILE, is_loaded, load
from server.machine import MachineClock, MachineIds
from server.opening import open_store
from server.security.keys import Keys
from server.security.passwords import Argon2Passwords
from server.settings import Settings
from sync.usecases.set_up import SetUp

SEED = 824


def load_demo(settings: Settings, say: Callable[[str], None], until: date | None = None, seed: int = SEED) -> bool:
    """Load what is missing and `say` so; False when the folder belongs to real people.

    Raises OSError. What an interrupted load left half done is finished.
    """
    return asyncio.run(_load(settings, say, until, seed))


def people_of(data: Path) -> str:
    """The demo log-ins, one a line; "" where there is no demo data."""
    path = data / PEOPLE_FILE
    return path.read_text("utf-8") if path.exists() else ""


async def _load(settings: Settings, say: Callable[[str], None], until: date | None, seed: int) -> bool:
    keys, clock, passwords = Keys.open(settings.data, settings.secret), MachineClock(), Argon2Passwords()
    store = open_store(settings)
    try:
        if await is_loaded(store):
            return True
        if await SetUp(store, passwords, clock, MachineIds()).is_done():
            return False
        began = time.monotonic()
        say("Making the demo data, once …")
        await load(store, passwords, keys.signer, settings.data, until=until or clock.now().date(), seed=seed)
        say(f"Made in {time.monotonic() - began:.1f} s, in {settings.data}")
        return True
    finally:
        await store.close()
