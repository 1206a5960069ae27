"""Keep what a phone tells of the digests its person was sent. Told again, or late, or in another order, it comes to the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.reminders.digest import Digest, Event
from sync.domain.reminders.events import with_event
from sync.ports import Clock, DocumentStore, Write
from sync.usecases.directory import REMINDERS

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Told:
    """One event: of which digest, what, and when by the phone's clock (ISO 8601)."""

    reminder: str
    event: Event
    at: str


class TakeEvents:
    """Call it with who tells and what. Digests of others, and those that are not there any more, are passed over: a phone must not keep
    telling what nobody can use. Raises Refusal `conflict` where others keep writing the same digest."""

    def __init__(self, store: DocumentStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self, person: Person, events: Iterable[Told]) -> None:
        by_digest: defaultdict[str, list[Told]] = defaultdict(list)
        for one in events:
            if one.reminder.startswith(f"reminder:{person.username}:"):
                by_digest[one.reminder].append(one)
        for id, some in by_digest.items():
            await self._keep(id, some)

    async def _keep(self, id: str, events: list[Told]) -> None:
        now = self._clock.now().isoformat(timespec="milliseconds")
        for _ in range(_TRIES):
            document = await self._store.read(REMINDERS, id)
            if document is None:
                return
            before = digest = Digest.from_document(document)
            for one in events:
                digest = with_event(digest, one.event, one.at, now)
            if digest == before:
                return
            [written] = await self._store.write(REMINDERS, [Write(digest.to_document() | {"_rev": document["_rev"]}, mode="edit")])
            if written.error is None:
                return
        raise Refusal(written.error or "conflict")
