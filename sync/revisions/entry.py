"""One document as every store keeps it: its tree, its bodies, and what one more write does to it. Pure.

Bodies of inner revisions are kept as long as the store keeps them: they are the common ancestors of later merges.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from sync.domain.documents import content
from sync.domain.errors import Refusal
from sync.revisions.revision import check_revisions, make_revision
from sync.revisions.tree import Tree, graft, history
from sync.revisions.winner import ranked

Json = dict[str, Any]


@dataclass(slots=True)
class Entry:
    """A document: `bodies` holds `content` as JSON text per known revision, `deleted` the revisions that are deletions."""

    id: str
    tree: Tree = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)

    def ranked(self) -> list[str]:
        """The leaves, winner first."""
        return ranked(self.tree, self.deleted)

    @property
    def winner(self) -> str:
        return self.ranked()[0]

    def document(self, rev: str, *, revs: bool = False) -> Json | None:
        """The document at `rev`, or None when its body is not kept."""
        if rev not in self.bodies:
            return None
        found: Json = {**json.loads(self.bodies[rev]), "_id": self.id, "_rev": rev}
        if rev in self.deleted:
            found["_deleted"] = True
        if revs:
            way = history(self.tree, rev)
            found["_revisions"] = {"start": int(rev.partition("-")[0]), "ids": [one.partition("-")[2] for one in way]}
        return found

    def read(self, rev: str | None, *, revs: bool = False, conflicts: bool = False) -> Json | None:
        """The winner, or the revision `rev` (see `sync.ports.DocumentStore.read`)."""
        best = self.ranked()
        if rev is None and best[0] in self.deleted:
            return None
        found = self.document(rev or best[0], revs=revs)
        others = [leaf for leaf in best[1:] if leaf not in self.deleted]
        if found is not None and conflicts and others:
            found["_conflicts"] = others
        return found

    def apply(self, body: Json, mode: Literal["replicated", "edit"]) -> tuple[str, bool]:
        """Add one write (see `sync.ports.Write`); gives (revision, whether it is new).

        Raises Refusal `conflict`, `revision_malformed`, `revision_history_contradicts`, `text_malformed` or
        `number_unsafe`, and leaves the entry as it was.
        """
        text = json_text(content(body))
        way = list(check_revisions(body)) if mode == "replicated" else self._edit(body)
        rev = way[0]
        known = rev in self.bodies
        changed = graft(self.tree, way)
        if not known:
            self.bodies[rev] = text
            if body.get("_deleted") is True:
                self.deleted.add(rev)
        return rev, changed or not known

    def _edit(self, body: Json) -> list[str]:
        """The history an interactive write makes. Raises Refusal `conflict`."""
        parent = body.get("_rev", "")
        if not isinstance(parent, str):
            raise Refusal("revision_malformed")
        if self.tree:
            best = self.ranked()
            if not parent and best[0] in self.deleted and not body.get("_deleted"):
                parent = best[0]
            if parent not in best or (parent in self.deleted and body.get("_deleted")):
                raise Refusal("conflict")
        elif parent:
            raise Refusal("conflict")
        rev = make_revision(body.get("_deleted") is True, parent, content(body))
        return [rev, *(history(self.tree, parent) if parent else [])]


def json_text(body: Json) -> str:
    """The body as it is kept.

    Raises Refusal `text_malformed` for what UTF-8 or JSON cannot hold (lone surrogates, NaN, nesting without end).
    """
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
    except (ValueError, TypeError, RecursionError):
        raise Refusal("text_malformed") from None
    return text


def check_id(id: object) -> str:
    """`id` again. Raises Refusal `id_malformed` for what may not be the id of a document."""
    if not isinstance(id, str) or not id or len(id) > 512 or (id.startswith("_") and not id.startswith("_design/")):
        raise Refusal("id_malformed")
    try:
        id.encode()
    except UnicodeEncodeError:
        raise Refusal("id_malformed") from None
    return id
