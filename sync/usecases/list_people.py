"""Who holds which role today, in the units where a person works or which he oversees. Names and roles alone: no telephone numbers, no
roles in other units, nobody without a role here."""

from __future__ import annotations

from dataclasses import dataclass

from sync.domain.accounts import Grant, Person
from sync.ports import Clock, DocumentStore
from sync.usecases.directory import ACCOUNTS, Directory
from sync.usecases.papers.where_to_look import units_seen

_PORTION = 200


@dataclass(frozen=True, slots=True)
class PersonSeen:
    username: str
    name: str
    roles: tuple[Grant, ...]


class ListPeople:
    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def __call__(self, person: Person, unit: str, below: bool, after: str, limit: int) -> list[PersonSeen]:
        """At most `limit` behind the user name `after`, by user name; `unit`: "" for all. Raises Refusal `unit_unknown`, `forbidden`."""
        tree, today = await self._directory.units(), self._clock.now().date()
        units = {one.id for one in units_seen(person, tree, today, unit, below)}
        found: list[PersonSeen] = []
        start = f"account:{after}\0" if after else "account:"
        while len(found) < limit:
            page = await self._store.range(ACCOUNTS, start, "account;", limit=_PORTION)
            for document in page:
                one = Person.from_document(document)
                if roles := tuple(grant for grant in one.held(today) if grant.unit in units):
                    found.append(PersonSeen(one.username, one.name, roles))
            if len(page) < _PORTION:
                break
            start = page[-1]["_id"] + "\0"
        return found[:limit]
