"""What the product asks of the line to somebody else's server: one message taken there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answered:
    """`status`: HTTP's, 0 where nobody answered, `why` being the code of it then; `wait`: seconds the answer asked us to wait."""

    status: int
    why: str = ""
    wait: float | None = None

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


class Post(Protocol):
    async def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Answered:
        """POST JSON to a public https address, never following where that sends us. Raises nothing but being cancelled."""
        ...
