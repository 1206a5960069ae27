"""Three-way merge of sequences, and of texts word by word: a Vietnamese syllable, a run of spaces, a line break and a mark are a
word each. What both changed at one place collides, unless it is whole sentences that both added there: both are kept.

    base   Nhất trí cao.                 one    Nhất trí rất cao.
                                         other  Nhất trí cao. Giao đồng chí Páo.
                                         merged Nhất trí rất cao. Giao đồng chí Páo.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from sync.domain.text import is_blank, nfc

T = TypeVar("T", bound=Hashable)
Both = Callable[[Sequence[T], Sequence[T], Sequence[T], bool], "list[T] | None"]
"""(what comes before, what one puts in, what the other puts in, whether it is the end) → both, or None: they collide."""

_WORD = re.compile(r"\w+|\n|[^\S\n]+|[^\w\s]")
_ENDS = frozenset(".!?…:;\n")
LARGEST = 4_000
"""Words that differ in a row, beyond which a stretch counts as changed as a whole: comparing takes their square."""


def words(text: str) -> list[str]:
    """The words of an NFC text; together they are the text again."""
    return _WORD.findall(nfc(text))


def merge_texts(base: str, one: str, other: str) -> str | None:
    """Both changes of a text, or None where they collide. Texts that grew out of nothing collide, unless one holds the other."""
    if holder := _holder(one, other):
        if is_blank(base):
            return holder
    elif is_blank(base):
        return None
    merged = merge_sequences(words(base), words(one), words(other), _sentences)
    return None if merged is None else "".join(merged)


def _holder(one: str, other: str) -> str:
    """The one of two texts that has all words of the other in a row, "" when neither has."""
    short, long = sorted((words(one.strip()), words(other.strip())), key=len)
    size = len(short)
    if any(long[at : at + size] == short for at in range(len(long) - size + 1)):
        return one if len(words(one)) >= len(words(other)) else other
    return ""


def merge_sequences(base: Sequence[T], one: Sequence[T], other: Sequence[T], both: Both[T] | None = None) -> list[T] | None:
    """Three-way merge (diff3), or None where changes overlap or touch and are not the same."""
    mine, theirs = _changes(base, one), _changes(base, other)
    merged: list[T] = []
    at = m = t = 0
    while m < len(mine) or t < len(theirs):
        if m < len(mine) and t < len(theirs) and _meet(mine[m], theirs[t]):
            a, b = mine[m], theirs[t]
            new: Sequence[T] | None
            if a == b:
                new = a[2]
            elif both is not None and a[0] == a[1] == b[0] == b[1]:
                new = both(base[: a[0]], a[2], b[2], a[0] == len(base))
            else:
                new = None
            if new is None:
                return None
            m, t = m + 1, t + 1
            begin, end = a[0], a[1]
        else:
            mine_first = t == len(theirs) or (m < len(mine) and mine[m][0] < theirs[t][0])
            begin, end, new = mine[m] if mine_first else theirs[t]
            m, t = (m + 1, t) if mine_first else (m, t + 1)
        merged += [*base[at:begin], *new]
        at = end
    return [*merged, *base[at:]]


def _meet(a: tuple[int, int, Sequence[T]], b: tuple[int, int, Sequence[T]]) -> bool:
    """Whether two changes of the base overlap or touch."""
    return a[0] <= b[1] and b[0] <= a[1]


def _changes(base: Sequence[T], new: Sequence[T]) -> list[tuple[int, int, tuple[T, ...]]]:
    """(from, to, what stands there now) of every changed stretch of `base`."""
    start, end = 0, 0
    shorter = min(len(base), len(new))
    while start < shorter and base[start] == new[start]:
        start += 1
    while end < shorter - start and base[-1 - end] == new[-1 - end]:
        end += 1
    old, now = base[start : len(base) - end], new[start : len(new) - end]
    if not old and not now:
        return []
    if not old or not now or len(old) + len(now) > LARGEST:
        return [(start, start + len(old), tuple(now))]
    found = SequenceMatcher(None, old, now, autojunk=False).get_opcodes()
    return [(start + i, start + j, tuple(now[k:n])) for tag, i, j, k, n in found if tag != "equal"]


def _sentences(before: Sequence[str], one: Sequence[str], other: Sequence[str], is_end: bool) -> list[str] | None:
    """Both insertions one after the other, where each is whole sentences; the longer alone, where it begins with the other."""
    first, second = sorted((list(one), list(other)))
    if second[: len(first)] == first:
        return second
    if not (_is_whole(before, first, is_end) and _is_whole(before, second, is_end)):
        return None
    gap = [] if first[-1].isspace() or second[0].isspace() else ["\n" if "\n" in first else " "]
    return [*first, *gap, *second]


def _is_whole(before: Sequence[str], added: Sequence[str], is_end: bool) -> bool:
    last = next((word for word in reversed(before) if not word.isspace() or word == "\n"), "\n")
    opened = last in _ENDS or added[0] == "\n"
    closed = is_end or next((word for word in reversed(added) if not word.isspace() or word == "\n"), "") in _ENDS
    return opened and closed
