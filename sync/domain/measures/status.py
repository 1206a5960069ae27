"""The status of an obligation on the dashboards: exactly one of ten, the first that is true.

What became of it (`outcome`) and what was decided about its paper (`decision`) do not change with the time of day; the rest does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["", "on_time", "late", "late_by_network", "exempt"]
Decided = Literal["", "accepted", "returned"]
BoardStatus = Literal[
    "not_open", "open", "on_the_phone", "received_on_time", "received_late", "late_by_network", "overdue", "returned", "accepted", "exempt"
]
BOARD_STATUSES: tuple[BoardStatus, ...] = (
    "overdue", "returned", "on_the_phone", "open", "received_late", "late_by_network", "received_on_time", "accepted", "exempt", "not_open",
)  # fmt: skip
"""In the order in which somebody has to do something about them."""
_RECEIVED: dict[str, BoardStatus] = {"on_time": "received_on_time", "late": "received_late", "late_by_network": "late_by_network"}


@dataclass(frozen=True, slots=True)
class Settled:
    """What is known of an obligation whatever the time. `opens_at`, `due_at`: ISO 8601 with +07:00; `draft`: whether a draft of its
    paper, not sent, has reached the server."""

    outcome: Outcome
    decision: Decided
    opens_at: str
    due_at: str
    draft: bool = False


def board_status(settled: Settled, now: str) -> BoardStatus:
    """`now` ISO 8601 with +07:00 and milliseconds, as the two moments have, so that text compares as time."""
    if settled.outcome == "exempt":
        return "exempt"
    if settled.outcome:
        return settled.decision or _RECEIVED[settled.outcome]
    if now > settled.due_at:
        return "overdue"
    if settled.draft:
        return "on_the_phone"
    return "not_open" if now < settled.opens_at else "open"
