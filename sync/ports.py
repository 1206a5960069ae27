"""The contracts between the product and everything it does not control: stores, clocks, chance, keys.

Use cases see only these protocols. A store passes `tests/sync/stores/contract.py`; no store may switch a test of it off.
Documents travel as plain JSON objects (`dict[str, Any]`) that carry `_id`, `_rev` and, where the history matters,
`_revisions` = `{"start": generation, "ids": [newest hash, …]}` (CouchDB documentation, "Replication Protocol").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Json = dict[str, Any]
Seq = str
"""A place in one database's changes feed: opaque, compared by nobody but the store that made it. "0" is the beginning."""


@dataclass(frozen=True, slots=True)
class Write:
    """One revision to store.

    `mode="replicated"` grafts `body` with the history in its `_revisions` (CouchDB's `new_edits=false`): it never
    conflicts, an already known revision is a success that changes nothing. `mode="edit"` is an interactive write:
    `_rev` names the parent leaf (absent for a new document) and the store makes the new revision id; a parent that is
    not a leaf is a `conflict`. `deleted` travels as `_deleted: true` in the body. `_local/` ids are refused.
    """

    body: Json
    mode: Literal["replicated", "edit"] = "replicated"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one `Write`: `error` is None once the revision is on disk, else a code of `sync.domain.errors`."""

    id: str
    rev: str
    error: str | None = None
    new: bool = True
    """False when the revision was there already."""


@dataclass(frozen=True, slots=True)
class Change:
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
    """What `GET /{db}` tells. `uuid` changes when a database of the same name is made anew."""

    name: str
    uuid: str
    doc_count: int
    doc_del_count: int
    update_seq: Seq


@dataclass(frozen=True, slots=True)
class MissingRevisions:
    """Of the revisions asked about: the unknown ones, and known leaves that may be their ancestors (`_revs_diff`)."""

    missing: tuple[str, ...]
    possible_ancestors: tuple[str, ...] = field(default=())


class DocumentStore(Protocol):
    """Databases of documents with CouchDB revision trees. Every method that names a missing database raises
    `NoSuchDatabase` (`sync.domain.errors`), except `create_database`."""

    async def create_database(self, name: str) -> bool:
        """True when made, False when it was there."""
        ...

    async def delete_database(self, name: str) -> bool: ...

    async def databases(self) -> list[str]:
        """All names, sorted."""
        ...

    async def info(self, db: str) -> DatabaseInfo: ...

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        """Store revisions, one answer each in order, all in one transaction; returns only when they are durable.

        Errors of single writes (`conflict`, `revision_malformed`, `revision_history_contradicts`, `id_malformed`) never
        stop the others.
        """
        ...

    async def read(
        self, db: str, id: str, rev: str | None = None, *, revs: bool = False, conflicts: bool = False
    ) -> Json | None:
        """The winner, or the named revision (any leaf; None when its body is not kept). A deleted winner is None unless
        named by `rev`. `revs` adds `_revisions`; `conflicts` adds `_conflicts` (live losing leaves) when there are any."""
        ...

    async def leaves(self, db: str, id: str) -> list[Json]:
        """Every leaf with `_revisions`, winner first, deletions (`_deleted: true`) included. Empty when unknown."""
        ...

    async def range(
        self, db: str, start: str = "", end: str = "\U0010ffff", *, limit: int | None = None, descending: bool = False
    ) -> list[Json]:
        """Winning, not deleted documents with `start <= id < end`, by id in code point order (UTF-8 byte order)."""
        ...

    async def changes(
        self, db: str, since: Seq = "0", *, limit: int | None = None, descending: bool = False, ids: Sequence[str] | None = None
    ) -> ChangesPage:
        """Documents changed after `since`, each once, at its latest place. `since="now"` gives an empty page at the end."""
        ...

    async def wait_for_change(self, db: str, since: Seq, timeout: float) -> bool:
        """True as soon as the feed has moved past `since`, False after `timeout` seconds."""
        ...

    async def revs_diff(self, db: str, asked: Mapping[str, Sequence[str]]) -> dict[str, MissingRevisions]:
        """Only the ids of which something is missing."""
        ...

    async def read_local(self, db: str, id: str) -> Json | None:
        """A `_local` document (`id` without the prefix): not replicated, revision `0-n`."""
        ...

    async def write_local(self, db: str, id: str, body: Json) -> Written:
        """`_rev` must name the present revision, else `conflict`; absent for a new one."""
        ...

    async def delete_local(self, db: str, id: str, rev: str) -> Written: ...

    async def updated_databases(self, since: Seq = "0") -> tuple[list[str], Seq]:
        """Databases changed after `since` (CouchDB's `_db_updates`), and where to go on."""
        ...

    async def wait_for_update(self, since: Seq, timeout: float) -> bool: ...

    async def close(self) -> None: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, in Asia/Ho_Chi_Minh."""
        ...


class IdSource(Protocol):
    def token(self) -> str:
        """256 random bits, base64url without padding (43 characters)."""
        ...

    def ulid(self) -> str: ...


class Signer(Protocol):
    """Signs receipts (Ed25519, RFC 8032)."""

    @property
    def key_id(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


class PasswordHasher(Protocol):
    """argon2id (RFC 9106); both calls may take tens of milliseconds and run off the event loop."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, hashed: str) -> bool: ...

    def outdated(self, hashed: str) -> bool:
        """Whether `hashed` was made with other parameters than `hash` uses now."""
        ...
