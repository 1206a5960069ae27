"""Plans and sends reminders: looks every half minute, by day, whether anybody has to be told of something.

Never ends on a failure: it is logged, once while it lasts, and tried again. Any number of workers may do this at once.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from sync.domain.obligations.clock import day_of, millis
from sync.domain.reminders.plan import is_quiet, round_of
from sync.domain.reminders.rules import ReminderRules
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, PushSender
from sync.usecases.obligations.deadlines import Deadlines
from sync.usecases.reminders.mark_followed import MarkFollowed
from sync.usecases.reminders.people import People
from sync.usecases.reminders.personal_wishes import PersonalWishes
from sync.usecases.reminders.plan_reminders import PlanReminders
from sync.usecases.reminders.read_situations import ReadSituations
from sync.usecases.reminders.recent import RecentDigests
from sync.usecases.reminders.send_reminders import SendReminders
from sync.usecases.reminders.subscriptions import Subscriptions

_LOG = logging.getLogger(__name__)
LOOK_SECONDS = 30.0
RETRY_SECONDS = 10.0
PLAN_AGAIN_SECONDS = 300
"""How soon is planned anew though nothing has changed but the time."""


class Reminder:
    """Run `run()` as a task for the life of the server; `catch_up()` alone tells whom there is to tell now. `worker` names this one among
    others; `site` is the server's address."""

    def __init__(
        self,
        store: DocumentStore,
        deadlines: Deadlines,
        catalogue: Catalogue,
        rules: ReminderRules,
        subscriptions: Subscriptions,
        sender: PushSender,
        clock: Clock,
        worker: str,
        site: str,
    ) -> None:
        self._clock = clock
        self._rules = rules
        self._sender = sender
        self._people = People(store)
        self._recent = RecentDigests(store, rules)
        self._situations = ReadSituations(store, deadlines, catalogue, rules)
        self._plan = PlanReminders(store, self._people, PersonalWishes(store, rules), self._recent, rules)
        self._send = SendReminders(store, self._people, self._recent, subscriptions, sender, clock, rules, worker, site)
        self._mark = MarkFollowed(store, self._recent, self._situations)
        self._planned: tuple[object, ...] = ()
        self._planned_at = 0
        self._clock_told = False

    async def run(self) -> None:
        """For ever, until cancelled."""
        failing = False
        try:
            while True:
                try:
                    await self.catch_up()
                    failing = False
                    await asyncio.sleep(LOOK_SECONDS)
                except Exception:
                    if not failing:
                        _LOG.exception("nobody could be reminded; trying again every %s s", RETRY_SECONDS)
                    failing = True
                    await asyncio.sleep(RETRY_SECONDS)
        finally:
            await self._sender.close()

    async def catch_up(self) -> int:
        """Plan and send what is due now; gives how many messages push services have accepted."""
        now = self._clock.now()
        if now.date() < self._rules.valid_from and not self._clock_told:
            _LOG.warning("the clock of this machine says %s: nobody is reminded until it is right", now.isoformat(timespec="minutes"))
            self._clock_told = True
        if is_quiet(self._rules, now):
            return 0
        overview = await self._situations(now)
        people = await self._people()
        await self._recent.catch_up(people, overview.day)
        if self._is_to_plan(now):
            await self._plan(overview, now)
            await self._recent.catch_up(people, overview.day)
            self._planned, self._planned_at = self._state(now), millis(now)
        accepted = await self._send(overview)
        await self._mark()
        return accepted

    def _is_to_plan(self, now: datetime) -> bool:
        return self._state(now) != self._planned or not 0 <= millis(now) - self._planned_at < PLAN_AGAIN_SECONDS * 1000

    def _state(self, now: datetime) -> tuple[object, ...]:
        """What a plan depends on."""
        return day_of(millis(now)), round_of(self._rules, now), self._situations.version, self._people.version, self._recent.version
