"""The contract of every document store: databases of JSON documents with CouchDB's revision trees and attachments.

Use cases see only these protocols. A store passes `tests/sync/stores/contract*.py`; no store may switch a test of it off.
Documents travel as plain JSON objects (`dict[str, Any]`) that carry `_id`, `_rev` and, where the history matters,
`_revisions` = `{"start": generation, "ids": [newest hash, …]}` (CouchDB documentation, "Replication Protocol").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import msgspec

from sync.revisions.revision import LONGEST_HISTORY

Json = dict[str, Any]
Seq = str
"""A place in one database's changes feed: opaque, compared by nobody but the store that made it. "0" is the beginning, and so
is a place that the store never told."""

DEFAULT_REVS_LIMIT = LONGEST_HISTORY
"""Generations a tree remembers behind each leaf."""


class Write(msgspec.Struct, frozen=True):
    """One revision to store.

    `mode="replicated"` grafts `body` with the history in its `_revisions` (CouchDB's `new_edits=false`): it never
    conflicts, an already known revision is a success that changes nothing. `mode="edit"` is an interactive write:
    `_rev` names the parent leaf (absent for a new document) and the store makes the new revision id; a parent that is
    not a leaf is a `conflict`. `deleted` travels as `_deleted: true` in the body. `_local/` ids are refused.

    `_attachments` in the body names every attachment of this revision: `{"stub": true}` keeps the one of that name from an
    ancestor that is stored; any other comes with its bytes in `files` and may name `content_type`, `revpos` and the
    `digest` the bytes must have.
    """

    body: Json
    mode: Literal["replicated", "edit"] = "replicated"
    files: Mapping[str, bytes] = msgspec.field(default_factory=dict)
    looked_up: bool = False
    """The writer has just read all leaves of the document, holds others of ours off, and knows that this replicated revision is
    missing and contradicts none: a store need not look again."""
    text: str | None = None
    """The canonical JSON of the content, where the writer has it: a store may keep that, with its members in that order, and need not
    write the body down itself."""


class Written(msgspec.Struct, frozen=True):
    """What became of one `Write`: `error` is None once the revision is on disk, else a code of `sync.domain.errors`."""

    id: str
    rev: str
    error: str | None = None
    new: bool = True
    """False when the revision was there already."""


Also = Callable[[Sequence[Written]], Mapping[str, Sequence[Write]]]
"""From what became of some writes to what is to be written because of it, by database. Must not call the store."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a revision. `digest` is `md5-<base64>` as CouchDB writes it, `length` in bytes, `revpos` the
    generation it came with."""

    name: str
    content_type: str
    digest: str
    length: int
    revpos: int
    data: bytes = field(repr=False, default=b"")


class Change(msgspec.Struct, frozen=True):
    """One row of a changes feed: the document's latest change, with every leaf, winner first."""

    seq: Seq
    id: str
    leaves: tuple[str, ...]
    deleted: bool
    """Whether the winning revision is a deletion."""


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """`changes` in order of the feed; `last_seq` is where to go on; `pending` counts the rows after it."""

    changes: tuple[Change, ...]
    last_seq: Seq
    pending: int


@dataclass(frozen=True, slots=True)
class DatabaseInfo:
    """What `GET /{db}` tells. `uuid` changes when a database of the same name is made anew. `file_bytes` is what it takes on
    disk, `external_bytes` what its live documents are as JSON; both are estimates."""

    name: str
    uuid: str
    doc_count: int
    doc_del_count: int
    update_seq: Seq
    purge_seq: Seq = "0"
    file_bytes: int = field(default=0, compare=False)
    external_bytes: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """`security` is CouchDB's security object, kept as it was given: who may do what is decided in the use cases."""

    revs_limit: int = DEFAULT_REVS_LIMIT
    security: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MissingRevisions:
    """Of the revisions asked about: the unknown ones, and known leaves that may be their ancestors (`_revs_diff`)."""

    missing: tuple[str, ...]
    possible_ancestors: tuple[str, ...] = field(default=())


class DocumentStore(Protocol):
    """Databases of documents with CouchDB revision trees. Every method that names a missing database raises
    `NoSuchDatabase` (`sync.domain.errors`), except `create_database` and `delete_database`."""

    # databases

    async def create_database(self, name: str) -> bool:
        """True when made, False when it was there."""
        ...

    async def delete_database(self, name: str) -> bool: ...

    async def databases(self) -> list[str]:
        """All names, sorted."""
        ...

    async def info(self, db: str) -> DatabaseInfo: ...

    async def uuid(self, db: str) -> str:
        """The `uuid` of `info` alone. May be some minutes old where another server has made the database anew: then its places are none of
        the new database's, and whoever goes on from one is told everything."""
        ...

    async def settings(self, db: str) -> DatabaseSettings: ...

    async def set_revs_limit(self, db: str, limit: int) -> None:
        """`limit` ≥ 1. Trees written from now on forget what lies more than `limit` generations behind every leaf."""
        ...

    async def set_security(self, db: str, security: Json) -> None: ...

    async def compact(self, db: str) -> None:
        """Drop the bodies of revisions that are no leaves, and the attachments nobody names any more."""
        ...

    async def purge(self, db: str, asked: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """Forget leaves as if they had never been, with what came before them and leads to no other leaf; tells which of
        the asked were leaves. Never replicated (CouchDB documentation, "Purge")."""
        ...

    # documents

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        """Store revisions, one answer each in order; returns only when they are durable.

        Errors of single writes (`conflict`, `revision_malformed`, `revision_history_contradicts`, `id_malformed`,
        `text_malformed`, `number_unsafe`, `attachment_missing`, `attachment_digest_wrong`) never stop the others. When it
        raises, any of them may have been stored: whoever writes must be able to write the same again.
        """
        ...

    async def write_with(self, db: str, writes: Sequence[Write], also: Also) -> tuple[list[Written], dict[str, list[Written]]]:
        """As `write`, and then what `also` makes of the outcome, told by database; all of it is durable on return. One database comes
        after the other, in the order of `also`, and none after one where something was refused: that is left out of what is told. In one
        transaction where the store has them; else what came before stays when it fails."""
        ...

    async def read(self, db: str, id: str, rev: str | None = None, *, revs: bool = False, conflicts: bool = False) -> Json | None:
        """The winner, or the named revision (any leaf; None when its body is not kept). A deleted winner is None unless
        named by `rev`. `revs` adds `_revisions`; `conflicts` adds `_conflicts` (live losing leaves) when there are any.
        `_attachments` are told as stubs: `content_type`, `revpos`, `digest`, `length`, `stub`."""
        ...

    async def leaves(self, db: str, id: str) -> list[Json]:
        """Every leaf with `_revisions`, winner first, deletions (`_deleted: true`) included. Empty when unknown."""
        ...

    async def leaves_of(self, db: str, ids: Sequence[str], *, packed: bool = False, lately: bool = False) -> dict[str, list[Json]]:
        """`leaves` of several documents in one go; unknown ids are left out. `packed`: for whoever only passes them on, values may be left
        as the JSON they are kept as (`msgspec.Raw`), but not those of members that begin with `_` or tell who may read it
        (`sync.domain.drafts.TELLING`). `lately`: for whoever has the ids from a feed and goes on with it. What another server wrote in
        the last seconds may be missing then: the feed tells it."""
        ...

    async def leaves_at(self, db: str, changes: Sequence[Change], *, packed: bool = False) -> dict[str, list[Json]]:
        """`leaves_of` the documents of rows that the feed of changes has just told. What has changed since may be told as it was then, for
        the feed tells it once more: a store may remember revisions it knows by name."""
        ...

    async def attachment(self, db: str, id: str, name: str, rev: str | None = None) -> Attachment | None:
        """An attachment of the winner or of the named revision, with its bytes."""
        ...

    async def range(
        self, db: str, start: str = "", end: str = "\U0010ffff", *, limit: int | None = None, descending: bool = False
    ) -> list[Json]:
        """Winning, not deleted documents with `start <= id < end`, by id in code point order (UTF-8 byte order)."""
        ...

    async def index(
        self, db: str, start: str = "", end: str = "\U0010ffff", *, limit: int | None = None, descending: bool = False
    ) -> list[tuple[str, str]]:
        """As `range`, but only (id, winning revision) of each."""
        ...

    # feeds

    async def changes(
        self, db: str, since: Seq = "0", *, limit: int | None = None, descending: bool = False, ids: Sequence[str] | None = None
    ) -> ChangesPage:
        """Documents changed after `since`, each once, at its latest place. `since="now"` gives an empty page at the end.

        After a store's feed has rewound (a cluster that lost a node) rows may be told again, never left out.
        """
        ...

    async def wait_for_change(self, db: str, since: Seq, timeout: float) -> bool:
        """True as soon as the feed has moved past `since`, False after `timeout` seconds."""
        ...

    async def updated_databases(self, since: Seq = "0") -> tuple[list[str], Seq]:
        """Databases changed after `since` (CouchDB's `_db_updates`), and where to go on. All of them after a place of another store."""
        ...

    async def wait_for_update(self, since: Seq, timeout: float) -> bool: ...

    # replication

    async def revs_diff(self, db: str, asked: Mapping[str, Sequence[str]]) -> dict[str, MissingRevisions]:
        """Only the ids of which something is missing."""
        ...

    async def read_local(self, db: str, id: str, *, own: bool = False) -> Json | None:
        """A `_local` document (`id` without the prefix): not replicated, revision `0-n`. `own`: see `write_local`."""
        ...

    async def local_ids(self, db: str) -> list[str]:
        """The ids of all `_local` documents, without the prefix, sorted."""
        ...

    async def write_local(self, db: str, id: str, body: Json, *, own: bool = False) -> Written:
        """`_rev` must name the present revision, else `conflict`; absent for a new one. `own`: a checkpoint, which the peers of one person
        alone write; his name and a slash begin the id. A store may go by what it saw of it some seconds ago, take a greater `_rev` than it
        knows, and write it down some seconds later."""
        ...

    async def delete_local(self, db: str, id: str, rev: str) -> Written: ...

    async def close(self) -> None: ...
