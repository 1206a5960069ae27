"""What a phone tells of a digest: shown, opened, asked for again this afternoon. Pure.

A phone tells it when it next has a signal, perhaps twice, perhaps in another order, and by a clock of its own.
"""

from __future__ import annotations

import msgspec

from sync.domain.obligations.clock import iso, millis
from sync.domain.reminders.digest import Digest, Event


def with_event(digest: Digest, event: Event, at: str, now: str) -> Digest:
    """The digest with it; the same again changes nothing. `at` counts between the making of the digest and `now`; what is no time is
    `now`. Who opened it has been shown it."""
    when = _between(at, digest.made_at, now)
    if event == "later":
        return msgspec.structs.replace(digest, later_at=max(digest.later_at, when, key=_order))
    shown = _earlier(digest.shown_at, when)
    if event == "shown":
        return msgspec.structs.replace(digest, shown_at=shown)
    return msgspec.structs.replace(digest, shown_at=shown, opened_at=_earlier(digest.opened_at, when))


def _earlier(one: str, other: str) -> str:
    return min(one, other, key=millis) if one else other


def _order(at: str) -> int:
    return millis(at) if at else 0


def _between(at: str, first: str, last: str) -> str:
    try:
        told = millis(at)
    except (ValueError, OverflowError):
        return last
    return iso(min(max(told, millis(first)), millis(last)))
