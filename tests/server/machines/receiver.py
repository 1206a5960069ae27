"""Somebody else's server in the place of the internet: takes messages, or answers what a test has it answer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.ports.post import Answered


@dataclass
class Message:
    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told

    def is_signed_with(self, secret: str) -> bool:
        """As a receiver checks it (Standard Webhooks, "Verifying webhook authenticity")."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return any(hmac.compare_digest(expected, one) for one in self.headers["webhook-signature"].split(" "))


@dataclass
class Receiver:
    """Obeys `sync.ports.post.Post`."""

    answers: list[Answered] = field(default_factory=list)
    """What it answers next, one after the other; then it takes everything."""
    always: Answered | None = None
    got: list[Message] = field(default_factory=list)

    async def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Answered:
        self.got.append(Message(url, dict(headers), body))
        if self.answers:
            return self.answers.pop(0)
        return self.always or Answered(204)
