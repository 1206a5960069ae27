"""Gives papers their official numbers, as they are sent; `GiveNumber` gives one."""

from __future__ import annotations

from server.worker.each_paper import EachPaper
from sync.domain.numbering.official import series_of
from sync.ports import Change


class Numberer(EachPaper):
    fails_at = "papers could not be given their numbers"

    def wants(self, change: Change) -> bool:
        return series_of(change.id) is not None
