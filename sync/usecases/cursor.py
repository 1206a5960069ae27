"""The cursor a phone carries between two exchanges: where it stands in each workspace, and a short digest of what it was told
of its units. Opaque to the phone, signed so that only our own come back, and tied to each database's uuid, so that a
database made anew is read from its beginning."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json

from sync.domain.errors import Refusal
from sync.ports import Seq

Places = dict[str, tuple[str, Seq]]
"""For each unit: the first 8 characters of its database's uuid, and the place in its feed."""

_TAG_BYTES = 11
TOLD_BYTES = 3
NOTHING_TOLD = bytes(TOLD_BYTES)


class Cursors:
    """Makes and reads cursors with a secret key of at least 32 bytes (HMAC-SHA-256, RFC 2104, cut to 88 bits)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def write(self, places: Places, told: bytes = NOTHING_TOLD) -> str:
        """`told`: three bytes of the digest of what the phone knows of its units."""
        flat = [part for unit, (uuid, seq) in sorted(places.items()) for part in (unit, uuid, seq)]
        text = told + json.dumps(flat, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._tag(text) + text).rstrip(b"=").decode()

    def read(self, cursor: str) -> tuple[Places, bytes]:
        """The places in a cursor, and the digest; both empty for the empty cursor. Raises Refusal `cursor_invalid` for one we
        did not make."""
        if not cursor:
            return {}, NOTHING_TOLD
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError):
            raise Refusal("cursor_invalid") from None
        tag, text = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
        if not hmac.compare_digest(tag, self._tag(text)):
            raise Refusal("cursor_invalid")
        flat = json.loads(text[TOLD_BYTES:])
        places = {unit: (uuid, seq) for unit, uuid, seq in zip(flat[::3], flat[1::3], flat[2::3], strict=True)}
        return places, text[:TOLD_BYTES]

    def _tag(self, text: bytes) -> bytes:
        return hmac.digest(self._key, text, hashlib.sha256)[:_TAG_BYTES]
