"""Send the digests that were made: what is still owed, to every phone of the person, once.

A worker takes a digest for itself by writing down the attempts before it makes them. If it is killed in between, others see attempts of
which nobody knows how they ended, and wait for the phone to say that the message was shown before they try again. Nothing is sent in the
quiet hours; what could not be delivered by night is planned anew in the morning.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from sync.domain.accounts import Person
from sync.domain.obligations.clock import iso, millis
from sync.domain.reminders.digest import Attempt, Digest, Item, Result
from sync.domain.reminders.endpoints import origin_of
from sync.domain.reminders.message import message_of
from sync.domain.reminders.outcomes import again_at, is_short, next_at, to_try
from sync.domain.reminders.plan import is_quiet, is_today
from sync.domain.reminders.rules import ReminderRules
from sync.domain.reminders.subscription import Subscription
from sync.domain.reminders.things import Overview, owed_count
from sync.ports import Clock, DocumentStore, PushSender, Write
from sync.usecases.directory import REMINDERS
from sync.usecases.reminders.keep_digests import keep_changed
from sync.usecases.reminders.origins import Origins
from sync.usecases.reminders.people import People
from sync.usecases.reminders.recent import RecentDigests
from sync.usecases.reminders.subscriptions import Subscriptions

_LOG = logging.getLogger("sohop.reminders")
BATCH = 100
"""Digests that are taken at once."""
AT_ONCE = 50
"""Requests to push services at once."""
_AGAIN = frozenset(("throttled", "failed", "timeout", "unreachable"))
LEASE_SECONDS = 300
"""How long a digest that a worker has taken is left alone by others; longer than a batch can last."""


@dataclass(frozen=True, slots=True)
class _Work:
    """One digest that is about to be sent, and with which words to whom."""

    digest: Digest
    items: tuple[Item, ...]
    owed: int
    phones: tuple[Subscription, ...]
    """All of the person's."""
    targets: tuple[Subscription, ...]
    """Those it is sent to now."""
    at: str = ""
    """When the attempts were written down, by which they are found again."""


