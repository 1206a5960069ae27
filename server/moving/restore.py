"""`restore`: a data folder, or the databases of an empty CouchDB, from an archive. Refuses to write over anything.

Every byte is checked before it is used, and the result is opened and counted before it gets its name. Every database gets
another uuid: its feed goes on differently from that day on, and a phone that has seen more must be told what is new.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from server.moving.archive import Database, Manifest, drafted, finish, unpack
from server.moving.places import Place
from server.opening import STORE_FILE
from server.settings import Settings
from sync.ports import DocumentStore
from sync.stores.sqlite.backup import check_file, give_new_uuids
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.moving.failure import MoveFailed
from sync.usecases.moving.lines import comes_back, take_lines
from sync.usecases.moving.local_documents import drop_local
from sync.usecases.moving.progress import MOST_PLACES, Places, leave_places

Say = Callable[[str], None]


async def restore(archive: Path, to: Path, settings: Settings, couch: Place | None, say: Say) -> int:
    """The exit code. Raises MoveFailed, OSError, sqlite3.DatabaseError, Refusal `store_unavailable`; `to` is untouched then."""
    manifest = await put_back(archive, to, say, couch=couch)
    documents = sum(one.documents for one in manifest.databases)
    say(f"{couch.text if couch else to}: {len(manifest.databases)} databases, {documents} documents, as of {manifest.made_at}")
    return 0


async def put_back(archive: Path, to: Path, say: Say, *, couch: Place | None = None, as_it_was: bool = False) -> Manifest:
    """Make the folder `to`; `as_it_was` leaves feeds and `_local` documents as they are, for looking at."""
    with drafted(to) as draft:
        came, made = draft / "came", draft / "made"
        came.mkdir(mode=0o700)
        made.mkdir(mode=0o700)
        manifest = unpack(archive, came)
        say(f"{len(manifest.files)} files, every SHA-256 as in the manifest")
        if couch is not None:
            await _into_couchdb(came, manifest, couch, say)
        elif manifest.store == "sqlite":
            await _embedded(came, made, manifest, as_it_was=as_it_was)
        else:
            store = SqliteStore(made / STORE_FILE)
            try:
                await _from_lines(came, manifest.databases, store, say)
            finally:
                await store.close()
        for file in manifest.files:
            if file.name != STORE_FILE and not file.name.startswith("databases/"):
                (made / file.name).parent.mkdir(mode=0o700, exist_ok=True)
                (came / file.name).rename(made / file.name)
        for path in made.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        finish(made, to)
    return manifest


async def _embedded(came: Path, made: Path, manifest: Manifest, *, as_it_was: bool) -> None:
    path = made / STORE_FILE
    if not (came / STORE_FILE).exists():
        raise MoveFailed(f"the archive holds no {STORE_FILE}")
    (came / STORE_FILE).rename(path)
    try:
        found = check_file(path)
    except (OSError, sqlite3.DatabaseError) as error:
        raise MoveFailed(f"the store in the archive cannot be used: {error}") from None
    told = {one.name: (one.uuid, one.documents, one.deletions, one.seq) for one in manifest.databases}
    if {one.name: (one.uuid, one.doc_count, one.doc_del_count, one.update_seq) for one in found} != told:
        raise MoveFailed("the store in the archive holds another number of documents than its manifest")
    if as_it_was:
        return
    old = give_new_uuids(path)
    store = SqliteStore(path)
    try:
        for name, uuid in old.items():
            await _begin_again(store, name, uuid)
    finally:
        await store.close()


async def _begin_again(store: DocumentStore, name: str, old_uuid: str) -> None:
    """What the database tells cursors of the feed it was cut from, and peers."""
    end = int((await store.info(name)).update_seq)
    step = end // MOST_PLACES + 1
    places: Places = [[str(place), str(place)] for place in [*range(step, end, step), end]]
    await leave_places(store, name, old_uuid, places)
    for id in await store.local_ids(name):
        if not comes_back(id, await store.read_local(name, id) or {}):
            await drop_local(store, name, id)


async def _into_couchdb(came: Path, manifest: Manifest, couch: Place, say: Say) -> None:
    if manifest.store != "lines":
        raise MoveFailed("the archive holds an embedded store: restore it to a folder and `migrate` from there")
    async with couch.opened() as store:
        if there := await store.databases():
            raise MoveFailed(f"{couch.text} is not empty: it has {there[0]}")
        try:
            await _from_lines(came, manifest.databases, store, say)
        except BaseException:
            for name in await store.databases():
                await store.delete_database(name)
            raise


async def _from_lines(came: Path, databases: Sequence[Database], store: DocumentStore, say: Say) -> None:
    for one in databases:
        with (came / one.file).open("rb") as lines:
            told = await take_lines(store, lines)
        if told.name != one.name:
            raise MoveFailed(f"{one.file} holds {told.name}, the manifest says {one.name}")
        say(f"{told.name}: {told.revisions} revisions")
