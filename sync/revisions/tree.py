"""The revision tree of one document, as the union of what every writer has told: revision → parent.

    1-a ── 2-b ── 3-c          {"1-a": "", "2-b": "1-a", "3-c": "2-b", "2-d": "1-a"}
      └─── 2-d                 leaves: 3-c, 2-d

A parent is "" for a first generation, and None while nobody has told it (a history cut short by a peer); it is filled in
when somebody does. Grafting is a union, so the tree does not depend on the order in which histories arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sync.domain.errors import Refusal
from sync.revisions.revision import generation_of

Tree = dict[str, str | None]


def graft(tree: Tree, history: Sequence[str]) -> bool:
    """Add a history (newest first) to `tree`; False when nothing in it was new.

    Raises Refusal `revision_history_contradicts`, with the tree unchanged, when a known revision would get another parent.
    """
    parents = dict(zip(history, [*history[1:], ""], strict=True))
    if generation_of(history[-1]) > 1:
        parents.pop(history[-1])
    known: Tree = {rev: tree[rev] for rev in history if rev in tree}
    for rev, parent in parents.items():
        if known.get(rev) not in (None, parent):
            raise Refusal("revision_history_contradicts")
    before = len(tree)
    learned = any(rev in known and known[rev] is None for rev in parents)
    for rev in history:
        tree.setdefault(rev, None)
    tree.update(parents)
    return learned or len(tree) > before


def leaves(tree: Tree) -> list[str]:
    """The revisions that are nobody's parent."""
    parents = set(tree.values())
    return [rev for rev in tree if rev not in parents]


def history(tree: Tree, leaf: str) -> list[str]:
    """The way from `leaf` back to the first generation, or to where the telling ends; newest first."""
    way = [leaf]
    while parent := tree.get(way[-1]):
        way.append(parent)
    return way


def possible_ancestors(tree: Tree, missing: Iterable[str]) -> list[str]:
    """Known leaves of a lower generation than one of the unknown `missing`: what `_revs_diff` tells beside them."""
    newest = max(map(generation_of, missing), default=0)
    return sorted(leaf for leaf in leaves(tree) if generation_of(leaf) < newest)


def stem(tree: Tree, limit: int) -> list[str]:
    """Forget what lies more than `limit` generations behind every leaf (`revs_limit`); gives what was forgotten."""
    kept: set[str] = set()
    for leaf in leaves(tree):
        kept.update(history(tree, leaf)[:limit])
    gone = [rev for rev in tree if rev not in kept]
    for rev in gone:
        del tree[rev]
    forgotten = set(gone)
    for rev, parent in tree.items():
        if parent in forgotten:
            tree[rev] = None
    return gone


def cut(tree: Tree, leaf: str) -> list[str]:
    """Take `leaf` out of the tree, with what came before it and leads to no other leaf; gives what was taken out."""
    parents = [parent for parent in tree.values() if parent]
    gone = []
    for rev in history(tree, leaf):
        if rev != leaf and parents.count(rev) > 1:
            break
        gone.append(rev)
    for rev in gone:
        del tree[rev]
    return gone
