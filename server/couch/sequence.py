"""Places in a feed as peers see them: `<number>-<tag>`, as CouchDB's are.

The tag is the beginning of the database's uuid. A place with another tag is of a database that was made anew, or of the
store this one was moved from: its peer is told everything again, which costs bytes and loses nothing.
"""

from __future__ import annotations

import re

_OURS = re.compile(r"([0-9]{1,18})-([0-9a-f]{8})")
_NUMBER = re.compile(r"[0-9]{1,18}")


def tagged(seq: str, uuid: str) -> str:
    """The place as it is told; a place of CouchDB itself has its own tag already."""
    return f"{seq}-{uuid[:8]}" if _NUMBER.fullmatch(seq) else seq


def untagged(seq: str, uuid: str) -> str:
    """The place as the store knows it, from what a peer told; "0" for a place that is not of this database."""
    ours = _OURS.fullmatch(seq)
    if ours is None:
        return seq
    return ours[1] if ours[2] == uuid[:8] else "0"
