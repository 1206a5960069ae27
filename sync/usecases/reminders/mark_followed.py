"""Note which papers came within 24 hours of the reminder that asked for them. That one came after the other is all it says."""

from __future__ import annotations

import msgspec

from sync.domain.obligations.clock import millis
from sync.domain.reminders.digest import Digest, Followed
from sync.ports import DocumentStore
from sync.usecases.reminders.keep_digests import keep_changed
from sync.usecases.reminders.read_situations import ReadSituations
from sync.usecases.reminders.recent import RecentDigests

WITHIN_MS = 86_400_000


class MarkFollowed:
    """Call it after the units were read; gives how many digests were marked."""

    def __init__(self, store: DocumentStore, recent: RecentDigests, situations: ReadSituations) -> None:
        self._store = store
        self._recent = recent
        self._situations = situations

    async def __call__(self) -> int:
        marked = {one.id for _, one in self._recent.all() if self._after(one) != one}
        await keep_changed(self._store, marked, self._after)
        return len(marked)

    def _after(self, digest: Digest) -> Digest:
        known = {(one.unit, one.about) for one in digest.followed}
        since = millis(digest.accepted_at or digest.made_at)
        found = []
        for item in digest.items:
            at = self._situations.received_at(item.unit, item.about)
            if at and (item.unit, item.about) not in known and 0 <= millis(at) - since <= WITHIN_MS:
                found.append(Followed(item.unit, item.about, at))
        return msgspec.structs.replace(digest, followed=(*digest.followed, *found)) if found else digest
