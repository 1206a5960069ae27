"""Push services that want to be left alone for a while, by origin: one that asks for it (`Retry-After`), and one that does not answer."""

from __future__ import annotations

from datetime import datetime

from sync.domain.obligations.clock import millis
from sync.domain.reminders.endpoints import origin_of
from sync.domain.reminders.outcomes import wait_of
from sync.ports import PushAnswer

MOST_SILENT = 8
"""Sendings in a row without an answer after which we wait."""
SILENT_SECONDS = 60
_NO_ANSWER = frozenset(("timeout", "unreachable"))


class Origins:
    """In memory: after a start each service is asked anew."""

    def __init__(self) -> None:
        self._until: dict[str, int] = {}
        self._silent: dict[str, int] = {}

    def wait(self, endpoint: str, now: datetime) -> int:
        """Seconds to leave the service of this endpoint alone; 0 when it may be asked."""
        return max(0, (self._until.get(origin_of(endpoint), 0) - millis(now) + 999) // 1000)

    def answered(self, endpoint: str, answer: PushAnswer, now: datetime) -> int | None:
        """Take note of an answer; gives the seconds that were asked for."""
        origin, asked = origin_of(endpoint), None
        if answer.status in (429, 503):
            asked = wait_of(answer.retry_after, now)
            if asked:
                self._pause(origin, asked, now)
        self._silent[origin] = self._silent.get(origin, 0) + 1 if answer.outcome in _NO_ANSWER else 0
        if self._silent[origin] >= MOST_SILENT:
            self._pause(origin, SILENT_SECONDS, now)
        return asked

    def _pause(self, origin: str, seconds: int, now: datetime) -> None:
        self._until[origin] = max(self._until.get(origin, 0), millis(now) + seconds * 1000)
