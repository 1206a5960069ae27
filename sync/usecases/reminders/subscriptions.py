"""The phones that can be reached by push, `subscription:<SHA-256 of the endpoint>` in the database `push`: each belongs to the person
and to the session in which it was made, and is gone with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from sync.domain.errors import FieldError, Refusal
from sync.domain.reminders.endpoints import PushHosts
from sync.domain.reminders.subscription import MOST_OF_A_PERSON, Subscription, keys_problem, subscription_id
from sync.ports import Clock, DocumentStore, Json, Seq, Write
from sync.usecases.directory import ACCOUNTS, PUSH

_TRIES = 5


class Subscriptions:
    """`hosts`: whom we send to at all."""

    def __init__(self, store: DocumentStore, clock: Clock, hosts: PushHosts) -> None:
        self._store = store
        self._clock = clock
        self.hosts = hosts
        self._seq: Seq = "0"
        self._held: defaultdict[str, dict[str, Subscription]] = defaultdict(dict)
        self._owner: dict[str, str] = {}

    async def keep(self, made: Subscription, known_keys: Iterable[str], replaces: str | None = None) -> None:
        """Keep a phone; told again, it is the same. `replaces`: the endpoint its browser had before, which is forgotten if it is this
        person's. Raises Refusal `push_endpoint_refused`, `push_subscription_wrong` with the member that is wrong, `conflict`."""
        if not self.hosts.allows(made.endpoint):
            raise Refusal("push_endpoint_refused")
        if wrong := keys_problem(made.p256dh, made.auth):
            raise Refusal("push_subscription_wrong", fields=(FieldError(f"keys.{wrong}", "wrong_type", "Not a key (RFC 8291)."),))
        if made.key not in set(known_keys):
            raise Refusal("push_subscription_wrong", fields=(FieldError("key", "not_a_choice", "Not a key of this server."),))
        made = msgspec.structs.replace(made, heard_at=self._clock.now().isoformat(timespec="milliseconds"))
        await self._change(made.id, made.to_document())
        if replaces and replaces != made.endpoint:
            await self.forget(made.username, replaces)
        mine = sorted(await self._of(made.username), key=lambda one: (one.heard_at, one.id))
        for old in mine[: max(0, len(mine) - MOST_OF_A_PERSON)]:
            await self._change(old.id, None)

    async def forget(self, username: str, endpoint: str) -> None:
        """Send nothing there any more. Of somebody else's, or of one that is not there, nothing happens."""
        there = await self._store.read(PUSH, subscription_id(endpoint))
        if there is not None and there["username"] == username:
            await self._change(there["_id"], None)

    async def forget_session(self, session: str) -> None:
        """The person has logged out there, or was logged out."""
        for some in (await self.of_everybody()).values():
            for one in some:
                if one.session == session:
                    await self._change(one.id, None)

    async def prune(self, gone: Iterable[Subscription]) -> None:
        """The push service says that these are no more. One that the phone has told of again meanwhile stays."""
        for one in gone:
            there = await self._store.read(PUSH, one.id)
            if there is not None and Subscription.from_document(there) == one:
                await self._store.write(PUSH, [Write({"_id": one.id, "_rev": there["_rev"], "_deleted": True}, mode="edit")])

    async def _of(self, username: str) -> list[Subscription]:
        await self._catch_up()
        return list(self._held[username].values())

    async def of_everybody(self) -> dict[str, list[Subscription]]:
        """By user name."""
        await self._catch_up()
        return {name: list(mine.values()) for name, mine in self._held.items() if mine}

    async def _catch_up(self) -> None:
        page = await self._store.changes(PUSH, self._seq)
        ids = [one.id for one in page.changes if one.id.startswith("subscription:")]
        leaves = await self._store.leaves_of(PUSH, ids) if ids else {}
        for id, some in leaves.items():
            self._held[self._owner.pop(id, "")].pop(id, None)
            if not some[0].get("_deleted"):
                one = Subscription.from_document(some[0])
                self._held[one.username][id] = one
                self._owner[id] = one.username
        self._seq = page.last_seq

    async def live(self, usernames: Iterable[str]) -> dict[str, list[Subscription]]:
        """Of these people, those whose session there still is; the others are forgotten. A session may have ended on another server, or
        have run out."""
        await self._catch_up()
        some = [one for name in dict.fromkeys(usernames) for one in self._held[name].values()]
        sessions = await self._store.leaves_of(ACCOUNTS, sorted({f"session:{one.session}" for one in some})) if some else {}
        live: defaultdict[str, list[Subscription]] = defaultdict(list)
        for one in some:
            leaves = sessions.get(f"session:{one.session}", [])
            if any(not leaf.get("_deleted") and leaf.get("username") == one.username for leaf in leaves):
                live[one.username].append(one)
            else:
                await self.prune([one])
        return dict(live)

    async def _change(self, id: str, body: Json | None) -> None:
        """Write a document as it shall be; None: remove it."""
        for _ in range(_TRIES):
            there = await self._store.read(PUSH, id)
            if body is None and there is None:
                return
            rev = {"_rev": there["_rev"]} if there else {}
            made = {"_id": id, **rev, **(body if body is not None else {"_deleted": True})}
            [written] = await self._store.write(PUSH, [Write(made, mode="edit")])
            if written.error is None:
                return
        raise Refusal(written.error or "conflict")
