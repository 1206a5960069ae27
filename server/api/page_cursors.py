"""The opaque cursor that leads from one page of a list to the next.

It is signed, and good only for the very question it was given for: rights are asked anew with every page.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

import msgspec

from sync.domain.errors import Refusal

_TAG_BYTES = 12


class PageCursors:
    """Makes and reads cursors with a secret key (HMAC-SHA-256, RFC 2104, cut to 96 bits)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def write(self, question: Any, place: Sequence[str] | None) -> str | None:
        """The cursor of a page that begins behind `place`; None where there is none."""
        if place is None:
            return None
        text = json.dumps(place, separators=(",", ":"), ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(self._tag(question, text) + text).rstrip(b"=").decode()

    def read(self, question: Any, cursor: str) -> tuple[str, ...] | None:
        """None for the empty cursor. Raises Refusal `cursor_invalid` for one that was not given for this question."""
        if not cursor:
            return None
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError):
            raise Refusal("cursor_invalid") from None
        tag, text = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
        if not hmac.compare_digest(tag, self._tag(question, text)):
            raise Refusal("cursor_invalid")
        return tuple(json.loads(text))

    def _tag(self, question: Any, text: bytes) -> bytes:
        return hmac.digest(self._key, msgspec.json.encode(question) + b"\n" + text, hashlib.sha256)[:_TAG_BYTES]
