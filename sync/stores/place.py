"""Places in the feed of a store that numbers its changes."""

from __future__ import annotations

from sync.ports import Seq

_LONGEST = 18
"""Digits of the largest place: more than SQLite's integers hold would be refused there."""


def number_of(seq: Seq) -> int:
    """The number of a place; 0, the beginning, for one that this store never told: a peer brings it along from the CouchDB that the
    database was moved from. He is told everything again, as a CouchDB does with the place of a shard it does not have."""
    return int(seq) if seq.isascii() and seq.isdigit() and len(seq) <= _LONGEST else 0
