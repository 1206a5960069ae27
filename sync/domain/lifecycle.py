"""The life of a paper: draft → sent → (received, accepted: told by the server, never written by a phone).

Minutes are signed by sending them; after that they are a record and change only by amendment (domain rule: minutes are
kept as they were adopted). Other papers may be sent again: the newer sent revision supersedes the older one, both kept.
"""

from __future__ import annotations

from typing import Any

STATES = ("draft", "sent")
_SIGNED_BY_SENDING = frozenset(("minutes",))


def may_follow(leaf: dict[str, Any], after: dict[str, Any], *, descends: bool) -> bool:
    """Whether revision `after` may join a paper of which `leaf` is a leaf; `descends`: whether `after` was made from it.

    Whoever had a sent paper before him neither takes it back nor turns it into a draft, and signed minutes he does not change at all:
    such a revision is refused, and so kept in the inbox. What was made without knowing of it joins as a branch, which is merged
    (`sync/merging/`): what was sent stands.
    """
    if leaf.get("state") != "sent" or leaf.get("_deleted") or not descends:
        return True
    if leaf.get("kind") in _SIGNED_BY_SENDING or after.get("_deleted"):
        return False
    return after.get("state") == "sent"


def record_of(leaves: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Which leaf is the record, winner first in `leaves`: the sent one where there is one, else the winner; None when
    every leaf is a deletion."""
    alive = [leaf for leaf in leaves if not leaf.get("_deleted")]
    return next((leaf for leaf in alive if leaf.get("state") == "sent"), alive[0] if alive else None)
