"""A clock that stands until it is moved."""

from datetime import datetime, timedelta


class FixedClock:
    """Obeys `sync.ports.Clock`."""

    def __init__(self, at: str) -> None:
        self._now = datetime.fromisoformat(at)

    def now(self) -> datetime:
        return self._now

    def move(self, **by: float) -> None:
        """Move by `timedelta` arguments."""
        self._now += timedelta(**by)

    def to(self, at: str) -> None:
        """Stand at another moment, ISO 8601 with offset."""
        self._now = datetime.fromisoformat(at)
