"""The port of messages beside push. Off by default; the harmless twin prints, the real ones are SMTP and a gateway over HTTP
(server/messages/).
"""

from __future__ import annotations

from typing import Protocol

from sync.domain.calls.message import Channel, Handed, Message


class MessageSender(Protocol):
    @property
    def channel(self) -> Channel: ...

    async def send(self, message: Message) -> Handed:
        """Hand it over. Never raises for what lies outside: a line that is down is a `Handed` that is not ok."""
        ...
