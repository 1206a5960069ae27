"""Addresses that are told of papers: added, paused, set going again, tried out and ended by administrators of the unit, and by whoever
runs the server.

The secret that signs messages is reckoned from the server's own and the webhook's id, so that the store holds none; it is told when it
is made, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date

from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.machines.events import PING
from sync.domain.machines.webhook import Place, State, Webhook, headers, shown_secret, webhook_id, wrong_with_webhook
from sync.domain.proofs.history import HISTORY
from sync.domain.text import nfc
from sync.domain.unit_changes import NotPossible, Wrong
from sync.domain.units import UnitTree
from sync.ports import Clock, DocumentStore, IdSource, Json, Write
from sync.ports.post import Answered, Post
from sync.usecases.administration.rights import administered, may_administer, require
from sync.usecases.directory import WEBHOOKS, Directory

SecretOf = Callable[[str, int], bytes]
"""The secret of a webhook, by its id and which of its secrets it is: 32 bytes."""
MOST = 50
"""Addresses of one unit that are not ended: each is told of every paper on its own."""
_TRIES = 5


@dataclass(frozen=True, slots=True)
class NewSecret:
    """To be shown once."""

    webhook: Webhook
    secret: str


class AdministerWebhooks:
    """`actor` None is whoever runs the server: he may do everything here. Raises Refusal (`forbidden`, `unit_unknown`, `not_found`,
    `conflict`) or NotPossible, and then nothing has changed."""

    def __init__(
        self, store: DocumentStore, directory: Directory, clock: Clock, ids: IdSource, secret_of: SecretOf, post: Post
    ) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._ids = ids
        self._secret_of = secret_of
        self._post = post

    async def add(self, actor: Person | None, name: str, unit: str, url: str, events: Iterable[str]) -> NewSecret:
        """`url` is told of papers of `unit` and the units below from now on."""
        tree, now = await self._directory.units(), self._clock.now()
        self._require(actor, unit, tree, now.date())
        name, url, events = nfc(name).strip(), url.strip(), list(events)
        wrongs = wrong_with_webhook(name, url, events)
        held = [one for one in await self._all() if one.unit == unit and one.state != "ended"]
        if len(held) >= MOST:
            wrongs.append(Wrong("unit", "too_many_webhooks", {"maximum": str(MOST)}))
        if wrongs:
            raise NotPossible(wrongs)
        seq = (await self._store.changes(HISTORY, "now")).last_seq
        place = Place((await self._store.info(HISTORY)).uuid, seq, at=now.isoformat(timespec="milliseconds"))
        document: Json = {
            "_id": webhook_id(self._ids.ulid()), "kind": "webhook", "name": name, "unit": unit, "url": url,
            "events": sorted(set(events)), "made_by": actor.username if actor else "", "made_at": now.isoformat(timespec="seconds"),
            "state": "on", "place": asdict(place), "failing": None, "secrets": 1, "secret_at": now.isoformat(timespec="seconds"),
        }  # fmt: skip
        [written] = await self._store.write(WEBHOOKS, [Write(document, mode="edit")])
        if written.error:
            raise Refusal(written.error)
        return self._told(Webhook.from_document(document))

    async def renew_secret(self, actor: Person | None, id: str) -> NewSecret:
        """A new secret; for a day messages are signed with the old one as well."""
        at = self._clock.now().isoformat(timespec="seconds")
        return self._told(await self._change(actor, id, lambda row: {"secrets": row.get("secrets", 1) + 1, "secret_at": at}))

    async def pause(self, actor: Person | None, id: str) -> None:
        """It is told nothing until it goes on; nothing is left out then."""
        await self._set(actor, id, "paused")

    async def go_on(self, actor: Person | None, id: str) -> None:
        """From where it stopped, beginning with what it did not take."""
        await self._set(actor, id, "on")

    async def end(self, actor: Person | None, id: str) -> None:
        """For good."""
        await self._set(actor, id, "ended")

    async def ping(self, actor: Person | None, id: str) -> Answered:
        """Send it a message now that speaks of no paper, to see whether it is taken."""
        hook, now = await self._change(actor, id, lambda _: None), self._clock.now()
        body = f'{{"type":"{PING}","timestamp":"{now.isoformat(timespec="seconds")}","data":{{}}}}'.encode()
        keys = [self._secret_of(id, one) for one in hook.secrets_at(now)]
        return await self._post(hook.url, headers(f"msg_ping{self._ids.ulid()}", now, body, keys), body)

    async def listed(self, actor: Person | None) -> list[Webhook]:
        """Those in the units that `actor` administers: the dead first, then the paused, the ended last. Raises Refusal `forbidden`."""
        tree, today = await self._directory.units(), self._clock.now().date()
        if actor is not None and not administered(actor, tree, today):
            raise Refusal("forbidden")
        mine = (one for one in await self._all() if actor is None or _administers(actor, one.unit, tree, today))
        order = {"dead": 0, "paused": 1, "on": 2, "ended": 3}
        return sorted(mine, key=lambda one: (order[one.state], one.name, one.id))

    async def _all(self) -> list[Webhook]:
        return [Webhook.from_document(one) for one in await self._store.range(WEBHOOKS, "webhook:", "webhook;")]

    async def _set(self, actor: Person | None, id: str, state: State) -> None:
        about = {"state": state, "failing": None} if state == "on" else {"state": state}
        by = {"state_by": actor.username if actor else "", "state_at": self._clock.now().isoformat(timespec="seconds")}
        await self._change(actor, id, lambda row: None if row["state"] == state else about | by)

    async def _change(self, actor: Person | None, id: str, change: Callable[[Json], Json | None]) -> Webhook:
        """Read, changed and written; again where the worker has written meanwhile. What has ended does not change."""
        tree, today = await self._directory.units(), self._clock.now().date()
        if actor is not None and not administered(actor, tree, today):
            raise Refusal("forbidden")
        for _ in range(_TRIES):
            document = await self._store.read(WEBHOOKS, webhook_id(id))
            if document is None:
                raise Refusal("not_found")
            self._require(actor, document["unit"], tree, today)
            changes = change(document)
            if document["state"] == "ended":
                raise Refusal("not_found")
            if changes is None:
                return Webhook.from_document(document)
            [written] = await self._store.write(WEBHOOKS, [Write(document | changes, mode="edit")])
            if written.error is None:
                return Webhook.from_document(document | changes)
        raise Refusal("conflict")

    def _told(self, hook: Webhook) -> NewSecret:
        return NewSecret(hook, shown_secret(self._secret_of(hook.id, hook.secrets)))

    def _require(self, actor: Person | None, unit: str, tree: UnitTree, today: date) -> None:
        if actor is not None:
            require(actor, unit, tree, today)
        elif tree.get(unit) is None:
            raise Refusal("unit_unknown")


def _administers(actor: Person, unit: str, tree: UnitTree, today: date) -> bool:
    found = tree.get(unit)
    return found is not None and may_administer(actor, found, tree, today)
