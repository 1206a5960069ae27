"""What an operator calls a store: a data folder, `sqlite:` and a file, or the address of a CouchDB; and opening it.

Never takes a password from the command line, where every user of the machine can read it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from server.opening import STORE_FILE, open_store
from server.settings import Settings, SettingWrong
from sync.ports import DocumentStore


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store is. `text` may be shown."""

    text: str
    settings: Settings

    @property
    def embedded(self) -> bool:
        return not self.settings.store

    @property
    def data(self) -> Path:
        """The folder of an embedded store."""
        return self.settings.data

    @property
    def exists(self) -> bool:
        """Whether there is something; of a CouchDB it is not known."""
        return not self.embedded or (self.data / STORE_FILE).is_file()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[DocumentStore]:
        """The store, made where an embedded one is missing. Raises OSError, Refusal `store_unavailable`."""
        store = open_store(self.settings)
        try:
            yield store
        finally:
            await store.close()


def find_place(text: str, settings: Settings, password_file: Path | None = None, prefix: str | None = None) -> Place:
    """The place `text` names; what it does not say is as in the settings. Raises SettingWrong."""
    if text.startswith(("http://", "https://")):
        parts = urlsplit(text)
        if not parts.hostname:
            raise SettingWrong("the address of a CouchDB should look like http://sohop@couch:5984/")
        if parts.password:
            raise SettingWrong("write no password into an address: other users of the machine see it; name a file that holds it")
        file = password_file or settings.store_password_file
        wanted = settings.store_prefix if prefix is None else prefix
        return Place(text, replace(settings, store=text, store_password_file=file, store_prefix=wanted))
    path = Path(text.removeprefix("sqlite:")).expanduser()
    if path.name == STORE_FILE:
        path = path.parent
    elif path.is_file():
        raise SettingWrong(f"{path} is no data folder; the file of a store is called {STORE_FILE}")
    return Place(str(path), replace(settings, data=path, store=""))


def place_of(settings: Settings) -> Place:
    """The store a server with these settings uses."""
    return Place(settings.store or str(settings.data), settings)
