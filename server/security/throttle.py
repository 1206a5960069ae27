"""Slows down whoever guesses passwords: after a few failures for a name or from an address, each further one costs a wait.

Kept in memory and bounded; a restart forgets it. An address gets a longer rope than a name, because a whole village
office may stand behind one address.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from sync.domain.errors import Refusal
from sync.ports import Clock

FREE_TRIES_NAME = 5
FREE_TRIES_ADDRESS = 30
FIRST_WAIT = 2.0
LONGEST_WAIT = 900.0
"""Seconds."""
FORGET_AFTER = 3600.0
_MOST = 10_000


@dataclass(slots=True)
class _Failures:
    count: int
    last: float


class Throttle:
    """Counts failures per user name and per address."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def begin(self, username: str, address: str) -> None:
        """Count a try as failed until `succeeded` says otherwise: tries made at once must not slip through together.

        Raises Refusal `too_many_tries` with the seconds left to wait; such a try is not counted."""
        keys = _keys(username, address)
        left = max(self._left(key, free) for key, free in keys)
        if left > 0:
            raise Refusal("too_many_tries", seconds=int(left) + 1)
        for key, _ in keys:
            known = self._failures.pop(key, _Failures(0, 0.0))
            self._failures[key] = _Failures(known.count + 1, self._now())
        while len(self._failures) > _MOST:
            self._failures.popitem(last=False)

    def succeeded(self, username: str, address: str) -> None:
        """Forgets the failures of the name; of the address only this try: one own account must not free a guesser."""
        (name, _), (place, _) = _keys(username, address)
        self._failures.pop(name, None)
        known = self._failures.get(place)
        if known is not None:
            known.count -= 1

    def _left(self, key: str, free: int) -> float:
        known = self._failures.get(key)
        if known is None:
            return 0.0
        since = self._now() - known.last
        if since > FORGET_AFTER:
            del self._failures[key]
            return 0.0
        if known.count < free:
            return 0.0
        return min(FIRST_WAIT * 2.0 ** min(known.count - free, 16), LONGEST_WAIT) - since

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _keys(username: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    return (f"name {username[:80]}", FREE_TRIES_NAME), (f"address {address}", FREE_TRIES_ADDRESS)
