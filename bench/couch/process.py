"""What a server costs its machine: CPU and resident memory of a tree of processes, read from /proc (proc(5)).

Linux only. It looks at processes and never signals one.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterable
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LISTENING = "0A"
REST = 2.0
LONGEST_REST = 90.0
"""Seconds."""
_IDLE = 0.05
"""Of one core: what a server with nothing to do still uses."""


def _stat(pid: int) -> list[str] | None:
    """The fields of `/proc/<pid>/stat` after the name: [0] is the state, [1] the parent."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def tree(roots: Iterable[int]) -> set[int]:
    """The processes and everything they have started that still runs."""
    parents = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))) is not None:
            parents[int(entry.name)] = int(fields[1])
    found = {pid for pid in roots if pid in parents}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of the processes and of their children that have ended and been waited for."""
    return sum(sum(int(ticks) for ticks in fields[11:15]) for pid in pids if (fields := _stat(pid))) / _TICKS


async def until_at_rest(roots: Iterable[int], quiet: float = REST) -> float:
    """Wait until they have not used the processor for `quiet` seconds; the seconds of CPU they used until then. What a measure leaves to be
    done is its own, and must not disturb the next one. At the most `LONGEST_REST` seconds are waited."""
    pids = tree(roots)
    begun = before = worked = cpu_seconds(pids)
    idle = 0.0
    for _ in range(int(LONGEST_REST / REST)):
        await asyncio.sleep(REST)
        spent = cpu_seconds(pids)
        if spent - before >= _IDLE * REST:
            idle, worked = 0.0, spent
        elif (idle := idle + REST) >= quiet:
            break
        before = spent
    return worked - begun


def resident_bytes(pids: Iterable[int]) -> int:
    return sum(int(fields[21]) for pid in pids if (fields := _stat(pid))) * _PAGE


def machine_seconds() -> float:
    """Seconds of all cores in which the machine was busy with anything at all, time stolen by other machines included."""
    user, nice, system, _idle, _wait, irq, soft, steal, *_ = (
        int(one) for one in (_PROC / "stat").read_text().split("\n")[0].split()[1:]
    )
    return (user + nice + system + irq + soft + steal) / _TICKS


def listener(port: int) -> int | None:
    """The process that listens on a TCP port of this machine, or None when it is not ours to see."""
    inodes = set()
    for name in ("tcp", "tcp6"):
        for line in (_PROC / "net" / name).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            try:
                if any(os.readlink(handle) in inodes for handle in (entry / "fd").iterdir()):
                    return int(entry.name)
            except OSError:
                continue
    return None


class PeakMemory:
    """`with PeakMemory(roots) as peak:` then `peak.bytes`: the most that the trees held, looked at five times a second."""

    def __init__(self, roots: Iterable[int]) -> None:
        self._roots = tuple(roots)
        self._ended = threading.Event()
        self.bytes = 0

    def __enter__(self) -> PeakMemory:
        self._look()
        self._thread = threading.Thread(target=self._run, name="peak-memory", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._look()

    def _run(self) -> None:
        while not self._ended.wait(0.2):
            self._look()

    def _look(self) -> None:
        self.bytes = max(self.bytes, resident_bytes(tree(self._roots)))
