"""What one person wants of his reminders. Pure. Whether he is reminded at all by push he says on each phone."""

from __future__ import annotations

import re

import msgspec

from sync.domain.reminders.rules import ReminderRules

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Wishes(msgspec.Struct, frozen=True):
    """`first`: the clock time before which he is told nothing, "" for that of the rules; `meetings`: whether he is told of the meetings of
    tomorrow."""

    first: str = ""
    meetings: bool = True


def is_possible(wishes: Wishes, rules: ReminderRules) -> bool:
    """Whether there is a time of the day left on which he may be told something."""
    return not wishes.first or (bool(_TIME.fullmatch(wishes.first)) and not rules.quiet.holds(wishes.first))
