"""Letting machines in and shutting them out: for administrators of the unit, and for whoever runs the server.

A token is made here, told once, and kept only as its hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.machines.machine import Machine, hash_of, machine_id, token_of, wrong_with_machine
from sync.domain.text import nfc
from sync.domain.unit_changes import NotPossible
from sync.domain.units import UnitTree
from sync.ports import Clock, DocumentStore, IdSource, Json, Write
from sync.usecases.administration.rights import administered, may_administer, require
from sync.usecases.directory import MACHINES, Directory


@dataclass(frozen=True, slots=True)
class NewToken:
    """To be shown once."""

    machine: Machine
    token: str


class AdministerMachines:
    """`actor` None is whoever runs the machine: he may do everything here. Raises Refusal (`forbidden`, `unit_unknown`, `not_found`,
    `conflict`) or NotPossible, and then nothing has changed."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock, ids: IdSource) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._ids = ids

    async def let_in(self, actor: Person | None, name: str, unit: str, scopes: Iterable[str], last: date) -> NewToken:
        """A new machine, which reads in `unit` and below what `scopes` name, until the end of `last`."""
        tree, now = await self._directory.units(), self._clock.now()
        _require(actor, unit, tree, now.date())
        name, scopes = nfc(name).strip(), list(scopes)
        if wrongs := wrong_with_machine(name, scopes, last, now.date()):
            raise NotPossible(wrongs)
        token = token_of(self._ids.token())
        document: Json = {
            "_id": machine_id(self._ids.ulid()), "kind": "machine", "name": name, "unit": unit, "scopes": sorted(set(scopes)),
            "token_hash": hash_of(token), "made_by": actor.username if actor else "", "made_at": now.isoformat(timespec="seconds"),
            "last": last.isoformat(),
        }  # fmt: skip
        [written] = await self._store.write(MACHINES, [Write(document, mode="edit")])
        if written.error:
            raise Refusal(written.error)
        return NewToken(Machine.from_document(document), token)

    async def shut_out(self, actor: Person | None, id: str) -> None:
        """Its token is worth nothing any more. Twice is no error."""
        tree, now = await self._directory.units(), self._clock.now()
        if actor is not None and not administered(actor, tree, now.date()):
            raise Refusal("forbidden")
        for _ in range(3):  # the once-a-day contact may be written in between
            document = await self._store.read(MACHINES, machine_id(id))
            if document is None:
                raise Refusal("not_found")
            _require(actor, document["unit"], tree, now.date())
            if document.get("revoked"):
                return
            revoked = {"by": actor.username if actor else "", "at": now.isoformat(timespec="seconds")}
            [written] = await self._store.write(MACHINES, [Write(document | {"revoked": revoked}, mode="edit")])
            if written.error is None:
                return
        raise Refusal("conflict")

    async def listed(self, actor: Person | None) -> list[Machine]:
        """All machines in the units that `actor` administers, those that are let in first, then by name. Raises Refusal `forbidden`."""
        tree, today = await self._directory.units(), self._clock.now().date()
        if actor is not None and not administered(actor, tree, today):
            raise Refusal("forbidden")
        rows = map(Machine.from_document, await self._store.range(MACHINES, "machine:", "machine;"))
        mine = (one for one in rows if actor is None or _administers(actor, one.unit, tree, today))
        return sorted(mine, key=lambda one: (not one.holds(today), one.name, one.id))


def _require(actor: Person | None, unit: str, tree: UnitTree, today: date) -> None:
    if actor is not None:
        require(actor, unit, tree, today)
    elif tree.get(unit) is None:
        raise Refusal("unit_unknown")


def _administers(actor: Person, unit: str, tree: UnitTree, today: date) -> bool:
    found = tree.get(unit)
    return found is not None and may_administer(actor, found, tree, today)
