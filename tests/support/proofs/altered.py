"""One byte changed behind the back of a store, as somebody would who can reach its file or its CouchDB."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sync.ports import DocumentStore, Write
from sync.stores.memory import MemoryStore

Alter = Callable[[str], str]
_FIND = "SELECT bodies.rowid, body FROM bodies JOIN documents USING (doc) JOIN databases USING (db) WHERE name = ? AND id = ? AND rev = winner"


class Bytes:
    """The text of one revision as it lies in memory or in the file of an embedded store, whatever it is; to be set to anything."""

    def __init__(self, store: DocumentStore, path: Path | None, db: str, id: str, rev: str) -> None:
        self._store, self._path, self._db, self._id, self._rev = store, path, db, id, rev

    @property
    def text(self) -> str:
        if self._path is None:
            assert isinstance(self._store, MemoryStore)
            return str(self._store._databases[self._db].bodies[self._id, self._rev])
        with closing(sqlite3.connect(self._path, timeout=10)) as connection:
            return str(connection.execute(_FIND, (self._db, self._id)).fetchone()[1])

    @text.setter
    def text(self, text: str) -> None:
        if self._path is None:
            assert isinstance(self._store, MemoryStore)
            self._store._databases[self._db].bodies[self._id, self._rev] = text
            return
        with closing(sqlite3.connect(self._path, timeout=10)) as connection, connection:
            row, _ = connection.execute(_FIND, (self._db, self._id)).fetchone()
            connection.execute("UPDATE bodies SET body = ? WHERE rowid = ?", (text, row))


async def alter(store: DocumentStore, path: Path | None, db: str, id: str, change: Alter) -> None:
    """`change` gets the winner's body as JSON text. `path`: the file of an embedded store."""
    winner = await store.read(db, id)
    assert winner is not None
    if path is not None:
        _in_file(path, db, id, change)
    elif isinstance(store, MemoryStore):
        bodies = store._databases[db].bodies
        before = bodies[id, winner["_rev"]]
        bodies[id, winner["_rev"]] = _changed(before, change)
    else:
        body = {name: value for name, value in winner.items() if not name.startswith("_")}
        changed: dict[str, Any] = json.loads(_changed(json.dumps(body, ensure_ascii=False, separators=(",", ":")), change))
        [written] = await store.write(db, [Write({**changed, "_id": id, "_rev": winner["_rev"]}, mode="edit")])
        assert written.error is None


def _in_file(path: Path, db: str, id: str, change: Alter) -> None:
    with closing(sqlite3.connect(path, timeout=10)) as connection, connection:
        row, before = connection.execute(_FIND, (db, id)).fetchone()
        connection.execute("UPDATE bodies SET body = ? WHERE rowid = ?", (_changed(before, change), row))


def _changed(before: str, change: Alter) -> str:
    after = change(before)
    assert after != before, "nothing was altered"
    return after
