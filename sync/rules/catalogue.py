"""All published rules and holidays, read from their folder when asked. Never changes or chooses among them."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from sync.domain.obligations.holidays import Calendar
from sync.domain.obligations.problems import problems_of
from sync.domain.obligations.rules import Rule, RuleSet

T = TypeVar("T")
FOLDER = Path(__file__).parent


class Rules:
    """Rule sets and holidays by name and version."""

    def __init__(self, sets: list[RuleSet], calendars: list[Calendar]) -> None:
        self.sets = {(one.set, one.version): one for one in sets}
        self.calendars = {(one.calendar, one.version): one for one in calendars}

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Rules:
        """Read `<rule set>/<version>.json` and `holidays/<country>/<version>.json`. Raises ValueError naming the file that is wrong."""
        sets, calendars = [], []
        for path in sorted(folder.glob("*/*.json")):
            rules = _read(path, RuleSet)
            if problems := problems_of(rules):
                raise ValueError(f"{path}: {'; '.join(problems)}")
            sets.append(rules)
        for path in sorted(folder.glob("holidays/*/*.json")):
            calendars.append(_read(path, Calendar))
        return cls(sets, calendars)

    def every(self, set: str) -> tuple[Rule, ...]:
        """Every version of every rule of a set, each knowing its version: what `obligations_for` is given."""
        return tuple(rule for (name, _version), one in sorted(self.sets.items()) if name == set for rule in one.dated())

    def calendar(self, name: str) -> Calendar:
        """The newest holidays of a country. Raises ValueError for a country that is not there."""
        return self.calendars[max(key for key in self.calendars if key[0] == name)]


def _read(path: Path, type: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=type)
    except msgspec.MsgspecError as error:
        raise ValueError(f"{path}: {error}") from None
