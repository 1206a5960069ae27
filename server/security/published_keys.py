"""The public keys of all servers of one store: each puts its own there when it starts, so that every server can tell and check all.

What lies in the store is believed only as far as a key of this machine's own folder vouches for it.
"""

from __future__ import annotations

import msgspec

from server.security.public_keys import PublicKey, PublicKeys
from sync.ports import DocumentStore, Write
from sync.usecases.directory import KEYS

_MOST = 1_000


class PublishedKeys:
    """`own`: the keys of this machine's folder."""

    def __init__(self, store: DocumentStore, own: PublicKeys) -> None:
        self._store = store
        self._own = own
        self._seq = ""
        self._all = own

    async def publish(self) -> None:
        """Put the own ones into the store, where they are not there yet."""
        await self._store.create_database(KEYS)
        there = {id for id, _ in await self._store.index(KEYS)}
        missing = [one for one in self._own.keys.values() if f"key:{one.key}" not in there]
        bodies = [{"_id": f"key:{one.key}", "kind": "receipt_key", "says": msgspec.to_builtins(one)} for one in missing]
        # Two servers that start together write the same; the second finds a conflict, which is what was wanted.
        await self._store.write(KEYS, [Write(body, mode="edit") for body in bodies])

    async def all(self) -> PublicKeys:
        """Those that are trusted here, the oldest first. Raises NoSuchDatabase before any server published."""
        seq = (await self._store.info(KEYS)).update_seq
        if seq != self._seq:
            found = []
            for document in await self._store.range(KEYS, limit=_MOST):
                try:
                    found.append(msgspec.convert(document.get("says"), PublicKey))
                except msgspec.ValidationError:
                    continue  # of a newer version of the product, or nobody's: no key we could vouch for
            self._all, self._seq = self._own.joined(found), seq
        return self._all
