"""The way to a push service (RFC 8030)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sync.domain.reminders.digest import Outcome
from sync.domain.reminders.message import Message
from sync.domain.reminders.subscription import Subscription


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """What became of one sending. `status`: of HTTP, None where there was no answer; `retry_after`: the header as it came."""

    outcome: Outcome
    status: int | None = None
    retry_after: str | None = None


class PushSender(Protocol):
    async def send(self, to: Subscription, message: Message) -> PushAnswer:
        """Encrypt and send one message; comes back within some seconds, whatever the service does. Raises nothing."""
        ...

    async def close(self) -> None: ...
