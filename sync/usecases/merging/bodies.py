"""Where the bodies of revisions that are no leaves any more come from: what people's versions parted from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sync.ports import Json


class Bodies(Protocol):
    """Tells the content of any revision it still has."""

    async def body(self, db: str, id: str, rev: str) -> Json | None:
        """None when it is not kept. Raises NoSuchDatabase."""
        ...


async def read_bodies(bodies: Bodies, db: str, id: str, revs: Iterable[str]) -> dict[str, Json]:
    """Those of `revs` that are still kept."""
    found = {rev: await bodies.body(db, id, rev) for rev in sorted(revs)}
    return {rev: body for rev, body in found.items() if body is not None}
