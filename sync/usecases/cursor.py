"""The cursor a phone carries between two exchanges: where it stands in each workspace. Opaque to the phone, signed so
that only our own come back, and tied to each database's uuid, so that a database made anew is read from its beginning."""

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

_TAG_BYTES = 12


class Cursors:
    """Makes and reads cursors with a secret key of at least 32 bytes (HMAC-SHA-256, RFC 2104, cut to 96 bits)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def write(self, places: Places) -> str:
        text = json.dumps(places, separators=(",", ":"), sort_keys=True).encode()
        return base64.urlsafe_b64encode(self._tag(text) + text).rstrip(b"=").decode()

    def read(self, cursor: str) -> Places:
        """The places in a cursor; empty for the empty cursor. Raises Refusal `cursor_invalid` for one we did not make."""
        if not cursor:
            return {}
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError):
            raise Refusal("cursor_invalid") from None
        tag, text = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
        if not hmac.compare_digest(tag, self._tag(text)):
            raise Refusal("cursor_invalid")
        return {unit: (uuid, seq) for unit, (uuid, seq) in json.loads(text).items()}

    def _tag(self, text: bytes) -> bytes:
        return hmac.digest(self._key, text, hashlib.sha256)[:_TAG_BYTES]
