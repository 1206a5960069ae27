"""A receipt as text: its JSON, or an address that carries all of it, short enough for a QR on paper. Pure.

The address needs no server to be checked: what is in it is the receipt, and the signature is over what it says.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sync.domain.canonical import canonical

CHECK = "/receipts/check"
"""Where the server checks receipts."""
LARGEST = 64 * 1024
"""Bytes of a receipt that an address may carry."""


def address_of(receipt: dict[str, Any], server: str) -> str:
    """The address at `server` (`https://…`) that carries the receipt of one paper."""
    packed = zlib.compress(canonical(receipt), 9)
    return f"{server}{CHECK}?r={base64.urlsafe_b64encode(packed).rstrip(b'=').decode()}"


def read_receipt(text: str) -> Any:
    """What a text carries: an address, its part behind `r=`, or JSON. Raises ValueError for anything else. Trusts nothing."""
    text = text.strip()
    if not text.startswith(("{", "[")):
        text = _unpacked(parse_qs(urlsplit(text).query).get("r", [""])[-1] if "?" in text else text).decode()
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _unpacked(text: str) -> bytes:
    if not text:
        raise ValueError("empty")
    unpacker = zlib.decompressobj()
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        found = unpacker.decompress(packed, LARGEST)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(str(error)) from None
    if not unpacker.eof:
        raise ValueError("cut off, or too large")
    return found
