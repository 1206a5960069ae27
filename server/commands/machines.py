"""`machines` and `webhooks`: what reads through the API and what is told of papers, from the command line.

On the embedded store they need the data folder for themselves; while the server runs, the administrator's pages do the same.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from server.machine import MachineClock
from server.settings import Settings
from sync.domain.machines.events import EVENT_TYPES
from sync.domain.machines.machine import SCOPES
from sync.domain.unit_changes import NotPossible

if TYPE_CHECKING:
    from server.commands.parts import MachinesKept


def add_machines(commands: Any) -> None:
    """Add both commands and their deeds to the parser."""
    machines = commands.add_parser("machines", help="what reads through the API: list, add, revoke")
    deeds = _deeds(machines, _run_machines)
    deeds.add_parser("list", help="a line for each")
    add = deeds.add_parser("add", help="let one in, and print its token once")
    add.add_argument("name", help="so that it is known later")
    add.add_argument("unit", help="id of the unit it reads, with the units below")
    add.add_argument("scopes", nargs="+", choices=SCOPES, metavar="scope", help=", ".join(SCOPES))
    add.add_argument("--last", type=date.fromisoformat, help="the last day it is let in, YYYY-MM-DD; default a year from now")
    revoke = deeds.add_parser("revoke", help="its token is worth nothing any more")
    revoke.add_argument("id", help="as `list` tells it")
    webhooks = commands.add_parser("webhooks", help="what is told of papers: list, add, pause, go-on, secret, end")
    deeds = _deeds(webhooks, _run_webhooks)
    deeds.add_parser("list", help="a line for each, with why it does not answer")
    add = deeds.add_parser("add", help="tell an address, and print the secret of its signatures once")
    add.add_argument("name", help="so that it is known later")
    add.add_argument("unit", help="id of the unit whose papers it is told of, with the units below")
    add.add_argument("url", help="public https address")
    add.add_argument("events", nargs="*", metavar="event",
                     help=f"{', '.join(EVENT_TYPES)}; all when none is named")
    for name, told in (("pause", "tell it nothing for now"), ("go-on", "from where it stopped"), ("end", "for good"),
                       ("secret", "make a new secret, and print it once")):  # fmt: skip
        deeds.add_parser(name, help=told).add_argument("id", help="as `list` tells it")


def _deeds(command: argparse.ArgumentParser, run: Callable[[MachinesKept, argparse.Namespace], Awaitable[int]]) -> Any:
    command.add_argument("--data", help="folder of the store and the keys")
    command.set_defaults(run=lambda settings, options: asyncio.run(_opened(settings, options, run)))
    return command.add_subparsers(required=True, metavar="deed", dest="deed")


async def _opened(
    settings: Settings, options: argparse.Namespace, run: Callable[[MachinesKept, argparse.Namespace], Awaitable[int]]
) -> int:
    """Raises OSError where the folder is in use, Refusal where the store cannot be reached."""
    from server.commands.parts import machines_of
    from server.data_lock import alone

    async with AsyncExitStack() as held:
        if not settings.store:
            held.enter_context(alone(settings.data))
        kept = await held.enter_async_context(machines_of(settings))
        try:
            return await run(kept, options)
        except NotPossible as problem:
            for one in problem.wrongs:
                print(f"{one.path}: {one.code}", file=sys.stderr)
            return 2


async def _run_machines(kept: MachinesKept, options: argparse.Namespace) -> int:
    today = MachineClock().now().date()
    if options.deed == "add":
        last = options.last or today + timedelta(days=365)
        new = await kept.machines.let_in(None, options.name, options.unit, options.scopes, last)
        print(f"{new.machine.id}  good until the end of {new.machine.last}\n{new.token}")
    elif options.deed == "revoke":
        await kept.machines.shut_out(None, options.id)
    else:
        for one in await kept.machines.listed(None):
            state = f"revoked {one.revoked_at}" if one.revoked_at else f"until {one.last}" if one.holds(today) else f"ran out {one.last}"
            print(f"{one.id}  {one.unit}  {','.join(one.scopes)}  {state}  last used {one.seen_at or 'never'}  {one.name}")
    return 0


async def _run_webhooks(kept: MachinesKept, options: argparse.Namespace) -> int:
    webhooks = kept.webhooks
    if options.deed == "add":
        new = await webhooks.add(None, options.name, options.unit, options.url, options.events or EVENT_TYPES)
        print(f"{new.webhook.id}\n{new.secret}")
    elif options.deed == "secret":
        print((await webhooks.renew_secret(None, options.id)).secret)
    elif options.deed == "list":
        for one in await webhooks.listed(None):
            why = f"  {one.failing.why} {one.failing.status or ''} since {one.failing.since}" if one.failing else ""
            print(f"{one.id}  {one.state}{why}  {one.unit}  {','.join(one.events)}  told {one.told}  {one.url}  {one.name}")
    else:
        await {"pause": webhooks.pause, "go-on": webhooks.go_on, "end": webhooks.end}[options.deed](None, options.id)
    return 0
