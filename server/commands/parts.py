"""What commands of the command line work with, made on the store that the settings name. Raises as `server.app.build` does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from server.app import webhook_secrets
from server.machine import MachineClock, MachineIds
from server.opening import begun_at, open_store
from server.security.keys import Keys
from server.settings import Settings
from server.worker.post import PublicPost
from sync.forms.catalogue import Catalogue
from sync.rules.catalogue import Rules
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.administration.inbox import Inbox
from sync.usecases.directory import Directory
from sync.usecases.forms.published import PublishedForms
from sync.usecases.history.keep import KeepPapers
from sync.usecases.machines.administer_machines import AdministerMachines
from sync.usecases.machines.administer_webhooks import AdministerWebhooks
from sync.usecases.obligations.deadlines import Deadlines
from sync.usecases.obligations.judge_on_time import JudgeOnTime


@dataclass(frozen=True, slots=True)
class MachinesKept:
    """What the command line needs to let machines in and to tell them."""

    directory: Directory
    machines: AdministerMachines
    webhooks: AdministerWebhooks


@asynccontextmanager
async def machines_of(settings: Settings) -> AsyncIterator[MachinesKept]:
    """Machines and webhooks, for the command line. Raises as `build` does."""
    store, clock, ids = open_store(settings), MachineClock(), MachineIds()
    try:
        directory, secret_of = Directory(store), webhook_secrets(Keys.open(settings.data, settings.secret))
        await directory.prepare()
        machines = AdministerMachines(store, directory, clock, ids)
        yield MachinesKept(directory, machines, AdministerWebhooks(store, directory, clock, ids, secret_of, PublicPost()))
    finally:
        await store.close()


@asynccontextmanager
async def inbox_of(settings: Settings) -> AsyncIterator[Inbox]:
    """What was refused, for the command line. Raises as `build` does."""
    store, clock = open_store(settings), MachineClock()
    try:
        directory, keys = Directory(store), Keys.open(settings.data, settings.secret)
        await directory.prepare()
        catalogue = Catalogue.load()
        published = PublishedForms(store, catalogue, clock)
        judge = JudgeOnTime(store, Deadlines(store, directory, Rules.load()))
        keep = KeepPapers(store, keys.signer, clock, begun_at(settings, store))
        yield Inbox(store, directory, clock, AcceptPapers(store, directory, catalogue, clock, keep, published, on_time=judge))
    finally:
        await store.close()
