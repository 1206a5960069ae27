"""Receipts: what the server signs for the sent papers it has made durable, and the short number people read out.

One signature (Ed25519, RFC 8032) serves all papers that were made durable together: it is over the root of the Merkle tree (RFC
9162, section 2.1) whose leaves are their statements, so that each paper's receipt can be checked alone, by whoever holds the public
key, with a few hashes beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sync.domain.canonical import canonical

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in CROCKFORD for second in CROCKFORD]
STATEMENT = ("unit", "paper", "rev", "digest", "received_at")
"""What every statement says; `on_time` as well, where the paper was owed."""
RECEIPT = "receipt:"
"""How the ids of receipts begin; what follows is when they were given, so that the newest is found first."""


def statement(unit: str, paper: str, rev: str, digest: str, received_at: str, on_time: bool | None = None) -> dict[str, Any]:
    """What is signed of one paper: this very revision, with this very content, was safe at `received_at` (ISO 8601 with offset).
    `digest` is the SHA-256 of its content's canonical form, lower-case hex. `on_time`: whether that was by the last moment of what the
    unit owed; None, and left out, where nothing was owed."""
    said = {"unit": unit, "paper": paper, "rev": rev, "digest": digest, "received_at": received_at}
    return said if on_time is None else said | {"on_time": on_time}


def number_of(text: bytes) -> str:
    """Forty bits of the SHA-256 of a canonical statement in Crockford's base 32 (no I, L, O, U): `7K3M-2QXD`."""
    bits = int.from_bytes(hashlib.sha256(text).digest()[:5], "big")
    return f"{_PAIRS[bits >> 30]}{_PAIRS[bits >> 20 & 1023]}-{_PAIRS[bits >> 10 & 1023]}{_PAIRS[bits & 1023]}"


def head(unit: str, received_at: str, size: int, root: str) -> bytes:
    """The bytes that are signed for `size` papers whose statements have this root."""
    return canonical({"unit": unit, "received_at": received_at, "size": size, "root": root})


def leaf(text: bytes) -> bytes:
    """The hash of one canonical statement in the tree (RFC 9162, section 2.1.1)."""
    return hashlib.sha256(b"\x00" + text).digest()


def levels_over(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The tree over the hashes of statements, at least one: the leaves first, the root alone at the end. A last node without a
    neighbour goes up as it is, which is the tree of RFC 9162."""
    levels = [list(leaves)]
    while len(row := levels[-1]) > 1:
        above = [_node(row[place], row[place + 1]) for place in range(0, len(row) - 1, 2)]
        levels.append(above + row[len(row) & ~1 :])
    return levels


def path_in(levels: Sequence[Sequence[bytes]], index: int) -> list[bytes]:
    """What leads from one leaf to the root, the lowest first (RFC 9162, section 2.1.3.1)."""
    path = []
    for row in levels[:-1]:
        if index ^ 1 < len(row):
            path.append(row[index ^ 1])
        index >>= 1
    return path


def root_from(text: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a canonical statement at `index` of `size` and its path lead to; None when the path does not fit (RFC 9162,
    section 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    place, last, found = index, size - 1, leaf(text)
    for one in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = _node(one, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = _node(found, one)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


@dataclass(frozen=True, slots=True)
class Received:
    """One paper's receipt in short. `received_at` ISO 8601 with offset; `drift_ms`: server time minus the clock of the phone that brought
    the paper, None where it was not told."""

    paper: str
    rev: str
    received_at: str
    number: str
    drift_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Receipts:
    """A receipt document: `{"_id": "receipt:…", "kind": "receipt", "unit", "received_at", "key", "signature", "papers": [{"paper", "rev",
    "digest", "number"}]}`, with `drift_ms` where the phone told its clock, and `on_time` in the rows of papers that were owed."""

    document: dict[str, Any]

    def rows(self) -> Iterator[Received]:
        """Its papers, each alone."""
        drift = self.document.get("drift_ms")
        for row in self.document["papers"]:
            yield Received(row["paper"], row["rev"], self.document["received_at"], row["number"], drift)

    def places(self) -> dict[tuple[str, str], int]:
        """Where each of its papers' revisions stands in it."""
        return {(row["paper"], row["rev"]): place for place, row in enumerate(self.document["papers"])}

    def levels(self) -> list[list[bytes]]:
        """The tree over its papers."""
        return levels_over([leaf(canonical(self.said(row))) for row in self.document["papers"]])

    def of(self, index: int, levels: Sequence[Sequence[bytes]] | None = None) -> dict[str, Any]:
        """One paper's receipt with all that it takes to check it alone: the statement, `number`, `key`, `signature`, and, where there
        were more papers, `index`, `size` and `path` (hex)."""
        rows = self.document["papers"]
        row = rows[index]
        told = {
            **self.said(row),
            "number": row["number"],
            "key": self.document["key"],
            "signature": self.document["signature"],
        }
        if len(rows) > 1:
            path = [one.hex() for one in path_in(levels or self.levels(), index)]
            told |= {"index": index, "size": len(rows), "path": path}
        if "drift_ms" in self.document:
            told["drift_ms"] = self.document["drift_ms"]
        return told

    def said(self, row: dict[str, Any]) -> dict[str, Any]:
        """The statement of one of its rows."""
        unit, at = self.document["unit"], self.document["received_at"]
        return statement(unit, row["paper"], row["rev"], row["digest"], at, row.get("on_time"))


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
