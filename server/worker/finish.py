"""Finishes what was begun and left: by a server that was killed between papers and their entry, or when the store went away just there."""

from __future__ import annotations

from server.worker.look import Look
from sync.usecases.history.keep import KeepPapers


class Finisher:
    """A worker of `server/worker/rounds.py`."""

    fails_at = "what was begun could not be finished"
    is_behind = False

    def __init__(self, keep: KeepPapers) -> None:
        self._keep = keep

    async def catch_up(self, look: Look | None = None) -> None:
        await self._keep.finish()
