"""All published rules of deadlines and of reminders, and holidays, read from their folder when asked. Never changes or chooses among them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

from sync.domain.obligations.holidays import Calendar
from sync.domain.obligations.problems import problems_of
from sync.domain.obligations.rules import Rule, RuleSet
from sync.domain.reminders.rules import ReminderRules
from sync.domain.reminders.rules import problems_of as problems_of_reminders

T = TypeVar("T")
FOLDER = Path(__file__).parent


class Rules:
    """Rule sets and holidays by name and version."""

    def __init__(self, sets: list[RuleSet], calendars: list[Calendar], reminders: list[ReminderRules]) -> None:
        self.reminders = {(one.set, one.version): one for one in reminders}
        self.sets = {(one.set, one.version): one for one in sets}
        self.calendars = {(one.calendar, one.version): one for one in calendars}

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Rules:
        """Read `<rule set>/<version>.json`, `reminders/<rule set>/<version>.json` and `holidays/<country>/<version>.json`. Raises
        ValueError naming the file that is wrong."""
        sets, calendars, reminders = [], [], []
        for path in sorted(folder.glob("*/*.json")):
            rules = _read(path, RuleSet)
            if problems := problems_of(rules):
                raise ValueError(f"{path}: {'; '.join(problems)}")
            sets.append(rules)
        for path in sorted(folder.glob("holidays/*/*.json")):
            calendars.append(_read(path, Calendar))
        for path in sorted(folder.glob("reminders/*/*.json")):
            told = _read(path, ReminderRules)
            if problems := problems_of_reminders(told):
                raise ValueError(f"{path}: {'; '.join(problems)}")
            reminders.append(told)
        return cls(sets, calendars, reminders)

    def every(self, set: str) -> tuple[Rule, ...]:
        """Every version of every rule of a set, each knowing its version: what `obligations_for` is given."""
        return tuple(rule for (name, _version), one in sorted(self.sets.items()) if name == set for rule in one.dated())

    def reminders_of(self, set: str, day: date) -> ReminderRules:
        """The newest version that holds on that day, before the first one the first. Raises ValueError for a set without any."""
        all = [one for (name, _), one in sorted(self.reminders.items()) if name == set]
        if not all:
            raise ValueError(f"no reminders for {set}")
        return next((one for one in reversed(all) if one.valid_from <= day), all[0])

    def calendar(self, name: str) -> Calendar:
        """The newest holidays of a country. Raises ValueError for a country that is not there."""
        return self.calendars[max(key for key in self.calendars if key[0] == name)]


def _read(path: Path, type: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=type)
    except msgspec.MsgspecError as error:
        raise ValueError(f"{path}: {error}") from None
