"""What was refused for want of a right, one line a request in the log `sohop.refused`: who, where, which papers, and the code.

Never tells what a paper says, a password or a token. A flood does not fill the disk: of one person a minute holds no more than
`MOST_A_MINUTE` lines, and the next line tells how many were left out.
"""

from __future__ import annotations

import logging
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from sync.domain.accounts import Person
from sync.domain.errors import Problem

log = logging.getLogger("sohop.refused")
CODES = frozenset(
    ("session_missing", "credentials_wrong", "too_many_tries", "forgery_suspected", "forbidden", "not_found", "not_your_unit",
     "author_forged", "server_only", "kind_not_here", "not_your_decision", "unit_unknown", "inbox_full", "token_wrong", "scope_missing")
)  # fmt: skip
"""Refusals that speak of the person and not of what he wrote. `not_found` is among them, for it is also what is told of somebody else's."""
MOST_A_MINUTE = 60
MOST_NAMED = 5
_LONGEST = 160
_SECONDS = 60.0
_MOST_PEOPLE = 5_000


@dataclass(slots=True)
class _Attempt:
    who: str = "-"
    codes: Counter[str] = field(default_factory=Counter)
    papers: list[str] = field(default_factory=list)


_current: ContextVar[_Attempt | None] = ContextVar("attempt", default=None)


def note_person(username: str) -> None:
    """Who sends the present request."""
    if (attempt := _current.get()) is not None:
        attempt.who = username


def note_refused(problem: Problem) -> None:
    """The present request is refused."""
    if (attempt := _current.get()) is not None and problem.code in CODES:
        attempt.codes[problem.code] += 1


def note_paper(person: Person, document: Any, problem: Problem) -> None:
    """A document of the present request is refused; the others may pass."""
    attempt = _current.get()
    if attempt is None or problem.code not in CODES:
        return
    attempt.who = person.username
    attempt.codes[problem.code] += 1
    if len(attempt.papers) < MOST_NAMED:
        told = document if isinstance(document, dict) else {}
        attempt.papers.append(f"{_plain(told.get('unit', '-'))}/{_plain(told.get('_id', '-'))}")


class RefusedLog:
    """ASGI middleware around everything that may refuse. `seconds`: a clock that never goes back."""

    def __init__(self, app: ASGIApp, seconds: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._seconds = seconds
        self._told: OrderedDict[str, tuple[float, int]] = OrderedDict()
        """By person: when his minute began, and how many attempts it holds."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        attempt = _Attempt()
        before = _current.set(attempt)
        try:
            await self._app(scope, receive, send)
        finally:
            _current.reset(before)
            if attempt.codes:
                self._tell(scope, attempt)

    def _tell(self, scope: Scope, attempt: _Attempt) -> None:
        now = self._seconds()
        began, count = self._told.pop(attempt.who, (now, 0))
        left_out = max(0, count - MOST_A_MINUTE)
        if now - began >= _SECONDS:
            began, count = now, 0
        else:
            left_out = 0
        self._told[attempt.who] = began, count + 1
        while len(self._told) > _MOST_PEOPLE:
            self._told.popitem(last=False)
        if count < MOST_A_MINUTE:
            codes = ", ".join(f"{code} x{times}" if times > 1 else code for code, times in sorted(attempt.codes.items()))
            papers = f"; {' '.join(attempt.papers)}" if attempt.papers else ""
            more = f" ({left_out} more of this person were not told)" if left_out else ""
            log.warning("%s %s by %s: %s%s%s", scope["method"], _plain(scope["path"]), _plain(attempt.who), codes, papers, more)


def _plain(text: object) -> str:
    """On one line, of ASCII, and not long."""
    return str(text)[:_LONGEST].encode("unicode_escape").decode("ascii")[:_LONGEST]
