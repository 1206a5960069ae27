"""One request's writes in one transaction: the documents are looked up together, changed in memory, and written together.

Runs on the writer's thread, inside its transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from sync.domain.documents import content
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.ports import Json, Write, Written
from sync.revisions.entry import Applied, Entry, check_id, json_text, kept, kept_of
from sync.revisions.revision import check_revisions, make_revision
from sync.revisions.tree_text import read_tree, write_tree
from sync.stores.sqlite import files
from sync.stores.sqlite.many import insert
from sync.stores.sqlite.rows import body_of, listed

_NEW = -1


@dataclass(slots=True)
class _Document:
    """A document touched by this request; `doc` is its row, `_NEW` before it has one. A new one with a single revision, as
    most are, has its history in `way` and no entry until something more is written to it."""

    id: str
    held: Entry | None = None
    doc: int = _NEW
    was_gone: bool | None = None
    seq: int = 0
    way: Sequence[str] = ()
    deleted: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    applied: list[Applied] = field(default_factory=list)

    @property
    def entry(self) -> Entry:
        if self.held is None:
            self.held = Entry(self.id)
            if self.way:
                self.held.begin(self.way, deleted=self.deleted)
        return self.held

    def row(self) -> tuple[int, bool, str, str, str]:
        """Its columns from `seq` on."""
        if self.held is None:
            marked = [self.way[0] + ("!" if self.deleted else ""), *(f"{rev}?" for rev in self.way[1:])]
            return self.seq, self.deleted, self.way[0], "", " ".join(marked)
        entry = self.held
        winner, *losers = entry.ranked()
        text = write_tree(entry.tree, entry.deleted, entry.stored)
        return self.seq, winner in entry.deleted, winner, " ".join(losers), text


class Batch:
    """Writes into one database. Raises NoSuchDatabase."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        row = connection.execute("SELECT db, seq, revs_limit FROM databases WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise NoSuchDatabase(name)
        self._connection = connection
        self._db, self._seq, self._limit = row
        self._begun_at = self._seq
        self._documents: dict[str, _Document] = {}

    def write(self, writes: Sequence[Write]) -> tuple[list[Written], bool]:
        """Every write in order, and whether anything changed."""
        self._look_up([id for write in writes if isinstance(id := write.body.get("_id"), str)])
        told = [self._take(write) for write in writes]
        if self._seq != self._begun_at:
            self._store()
        return told, self._seq != self._begun_at

    def _look_up(self, ids: list[str]) -> None:
        rows = self._connection.execute(
            "SELECT id, doc, tree, deleted FROM documents WHERE db = ? AND id IN (SELECT value FROM json_each(?))",
            (self._db, listed(ids)),
        )
        for id, doc, tree, deleted in rows:
            self._documents[id] = _Document(id, Entry(id, *read_tree(tree)), doc, bool(deleted))

    def _take(self, write: Write) -> Written:
        try:
            id = check_id(write.body.get("_id"))
            if id not in self._documents and "_attachments" not in write.body:
                if write.mode == "replicated":
                    return self._begin(id, write.body, check_revisions(write.body, longest=self._limit), write.text)
                if "_rev" not in write.body:
                    rev = make_revision(write.body.get("_deleted") is True, "", content(write.body))
                    return self._begin(id, write.body, (rev,))
            document = self._documents.get(id) or _Document(id)
            applied = document.entry.apply(write.body, write.mode, write.files, partial(self._body, document), self._limit)
        except Refusal as refusal:
            return Written(str(write.body.get("_id", "")), str(write.body.get("_rev", "")), refusal.problem.code)
        if applied.new:
            self._seq += 1
            document.seq = self._seq
            self._documents[id] = document
            document.applied.append(applied)
            if applied.text is not None:
                document.texts[applied.rev] = applied.text
        return Written(id, applied.rev, None, applied.new)

    def _begin(self, id: str, body: Json, way: Sequence[str], told: str | None = None) -> Written:
        """A document that is not there yet, with its history; `told`: see `Write.text`. Raises Refusal."""
        text = json_text(kept(body)) if told is None else kept_of(id, told) or json_text(kept(body))
        self._seq += 1
        begun = _Document(id, seq=self._seq, way=way, deleted=body.get("_deleted") is True, texts={way[0]: text})
        self._documents[id] = begun
        return Written(id, way[0])

    def _body(self, document: _Document, rev: str) -> Json | None:
        return json.loads(document.texts[rev]) if rev in document.texts else body_of(self._connection, document.doc, rev)

    def _store(self) -> None:
        touched = [document for document in self._documents.values() if document.seq]
        last = self._connection.execute("SELECT coalesce(max(doc), 0) FROM documents").fetchone()[0]
        new, changed, bodies = [], [], []
        alive = gone = 0
        for document in touched:
            row = document.row()
            deleted = row[1]
            if document.doc == _NEW:
                last += 1
                document.doc = last
                new.append((last, self._db, document.id, *row))
            else:
                changed.append((*row, document.doc))
            alive += (not deleted) - (document.was_gone is False)
            gone += deleted - (document.was_gone is True)
            bodies += [(document.doc, rev, text) for rev, text in document.texts.items()]
        insert(self._connection, "INSERT INTO documents (doc, db, id, seq, deleted, winner, losers, tree)", new)
        if changed:
            self._connection.executemany(
                "UPDATE documents SET seq = ?, deleted = ?, winner = ?, losers = ?, tree = ? WHERE doc = ?", changed
            )
        insert(self._connection, "INSERT OR REPLACE INTO bodies (doc, rev, body)", bodies)
        for document in touched:
            for applied in document.applied:
                if applied.files:
                    files.keep(self._connection, document.doc, applied.rev, applied.files)
                if applied.forgotten:
                    files.drop(self._connection, document.doc, applied.forgotten)
        self._connection.execute(
            "UPDATE databases SET seq = ?, alive = alive + ?, gone = gone + ?, bytes = bytes + ? WHERE db = ?",
            (self._seq, alive, gone, sum(len(text) for _, _, text in bodies), self._db),
        )
        mark_updated(self._connection, self._db)


def mark_updated(connection: sqlite3.Connection, db: int) -> None:
    """Move the database to the end of the feed of all databases."""
    connection.execute("UPDATE server SET updates = updates + 1")
    connection.execute("UPDATE databases SET updated = (SELECT updates FROM server) WHERE db = ?", (db,))
