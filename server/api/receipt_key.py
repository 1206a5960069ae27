"""/api/receipt-key: the public keys with which anybody can check a receipt."""

from __future__ import annotations

import msgspec
from litestar import get
from litestar.di import NamedDependency

from server.api.doors import Doors


class OneKey(msgspec.Struct, omit_defaults=True):
    """`key` is the id that receipts name; `public_key` base64url without padding (Ed25519, RFC 8032). `since`: when it took over
    from the key `by`, whose `signature` vouches for it; `until`: when another one did."""

    key: str
    algorithm: str
    public_key: str
    since: str = ""
    by: str = ""
    signature: str = ""
    until: str = ""


class ReceiptKey(msgspec.Struct):
    """The key this server signs with, and all that receipts were ever signed with, the oldest first."""

    key: str
    algorithm: str
    public_key: str
    keys: list[OneKey]


@get("/receipt-key", tags=["receipts"])
async def receipt_key(doors: NamedDependency[Doors]) -> ReceiptKey:
    """No session needed: the keys are no secret."""
    all = [OneKey(**one) for one in (await doors.keys.all()).told()]
    own = next(one for one in all if one.key == doors.signer.key_id)
    return ReceiptKey(own.key, own.algorithm, own.public_key, all)
