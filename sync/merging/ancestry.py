"""Who wrote without knowing of whom, told from a paper's tree and its merges.

A merge takes the losing leaves out of the tree by deletions that name the revision they went into (`merged_into`), so a merged revision
has several parents although CouchDB's tree has one:

    1-o ── 2-a ── 3-m         3-m was made of 2-a and 2-b
      └─── 2-b ── 3-x†        3-x: {"_deleted": true, "merged_into": "3-m"}

A merged revision nobody has built on counts for nothing: what it was made of is merged anew with whatever has come since, so that
the order of arrival makes no difference. What a person has built on stands. Whoever deletes what he wrote without knowing that it was
merged takes it out of the merge, as if he had been quicker.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from sync.merging.values import Json, same
from sync.revisions.revision import check_revisions, generation_of
from sync.revisions.tree import Tree, graft

How = Literal["made", "known", "beside"]
"""made: the revision it went into was made of it; known: that revision holds all that was new in it, or a person has decided, or it lay
beside the sent papers the revision was made of, and what differs is asked; beside: that revision stands untouched, and what differs is
asked. Who goes on with the revision has the first two behind him."""


@dataclass(slots=True)
class Ancestry:
    """`tree`: revision → parent; `live`: leaves that are not deleted, and those whose merge was begun and never ended (`begun`: there are
    some); `into`: revision → those behind it by a merge; `made`: revisions that a merge made; `beside`: those that wait for an answer;
    `deleted`: those that a person has deleted."""

    tree: Tree = field(default_factory=dict)
    live: list[str] = field(default_factory=list)
    into: dict[str, list[str]] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    begun: bool = False

    def parents(self, rev: str) -> list[str]:
        parent = self.tree.get(rev)
        found = [*([parent] if parent else []), *self.into.get(rev, ())]
        return [one for one in found if one not in self.deleted] if rev in self.made else found

    def before(self, rev: str) -> set[str]:
        """Everything `rev` has come from."""
        todo = self.parents(rev)
        found: set[str] = set()
        while todo:
            if (one := todo.pop()) not in found:
                found.add(one)
                todo += self.parents(one)
        return found

    def heads(self, *, as_merged: bool = False) -> list[str]:
        """The revisions that people wrote last, none of which came from another one; sorted. `as_merged`: merges that nobody has
        built on count as if people had written them, for when what they were made of cannot be read any more."""
        return self._heads([*self.live, *self.beside], as_merged=as_merged)

    def heads_of(self, merged: str) -> list[str]:
        """Those of which a merge was made, whatever has become of it since; sorted."""
        return self._heads([merged])

    def _heads(self, todo: list[str], *, as_merged: bool = False) -> list[str]:
        found: set[str] = set()
        seen: set[str] = set()
        while todo:
            if (rev := todo.pop()) in seen:
                continue
            seen.add(rev)
            if rev in self.made and not as_merged:
                todo += self.parents(rev)
            else:
                found.add(rev)
        found = found.difference(self.deleted, *(self.before(rev) for rev in self.deleted))
        older = set().union(*(self.before(rev) for rev in found))
        # A circle of merges, which two servers might make of each other's, must not make everything vanish.
        return sorted(found - older or found)

    def withdrawn(self) -> bool:
        """Whether something was deleted that is in a merge, or is asked about."""
        merged = self.beside.union(*(self.into.get(rev, ()) for rev in self.made), (self.tree.get(rev) or "" for rev in self.made))
        return any(rev in merged or not merged.isdisjoint(self.before(rev)) for rev in self.deleted)

    def covers(self, rev: str, heads: Iterable[str]) -> bool:
        """Whether `rev` is, or was made of, every one of `heads`."""
        return set(heads) <= self.before(rev) | {rev}


def ancestry_of(leaves: Sequence[Json]) -> Ancestry:
    """Of the leaves of a document, as a store tells them with `_revisions`."""
    found = Ancestry()
    ended: list[tuple[str, str, str]] = []
    for leaf in leaves:
        way = check_revisions(leaf)
        graft(found.tree, way)
        if not leaf.get("_deleted"):
            found.live.append(way[0])
        elif len(way) > 1 and isinstance(into := leaf.get("merged_into"), str):
            ended.append((way[1], into, str(leaf.get("how"))))
        elif len(way) > 1:
            found.deleted.add(way[1])
    gone = {rev for rev, into, _ in ended if into in found.tree}
    for rev, into, how in sorted(ended):
        if into not in found.tree:
            if rev not in gone and rev not in found.live:
                found.live.append(rev)
                found.begun = True
        elif how == "beside":
            found.beside.add(rev)
        else:
            found.into.setdefault(into, []).append(rev)
            if how == "made":
                found.made.add(into)
    return found


def tombstone(loser: Json, into: str, how: How) -> Json:
    """What takes a losing leaf out of the tree, without a revision yet."""
    told: Json = {name: loser[name] for name in ("kind", "unit", "author", "device") if name in loser}
    return {"_id": loser["_id"], "_deleted": True, **told, "merged_into": into, "how": how}


MERGER = "merge"
"""The `device` of a revision that a merge made."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to merge: `parts` on top of the first ancestor that can be read, newest first. A head is a plan without parts."""

    head: str = ""
    bases: tuple[str, ...] = ()
    parts: tuple[Plan, ...] = ()

    def heads(self) -> list[str]:
        return [self.head] if self.head else [rev for part in self.parts for rev in part.heads()]

    def ancestors(self) -> set[str]:
        """Every ancestor that may be asked for."""
        return set(self.bases).union(*(part.ancestors() for part in self.parts))


def plan(ancestry: Ancestry, heads: Collection[str]) -> Plan:
    """Those that parted last are merged first, each time on top of what they parted from. Depends on the tree alone."""
    apart = [(Plan(head), frozenset(ancestry.before(head) | {head})) for head in sorted(heads)]
    while len(apart) > 1:
        shared = {pair: _common(apart[pair[0]][1], apart[pair[1]][1], ancestry) for pair in combinations(range(len(apart)), 2)}
        bases = max(shared.values(), key=lambda found: _order(found[0]) if found else (0, ""))
        chosen = sorted({place for pair, found in shared.items() if found == bases for place in pair})
        members = [apart[place] for place in chosen]
        parts = tuple(part for part, _ in members)
        joined = Plan(bases=bases, parts=parts), frozenset().union(*(past for _, past in members))
        apart = [joined, *(one for place, one in enumerate(apart) if place not in chosen)]
    return apart[0][0]


def _common(one: Iterable[str], other: Iterable[str], ancestry: Ancestry) -> tuple[str, ...]:
    """Common ancestors, those from which no other one has come first, newest first."""
    both = set(one) & set(other)
    older = {parent for rev in both for parent in ancestry.parents(rev)}
    newest = sorted(both - older, key=_order, reverse=True)
    return (*newest, *sorted(both & older, key=_order, reverse=True))


def _order(rev: str) -> tuple[int, str]:
    return generation_of(rev), rev.partition("-")[2]


def rank(head: Json) -> tuple[bool, int, str]:
    """Who prevails: what was sent before drafts, then as CouchDB chooses its winner. The greatest prevails."""
    return (head.get("state") == "sent", *_order(str(head["_rev"])))


def same_paper(one: Json, other: Json) -> bool:
    """Whether two revisions say the same, in the name of the same person and of the same time."""
    told = ("kind", "form", "version", "unit", "state", "author", "device", "saved_at", "done_at")
    return all(one.get(name) == other.get(name) for name in told) and same(one.get("answers"), other.get("answers"))
