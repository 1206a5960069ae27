"""Tells webhooks of papers as the history grows: several addresses at once, each for itself, so that a slow one holds up nobody else.

Never ends on a failure: it is logged, once while it lasts, and tried again.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from sync.domain.machines.webhook import Webhook
from sync.ports import Clock, DocumentStore, Seq
from sync.usecases.directory import WEBHOOKS
from sync.usecases.machines.tell_webhook import TellWebhook

_LOG = logging.getLogger(__name__)
WAIT_SECONDS = 30.0
RETRY_SECONDS = 2.0
GATHER_SECONDS = 0.5
AT_ONCE = 4
"""Addresses told at once."""


class Teller:
    """Run `run()` as a task for the life of the server; `catch_up()` alone tells what there is."""

    def __init__(self, store: DocumentStore, tell: TellWebhook, clock: Clock) -> None:
        self._store = store
        self.tell = tell
        self._clock = clock
        self._updates: Seq = "0"

    async def run(self) -> None:
        """For ever, until cancelled."""
        failing = False
        while True:
            try:
                left = await self.catch_up()
                failing = False
                if await self._store.wait_for_update(self._updates, left):
                    await asyncio.sleep(GATHER_SECONDS)
            except Exception:
                if not failing:
                    _LOG.exception("webhooks could not be told; trying again every %s s", RETRY_SECONDS)
                failing = True
                await asyncio.sleep(RETRY_SECONDS)

    async def catch_up(self) -> float:
        """Tell every webhook all there is for it; the seconds until one that failed is tried again, `WAIT_SECONDS` at most."""
        _, after = await self._store.updated_databases(self._updates)
        rows = await self._store.range(WEBHOOKS, "webhook:", "webhook;")
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(id: str) -> None:
            async with gate:
                await self.tell(id)

        told = await asyncio.gather(*(one(row["_id"].partition(":")[2]) for row in rows if row["state"] == "on"), return_exceptions=True)
        failures = [what for what in told if isinstance(what, BaseException)]
        self._updates = after
        if failures:
            raise failures[0]
        return await self._until_next()

    async def _until_next(self) -> float:
        rows = map(Webhook.from_document, await self._store.range(WEBHOOKS, "webhook:", "webhook;"))
        now = self._clock.now()
        due = [datetime.fromisoformat(one.failing.next_at) for one in rows if one.state == "on" and one.failing is not None]
        return max(0.1, min([WAIT_SECONDS, *((at - now).total_seconds() for at in due)]))
