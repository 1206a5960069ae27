"""What is measured: a server with a CouchDB interface, where it is, who may ask, and which processes and folders are its.

Two ways to write into one: plain databases that an administrator makes, and workspaces, where every rule for papers holds.
"""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A database to write papers of `unit` into as `author`; `headers` log in whoever may."""

    db: str
    unit: str
    author: str
    headers: dict[str, str]


@dataclass(slots=True)
class Peer:
    """`url`: where the databases are. `exchange_url`: the server that takes exchanges, "" for none. `headers`: log in whoever
    may make plain databases. `roots`: the processes whose trees do the work, none when they are not on this machine.
    `folders`: where the data lie. `herds` and `singles`: workspaces nobody has written into; the former hold seeds."""

    name: str
    url: str
    headers: dict[str, str] = field(repr=False)
    roots: tuple[int, ...]
    folders: tuple[Path, ...]
    exchange_url: str = ""
    workspaces: bool = False
    herds: deque[Place] = field(default_factory=deque, repr=False)
    singles: deque[Place] = field(default_factory=deque, repr=False)
    _names: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False)

    def new_place(self) -> Place:
        """A database that holds nothing: the next workspace, or a name for a plain one that is still to be made."""
        if self.workspaces:
            return self.singles.popleft()
        return Place(f"sohop-bench-{os.getpid()}-{next(self._names)}", "chi-bo-bench", "bench", self.headers)

    def new_herd(self, count: int) -> list[Place]:
        """`count` databases for a herd."""
        if self.workspaces:
            return [self.herds.popleft() for _ in range(count)]
        return [self.new_place() for _ in range(count)]

    def disk_bytes(self) -> int:
        """Bytes of all files in the folders, as long as they are."""
        return sum(file.stat().st_size for folder in self.folders for file in folder.rglob("*") if file.is_file())
