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

        Errors of single writes (`conflict`, `revision_malformed`, `revision_history_contradicts`, `id_malformed`,
        `text_malformed`, `number_unsafe`) never stop the others.
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


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What the read model keeps of one live paper: its record (the sent leaf where there is one).

    `held_on`, `total`, `band`, `present` and `expected` are "" or None on papers that do not tell them, and on drafts.
    """

    unit: str
    id: str
    kind: str
    state: str
    rev: str
    saved_at: str
    done_at: str = ""
    month: str = ""
    type: str = ""
    number: int = 0
    held_on: str = ""
    total: float | None = None
    band: str = ""
    present: int | None = None
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """One receipt: when the server first had that revision of that paper."""

    unit: str
    id: str
    paper: str
    rev: str
    received_at: str
    number: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A document of which nothing is to be kept any more, or which was never of interest."""

    unit: str
    id: str


Fact = PaperFacts | ReceiptFacts | Gone


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """One meeting of a cell as its sent papers tell it. `minutes` is the id of the sent minutes, "" while there are none;
    `received_at` is when the server first received them."""

    unit: str
    month: str
    type: str
    number: int
    held_on: str = ""
    minutes: str = ""
    done_at: str = ""
    received_at: str = ""
    receipt: str = ""
    total: float | None = None
    band: str = ""
    present: int | None = None
    expected: int | None = None


class ReadModel(Protocol):
    """What pages are drawn from: folded from the store's changes, may be deleted and rebuilt at any time.

    The facts of a document depend on that document alone, and everything else here on the facts present: so folding in
    any order, or twice, ends in the same.
    """

    async def checkpoint(self, db: str) -> tuple[str, Seq]:
        """The `uuid` of the database as last folded and how far; ("", "0") when never."""
        ...

    async def fold(self, db: str, uuid: str, seq: Seq, facts: Sequence[Fact]) -> None:
        """Take facts and the new checkpoint, in one transaction."""
        ...

    async def forget(self, db: str) -> None:
        """Drop everything of a workspace that is gone or was made anew."""
        ...

    async def caught_up(self, at: datetime) -> None:
        """Everything that the store held at `at` has been folded."""
        ...

    async def as_of(self) -> str:
        """The last `caught_up`, ISO 8601; "" when never."""
        ...

    async def meetings(self, units: Sequence[str], first_month: str, last_month: str) -> list[MeetingFacts]:
        """Meetings of these units in the months given (both inclusive), by unit, month, type, number."""
        ...

    async def papers(self, unit: str) -> list[PaperFacts]:
        """The sent papers of the meetings of a unit, by id."""
        ...

    async def heard(self, units: Sequence[str]) -> dict[str, str]:
        """The latest sign of life of each unit that ever gave one: a receipt's time, else the phone's own time of a save."""
        ...
