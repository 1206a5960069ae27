"""What the product asks of a note on what is being written, where a store has no transactions: it outlives the process that made it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from sync.ports.documents import Json


class Noted(Protocol):
    """One note, held by this process until one of the two is called. Neither raises anything."""

    def end(self) -> None:
        """All is written: the note is gone."""
        ...

    def leave(self) -> None:
        """It stays, and may be found by whoever looks for what was left."""
        ...


class Begun(Protocol):
    """Notes of this machine, which only the server's own user can write."""

    def note(self, what: Json) -> Noted:
        """Kept though the process be killed in the next moment; a note that cannot be kept hinders nobody. Raises nothing."""
        ...

    def left(self) -> Iterator[tuple[Json, Noted]]:
        """The notes that no living process holds, each held by us until it is ended or left."""
        ...
