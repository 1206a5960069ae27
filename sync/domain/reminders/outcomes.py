"""What becomes of one sending: what the push service's answer means, and when to try again. Pure.

Answers: RFC 8030, 5 and 7.3 (201, 404, 410), 7.1 (429), 7.2 (413), RFC 8292, 4.2 (401, 403); services differ in what they answer for a
wrong request, so that whatever is not known to mean "gone" keeps the phone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime

from sync.domain.obligations.clock import iso, millis
from sync.domain.reminders.digest import Attempt, Outcome

MOST_ATTEMPTS = 6
"""Of one digest to one phone."""
UNKNOWN_SECONDS = 3 * 3600
"""How long an attempt of which nobody knows how it ended is left alone: if it went out, the phone tells that it was shown."""
_BACK_OFF = (60, 300, 900, 3_600, 7_200)
_LONGEST_WAIT = 86_400
_FINAL = frozenset(("accepted", "gone", "refused", "forbidden_host"))


def outcome_of(status: int) -> Outcome:
    """What an HTTP status means; a redirect is not followed and counts as refused."""
    if status in (200, 201, 202, 204):
        return "accepted"
    if status in (404, 410):
        return "gone"
    if status == 413:
        return "too_large"
    if status == 429:
        return "throttled"
    return "failed" if status >= 500 or status == 408 else "refused"


def wait_of(retry_after: str | None, now: datetime) -> int | None:
    """Seconds that a `Retry-After` asks for, as a number or as a date (RFC 9110, 10.2.3); None for none or nonsense. At most a day."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), _LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    return min(max(0, (millis(at) - millis(now) + 999) // 1000), _LONGEST_WAIT)


def again_at(number: int, now: datetime, asked: int | None) -> str:
    """When to try again after the `number`th attempt (from 1): after what the service asked for, never sooner than we would ourselves."""
    own = _BACK_OFF[min(number, len(_BACK_OFF)) - 1]
    return iso(millis(now) + max(own, asked or 0) * 1000)


def to_try(phone: str, attempts: Sequence[Attempt], now: datetime, shown: bool) -> bool:
    """Whether this phone is to be sent to now: it has not had it, may have it, and its time has come."""
    mine = [one for one in attempts if one.phone == phone]
    if not mine:
        return True
    if _is_over(mine):
        return False
    return millis(now) >= _next(mine[-1]) and not (shown and mine[-1].outcome == "unknown")


def next_at(phones: Iterable[str], attempts: Sequence[Attempt]) -> int | None:
    """The earliest moment (milliseconds) at which one of these phones may be tried again; None when there is none."""
    times = []
    for phone in phones:
        mine = [one for one in attempts if one.phone == phone]
        if mine and not _is_over(mine):
            times.append(_next(mine[-1]))
    return min(times, default=None)


def is_short(phone: str, attempts: Iterable[Attempt]) -> bool:
    """Whether the push service found the message too large for this phone, so that it is sent in fewer words: once."""
    return any(one.outcome == "too_large" for one in attempts if one.phone == phone)


def _is_over(mine: Sequence[Attempt]) -> bool:
    outcomes = [one.outcome for one in mine]
    return len(mine) >= MOST_ATTEMPTS or outcomes.count("too_large") > 1 or not _FINAL.isdisjoint(outcomes)


def _next(last: Attempt) -> int:
    if last.outcome == "unknown":
        return millis(last.at) + UNKNOWN_SECONDS * 1000
    return millis(last.again_at) if last.again_at else millis(last.at)
