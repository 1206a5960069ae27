"""Whether a receipt is genuine: its number, its way up the tree, and the signature over the root, by a key the caller knows.

Pure: keys come in as a function, so that a server, a command without a network and a test can all ask. Never raises on what
somebody typed or pasted: whatever cannot be read is `malformed`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from sync.domain.canonical import canonical
from sync.domain.proofs.receipts import CROCKFORD, STATEMENT, Receipts, head, number_of, root_from, statement

Verify = Callable[[str, bytes, bytes], bool | None]
"""From the id of a key, a signature and a message to whether it is that key's; None for a key nobody here knows."""
FAULTS = ("", "malformed", "number", "path", "key_unknown", "signature")
_LONGEST_PATH = 32


def fault_in(receipt: Any, verify: Verify) -> str:
    """What is wrong with the receipt of one paper (`Receipts.of`), one of `FAULTS`; "" when it is genuine."""
    try:
        on_time = receipt.get("on_time")
        unit, paper, rev, content, at = named = [receipt[name] for name in STATEMENT]
        if not all(isinstance(one, str) for one in named) or not (on_time is None or isinstance(on_time, bool)):
            return "malformed"
        text = canonical(statement(unit, paper, rev, content, at, on_time))
        index, size = receipt.get("index", 0), receipt.get("size", 1)
        steps = receipt.get("path", [])
        if isinstance(index, bool) or isinstance(size, bool) or not isinstance(steps, list) or len(steps) > _LONGEST_PATH:
            return "malformed"
        root = root_from(text, index, size, [bytes.fromhex(one) for one in steps])
        if receipt["number"] != number_of(text):
            return "number"
        if root is None:
            return "path"
        return _signed(receipt, size, root.hex(), verify)
    except (AttributeError, KeyError, TypeError, ValueError):
        return "malformed"


def fault_in_document(document: Any, verify: Verify) -> str:
    """The same of a whole receipt document: all its numbers, and its signature over the root of its papers."""
    try:
        receipts = Receipts(document)
        rows = document["papers"]
        for row in rows:
            text = canonical(receipts.said(row))
            if row["number"] != number_of(text):
                return "number"
        return _signed(document, len(rows), receipts.levels()[-1][0].hex(), verify)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError):
        return "malformed"


def _signed(receipt: dict[str, Any], size: int, root: str, verify: Verify) -> str:
    try:
        signature = decoded(receipt["signature"])
    except (binascii.Error, ValueError):
        return "malformed"
    genuine = verify(receipt["key"], signature, head(receipt["unit"], receipt["received_at"], size, root))
    if genuine is None:
        return "key_unknown"
    return "" if genuine else "signature"


def decoded(text: str) -> bytes:
    """The bytes of a base64url text without padding, which must be the one way to write them. Raises ValueError."""
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise ValueError("not the canonical form")
    return data


def plain_number(text: str) -> str:
    """A number as somebody read it out or typed it: `7k3m 2qxd` is `7K3M-2QXD`, O is 0 and I or L are 1 (Crockford's base 32); "" for
    what is none."""
    signs = "".join(text.upper().split()).replace("-", "").translate(_READ_AS)
    fits = len(signs) == 8 and all(one in CROCKFORD for one in signs)
    return f"{signs[:4]}-{signs[4:]}" if fits else ""


_READ_AS = str.maketrans("OIL", "011")
