"""The commands as an operator runs them: in this process, or as one of their own that may be killed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from sync.ports import DocumentStore
from sync.stores.sqlite.store import SqliteStore

TOP = Path(__file__).parents[3]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("SOHOP_")}


def start(*arguments: str | Path, module: str = "server") -> subprocess.Popen[str]:
    """A process of its own; what it prints is in its stdout."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(command, cwd=TOP, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def run(*arguments: str | Path) -> tuple[int, str]:
    """The exit code, and all that was printed."""
    process = start(*arguments)
    printed, _ = process.communicate(timeout=120)
    return process.returncode, printed


def with_store(data: Path, work: Callable[[DocumentStore], Awaitable[None]]) -> None:
    """Do something with the embedded store of a data folder."""

    async def inside() -> None:
        store = await SqliteStore.open(data / "sohop.sqlite")
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(inside())
