"""A phone that can be reached by push: what its browser gave us, checked. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Any

import msgspec

MOST_OF_A_PERSON = 10
"""Phones of one person; a further one takes the place of that which was heard of longest ago."""
_BASE64URL = re.compile(r"[A-Za-z0-9_-]{1,120}={0,2}")
# The curve P-256 of the keys: NIST SP 800-186, 3.2.1.3.
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


class Subscription(msgspec.Struct, frozen=True):
    """`session`: hash of the session it was made in; it ends with it. `key`: id of the public key of ours that it was made with.
    `heard_at`: when the phone last told of it, ISO 8601."""

    username: str
    session: str
    device: str
    endpoint: str
    p256dh: str
    auth: str
    key: str
    heard_at: str

    @property
    def id(self) -> str:
        return subscription_id(self.endpoint)

    @property
    def mark(self) -> str:
        """Names the phone in logs and beside an attempt; nothing can be sent with it."""
        return self.id.partition(":")[2][:12]

    def to_document(self) -> dict[str, Any]:
        return {"_id": self.id, "kind": "subscription", **msgspec.to_builtins(self)}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Subscription:
        return msgspec.convert(document, cls)


def subscription_id(endpoint: str) -> str:
    """`subscription:<SHA-256>`: an endpoint is a secret, and longer than an id should be."""
    return f"subscription:{hashlib.sha256(endpoint.encode('utf-8', 'surrogatepass')).hexdigest()}"


def keys_problem(p256dh: str, auth: str) -> str:
    """The name of the key that is wrong, "" when both are right: `p256dh` an uncompressed point of P-256, 65 bytes, `auth` 16 bytes,
    both base64url (RFC 8291, 3.1 and 3.2)."""
    point, secret = _bytes(p256dh), _bytes(auth)
    if point is None or len(point) != 65 or point[0] != 4:
        return "p256dh"
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    if x >= _P or y >= _P or (y * y - (x * x * x - 3 * x + _B)) % _P:
        return "p256dh"
    return "" if secret is not None and len(secret) == 16 else "auth"


def _bytes(text: str) -> bytes | None:
    if not _BASE64URL.fullmatch(text):
        return None
    bare = text.rstrip("=")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        return None
