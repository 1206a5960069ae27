"""A document's tree as one line per branch, newest revision first, the way a store keeps it:

    3-c 2-b! 1-a       (!: a deletion, ?: known by name only)
    2-d 1-a            (a further branch ends with the revision it grows from)

A document with one branch, as nearly all are, is read and written without looking at a tree at all.
"""

from __future__ import annotations

from collections.abc import Collection

from sync.revisions.revision import generation_of
from sync.revisions.tree import Tree, history, leaves


def write_tree(tree: Tree, deleted: Collection[str], stored: Collection[str]) -> str:
    """The text of a tree; `stored` are the revisions whose bodies are kept."""
    lines, told = [], set[str]()
    for leaf in sorted(leaves(tree)):
        words = []
        for rev in history(tree, leaf):
            words.append(rev + ("!" if rev in deleted else "") + ("" if rev in stored else "?"))
            if rev in told:
                break
            told.add(rev)
        lines.append(" ".join(words))
    return "\n".join(lines)


def read_tree(text: str) -> tuple[Tree, set[str], set[str]]:
    """(tree, deleted, stored) of what `write_tree` wrote."""
    tree: Tree = {}
    deleted: set[str] = set()
    stored: set[str] = set()
    for line in text.split("\n"):
        newer = ""
        for word in line.split(" "):
            rev = word.rstrip("!?")
            marks = word[len(rev) :]
            if newer:
                tree[newer] = rev
            if rev not in tree:
                tree[rev] = "" if generation_of(rev) == 1 else None
            if "!" in marks:
                deleted.add(rev)
            if "?" not in marks:
                stored.add(rev)
            newer = rev
    return tree, deleted, stored
