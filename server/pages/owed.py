"""The section "Việc phải làm" of a unit's page: what it and those below it owe, by status. Words only; what is owed and how it
stands comes from `sync/usecases/obligations/read_owed.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from server.pages.words import Say, day_word
from sync.domain.obligations.standing import Status
from sync.usecases.obligations.read_owed import Owed

MOST_ROWS = 100
ORDER: tuple[Status, ...] = (
    "overdue", "due_soon", "due", "late_by_network", "done_late", "done_on_time", "not_open", "exempt", "waived",
)  # fmt: skip
_OPEN = frozenset(("overdue", "due_soon", "due"))
_LOOK: dict[Status, tuple[str, str]] = {
    "overdue": ("state-missing", "missing"), "due_soon": ("state-late", "late"), "due": ("state-none", "waiting"),
    "late_by_network": ("state-late", "late"), "done_late": ("state-late", "late"), "done_on_time": ("state-received", "received"),
    "not_open": ("state-none", "waiting"), "exempt": ("state-none", "check"), "waived": ("state-none", "check"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many stand so; `kind` and `icon` say how it looks."""

    kind: str
    icon: str
    word: str
    number: int


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One duty of one unit."""

    unit: str
    what: str
    about: str
    day: str
    how: str
    kind: str
    icon: str


@dataclass(frozen=True, slots=True)
class OwedSection:
    """`rows`: what is overdue or due now; `more`: a sentence when not all of it is shown, else empty."""

    counts: tuple[StatusCount, ...]
    rows: tuple[OwedRow, ...]
    more: str
    direct_only: bool


def section_of(owed: Sequence[Owed], complete: bool, say: Say, lang: str) -> OwedSection:
    """What is overdue first, then by last moment."""
    numbers = Counter(one.standing.status for one in owed)
    # What was overtaken stays counted as overdue: it was never done. Nobody is asked to do it any more.
    counts = tuple(StatusCount(*_LOOK[one], say(f"owed_{one}"), numbers[one]) for one in ORDER if numbers[one])
    asked = (one for one in owed if one.standing.status in _OPEN and one.standing.overtaken_by is None)
    open_ = sorted(asked, key=lambda one: ORDER.index(one.standing.status))
    shown = tuple(_row(one, say, lang) for one in open_[:MOST_ROWS])
    more = say("owed_more", shown=len(shown), all=len(open_)) if len(shown) < len(open_) else ""
    return OwedSection(counts, shown, more, not complete)


def _row(owed: Owed, say: Say, lang: str) -> OwedRow:
    what, how = owed.obligation, owed.standing
    title = what.title.vi if lang == "vi" else what.title.en
    about = say("owed_internal") if what.basis == "internal" else ""
    day = day_word(date.fromisoformat(how.due_at[:10]))
    return OwedRow(owed.unit_name, f"{title}, {_period(what.period)}", about, day, _how(owed, say), *_LOOK[how.status])


def _how(owed: Owed, say: Say) -> str:
    left, status = owed.standing.days_left, owed.standing.status
    if status == "overdue":
        return say("owed_days_over", days=-left)
    return say("owed_days_left", word=say(f"owed_{status}"), days=left) if left else say("owed_today")


def _period(key: str) -> str:
    """`2026-12` as `12/2026`, `2026-Q4` as `Q4/2026`."""
    year, _, part = key.partition("-")
    return f"{part}/{year}" if part else year
