"""Days and moments in Viet Nam, and the two clocks: the phone's and the server's.

Viet Nam has kept +07:00 without summer time since 1975, so the zone Asia/Ho_Chi_Minh is that offset. Moments are compared
in whole milliseconds, cut off, because the phone knows no finer ones. Never asks what time it is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
OFFSET = "+07:00"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def millis(moment: datetime | str) -> int:
    """Whole milliseconds since 1970. A text is ISO 8601 with offset. Raises ValueError for a time without offset."""
    return _read(moment) if isinstance(moment, str) else _millis(moment)


@lru_cache(maxsize=4_000)
def _read(moment: str) -> int:
    """The last moments of a month are the same for everybody."""
    return _millis(datetime.fromisoformat(moment))


def _millis(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError("a moment needs its offset")
    return (at - _EPOCH) // _MILLISECOND


def iso(at: int) -> str:
    """Milliseconds since 1970 as ISO 8601 in Viet Nam."""
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(ZONE).isoformat(timespec="milliseconds")


def first_moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00.000{OFFSET}"


def last_moment(day: date) -> str:
    """The last millisecond of a day: what is done then is done on that day."""
    return f"{day.isoformat()}T23:59:59.999{OFFSET}"


def day_of(at: int) -> date:
    """The day in Viet Nam of a moment in milliseconds."""
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(ZONE).date()


def drift(server: datetime | str, device: datetime | str) -> int:
    """Server time minus device time in milliseconds, both read at one exchange: `now` of the answer, `clock` of the request."""
    return millis(server) - millis(device)


def corrected(device: datetime | str, drift_ms: int) -> int:
    """A time the phone wrote down, by the server's clock, in milliseconds."""
    return millis(device) + drift_ms
