"""The files of a data folder, and the store that the settings name, opened. Beside `app.py` and `moving/` nothing names a store."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from server.begun import BegunFiles
from server.settings import Settings
from sync.ports import DocumentStore
from sync.stores.couchdb.store import INFO_SECONDS, CouchStore
from sync.stores.sqlite.damage import damage_in
from sync.stores.sqlite.glimpses import TRUSTED
from sync.stores.sqlite.store import SqliteStore

STORE_FILE = "sohop.sqlite"
READ_MODEL_FILE = "read-model.sqlite"
PAPER_INDEX_FILE = "paper-index.sqlite"
BEGUN_FOLDER = "begun"


def store_exists(settings: Settings) -> bool:
    """Whether the data folder has been used before."""
    return (settings.data / STORE_FILE).exists() or (settings.data / READ_MODEL_FILE).exists()


def damage_of(settings: Settings) -> list[str]:
    """What is wrong in the file of the embedded store, which is read through; none for a CouchDB or where there is no file.

    Raises OSError for a file that cannot be a store.
    """
    path = settings.data / STORE_FILE
    if settings.store or not path.exists():
        return []
    _check_not_cut_off(settings.data)
    return damage_in(path)


def _check_not_cut_off(data: Path) -> None:
    """SQLite takes an empty file for a new store, and everything would seem to be gone. Raises OSError."""
    path = data / STORE_FILE
    if path.exists() and not path.stat().st_size and (data / READ_MODEL_FILE).exists():
        raise OSError(f"{path} is empty, but this folder has been in use: the file was cut off and has to be restored")


def open_store(settings: Settings, *, serving: bool = False) -> SqliteStore | CouchStore:
    """The store the settings name: the embedded one of the data folder, made where it is missing, or a CouchDB. `serving`:
    for the server itself, which may go for a moment by what it has just seen; a command beside it goes by what the server writes.

    Raises OSError where the folder or the password's file cannot be used; OSError or sqlite3.DatabaseError where the store's
    file cannot.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.store:
        _check_not_cut_off(settings.data)
        return SqliteStore(settings.data / STORE_FILE, trusted=TRUSTED if serving else 0.0)
    return CouchStore(
        settings.store,
        prefix=settings.store_prefix,
        q=settings.store_shards,
        n=settings.store_copies,
        credentials=lambda: _credentials(settings),
        info_seconds=INFO_SECONDS if serving else 0.0,
    )


def begun_at(settings: Settings, store: DocumentStore) -> BegunFiles | None:
    """Where it is noted what is being written; the embedded store writes it in one transaction."""
    return BegunFiles(settings.data / BEGUN_FOLDER) if isinstance(store, CouchStore) else None


def _credentials(settings: Settings) -> tuple[str, str]:
    """Who we are to CouchDB; asked again when it refuses, as the password may have been changed in the file."""
    password = ""
    if settings.store_password_file is not None:
        password = settings.store_password_file.read_text("utf-8").partition("\n")[0].strip()
    return unquote(urlsplit(settings.store).username or ""), password
