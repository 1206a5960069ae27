"""The harmless twin: what would be sent is printed where the server prints, so that everything can be tried with no gateway and no mail server."""

from __future__ import annotations

import logging

from sync.domain.calls.message import Channel, Handed, Message

log = logging.getLogger("sohop.messages")


class PrintedMessages:
    """Obeys `sync.ports.messages.MessageSender`."""

    def __init__(self, channel: Channel) -> None:
        self._channel: Channel = channel

    @property
    def channel(self) -> Channel:
        return self._channel

    async def send(self, message: Message) -> Handed:
        log.info("%s to %s: %s%s", self._channel, message.to, f"[{message.subject}] " if message.subject else "", message.text)
        return Handed(True)
