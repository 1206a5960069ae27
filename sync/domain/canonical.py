"""Canonical JSON (RFC 8785) and the digest of it: what revision ids, receipts and the inbox are computed over."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """The one byte form of a JSON value. Raises `rfc8785.CanonicalizationError` for what JSON cannot hold exactly."""
    return rfc8785.dumps(value)


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, lower-case hex."""
    return hashlib.sha256(canonical(value)).hexdigest()
