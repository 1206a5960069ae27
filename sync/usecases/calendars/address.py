"""The secret address of a person's calendar: one a person, made anew or taken back at will. Calendar programs cannot log in, so who has
the address sees the calendar (RFC 7986, 5.7, and what Google and Apple do); in the store lies only its SHA-256 (`calendar:<hash>` in
`accounts`), so whoever reads the store cannot make the address of it.
"""

from __future__ import annotations

import hashlib

from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.ports import Clock, DocumentStore, IdSource, Json, Write
from sync.usecases.directory import ACCOUNTS, Directory

_PREFIX = "calendar:"
_TOKEN_LENGTH = 43


class CalendarAddress:
    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock, ids: IdSource) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._ids = ids

    async def made_at(self, person: Person) -> str:
        """When the present address was made, ISO 8601; "" where there is none."""
        return max((str(one["made_at"]) for one in await self._of(person)), default="")

    async def make(self, person: Person) -> str:
        """The token of a new address, to be shown once; any before it ends. Raises Refusal `conflict`."""
        before, token = await self._of(person), self._ids.token()
        made = {"_id": _id(token), "kind": "calendar", "username": person.username, "made_at": self._clock.now().isoformat()}
        [written] = await self._store.write(ACCOUNTS, [Write(made, mode="edit")])
        if written.error:
            raise Refusal(written.error)
        await self._end(before)
        return token

    async def drop(self, person: Person) -> None:
        """Take the address back; without one nothing happens."""
        await self._end(await self._of(person))

    async def owner(self, token: str) -> Person | None:
        """Whose calendar it is; None for an address that is none, and for who holds no role any more."""
        if len(token) != _TOKEN_LENGTH:
            return None
        document = await self._store.read(ACCOUNTS, _id(token))
        person = await self._directory.person(str(document["username"])) if document else None
        return person if person is not None and person.held(self._clock.now().date()) else None

    async def _of(self, person: Person) -> list[Json]:
        held = await self._store.range(ACCOUNTS, _PREFIX, f"{_PREFIX}\U0010ffff")
        return [one for one in held if one.get("username") == person.username]

    async def _end(self, held: list[Json]) -> None:
        graves = [Write({"_id": one["_id"], "_rev": one["_rev"], "_deleted": True}, mode="edit") for one in held]
        if graves:
            await self._store.write(ACCOUNTS, graves)


def _id(token: str) -> str:
    return _PREFIX + hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
