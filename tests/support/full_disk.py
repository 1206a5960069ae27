"""A disk without room for a process that runs: a small file system of its own, or a limit on the size of its files.

The first needs root (Linux: mount(2)); the second works for everybody, and SQLite tells of it with another error.
"""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class NoMount(Exception):
    """This process may not mount anything; the text says why."""


@contextmanager
def small_disk(folder: Path, size: str = "8m") -> Iterator[Path]:
    """A file system of that size at `folder`. Raises NoMount."""
    folder.mkdir(parents=True, exist_ok=True)
    ended = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, text=True)
    if ended.returncode:
        raise NoMount(ended.stderr.strip())
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Not a byte left on the file system of `folder`."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        for piece in (1024 * 1024, 4096, 1):
            with suppress(OSError):
                while True:
                    file.write(b"\0" * piece)
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def no_larger_files(pid: int, most: int) -> Iterator[None]:
    """The process cannot make any file larger than `most` bytes (Linux: prlimit(2), RLIMIT_FSIZE)."""
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
