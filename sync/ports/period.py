"""What a report on a period asks of the read model: what was owed, how meetings went, and where papers of a kind lie.

Units and months are asked for; nothing here knows who asks. Months are `YYYY-MM`, both inclusive.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Duty(NamedTuple):
    """An obligation and what became of it. `outcome` as of `OwedRow`; `accepted`: whether its paper was agreed to as it stands."""

    unit: str
    rule: str
    period: str
    due_at: str
    outcome: str
    paper: str
    accepted: bool


class HeldMeeting(NamedTuple):
    """A meeting as its sent papers tell it. `key`: its id without the kind; days "" and numbers None where they are not told; bands ""."""

    unit: str
    key: str
    type: str
    planned_on: str
    held_on: str
    present: int | None
    expected: int | None
    own_band: str
    official_band: str


class LostAt(NamedTuple):
    """A criterion at which the sheet of a meeting lost points."""

    unit: str
    key: str
    template: str
    version: int
    code: str


class PeriodModel(Protocol):
    """Read from what was folded."""

    async def duties(self, rule: str, units: Sequence[str], first: str, last: str) -> list[Duty]:
        """Of one rule, by unit and month."""
        ...

    async def held_meetings(self, units: Sequence[str], first: str, last: str) -> list[HeldMeeting]:
        """That were planned or held, by unit and month."""
        ...

    async def lost_at(self, units: Sequence[str], first: str, last: str) -> list[LostAt]:
        """Of all meetings of these months, by unit and meeting."""
        ...

    async def sent_papers(self, kind: str, units: Sequence[str]) -> list[tuple[str, str]]:
        """(Unit, id) of the sent papers of a kind, in order."""
        ...
