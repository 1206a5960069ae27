"""Who uses a data folder: servers together, or one command alone that moves or replaces it.

The kernel lets go of the lock when the process ends, however it ends (flock(2)), so nothing is ever left to be cleaned up.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK_FILE = "in-use.lock"


class DataInUse(OSError):
    """The folder is in use; the text says by what and what to do."""


@contextmanager
def in_use(data: Path) -> Iterator[None]:
    """Held by a server as long as it runs. Raises DataInUse while a command has the folder alone, OSError."""
    with _locked(data, fcntl.LOCK_SH, f"{data} is being moved or restored by another command; wait for its end"):
        yield


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Held by a command that needs a folder in which nothing moves. Raises DataInUse while a server runs on it, OSError."""
    with _locked(data, fcntl.LOCK_EX, f"a server is running on {data}; stop it first"):
        yield


@contextmanager
def _locked(data: Path, how: int, otherwise: str) -> Iterator[None]:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(data / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataInUse(otherwise) from None
        yield
    finally:
        os.close(handle)
