"""Time and chance of the machine we run on: the real ends of the ports `Clock` and `IdSource`."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta, timezone

# Viet Nam has had one offset and no summer time since 1975, and a bare machine may lack the time zone database.
VIET_NAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class MachineClock:
    """Implements `sync.ports.Clock`."""

    def now(self) -> datetime:
        return datetime.now(VIET_NAM)


class MachineIds:
    """Implements `sync.ports.IdSource`."""

    def token(self) -> str:
        return secrets.token_urlsafe(32)

    def ulid(self) -> str:
        """26 characters: 48 bits of milliseconds, 80 random bits (github.com/ulid/spec)."""
        milliseconds = int(datetime.now(VIET_NAM).timestamp() * 1000)
        bits = milliseconds << 80 | secrets.randbits(80)
        return "".join(_CROCKFORD[bits >> shift & 31] for shift in range(125, -1, -5))


def random_id() -> str:
    """32 random hex digits, as CouchDB gives to documents without an id."""
    return secrets.token_hex(16)
