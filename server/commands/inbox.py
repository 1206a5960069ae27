"""`inbox`: what was refused, from the command line: list it, try it again, export it, put it aside with a reason.

On the embedded store it needs the data folder for itself; while the server runs, the administrator's page does the same.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from server.settings import Settings
from sync.domain.documents import UNIT_ID

if TYPE_CHECKING:
    from sync.usecases.administration.inbox import Inbox


def add_inbox(commands: Any) -> None:
    """Add the command and its four deeds to the parser."""
    inbox = commands.add_parser("inbox", help="what was refused: list, retry, export, dismiss")
    inbox.add_argument("--data", help="folder of the store and the keys")
    deeds = inbox.add_subparsers(required=True, metavar="deed", dest="deed")
    for name, told in (("list", "a line for each that waits"), ("retry", "take in what is right by now"), ("export", "all, one JSON a line")):
        deeds.add_parser(name, help=told).add_argument("unit", nargs="*", help="ids of units, - for what named none; all when none is named")
    dismiss = deeds.add_parser("dismiss", help="put one aside with a reason")
    dismiss.add_argument("id", help="as `list` tells it")
    dismiss.add_argument("reason")
    inbox.set_defaults(run=_run)


def _run(settings: Settings, options: argparse.Namespace) -> int:
    return asyncio.run(_opened(settings, options))


async def _opened(settings: Settings, options: argparse.Namespace) -> int:
    """Raises OSError where the folder is in use, Refusal where the store cannot be reached."""
    from server.commands.parts import inbox_of
    from server.data_lock import alone

    async with AsyncExitStack() as held:
        if not settings.store:
            held.enter_context(alone(settings.data))
        inbox = await held.enter_async_context(inbox_of(settings))
        deeds: dict[str, Callable[[], Awaitable[int]]] = {
            "list": lambda: _list(inbox, options.unit),
            "retry": lambda: _retry(inbox, options.unit),
            "export": lambda: _export(inbox, options.unit),
            "dismiss": lambda: _dismiss(inbox, options.id, options.reason),
        }
        return await deeds[options.deed]()


async def _list(inbox: Inbox, units: list[str]) -> int:
    for told in await _waiting(inbox, units):
        print("  ".join(told))
    return 0


async def _retry(inbox: Inbox, units: list[str]) -> int:
    """1 when something is still refused."""
    still = 0
    for id, unit, *_ in reversed(await _waiting(inbox, units)):  # in the order in which they came
        problem = await inbox.retry(None, unit, id)
        still += problem is not None
        print(f"{id}  {'taken in' if problem is None else 'still refused: ' + problem.code}")
    return 1 if still else 0


async def _export(inbox: Inbox, units: list[str]) -> int:
    from sync.usecases.administration.inbox import as_json

    for unit in units or await inbox.units():
        async for one in inbox.every(None, unit):
            print(json.dumps({"unit": unit, **as_json(one)}))
    return 0


async def _dismiss(inbox: Inbox, id: str, reason: str) -> int:
    from sync.domain.unit_changes import NotPossible
    from sync.usecases.keep_refused import NO_UNIT

    unit = id.split(":")[1] if id.count(":") == 2 else ""
    if not UNIT_ID.fullmatch(unit) and unit != NO_UNIT:
        print("There is no such refusal.", file=sys.stderr)
        return 1
    try:
        await inbox.dismiss(None, unit, id, reason)
    except NotPossible:
        print("Say the reason.", file=sys.stderr)
        return 2
    return 0


async def _waiting(inbox: Inbox, units: list[str]) -> list[tuple[str, ...]]:
    """(id, unit, when, author, why) of what nobody has settled, of all the newest first. Raises Refusal `unit_unknown`."""
    found = [
        (one.id, unit, one.refused_at, one.author, one.code)
        for unit in units or await inbox.units() async for one in inbox.every(None, unit) if one.settled is None
    ]  # fmt: skip
    return sorted(found, key=lambda told: told[2], reverse=True)
