"""`backup`: the store, the keys and what else cannot be made again, in one archive, while the server runs.

Everything acknowledged before it began is in it. An embedded store is copied from one snapshot; a CouchDB is read database
by database, each up to the end of its feed, so that papers of two units may be of two moments.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import sync
from server.demo.load import PEOPLE_FILE
from server.machine import MachineClock
from server.moving.archive import TAR, Database, Manifest, drafted, finish, pack, seal
from server.moving.places import Place
from server.opening import STORE_FILE
from server.push.keys import FILE as PUSH_FILE
from server.security.keys import FOLDER, PUBLIC_FILE, RECEIPT_FILE, SECRET_FILE
from sync.domain.errors import NoSuchDatabase
from sync.stores.sqlite.backup import check_file, copy_file
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.moving.compare_stores import CompareStores
from sync.usecases.moving.failure import MoveFailed
from sync.usecases.moving.lines import Told, lines_of

Say = Callable[[str], None]
KEPT_BESIDE = (f"{FOLDER}/{RECEIPT_FILE}", f"{FOLDER}/{SECRET_FILE}", f"{FOLDER}/{PUBLIC_FILE}", f"{FOLDER}/{PUSH_FILE}", PEOPLE_FILE)
"""Files of the data folder, besides the store, that nothing can make again."""


async def backup(place: Place, to: Path, say: Say, *, verify: bool = False) -> int:
    """The exit code. Raises MoveFailed, OSError, sqlite3.DatabaseError, Refusal `store_unavailable`; nothing is left then."""
    if not place.exists:
        raise MoveFailed(f"there is no store in {place.text}")
    began = MachineClock().now()
    with drafted(to) as draft:
        content = draft / "content"
        content.mkdir(mode=0o700)
        databases = _copy_embedded(place, content) if place.embedded else await _copy_lines(place, content, say)
        for name in KEPT_BESIDE:
            _copy_beside(place.data / name, content / name)
        manifest = seal(content, _manifest(place, began, databases))
        ready = content
        if to.name.endswith(TAR):
            ready = draft / "archive"
            pack(content, ready)
        if verify and not await _verified(ready, place, say):
            raise MoveFailed("the archive does not hold what the store holds")
        finish(ready, to)
    documents = sum(one.documents for one in databases)
    size = sum(file.bytes for file in manifest.files)
    say(f"{to}: {len(databases)} databases, {documents} documents, {len(manifest.files)} files, {size} bytes before compression")
    if not (place.data / FOLDER / SECRET_FILE).exists() or place.settings.secret:
        say("The secret of the servers comes from SOHOP_SECRET and is not in the archive: keep it elsewhere.")
    return 0


def _manifest(place: Place, began: datetime, databases: list[Database]) -> Manifest:
    return Manifest(version(), began.isoformat(timespec="seconds"), "sqlite" if place.embedded else "lines", tuple(databases))


def version() -> str:
    """The product's version, as its checkout tells it."""
    told = tomllib.loads((Path(sync.__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
    return str(told["project"]["version"])


def _copy_beside(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(source, target)


def _copy_embedded(place: Place, content: Path) -> list[Database]:
    copy_file(place.data / STORE_FILE, content / STORE_FILE)
    found = check_file(content / STORE_FILE)
    return [Database(one.name, one.uuid, one.doc_count, one.doc_del_count, one.update_seq) for one in found]


async def _copy_lines(place: Place, content: Path, say: Say) -> list[Database]:
    databases = []
    (content / "databases").mkdir(mode=0o700)
    async with place.opened() as store:
        for number, name in enumerate(await store.databases(), 1):
            file, told = f"databases/{number:06}.jsonl", Told(name)
            try:
                with (content / file).open("wb") as opened:
                    async for line in lines_of(store, name, told):
                        opened.write(line)
                info = await store.info(name)
            except NoSuchDatabase:
                (content / file).unlink()
                say(f"{name}: deleted meanwhile")
                continue
            databases.append(Database(name, told.uuid, info.doc_count, info.doc_del_count, told.seq, file))
            say(f"{name}: {told.revisions} revisions")
    return databases


async def _verified(archive: Path, place: Place, say: Say) -> bool:
    """Restore it beside, and compare with the store as far as that has not changed since."""
    from server.moving.restore import put_back

    with TemporaryDirectory(dir=archive.parent) as aside:
        manifest = await put_back(archive, Path(aside) / "restored", say, as_it_was=True)
        store = SqliteStore(Path(aside) / "restored" / STORE_FILE)
        try:
            async with place.opened() as live:
                since = {one.name: one.seq for one in manifest.databases}
                compared = await CompareStores(store, live, moves=live, since=since, locals_too=False, say=say).run()
        finally:
            await store.close()
    say(compared.sentence())
    for line in compared.told:
        say(f"  differs: {line}")
    return not compared.differences
