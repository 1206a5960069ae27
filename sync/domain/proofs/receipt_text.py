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
from sync.domain.proofs.receipt_check import decoded
from sync.domain.proofs.receipts import STATEMENT, number_of, statement

CHECK = "/receipts/check"
"""Where the server checks receipts."""
LARGEST = 64 * 1024
"""Bytes of a receipt that an address may carry."""
_TOLD = ("unit", "paper", "rev", "received_at", "on_time", "key", "index", "size")
_HASH, _SIGNATURE = 32, 64
_FIXED = 1 + _HASH + _SIGNATURE


def address_of(receipt: dict[str, Any], server: str) -> str:
    """The address at `server` (`https://…`) that carries the receipt of one paper."""
    return f"{server}{CHECK}?r={base64.urlsafe_b64encode(_packed(receipt)).rstrip(b'=').decode()}"


def read_receipt(text: str) -> Any:
    """What a text carries: an address, its part behind `r=`, or JSON. Raises ValueError for anything else. Trusts nothing."""
    text = text.strip()
    try:
        if text.startswith(("{", "[")):
            return json.loads(text)
        return _unpacked(parse_qs(urlsplit(text).query).get("r", [""])[-1] if "?" in text else text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _packed(receipt: dict[str, Any]) -> bytes:
    """How many hashes its path has, content digest, signature and path as they are; then the rest as a JSON list, deflated. The number
    follows from the rest, and of the times only the one that is signed is told."""
    path = [bytes.fromhex(one) for one in receipt.get("path", ())]
    told = [receipt.get(name) for name in _TOLD]
    raw = (bytes.fromhex(receipt["digest"]), decoded(receipt["signature"]), *path)
    return b"".join((bytes([len(path)]), *raw, zlib.compress(canonical(told), 9)))


def _unpacked(text: str) -> dict[str, Any]:
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
    path_end = _FIXED + _HASH * packed[0] if packed else 0
    if not packed or len(packed) <= path_end:
        raise ValueError("cut off")
    told = json.loads(_inflated(packed[path_end:]))
    if not isinstance(told, list) or len(told) != len(_TOLD):
        raise ValueError("another list")
    receipt = {name: value for name, value in zip(_TOLD, told, strict=True) if value is not None}
    receipt |= {"digest": packed[1 : 1 + _HASH].hex(), "signature": base64.urlsafe_b64encode(packed[1 + _HASH : _FIXED]).rstrip(b"=").decode()}
    if "size" in receipt:
        receipt["path"] = [packed[at : at + _HASH].hex() for at in range(_FIXED, path_end, _HASH)]
    named = [receipt.get(name) for name in STATEMENT]
    if not all(isinstance(one, str) for one in named):
        raise ValueError("a part is missing")
    unit, paper, rev, digest, received_at = map(str, named)
    return receipt | {"number": number_of(canonical(statement(unit, paper, rev, digest, received_at, receipt.get("on_time"))))}


def _inflated(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(packed, LARGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not unpacker.eof:
        raise ValueError("cut off, or too large")
    return found
