"""Check a user name and a password against the account. An unknown user costs the same work as a wrong password, so the
time of the answer tells nobody which names exist. Sessions and delays are the web's concern, not this file's."""

from __future__ import annotations

from sync.domain.accounts import USERNAME, Person, account_id
from sync.domain.errors import Refusal
from sync.ports import DocumentStore, PasswordHasher, Write
from sync.usecases.directory import ACCOUNTS

LONGEST_PASSWORD = 512
"""In characters; longer ones are wrong without being hashed."""


class LogIn:
    """The use case behind every door that takes a password."""

    def __init__(self, store: DocumentStore, passwords: PasswordHasher) -> None:
        self._store = store
        self._passwords = passwords
        self._nobody: str | None = None

    async def __call__(self, username: str, password: str) -> Person:
        """The person; raises Refusal `credentials_wrong`. A hash made with old parameters is replaced on the way."""
        document = await self._store.read(ACCOUNTS, account_id(username)) if USERNAME.fullmatch(username) else None
        hashed = document.get("password_hash") if document else None
        right = len(password) <= LONGEST_PASSWORD and await self._passwords.verify(
            password, hashed or await self._hash_of_nobody()
        )
        if document is None or not hashed or not right:
            raise Refusal("credentials_wrong")
        if self._passwords.outdated(hashed):
            fresh = document | {"password_hash": await self._passwords.hash(password)}
            await self._store.write(ACCOUNTS, [Write(fresh, mode="edit")])  # a conflict only leaves the old hash in place
        return Person.from_document(document)

    async def _hash_of_nobody(self) -> str:
        if self._nobody is None:
            self._nobody = await self._passwords.hash("no account has this password")
        return self._nobody
