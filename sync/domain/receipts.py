"""Receipts: what the server signs for every sent paper it has made durable, and the short number people read out.

The signature (Ed25519, RFC 8032) is over the canonical JSON (RFC 8785) of the statement below.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sync.domain.canonical import canonical, digest
from sync.domain.documents import content

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
STATEMENT = ("unit", "paper", "rev", "digest", "received_at")


def receipt_id(paper: str, rev: str) -> str:
    return f"receipt:{paper}:{rev}"


def statement(unit: str, paper: dict[str, Any], received_at: str) -> dict[str, str]:
    """What is signed: this very revision, with this very content, was safe at `received_at` (ISO 8601 with offset)."""
    return {
        "unit": unit,
        "paper": paper["_id"],
        "rev": paper["_rev"],
        "digest": digest(content(paper)),
        "received_at": received_at,
    }


def number(stated: dict[str, str]) -> str:
    """The number of a statement."""
    return number_of(canonical(stated))


def number_of(text: bytes) -> str:
    """Forty bits of the SHA-256 of a canonical statement in Crockford's base 32 (no I, L, O, U): `7K3M-2QXD`."""
    bits = int.from_bytes(hashlib.sha256(text).digest()[:5], "big")
    signs = "".join(_CROCKFORD[bits >> shift & 31] for shift in range(35, -1, -5))
    return f"{signs[:4]}-{signs[4:]}"
