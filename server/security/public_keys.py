"""The public keys with which receipts are checked: the present one and those before it, each vouched for by the key it took over from.

Holds nothing secret. A key that came from elsewhere than this machine's own folder counts only when a key we trust signed it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.domain.canonical import canonical
from sync.domain.proofs.receipt_check import decoded

ALGORITHM = "Ed25519"


class PublicKey(msgspec.Struct, frozen=True, omit_defaults=True):
    """One key. `key` is the id that receipts name, the first 8 hex digits of its SHA-256; `public_key` base64url without padding.
    `since`, ISO 8601: when it took over from the key `by`, whose `signature` vouches for that; all "" for a first key."""

    key: str
    public_key: str
    algorithm: str = ALGORITHM
    since: str = ""
    by: str = ""
    signature: str = ""

    def vouched(self) -> bytes:
        """What the key before signs."""
        return canonical({"key": self.key, "public_key": self.public_key, "since": self.since, "by": self.by})

    def told(self, until: str) -> dict[str, str]:
        """As it is published; `until` "" while it is in use."""
        made: dict[str, str] = msgspec.to_builtins(self)
        made["algorithm"] = ALGORITHM
        return made | ({"until": until} if until else {})


def key_id(public_key: bytes) -> str:
    """How receipts name a key."""
    return hashlib.sha256(public_key).hexdigest()[:8]


def public_key_of(raw: bytes) -> PublicKey:
    """A first key."""
    return PublicKey(key_id(raw), base64.urlsafe_b64encode(raw).rstrip(b"=").decode())


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The keys that are trusted, by id, oldest first."""

    keys: Mapping[str, PublicKey]

    def verify(self, key: str, signature: bytes, message: bytes) -> bool | None:
        """Implements `sync.domain.proofs.receipt_check.Verify`."""
        known = self.keys.get(key)
        return None if known is None else _signed(known, signature, message)

    def told(self) -> list[dict[str, str]]:
        """All of them, as they are published: with `until`, when another one took over."""
        ended = {one.by: one.since for one in self.keys.values() if one.by}
        return [one.told(ended.get(one.key, "")) for one in self.keys.values()]

    def joined(self, others: Iterable[PublicKey]) -> PublicKeys:
        """With those of `others` that a trusted key, or one that it vouched for, vouches for."""
        found, left = dict(self.keys), [one for one in others if one.key not in self.keys]
        while True:
            good = [one for one in left if one.by in found and _vouched(found[one.by], one)]
            if not good:
                return PublicKeys(found)
            found |= {one.key: one for one in good}
            left = [one for one in left if one.key not in found]


def trusted(keys: Iterable[PublicKey]) -> PublicKeys:
    """Keys that are trusted because of where they were read. One whose id is not its own is left out."""
    return PublicKeys({one.key: one for one in keys if _own_id(one)})


def read_keys(text: str | bytes) -> list[PublicKey]:
    """Keys in a file: what `/api/receipt-key` answers, or a list of keys. Raises ValueError for anything else."""
    try:
        told: Any = json.loads(text)
        rows = (told.get("keys") or [told]) if isinstance(told, dict) else told
        found = msgspec.convert(rows, list[PublicKey])
    except (ValueError, msgspec.ValidationError) as error:
        raise ValueError(f"no public keys: {error}") from None
    if not found or not all(_own_id(one) for one in found):
        raise ValueError("no public keys: an id does not belong to its key")
    if any(one.algorithm != ALGORITHM for one in found):
        raise ValueError(f"no public keys: only {ALGORITHM} is known")
    return found


def _own_id(one: PublicKey) -> bool:
    try:
        return key_id(decoded(one.public_key)) == one.key
    except ValueError:
        return False


def _vouched(by: PublicKey, one: PublicKey) -> bool:
    try:
        return _own_id(one) and _signed(by, decoded(one.signature), one.vouched())
    except ValueError:
        return False


def _signed(known: PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(decoded(known.public_key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
