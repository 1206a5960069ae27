"""/api/receipt-key: the public key with which anybody can check a receipt."""

from __future__ import annotations

import msgspec
from litestar import get
from litestar.di import NamedDependency

from server.api.doors import Doors


class ReceiptKey(msgspec.Struct):
    """`key` is the id that receipts name; `public_key` is base64url without padding (Ed25519, RFC 8032)."""

    key: str
    algorithm: str
    public_key: str


@get("/receipt-key", tags=["receipts"])
async def receipt_key(doors: NamedDependency[Doors]) -> ReceiptKey:
    """No session needed: the key is no secret."""
    return ReceiptKey(**doors.signer.public_json())
