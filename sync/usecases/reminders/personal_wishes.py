"""What people want of their reminders, `wishes:<user name>` in the database `push`; who has said nothing is reminded as the rules say."""

from __future__ import annotations

import msgspec

from sync.domain.errors import FieldError, Refusal
from sync.domain.reminders.rules import ReminderRules
from sync.domain.reminders.wishes import Wishes, is_possible
from sync.ports import DocumentStore, Seq, Write
from sync.usecases.directory import PUSH

_PREFIX = "wishes:"
_TRIES = 5


class PersonalWishes:
    def __init__(self, store: DocumentStore, rules: ReminderRules) -> None:
        self._store = store
        self._rules = rules
        self._seq: Seq = "0"
        self._held: dict[str, Wishes] = {}
        self.version = 0

    async def of(self, username: str) -> Wishes:
        return (await self.of_everybody()).get(username, Wishes())

    async def of_everybody(self) -> dict[str, Wishes]:
        """By user name; those who said nothing are left out."""
        page = await self._store.changes(PUSH, self._seq)
        ids = [one.id for one in page.changes if one.id.startswith(_PREFIX)]
        for id, leaves in (await self._store.leaves_of(PUSH, ids) if ids else {}).items():
            self._held[id.removeprefix(_PREFIX)] = msgspec.convert(leaves[0], Wishes)
            self.version += 1
        self._seq = page.last_seq
        return self._held

    async def keep(self, username: str, wishes: Wishes) -> None:
        """Raises Refusal `answers_invalid` for a time in the quiet hours, `conflict`."""
        if not is_possible(wishes, self._rules):
            raise Refusal("answers_invalid", fields=(FieldError("first", "bad_time", "Not HH:MM, or in the quiet hours."),))
        id = f"{_PREFIX}{username}"
        for _ in range(_TRIES):
            there = await self._store.read(PUSH, id)
            body = {"_id": id, "kind": "wishes", "username": username, **msgspec.to_builtins(wishes)}
            [written] = await self._store.write(PUSH, [Write(body | ({"_rev": there["_rev"]} if there else {}), mode="edit")])
            if written.error is None:
                return
        raise Refusal(written.error or "conflict")
