"""Merges what several people wrote at once: every paper with more than one leaf; `ResolvePaper` merges one."""

from __future__ import annotations

from server.worker.each_paper import EachPaper
from sync.ports import Change


class Merger(EachPaper):
    fails_at = "papers could not be merged"

    def wants(self, change: Change) -> bool:
        return len(change.leaves) > 1
