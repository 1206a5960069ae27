"""One write made ready to be sent: checked with the same pure functions as in every other store, so that the codes agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from sync.domain.canonical import plain_depth
from sync.domain.documents import content
from sync.domain.errors import Refusal
from sync.ports import Json, Write
from sync.revisions.entry import check_id, json_text
from sync.revisions.files import Kept, identity
from sync.revisions.revision import check_revisions, generation_of, make_revision, parse_revision
from sync.stores.couchdb import files


@dataclass(slots=True)
class Prepared:
    """`way`: the history told, newest first; of an edit, the parent alone. `text`: the content as JSON."""

    place: int
    id: str
    write: Write
    way: list[str]
    kept: Sequence[Kept] = field(default=())
    text: str = ""

    @property
    def edits(self) -> bool:
        return self.write.mode == "edit"

    @property
    def deleted(self) -> bool:
        return self.write.body.get("_deleted") is True

    @property
    def stubs(self) -> bool:
        return files.has_stubs(self.write.body, self.write.files)

    @property
    def ancestors(self) -> list[str]:
        return self.way if self.edits else self.way[1:]

    @property
    def generation(self) -> int:
        if self.edits:
            return files.generation(self.way[0]) if self.way else 1
        return generation_of(self.way[0])

    @property
    def looked_at(self) -> bool:
        """Whether the leaves must be known before it is sent. A first generation has no parent to contradict."""
        return self.stubs or (self.generation > 1 and not self.edits and not self.write.looked_up)

    def check_content(self) -> None:
        """With the attachments known. Raises Refusal `text_malformed`, `number_unsafe`."""
        if self.write.text is not None:  # it was looked into by whoever made that text
            self.text = self.write.text
            return
        body = content(self.write.body)
        # What is plain has a canonical form, and CouchDB makes the revision: only what is doubtful is tried.
        if self.edits and (self.kept or not plain_depth(body)):
            make_revision(self.deleted, self.way[0] if self.way else "", {**body, **identity(self.kept)})
        self.text = json_text(body)

    def document(self) -> bytes:
        """What is sent, as JSON."""
        sent: Json = {}
        if self.edits:
            if self.way:
                sent["_rev"] = self.way[0]
        else:
            sent = {"_rev": self.way[0], "_revisions": self.revisions}
        if self.deleted:
            sent["_deleted"] = True
        if self.kept:
            sent["_attachments"] = files.told(self.kept)
        return _joined(sent, self.text)

    def kept_as(self, rev: str) -> bytes | None:
        """The JSON of the leaf it has become under `rev`; None where CouchDB alone can tell that."""
        if self.kept:
            return None
        if not self.edits:
            return self.document()
        generation, _, hash = rev.partition("-")
        if generation != "1":
            return None
        deleted = {"_deleted": True} if self.deleted else {}
        return _joined({"_rev": rev, "_revisions": {"start": 1, "ids": [hash]}, **deleted}, self.text)

    @property
    def revisions(self) -> Json:
        """`_revisions` of a replicated one."""
        return {"start": self.generation, "ids": [rev.partition("-")[2] for rev in self.way]}


def _joined(members: Json, text: str) -> bytes:
    """JSON of an object, put before those that `text` holds, which is not empty: it has an `_id`."""
    return (_ENCODER.encode(members)[:-1] + b"," if members else b"{") + text[1:].encode()


_ENCODER = msgspec.json.Encoder()


def prepare(place: int, write: Write) -> Prepared:
    """Raises Refusal `id_malformed`, `revision_malformed`, `conflict`, `text_malformed`, `number_unsafe`."""
    body = write.body
    id = check_id(body.get("_id"))
    if write.mode == "replicated":
        ready = Prepared(place, id, write, list(check_revisions(body)))
    else:
        ready = Prepared(place, id, write, [_parent(body)] if body.get("_rev", "") != "" else [])
    told = body.get("_attachments")
    if told and not (isinstance(told, dict) and all(isinstance(one, dict) for one in told.values())):
        raise Refusal("text_malformed")
    ready.check_content()
    return ready


def _parent(body: Json) -> str:
    rev = body["_rev"]
    if not isinstance(rev, str):
        raise Refusal("revision_malformed")
    try:
        parse_revision(rev)
    except Refusal:
        # Well-formed or not, a revision nobody has is no leaf.
        raise Refusal("conflict") from None
    return rev
