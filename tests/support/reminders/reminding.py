"""Reminders in a world of their own: a store, a clock, people with phones, and a sender that writes down what it was given."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from server.worker.remind import Reminder
from sync.domain.documents import workspace
from sync.domain.obligations.clock import day_of, millis
from sync.domain.reminders.digest import Digest
from sync.domain.reminders.endpoints import PushHosts
from sync.domain.reminders.message import Message
from sync.domain.reminders.subscription import Subscription
from sync.forms.catalogue import Catalogue
from sync.ports import DocumentStore, PushAnswer, PushSender, Write
from sync.rules.catalogue import Rules
from sync.stores.memory import MemoryStore
from sync.usecases.directory import ACCOUNTS, PUSH, REMINDERS, Directory
from sync.usecases.obligations.deadlines import RULE_SET, Deadlines
from sync.usecases.obligations.make_records import MakeRecords
from sync.usecases.reminders.subscriptions import Subscriptions
from sync.usecases.reminders.take_events import TakeEvents, Told
from tests.support.clock import FixedClock
from tests.support.proofs.receipts import a_receipt
from tests.support.world import make_world

HOSTS = PushHosts(("push.example.vn",))
SITE = "https://sohop.example.vn"
RULES = Rules.load()


@dataclass(frozen=True)
class Sent:
    username: str
    phone: str
    at: str
    told: dict[str, Any]
    message: Message

    @property
    def title(self) -> str:
        return str(self.told["title"])

    @property
    def body(self) -> str:
        return str(self.told["body"])


@dataclass
class Recording:
    """Obeys `PushSender`: accepts everything, or answers as `answer` says for a phone."""

    clock: FixedClock
    sent: list[Sent] = field(default_factory=list)
    answer: Callable[[Subscription], PushAnswer] | None = None

    async def send(self, to: Subscription, message: Message) -> PushAnswer:
        answer = self.answer(to) if self.answer else PushAnswer("accepted", 201)
        if answer.outcome in ("accepted", "unknown"):
            told = json.loads(message.payload)["notification"]
            self.sent.append(Sent(to.username, to.device, self.clock.now().isoformat(), told, message))
        return answer

    async def close(self) -> None: ...


class World:
    """Begins with the records of its day made; `worker()` is one more server on the same store."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: FixedClock) -> None:
        self.store = store
        self.clock = clock
        self.directory = directory
        self.catalogue = Catalogue.load()
        self.sender = Recording(clock)
        self.rules = RULES.reminders_of(RULE_SET, clock.now().date())
        self._workers = 0
        self._papers = 0
        self.start()

    def start(self) -> None:
        """As after the start of a server: nothing is remembered but what is stored."""
        self.deadlines = Deadlines(self.store, self.directory, RULES)
        self.make = MakeRecords(self.store, self.deadlines)
        self.reminder = self.worker()

    def worker(self, sender: PushSender | None = None, hosts: PushHosts = HOSTS) -> Reminder:
        self._workers += 1
        return Reminder(
            self.store, self.deadlines, self.catalogue, self.rules, Subscriptions(self.store, self.clock, hosts), sender or self.sender,
            self.clock, f"worker-{self._workers}", SITE,
        )  # fmt: skip

    async def at(self, at: str) -> list[Sent]:
        """Move to that moment, make the day's records, and give what is sent then."""
        self.clock.to(at)
        await self.make(day_of(millis(self.clock.now())))
        return await self.now()

    async def now(self) -> list[Sent]:
        before = len(self.sender.sent)
        await self.reminder.catch_up()
        return sorted(self.sender.sent[before:], key=lambda one: (one.username, one.phone))

    async def phone(self, username: str, device: str = "", **more: Any) -> Subscription:
        """A phone that can be reached, in a session of its own."""
        session = f"{username}-{device}"
        one = Subscription(
            username, session, device or username, f"https://push.example.vn/{username}/{device}", "p", "a", "k", "", **more
        )  # fmt: skip
        await self.store.write(PUSH, [Write(one.to_document(), mode="edit")])
        await self.store.write(ACCOUNTS, [Write({"_id": f"session:{session}", "kind": "session", "username": username}, mode="edit")])
        return one

    async def send_paper(self, unit: str, id: str, answers: dict[str, Any] | None = None, *, state: str = "sent", **more: Any) -> str:
        """A paper as it lies in the workspace once it was accepted, with its receipt; gives the revision."""
        db, kind, now = workspace(unit), id.partition(":")[0], self.clock.now().isoformat(timespec="milliseconds")
        there = await self.store.read(db, id)
        paper = {
            "_id": id, "kind": kind, "form": kind, "version": 1, "unit": unit, "state": state, "author": "x", "done_at": now, "saved_at": now,
            "answers": answers or {}, **more, **({"_rev": there["_rev"]} if there else {}),
        }  # fmt: skip
        [written] = await self.store.write(db, [Write(paper, mode="edit")])
        assert written.error is None, written
        if state == "sent":
            self._papers += 1
            receipt = a_receipt(unit, (id, written.rev), received_at=now)
            await self.store.write(db, [Write(receipt | {"_id": f"receipt:{now}:{self._papers:06d}"}, mode="edit")])
        return written.rev

    async def digests(self, username: str = "") -> list[Digest]:
        rows = await self.store.range(REMINDERS, f"reminder:{username}", f"reminder:{username};" if username else "reminder;")
        return [Digest.from_document(one) for one in rows]

    async def tell(self, username: str, event: str, id: str) -> None:
        """What the phone of a person tells of a digest, now."""
        person = await self.directory.person(username)
        assert person is not None
        take = TakeEvents(self.store, self.clock)
        await take(person, [Told(id, event, self.clock.now().isoformat())])  # type: ignore[arg-type]


async def a_reminding_world(at: str = "2026-11-20T06:00:00+07:00", store: DocumentStore | None = None) -> World:
    """The small world, in which everybody of Nà Đon's cell owes the meeting's registration of December on 20/11/2026."""
    store = store or MemoryStore()
    world = World(store, await make_world(store), FixedClock(at))
    await world.make(day_of(millis(world.clock.now())))
    return world
