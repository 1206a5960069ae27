"""`verify`: walk every unit's history beside a running server and say what is wrong. Exit code 1 when anything is.

Changes nothing, and needs no secret: the public keys are enough.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from functools import partial

from server.moving.places import Place
from server.security.public_keys import PublicKeys
from server.security.published_keys import PublishedKeys
from sync.domain.errors import NoSuchDatabase
from sync.ports import DocumentStore
from sync.usecases.history.verify import Verified, VerifyHistory

Say = Callable[[str], None]
_PAUSE_SECONDS = 1.0
_TOLD_EVERY_SECONDS = 5.0


async def verify(place: Place, keys: PublicKeys, say: Say) -> int:
    """The exit code. Raises OSError, sqlite3.DatabaseError, Refusal `store_unavailable`."""
    async with place.opened() as store:
        known = await all_keys(store, keys)
        told = await VerifyHistory(store, known.verify, partial(asyncio.sleep, _PAUSE_SECONDS), _Progress()).run()
    for broken in told.broken:
        say(f"BROKEN  {broken.sentence()}")
    if told.more:
        say(f"and {told.more} more of the same units")
    say(f"{told.units} units, {told.entries} entries, {told.receipts} receipts, {told.papers} papers: {_judged(told)}")
    return 1 if told.broken else 0


async def all_keys(store: DocumentStore, keys: PublicKeys) -> PublicKeys:
    """Those, and what the store tells as far as they vouch for it."""
    try:
        return await PublishedKeys(store, keys).all()
    except NoSuchDatabase:
        return keys


def _judged(told: Verified) -> str:
    return f"NOT WHOLE, {len(told.broken) + told.more} broken" if told.broken else "whole"


class _Progress:
    """A line now and then, on the other stream, so that what is found can be piped."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, told: Verified) -> None:
        if time.monotonic() - self._last >= _TOLD_EVERY_SECONDS:
            self._last = time.monotonic()
            sys.stderr.write(f"{told.units} of {told.units_to_do} units, {told.entries} entries, {told.papers} papers\n")
