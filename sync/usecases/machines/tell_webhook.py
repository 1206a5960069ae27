"""Telling one address of papers: in the order of the history, at least once, each message with the same id whenever it is told again.

Where an address stands is written after every message that was taken, so a server that dies tells one message twice at most. A
message that is not taken holds up those behind it: an address never hears of an answer before the question.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from sync.domain.access import may
from sync.domain.errors import Refusal
from sync.domain.machines.events import Event, events_in
from sync.domain.machines.webhook import Place, Webhook, failed, headers, webhook_id
from sync.domain.proofs.history import HISTORY
from sync.ports import Clock, DocumentStore, Json, Write
from sync.ports.post import Post
from sync.usecases.directory import WEBHOOKS, Directory
from sync.usecases.machines.administer_webhooks import SecretOf

_LOG = logging.getLogger(__name__)
PORTION = 20
HOLD = timedelta(seconds=120)
"""How long one server keeps the others from telling an address, counted from its last message."""
OVERLAP = timedelta(days=1)
"""After the store was moved, where places of the feed mean nothing any more, this much is told again."""


class TellWebhook:
    """`server`: a name of this server among those that share the store, made anew at each start."""

    def __init__(
        self, store: DocumentStore, directory: Directory, clock: Clock, secret_of: SecretOf, post: Post, server: str
    ) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._secret_of = secret_of
        self._post = post
        self._server = server
        self._seen: dict[str, tuple[Place, Place]] = {}
        """How far the history was looked through for each, beyond what is written: entries in which there is nothing for it."""

    async def __call__(self, id: str) -> None:
        """Tell it all there is, or until it takes one no more. Raises Refusal `store_unavailable`."""
        while (document := await self._store.read(WEBHOOKS, webhook_id(id))) is not None:
            hook = Webhook.from_document(document)
            if not self._is_due(hook):
                return
            found = await self._next(hook)
            if found is None:
                return
            event, place = found
            held = await self._hold(document)
            if held is None or not await self._tell(hook, held, event, place):
                return

    def _is_due(self, hook: Webhook) -> bool:
        if hook.state != "on":
            self._seen.pop(hook.id, None)
            return False
        return hook.failing is None or datetime.fromisoformat(hook.failing.next_at) <= self._clock.now()

    async def _next(self, hook: Webhook) -> tuple[Event, Place] | None:
        """The next event it is to hear of, and where it stands once it has; None when there is none."""
        place = await self._begin(hook)
        tree, today = await self._directory.units(), self._clock.now().date()
        while True:
            page = await self._store.changes(HISTORY, place.seq, limit=PORTION)
            leaves = await self._store.leaves_of(HISTORY, [one.id for one in page.changes])
            for change in page.changes:
                entry: Json = next((one for one in leaves.get(change.id, ()) if not one.get("_deleted")), {})
                at = str(entry.get("received_at", ""))
                events = list(events_in(entry)) if at >= place.since else []
                for number, event in enumerate(events, 1):
                    if change.id == place.entry and number <= place.within:
                        continue
                    if hook.wants(event) and may(hook.person, "read", event.unit, tree, today, event.kind):
                        after = replace(place, entry=change.id, within=number)
                        return event, after if number < len(events) else place.past(change.seq, at)
                place = place.past(change.seq, at)
                self._seen[hook.id] = hook.place, place
            if not page.changes:
                self._seen[hook.id] = hook.place, replace(place, since="")
                return None

    async def _begin(self, hook: Webhook) -> Place:
        uuid = (await self._store.info(HISTORY)).uuid
        written, seen = self._seen.get(hook.id, (None, Place()))
        if written == hook.place and seen.uuid == uuid:
            return seen
        if hook.place.uuid == uuid:
            return hook.place
        before = (datetime.fromisoformat(hook.place.at) - OVERLAP).isoformat(timespec="milliseconds")
        return Place(uuid, at=hook.place.at, since=hook.place.since or max(before, hook.made_at))

    async def _hold(self, document: Json) -> Json | None:
        """The document, written with our name so that no other server tells this address meanwhile; None where one does."""
        now, holder = self._clock.now(), document.get("holder") or {}
        until = str(holder.get("until", ""))
        if holder.get("server") != self._server and until and datetime.fromisoformat(until) > now:
            return None
        if holder.get("server") == self._server and datetime.fromisoformat(until) - now > HOLD / 2:
            return document
        return await self._write(document | {"holder": {"server": self._server, "until": (now + HOLD).isoformat()}})

    async def _tell(self, hook: Webhook, document: Json, event: Event, place: Place) -> bool:
        """Whether it was taken, and that is written."""
        now, body = self._clock.now(), event.body()
        keys = [self._secret_of(hook.id, one) for one in hook.secrets_at(now)]
        answered = await self._post(hook.url, headers(event.id, now, body, keys), body)
        if answered.taken:
            told: Json = {"place": asdict(place), "failing": None, "told_at": now.isoformat(timespec="seconds"), "told": hook.told + 1}
            return await self._write(document | told) is not None
        state, failing = failed(hook.failing, now, answered.status, answered.why, answered.wait)
        if state == "dead":
            _LOG.warning("webhook %s of %s is told nothing more: it did not answer since %s", hook.id, hook.unit, failing.since)
        await self._write(document | {"state": state, "failing": asdict(failing)})
        return False

    async def _write(self, document: Json) -> Json | None:
        """None where somebody else has written meanwhile: then it is read anew the next time."""
        [written] = await self._store.write(WEBHOOKS, [Write(document, mode="edit")])
        if written.error is not None and written.error != "conflict":
            raise Refusal(written.error)
        return document | {"_rev": written.rev} if written.error is None else None

