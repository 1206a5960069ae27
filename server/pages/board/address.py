"""Addresses of a dashboard and of the rows behind its numbers: everything that is asked for is in them, nothing that is the default."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request

from sync.domain.errors import Refusal
from sync.usecases.board.asked import Asked, asked


@dataclass(frozen=True, slots=True)
class Address:
    """`base`: `/units/<unit>` or `/groups/<group>`."""

    base: str
    asked: Asked
    today: date

    def here(self, **more: str) -> str:
        """The dashboard as it is asked for, with other words beside."""
        return self._with(self.base, more)

    def to(self, other: str, **more: str) -> str:
        """The same question about somebody else."""
        return self._with(other, more)

    def months(self, first: str, last: str) -> str:
        return replace(self, asked=replace(self.asked, first=first, last=last)).here()

    def rows(self, **more: str) -> str:
        """The rows behind a number: `is` of obligations, `of` of papers."""
        return self._with(f"{self.base}/rows", more)

    def _with(self, path: str, more: dict[str, str]) -> str:
        it = self.asked
        words = {"from": it.first, "to": it.last, "shape": it.shape.isoformat() if it.shape else "", "duty": it.duty, "type": it.cell_type}
        if it.first == it.last == f"{self.today:%Y-%m}":
            words["from"] = words["to"] = ""
        said = urlencode({name: value for name, value in (words | more).items() if value})
        return f"{path}?{said}" if said else path


def asked_in(request: Request, today: date, rules: frozenset[str]) -> Asked:
    """What an address asks for. Raises Refusal `bad_request`."""
    said = request.query_params
    return asked(
        said.get("from", ""), said.get("to", ""), said.get("shape", ""), said.get("duty", ""), said.get("type", ""), today=today, rules=rules,
    )  # fmt: skip


def number_in(request: Request, name: str) -> int:
    """A page's number, 1 where none is told. Raises Refusal `bad_request` for what is none."""
    text = request.query_params.get(name, "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 100_000 and len(text) < 9):
        raise Refusal("bad_request")
    return int(text)
