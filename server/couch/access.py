"""Who may come in at CouchDB's door.

A workspace: whoever may hold it on his phone may hold it in any other peer too; nobody makes, deletes or compacts one here.
A plain database, whose name is neither a workspace's nor one of the product's own: administrators alone, who may do with
it what CouchDB lets an administrator do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.types import Scope

from server.couch.request import Intent
from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.documents import is_workspace, unit_of
from sync.domain.drafts import is_told_to
from sync.domain.errors import Refusal
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.directory import SYSTEM_DATABASES, Directory


class CouchAccess:
    """The `authorise` of the real server. Makes the workspace of a unit where nobody has needed it yet."""

    def __init__(
        self, store: DocumentStore, person_of: Callable[[Scope], Awaitable[Person | None]], directory: Directory, clock: Clock
    ) -> None:
        self._store = store
        self._person_of = person_of
        self._directory = directory
        self._clock = clock

    async def __call__(self, scope: Scope, db: str, intent: Intent) -> Person:
        """Raises Refusal `session_missing`, or `forbidden` alike for what there is not and for what is not his."""
        person = await self._person_of(scope)
        if person is None:
            raise Refusal("session_missing")
        unit, tree, day = unit_of(db), await self._directory.units(), self._clock.now().date()
        if not is_workspace(db):
            if db in SYSTEM_DATABASES or not access.may_keep_databases(person, day):
                raise Refusal("forbidden")
            return person
        if unit is None or intent == "administer" or tree.get(unit) is None or not access.may(person, "enter", unit, tree, day):
            raise Refusal("forbidden")
        if intent == "write" and not access.may(person, "write", unit, tree, day):
            raise Refusal("forbidden")
        await self._store.create_database(db)
        return person


def sees(person: Person, leaf: Json) -> bool:
    """Drafts travel only to those who write them."""
    return is_told_to(person.username, leaf)
