"""Canonical JSON (RFC 8785) and the digest of it: what revision ids, receipts and the inbox are computed over."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import rfc8785

_plain = msgspec.json.Encoder(order="sorted").encode


_EXACT = frozenset((bool, type(None)))


def canonical(value: Any) -> bytes:
    """The one byte form of a JSON value. Raises `rfc8785.CanonicalizationError` for what JSON cannot hold exactly."""
    # Without floats, big integers and members beyond U+D7FF a common encoder writes the same bytes, twenty times faster.
    if plain_depth(value):
        return _plain(value)
    return rfc8785.dumps(value)


def canonical_of_plain(value: Any) -> bytes:
    """As `canonical`, of a value that is known to be plain (see `plain_depth`)."""
    return _plain(value)


def plain_depth(value: Any) -> int:
    """Levels of arrays and objects of a plain value, 1 for a bare one; 0 when it is not plain: when a number is not a whole one
    that JavaScript holds exactly, or a name needs a sorting of its own."""
    level: list[Any] = [(value,)]
    depth = 0
    while level:
        depth += 1
        below: list[Any] = []
        for one in level:
            if type(one) is dict:
                for name in one:
                    if type(name) is not str or not (name.isascii() or max(name) <= "\ud7ff"):
                        return 0
                parts = one.values()
            else:
                parts = one
            for part in parts:
                kind = type(part)
                if kind is str:
                    continue
                if kind is dict or kind is list or kind is tuple:
                    below.append(part)
                elif kind is int:
                    if not -(2**53) < part < 2**53:
                        return 0
                elif kind not in _EXACT:
                    return 0
        level = below
    return depth


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, lower-case hex."""
    return hashlib.sha256(canonical(value)).hexdigest()
