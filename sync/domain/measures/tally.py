"""What units owed, counted from lines: one for each rule of a unit, with a letter for each month.

A province of two thousand cells over three years is a quarter of a million obligations, but twelve thousand lines, whatever the period.
Letters: `t` on time, `l` late, `n` late by network, `x` exempt, `p` not done; a space where nothing is owed. Whether what is not done is
missing (`m`) or not due yet (`d`) hangs on the time of day, and is said when lines are counted. Months are numbers here, year × 12 + month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from sync.domain.measures.counts import Counts
from sync.domain.month_status import month_named, month_number

LETTERS = {"on_time": "t", "late": "l", "late_by_network": "n", "exempt": "x", "": "p"}
"""By what became of an obligation (`sync.domain.measures.status.Outcome`)."""
_WIDTH = 30
_WIDEST_GAP = 24
"""Months without anything owed that are still spaces in a line; after more of them another line begins."""


class Line(NamedTuple):
    """`internal`: only custom here asks for it; `first`: month of the first letter; `dues`: the last moment of each `p`, in the same order,
    which is the order of time too, in `_WIDTH` signs each. A tuple, for there are many."""

    unit: str
    rule: str
    internal: bool
    first: int
    letters: str
    dues: str

    def between(self, first: int, last: int) -> str:
        """The letters of these months, both inclusive."""
        return self.letters[max(0, first - self.first) : max(0, last + 1 - self.first)]


def lines_of(unit: str, owed: Iterable[tuple[str, bool, str, str, str]]) -> list[Line]:
    """From (rule, whether internal, month `YYYY-MM`, outcome, last moment) of one unit, each obligation once. What the same rule asks twice
    in a month stands in two lines."""
    by_rule: defaultdict[tuple[str, bool], list[tuple[int, str, str]]] = defaultdict(list)
    for rule, internal, month, outcome, due_at in owed:
        by_rule[rule, internal].append((month_number(month), LETTERS[outcome], "" if outcome else f"{due_at:<{_WIDTH}}"))
    found: list[Line] = []
    for (rule, internal), letters in sorted(by_rule.items()):
        found += _lines(Line(unit, rule, internal, 0, "", ""), sorted(letters))
    return found


def _lines(like: Line, letters: Iterable[tuple[int, str, str]]) -> list[Line]:
    """In as few lines as it goes: each letter into the first that has room for it."""
    lines: list[Line] = []
    for month, letter, due in letters:
        for place, one in enumerate(lines):
            gap = month - one.first - len(one.letters)
            if 0 <= gap <= _WIDEST_GAP and (not due or one.dues[-_WIDTH:] <= due):
                lines[place] = one._replace(letters=f"{one.letters}{' ' * gap}{letter}", dues=one.dues + due)
                break
        else:
            lines.append(like._replace(first=month, letters=letter, dues=due))
    return lines


class Tally:
    """Months asked for are `YYYY-MM`, both inclusive, and none is after the last that the lines were read for."""

    def __init__(self, lines: Iterable[Line], now: str) -> None:
        """Lines may end before their last letter: what is not asked for need not be read."""
        self._lines = [_told(one, now) if "p" in one.letters else one for one in lines]

    def by_month(self, rules: Collection[str], first: str, last: str) -> dict[str, Counts]:
        """By month; those in which nothing was owed are left out. `rules`: of these, or of all but the internal ones where there are none."""
        begin, end = month_number(first), month_number(last)
        alike: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
        for one in self._of(rules):
            alike[one.first, len(one.letters)].append(one.letters)
        found: dict[int, Counts] = {}
        for (start, length), texts in alike.items():
            text = "".join(texts)
            for month in range(max(begin, start), min(end + 1, start + length)):
                found[month] = found.get(month, Counts()) + _counts(text[month - start :: length])
        return {month_named(month): counts for month, counts in sorted(found.items()) if counts != Counts()}

    def by_unit(self, rules: Collection[str], first: str, last: str) -> dict[str, Counts]:
        """By unit; those that owed nothing are left out."""
        texts = self._by_unit(rules, first, last)
        return {unit: counts for unit, some in texts.items() if (counts := _counts("".join(some))) != Counts()}

    def of_parts(self, rules: Collection[str], first: str, last: str, parts: Iterable[Collection[str]]) -> list[Counts]:
        """The same for several units at once; a unit may be in more than one part."""
        texts = self._by_unit(rules, first, last)
        return [_counts("".join(text for unit in part for text in texts.get(unit, ()))) for part in parts]

    def by_rule(self, first: str, last: str) -> dict[str, Counts]:
        """By rule, the internal ones included."""
        texts = _texts(self._lines, 1, first, last)
        return {rule: counts for rule, some in texts.items() if (counts := _counts("".join(some))) != Counts()}

    def months_of(self, rule: str, first: str, last: str, units: Collection[str]) -> dict[str, list[tuple[str, str]]]:
        """By unit, (month, letter) of each obligation of a rule, oldest first."""
        begin, end = month_number(first), month_number(last)
        found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in self._lines:
            if one.rule == rule and one.unit in units:
                start = max(begin, one.first)
                found[one.unit] += [(month_named(start + place), sign) for place, sign in enumerate(one.between(begin, end)) if sign != " "]
        return {unit: sorted(months) for unit, months in found.items()}

    def letters_of(self, rule: str, first: str, last: str) -> Mapping[str, str]:
        """The same without the months. Two lines of a unit are rare, and told by month."""
        begin, end = month_number(first), month_number(last)
        found: dict[str, str] = {}
        twice: set[str] = set()
        for one in self._lines:
            if one.rule == rule:
                if one.unit in found:
                    twice.add(one.unit)
                found[one.unit] = one.between(begin, end).replace(" ", "")
        if twice:
            found |= {unit: "".join(sign for _, sign in months) for unit, months in self.months_of(rule, first, last, twice).items()}
        return found

    def _by_unit(self, rules: Collection[str], first: str, last: str) -> Mapping[str, list[str]]:
        return _texts(self._of(rules), 0, first, last)

    def _of(self, rules: Collection[str]) -> Iterator[Line]:
        return (one for one in self._lines if (one.rule in rules if rules else not one.internal))


def _texts(lines: Iterable[Line], place: Literal[0, 1], first: str, last: str) -> Mapping[str, list[str]]:
    """The letters of these months, by what stands at a place of the lines: their unit or their rule."""
    begin, end = month_number(first), month_number(last) + 1
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for one in lines:
        start, letters = one[3], one[4]
        texts[one[place]].append(letters[begin - start if begin > start else 0 : end - start if end > start else 0])
    return texts


def _told(line: Line, now: str) -> Line:
    """With `p` told apart into missing and not due."""
    unit, rule, internal, first, letters, dues = line
    missing = letters.count("p")
    while missing and dues[(missing - 1) * _WIDTH : missing * _WIDTH] >= now:
        missing -= 1
    return Line(unit, rule, internal, first, letters.replace("p", "m", missing).replace("p", "d"), dues)


def _counts(letters: str) -> Counts:
    count = letters.count
    return Counts(count("t"), count("l"), count("n"), count("m"), count("d"), count("x"))
