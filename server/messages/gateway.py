"""Text messages through any gateway that takes one HTTP request a message: its address, its headers and the shape of its body are settings, so
that no company's words are in the code. Nothing is followed or tried again: a message that is sent twice is worse than one that is called about.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

import aiohttp

from sync.domain.calls.message import Channel, Handed, Message

SECONDS = 20.0
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
_PLACE = re.compile(r"\{(to|text)\}")
_HEADER = re.compile(r"([A-Za-z0-9-]{1,80}): ?([\x20-\x7e]{1,2000})")
_HERE = frozenset(("127.0.0.1", "::1", "localhost"))


@dataclass(frozen=True, slots=True)
class Gateway:
    """`body`: what is sent, with `{to}` and `{text}` where they go; JSON where it begins with `{` or `[`, else a form. `headers`: a file of lines
    `Name: value`, which may hold a key; read at each use."""

    url: str
    body: str
    headers: Path | None = None

    @property
    def media_type(self) -> str:
        return JSON if self.body.lstrip().startswith(("{", "[")) else FORM

    def wrong(self) -> str:
        """What is wrong with it, "" when nothing is."""
        parts = urlsplit(self.url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE):
            return "an https:// address"
        if set(_PLACE.findall(self.body)) != {"to", "text"}:
            return "a body with {to} and {text}"
        if self.media_type == JSON:
            try:
                json.loads(self.filled(Message("1", "2")))
            except ValueError:
                return "a body that is JSON, with {to} and {text} inside quotes"
        return ""

    def filled(self, message: Message) -> str:
        """The body for one message; what is filled in cannot break out of its place."""
        escape: Callable[[str], str] = (lambda text: json.dumps(text)[1:-1]) if self.media_type == JSON else quote_plus
        told = {"to": escape(message.to), "text": escape(message.text)}
        return _PLACE.sub(lambda place: told[place[1]], self.body)

    def header_lines(self) -> dict[str, str]:
        """Raises OSError, and ValueError for a line that is no header."""
        lines = [] if self.headers is None else self.headers.read_text("utf-8").splitlines()
        found = {}
        for line in filter(None, (one.strip() for one in lines)):
            match = _HEADER.fullmatch(line)
            if match is None:
                raise ValueError("a line that is no header")
            found[match[1]] = match[2]
        return found


class GatewayMessages:
    """Obeys `sync.ports.messages.MessageSender`."""

    channel: Channel = "sms"

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def send(self, message: Message) -> Handed:
        at = self._gateway
        try:
            headers = {"Content-Type": at.media_type, **at.header_lines()}
            timeout = aiohttp.ClientTimeout(total=SECONDS)
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(at.url, data=at.filled(message).encode("utf-8"), headers=headers, allow_redirects=False) as answer,
            ):
                return Handed(True) if 200 <= answer.status < 300 else Handed(False, f"HTTP {answer.status}")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return Handed(False, type(error).__name__)
