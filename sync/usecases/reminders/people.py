"""Everybody who has an account, kept while accounts do not change: sessions lie in the same database and change all day."""

from __future__ import annotations

from sync.domain.accounts import Person
from sync.ports import DocumentStore, Seq
from sync.usecases.directory import ACCOUNTS

_PREFIX = "account:"


class People:
    """Call it for the people there are, by user name."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._seq: Seq = "0"
        self._people: dict[str, Person] = {}
        self.version = 0

    async def __call__(self) -> dict[str, Person]:
        page = await self._store.changes(ACCOUNTS, self._seq)
        ids = [one.id for one in page.changes if one.id.startswith(_PREFIX)]
        for id, leaves in (await self._store.leaves_of(ACCOUNTS, ids) if ids else {}).items():
            username = id.removeprefix(_PREFIX)
            self.version += 1
            if leaves[0].get("_deleted"):
                self._people.pop(username, None)
            else:
                self._people[username] = Person.from_document(leaves[0])
        self._seq = page.last_seq
        return self._people
