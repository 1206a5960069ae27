"""Push services that want to be left alone for a while, by origin: one that asks for it (`Retry-After`), and one that does not answer.

`429` may be about one phone alone, so only several in a row stop the others; `503` is about the service.
"""

from __future__ import annotations

from datetime import datetime

from sync.domain.obligations.clock import millis
from sync.domain.reminders.endpoints import origin_of
from sync.domain.reminders.outcomes import wait_of
from sync.ports import PushAnswer

MOST_BUSY = 3
"""Sendings in a row that were too many (429), after which the whole service is left alone for as long as it asks."""
MOST_SILENT = 8
"""Sendings in a row without an answer after which we wait."""
SILENT_SECONDS = 60
_NO_ANSWER = frozenset(("timeout", "unreachable"))


class Origins:
    """In memory: after a start each service is asked anew."""

    def __init__(self) -> None:
        self._until: dict[str, int] = {}
        self._silent: dict[str, int] = {}
        self._busy: dict[str, int] = {}

    def wait(self, endpoint: str, now: datetime) -> int:
        """Seconds to leave the service of this endpoint alone; 0 when it may be asked."""
        return max(0, (self._until.get(origin_of(endpoint), 0) - millis(now) + 999) // 1000)

    def answered(self, endpoint: str, answer: PushAnswer, now: datetime) -> int | None:
        """Take note of an answer; gives the seconds that were asked for."""
        origin = origin_of(endpoint)
        asked = wait_of(answer.retry_after, now) if answer.status in (429, 503) else None
        self._busy[origin] = self._busy.get(origin, 0) + 1 if answer.status == 429 else 0
        if asked and (answer.status == 503 or self._busy[origin] >= MOST_BUSY):
            self._pause(origin, asked, now)
        self._silent[origin] = self._silent.get(origin, 0) + 1 if answer.outcome in _NO_ANSWER else 0
        if self._silent[origin] >= MOST_SILENT:
            self._pause(origin, SILENT_SECONDS, now)
        return asked

    def _pause(self, origin: str, seconds: int, now: datetime) -> None:
        self._until[origin] = max(self._until.get(origin, 0), millis(now) + seconds * 1000)
