"""Accounts and roles: make, give, end, hand over, a new password, deactivate; for administrators of the units concerned.

A password is made here, told once to who asked for it, and kept only as its argon2 hash. Sessions are the web's concern: the
pages end them after a reset.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from sync.domain.accounts import USERNAME, Grant, Person, account_id
from sync.domain.errors import Refusal
from sync.domain.people_changes import (
    NewPerson,
    deactivated,
    ending,
    grants_of,
    new_account,
    with_grant,
    wrong_with_grant,
    wrong_with_person,
)
from sync.domain.unit_changes import NotPossible, Wrong
from sync.domain.units import UnitTree
from sync.ports import Clock, DocumentStore, IdSource, Json, PasswordHasher
from sync.usecases.administration.all_or_nothing import write_all
from sync.usecases.administration.rights import administered, may_administer, require
from sync.usecases.directory import ACCOUNTS, Directory
from sync.usecases.log_in import LONGEST_PASSWORD
from sync.usecases.set_up import SHORTEST_PASSWORD

_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No sign that is taken for another when it is read out on the telephone."""


@dataclass(frozen=True, slots=True)
class Told:
    """A new password, to be shown once."""

    username: str
    password: str


class AdministerPeople:
    """Every method raises Refusal (`forbidden`, `unit_unknown`, `not_found`, `conflict`) or NotPossible, and then nothing has
    changed."""

    def __init__(
        self, store: DocumentStore, directory: Directory, passwords: PasswordHasher, clock: Clock, ids: IdSource
    ) -> None:
        self._store = store
        self._directory = directory
        self._passwords = passwords
        self._clock = clock
        self._ids = ids
        self._turn = asyncio.Lock()

    async def create(self, actor: Person, new: NewPerson, grant: Grant) -> Told:
        """An account with its first role."""
        tree = await self._directory.units()
        require(actor, grant.unit, tree, self._today())
        password, hashed = await self._new_password()
        async with self._turn:
            account = new_account(new, hashed)
            wrongs = wrong_with_person(new) + wrong_with_grant(account, grant, tree.get(grant.unit))
            if not wrongs and await self._store.read(ACCOUNTS, account["_id"]):
                wrongs.append(Wrong("username", "username_taken", {"username": new.username}))
            _refuse(wrongs)
            await self._write(with_grant(account, grant))
        return Told(new.username, password)

    async def give(self, actor: Person, username: str, grant: Grant) -> None:
        """One role more; `actor` administers the unit of the role."""
        tree = await self._directory.units()
        require(actor, grant.unit, tree, self._today())
        async with self._turn:
            account = await self.account(username)
            _refuse(wrong_with_grant(account, grant, tree.get(grant.unit)))
            await self._write(with_grant(account, grant))

    async def end(self, actor: Person, username: str, grant: Grant, last: date) -> None:
        """`last` is the last day of the role. Nobody ends his own office of administrator."""
        require(actor, grant.unit, await self._directory.units(), self._today())
        async with self._turn:
            account, wrongs = ending(await self.account(username), grant, last)
            if actor.username == username and grant.role == "administrator":
                wrongs.append(Wrong("role", "own_administration"))
            _refuse(wrongs)
            await self._write(account)

    async def hand_over(self, actor: Person, grant: Grant, old: str, new: str | NewPerson, first: date) -> Told | None:
        """From `first` on the role is the other person's, for whom an account is made if he has none; both or neither. Tells
        the password of a new account."""
        tree = await self._directory.units()
        require(actor, grant.unit, tree, self._today())
        password, hashed = await self._new_password() if isinstance(new, NewPerson) else ("", "")
        async with self._turn:
            leaving, wrongs = ending(await self.account(old), grant, first - timedelta(days=1))
            if actor.username == old and grant.role == "administrator":
                wrongs.append(Wrong("role", "own_administration"))
            if isinstance(new, NewPerson):
                wrongs += wrong_with_person(new)
                coming, name = new_account(new, hashed), new.username
                if USERNAME.fullmatch(name) and await self._store.read(ACCOUNTS, account_id(name)):
                    wrongs.append(Wrong("username", "username_taken", {"username": name}))
            else:
                coming, name = await self.account(new), new
            if name == old:
                raise NotPossible([Wrong("new", "same_person")])
            given = Grant(grant.role, grant.unit, first, grant.last)
            wrongs += wrong_with_grant(coming, given, tree.get(grant.unit))
            _refuse(wrongs)
            await self._write(leaving, with_grant(coming, given))
        return Told(name, password) if isinstance(new, NewPerson) else None

    async def reset_password(self, actor: Person, username: str) -> Told:
        """A new password; `actor` administers every unit in which the person holds a role."""
        await self._require_all(actor, username)
        password, hashed = await self._new_password()
        async with self._turn:
            await self._write((await self.account(username)) | {"password_hash": hashed})
        return Told(username, password)

    async def deactivate(self, actor: Person, username: str) -> None:
        """Nobody deactivates himself."""
        await self._require_all(actor, username)
        if actor.username == username:
            raise NotPossible([Wrong("username", "own_administration")])
        async with self._turn:
            await self._write(deactivated(await self.account(username), self._today()))

    async def change_own_password(self, person: Person, new: str, again: str) -> None:
        """Whoever calls has checked the old password."""
        wrongs = []
        if len(new) < SHORTEST_PASSWORD:
            wrongs.append(Wrong("new", "password_short", {"minimum": str(SHORTEST_PASSWORD)}))
        if len(new) > LONGEST_PASSWORD:
            wrongs.append(Wrong("new", "password_long", {"maximum": str(LONGEST_PASSWORD)}))
        if new != again:
            wrongs.append(Wrong("again", "password_differs"))
        _refuse(wrongs)
        hashed = await self._passwords.hash(new)
        async with self._turn:
            await self._write((await self.account(person.username)) | {"password_hash": hashed})

    async def account(self, username: str) -> Json:
        """The document. Raises Refusal `not_found`."""
        found = await self._store.read(ACCOUNTS, account_id(username)) if USERNAME.fullmatch(username) else None
        if found is None:
            raise Refusal("not_found")
        return found

    async def visible(self, actor: Person) -> list[Json]:
        """The accounts with a role, at any time, in a unit that `actor` administers, by name. Raises Refusal `forbidden`."""
        tree, today = await self._directory.units(), self._today()
        if not administered(actor, tree, today):
            raise Refusal("forbidden")
        accounts = await self._store.range(ACCOUNTS, "account:", "account;")
        mine = {id for id, unit in tree.units.items() if may_administer(actor, unit, tree, today)}
        seen = (one for one in accounts if any(row["unit"] in mine for row in one["roles"]))
        return sorted(seen, key=lambda one: (one["name"], one["username"]))

    async def may_see(self, actor: Person, account: Json) -> bool:
        """Whether the account has a role, at any time, in a unit that `actor` administers."""
        tree, today = await self._directory.units(), self._today()
        units = (tree.get(row["unit"]) for row in account["roles"])
        return any(unit is not None and may_administer(actor, unit, tree, today) for unit in units)

    async def may_command(self, actor: Person, account: Json) -> bool:
        """Whether `actor` administers every unit in which this person holds or will hold a role; of somebody who holds none any
        more, those in which he did. So nobody gets at the account of somebody above him."""
        tree, today = await self._directory.units(), self._today()
        grants = grants_of(account)
        now = [grant for grant in grants if grant.last is None or grant.last >= today] or grants
        return bool(now) and all(_administers(actor, grant, tree, today) for grant in now)

    async def _require_all(self, actor: Person, username: str) -> None:
        if not administered(actor, await self._directory.units(), self._today()):
            raise Refusal("forbidden")
        if not await self.may_command(actor, await self.account(username)):
            raise Refusal("forbidden")

    async def _new_password(self) -> tuple[str, str]:
        digest = int.from_bytes(hashlib.sha256(self._ids.token().encode()).digest())
        signs = [_SIGNS[digest // len(_SIGNS) ** place % len(_SIGNS)] for place in range(12)]
        password = "-".join("".join(signs[start : start + 4]) for start in (0, 4, 8))
        return password, await self._passwords.hash(password)

    async def _write(self, *accounts: Json) -> None:
        await write_all(self._store, [(ACCOUNTS, account) for account in accounts])

    def _today(self) -> date:
        return self._clock.now().date()


def _administers(actor: Person, grant: Grant, tree: UnitTree, today: date) -> bool:
    unit = tree.get(grant.unit)
    return unit is not None and may_administer(actor, unit, tree, today)


def _refuse(wrongs: list[Wrong]) -> None:
    if wrongs:
        raise NotPossible(wrongs)
