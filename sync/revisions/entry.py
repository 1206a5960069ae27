"""One document as every store keeps it: its tree, which revisions are deletions and which have a body; and what one more
write does to it. Pure: bodies lie in the store.

Bodies of inner revisions are kept until a database is compacted: they are the common ancestors of later merges.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import msgspec

from sync.domain.canonical import plain_depth
from sync.domain.documents import REPLICATION_MEMBERS, content
from sync.domain.errors import Refusal
from sync.revisions.files import Kept, identity, take_files
from sync.revisions.revision import LONGEST_HISTORY, check_revisions, make_revision
from sync.revisions.tree import Tree, cut, graft, history, stem
from sync.revisions.winner import ranked

LONGEST_ID = 8192
"""Characters of the longest id of a document. Ids of papers are far shorter."""

Json = dict[str, Any]
Bodies = Callable[[str], "Json | None"]
"""Revision → what is stored of it (see `Applied.text`), or None."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a write did. `text` is the JSON to keep for `rev`, None when it is kept already; `files` where each of its
    attachments comes from; `forgotten` the revisions that fell off the end of the tree."""

    rev: str
    new: bool
    text: str | None = None
    files: tuple[Kept, ...] = ()
    forgotten: tuple[str, ...] = ()


@dataclass(slots=True)
class Entry:
    """A document without its bodies. `stored`: the revisions whose bodies are kept."""

    id: str
    tree: Tree = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    stored: set[str] = field(default_factory=set)

    def ranked(self) -> list[str]:
        """The leaves, winner first."""
        return ranked(self.tree, self.deleted)

    @property
    def winner(self) -> str:
        return self.ranked()[0]

    def conflicts(self) -> list[str]:
        """Live leaves beside the winner."""
        return [leaf for leaf in self.ranked()[1:] if leaf not in self.deleted]

    def revisions(self, rev: str) -> Json:
        """`_revisions` of a known revision."""
        way = history(self.tree, rev)
        return {"start": int(rev.partition("-")[0]), "ids": [one.partition("-")[2] for one in way]}

    def document(self, rev: str, body: Json, *, revs: bool = False) -> Json:
        """The document at `rev`; `body` is what is stored of it."""
        found = document(self.id, rev, body, deleted=rev in self.deleted)
        if revs:
            found["_revisions"] = self.revisions(rev)
        return found

    def begin(self, way: Sequence[str], *, deleted: bool = False) -> None:
        """Give a document that is not there yet its first revision with its history, newest first."""
        graft(self.tree, way)
        self.stored.add(way[0])
        if deleted:
            self.deleted.add(way[0])

    def apply(
        self,
        body: Json,
        mode: Literal["replicated", "edit"],
        files: Mapping[str, bytes] = MappingProxyType({}),
        body_of: Bodies = lambda _: None,
        limit: int = LONGEST_HISTORY,
    ) -> Applied:
        """Add one write (see `sync.ports.Write`); trees remember `limit` generations.

        Raises Refusal `conflict`, `revision_malformed`, `revision_history_contradicts`, `text_malformed`,
        `number_unsafe`, `attachment_missing` or `attachment_digest_wrong`, and leaves the entry as it was.
        """
        deleted = body.get("_deleted") is True
        if mode == "replicated":
            way = list(check_revisions(body, longest=limit))
            if way[0] in self.stored:
                return self._graft(way, None, (), limit)
            before, generation = way[1:], int(way[0].partition("-")[0])
            files_kept = take_files(body, files, mode, before, self.stored, body_of, generation)
        else:
            parent = self._parent(body)
            before = history(self.tree, parent) if parent else []
            generation = int(parent.partition("-")[0]) + 1 if parent else 1
            files_kept = take_files(body, files, mode, before[:1], self.stored, body_of, generation)
            way = [make_revision(deleted, parent, {**content(body), **identity(files_kept)}), *before]
        return self._graft(way, json_text(kept(body, files_kept)), files_kept, limit, deleted=deleted)

    def _graft(self, way: list[str], text: str | None, files: tuple[Kept, ...], limit: int, *, deleted: bool = False) -> Applied:
        rev = way[0]
        known = rev in self.stored
        changed = graft(self.tree, way)
        if not known:
            self.stored.add(rev)
            if deleted:
                self.deleted.add(rev)
        forgotten = stem(self.tree, limit) if changed and len(self.tree) > limit else []
        self._forget(forgotten)
        return Applied(rev, changed or not known, None if known else text, () if known else files, tuple(forgotten))

    def _forget(self, revs: list[str]) -> None:
        self.deleted.difference_update(revs)
        self.stored.difference_update(revs)

    def purge(self, rev: str) -> list[str]:
        """Forget a leaf; gives every revision that went with it, none when `rev` is no leaf."""
        if rev not in self.ranked():
            return []
        gone = cut(self.tree, rev)
        self._forget(gone)
        return gone

    def _parent(self, body: Json) -> str:
        """The revision an interactive write follows, "" for none. Raises Refusal `conflict`, `revision_malformed`."""
        parent = body.get("_rev", "")
        if not isinstance(parent, str):
            raise Refusal("revision_malformed")
        if not self.tree:
            if parent:
                raise Refusal("conflict")
            return ""
        best = self.ranked()
        if not parent and best[0] in self.deleted and not body.get("_deleted"):
            return best[0]
        if parent not in best or (parent in self.deleted and body.get("_deleted")):
            raise Refusal("conflict")
        return parent


def document(id: str, rev: str, body: Json, *, deleted: bool = False) -> Json:
    """A document as it is told; `body` is what is stored of that revision."""
    found: Json = {"_id": id, "_rev": rev, **body}
    if deleted:
        found["_deleted"] = True
    if "_attachments" in found:
        found["_attachments"] = {name: {**one, "stub": True} for name, one in found["_attachments"].items()}
    return found


def kept(body: Json, files: Sequence[Kept] = ()) -> Json:
    """What is kept of a document that came in: its content, and what is told of its attachments."""
    found = {name: value for name, value in body.items() if not name.startswith("_") or name in REPLICATION_MEMBERS}
    if files:
        found["_attachments"] = {one.name: one.stub for one in files}
    return found


def kept_of(id: str, text: str) -> str | None:
    """The JSON of `kept`, of a document without attachments whose content has this canonical form; None where it is not seen at once."""
    begin = f'{{"_id":"{id}",'
    return "{" + text[len(begin) :] if text.startswith(begin) else None


_fast = msgspec.json.Encoder().encode
_careful = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def json_text(body: Json) -> str:
    """The body as it is kept.

    Raises Refusal `text_malformed` for what UTF-8 or JSON cannot hold (lone surrogates, NaN, nesting without end).
    """
    try:
        text = _fast(body).decode()
        if "null" in text and not plain_depth(body):  # which the fast one also writes for NaN and infinities
            text = _careful(body)
            text.encode()
    except (ValueError, TypeError, RecursionError):
        raise Refusal("text_malformed") from None
    return text


def check_id(id: object) -> str:
    """`id` again. Raises Refusal `id_malformed` for what may not be the id of a document."""
    if not isinstance(id, str) or not id or len(id) > LONGEST_ID or (id.startswith("_") and not id.startswith("_design/")):
        raise Refusal("id_malformed")
    try:
        id.encode()
    except UnicodeEncodeError:
        raise Refusal("id_malformed") from None
    return id