class SendReminders:
    """`worker`: names this worker among others; `site`: the server's address, without a slash at its end."""

    def __init__(
        self,
        store: DocumentStore,
        people: People,
        recent: RecentDigests,
        subscriptions: Subscriptions,
        sender: PushSender,
        clock: Clock,
        rules: ReminderRules,
        worker: str,
        site: str,
    ) -> None:
        self._store = store
        self._people = people
        self._recent = recent
        self._subscriptions = subscriptions
        self._sender = sender
        self._clock = clock
        self._rules = rules
        self._worker = worker
        self._site = site
        self._origins = Origins()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, overview: Overview) -> int:
        """Send what is due; gives how many messages a push service accepted. `overview`: how the units stand now."""
        now, accepted = self._clock.now(), 0
        open_ = sorted((one for one in self._recent.all() if one[1].state != "closed"), key=lambda one: one[1].id)
        await self._close([(rev, one, _end_of(one)) for rev, one in open_ if not is_today(one, now)])
        due = [(rev, one) for rev, one in open_ if is_today(one, now) and _is_free(one, now)]
        for start in range(0, len(due), BATCH):
            now = self._clock.now()
            if is_quiet(self._rules, now):
                break
            accepted += await self._batch(due[start : start + BATCH], overview, now)
        return accepted

    async def _batch(self, due: Sequence[tuple[str, Digest]], overview: Overview, now: datetime) -> int:
        people = await self._people()
        phones = await self._subscriptions.live(one.username for _, one in due)
        work, done = list[tuple[str, _Work]](), list[tuple[str, Digest, Result]]()
        for rev, digest in due:
            mine = tuple(phones.get(digest.username, ()))
            targets = tuple(one for one in mine if self._is_to_send(one, digest, now))
            if not targets and mine and not _is_through(digest, mine):
                continue  # it waits for its time
            items, owed = _as_now(digest, people.get(digest.username), overview)
            if items and targets:
                work.append((rev, _Work(digest, items, owed, mine, targets)))
            else:
                done.append((rev, digest, _result(digest, mine) if items or digest.accepted_at else "not_owed_any_more"))
        await self._close(done)
        taken = await self._take(work, now)
        answers = await asyncio.gather(*(self._send(one, phone) for one in taken for phone in one.targets))
        return await self._keep(taken, answers)

    def _is_to_send(self, phone: Subscription, digest: Digest, now: datetime) -> bool:
        shown = bool(digest.shown_at)
        return to_try(phone.mark, digest.attempts, now, shown) and not self._origins.wait(phone.endpoint, now)

    async def _take(self, work: Sequence[tuple[str, _Work]], now: datetime) -> list[_Work]:
        """Write the attempts down; what another worker has taken or changed meanwhile is left for the next round."""
        if not work:
            return []
        at = iso(millis(now))
        claimed = [
            msgspec.structs.replace(
                one.digest, state="sending", claim=self._worker, claimed_until=iso(millis(now) + LEASE_SECONDS * 1000), items=one.items,
                attempts=(*one.digest.attempts, *(Attempt(phone.mark, at) for phone in one.targets)),
            )
            for _, one in work
        ]  # fmt: skip
        writes = [Write(digest.to_document() | {"_rev": rev}, mode="edit") for (rev, _), digest in zip(work, claimed, strict=True)]
        written = await self._store.write(REMINDERS, writes)
        ours = zip(work, claimed, written, strict=True)
        return [replace(one, digest=digest, at=at) for (_, one), digest, wrote in ours if wrote.error is None]

    async def _send(self, work: _Work, phone: Subscription) -> tuple[Subscription, Attempt | None]:
        """What became of it; None where it was not made, because the service wants to be left alone meanwhile."""
        number = sum(one.phone == phone.mark for one in work.digest.attempts)
        short = is_short(phone.mark, work.digest.attempts)
        async with self._places:
            now = self._clock.now()
            if self._origins.wait(phone.endpoint, now):
                return phone, None
            site, quiet = self._site, self._rules.quiet
            message = message_of(work.digest, work.items, work.owed, iso(millis(now)), site, quiet, short=short)
            answer = await self._sender.send(phone, message)
        now = self._clock.now()
        asked = self._origins.answered(phone.endpoint, answer, now)
        _LOG.log(
            logging.DEBUG if answer.outcome == "accepted" else logging.WARNING,
            "%s to phone %s at %s: %s %s", work.digest.id, phone.mark, origin_of(phone.endpoint), answer.outcome, answer.status or "",
        )  # fmt: skip
        again = again_at(number, now, asked) if answer.outcome in _AGAIN else ""
        if answer.outcome == "too_large":
            again = iso(millis(now))
        return phone, Attempt(phone.mark, work.at, answer.outcome, answer.status, again)

    async def _keep(self, taken: Sequence[_Work], answers: Iterable[tuple[Subscription, Attempt | None]]) -> int:
        """Write down what became of the attempts, in the place of those that were written down before."""
        told: dict[tuple[str, str], tuple[Subscription, Attempt | None]] = {}
        order = [(one, phone) for one in taken for phone in one.targets]
        for (one, phone), answer in zip(order, answers, strict=True):
            told[one.digest.id, phone.mark] = answer
        works = {one.digest.id: one for one in taken}
        now = iso(millis(self._clock.now()))

        def after(digest: Digest) -> Digest:
            at = works[digest.id].at
            ended = (_ended(one, at, told.get((digest.id, one.phone))) for one in digest.attempts)
            attempts = tuple(one for one in ended if one is not None)
            fine = any(one.outcome == "accepted" for one in attempts)
            changed = msgspec.structs.replace(
                digest, attempts=attempts, accepted_at=digest.accepted_at or (now if fine else ""), state="planned", claim="",
                claimed_until="",
            )  # fmt: skip
            phones = works[digest.id].phones
            return _closed(changed, _result(changed, phones), now) if _is_through(changed, phones) else changed

        await keep_changed(self._store, works, after)
        gone = [phone for phone, attempt in told.values() if attempt is not None and attempt.outcome == "gone"]
        await self._subscriptions.prune(gone)
        return sum(attempt is not None and attempt.outcome == "accepted" for _, attempt in told.values())

    async def _close(self, done: Sequence[tuple[str, Digest, Result]]) -> None:
        at = iso(millis(self._clock.now()))
        writes = [Write(_closed(one, result, at).to_document() | {"_rev": rev}, mode="edit") for rev, one, result in done]
        for start in range(0, len(writes), BATCH):
            await self._store.write(REMINDERS, writes[start : start + BATCH])


def _ended(attempt: Attempt, at: str, told: tuple[Subscription, Attempt | None] | None) -> Attempt | None:
    """The attempt as it ended, if it is one of those that were just written down; None where it was not made."""
    return told[1] if told is not None and (attempt.outcome, attempt.at) == ("unknown", at) else attempt


def _as_now(digest: Digest, person: Person | None, overview: Overview) -> tuple[tuple[Item, ...], int]:
    """What of a digest is still to be done, in the words of now."""
    things = overview.of(person) if person is not None else []
    present = {one.key: one.item for one in things}
    return tuple(present[one.key] for one in digest.items if one.key in present), owed_count(things)


def _is_free(digest: Digest, now: datetime) -> bool:
    return digest.state == "planned" or millis(digest.claimed_until) <= millis(now)


def _is_through(digest: Digest, phones: Iterable[Subscription]) -> bool:
    """Whether every phone has had it, or will not get it any more."""
    marks = [one.mark for one in phones]
    tried = {one.phone for one in digest.attempts}
    return set(marks) <= tried and next_at(marks, digest.attempts) is None


def _result(digest: Digest, phones: Sequence[Subscription]) -> Result:
    if digest.accepted_at or digest.shown_at:
        return "accepted"
    return "failed" if phones and any(one.outcome != "gone" for one in digest.attempts) else "no_phone"


def _end_of(digest: Digest) -> Result:
    """Of a digest whose day is over."""
    return "accepted" if digest.accepted_at or digest.shown_at else "too_late"


def _closed(digest: Digest, result: Result, at: str) -> Digest:
    return msgspec.structs.replace(digest, state="closed", result=result, closed_at=at, claim="", claimed_until="")
