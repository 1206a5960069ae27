"""Which of a document's leaves everybody shows, chosen alike by every peer without asking any other.

    1-a ── 2-b ── 3-c†         not deleted before deleted, then highest generation, then highest hash:
      ├─── 2-d                 2-e, 2-d, 3-c†   (†: a deletion)
      └─── 2-e                 winner: 2-e; conflicts: 2-d

The others are not lost: they are the document's conflicts, until somebody merges them.
"""

from __future__ import annotations

from collections.abc import Iterable

from sync.revisions.revision import generation_of
from sync.revisions.tree import Tree, leaves


def ranked(tree: Tree, deleted: Iterable[str]) -> list[str]:
    """The leaves, winner first. `deleted`: the revisions that are deletions."""
    found = leaves(tree)
    if len(found) < 2:
        return found
    gone = set(deleted)
    return sorted(found, key=lambda rev: (rev not in gone, generation_of(rev), rev.partition("-")[2]), reverse=True)
