"""What lists are asked with: how many rows, from where on, of which units and kinds and days; and what is wrong with that."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from litestar.params import Parameter

from server.machine import VIET_NAM
from sync.domain.errors import FieldError, Refusal
from sync.domain.kinds import PAPERS

MOST = 500
Limit = Annotated[int, Parameter(ge=1, le=MOST, description="Rows of a page at most; a page may hold fewer, and `next` tells whether there is more.")]
Cursor = Annotated[str, Parameter(max_length=2000, description="`next` of the page before, with all else as it was; empty for the first page.")]
UnitId = Annotated[str, Parameter(max_length=60, description="A unit's id; empty for all that may be seen.")]
Below = Annotated[bool, Parameter(description="With `unit`: also the units below it.")]
Kinds = Annotated[list[str] | None, Parameter(max_items=len(PAPERS), description="Kinds of paper, all when none is named; may be given several times.")]


def kinds_asked(kinds: list[str] | None) -> tuple[str, ...]:
    """Raises Refusal `bad_request` for one there is not."""
    known = {one.name for one in PAPERS}
    if wrong := [one for one in kinds or () if one not in known]:
        raise wrong_parameter("kind", f"{wrong[0][:40]!r} is no kind of paper")
    return tuple(sorted(set(kinds or ())))


def days_asked(first: date | None, last: date | None) -> tuple[str, str]:
    """Raises Refusal `bad_request` where the last day is before the first."""
    if first is not None and last is not None and last < first:
        raise wrong_parameter("last", "is before `first`")
    return first.isoformat() if first else "", last.isoformat() if last else ""


def moment_asked(name: str, moment: datetime | None) -> str:
    """As facts carry it. Raises Refusal `bad_request` for a moment without an offset."""
    if moment is None:
        return ""
    if moment.tzinfo is None:
        raise wrong_parameter(name, "has no offset, such as +07:00 or Z")
    try:
        return moment.astimezone(VIET_NAM).isoformat(timespec="milliseconds")
    except OverflowError:
        raise wrong_parameter(name, "is out of range") from None


def wrong_parameter(name: str, why: str) -> Refusal:
    return Refusal("bad_request", fields=(FieldError(name, "wrong_type", why),))
