"""Two answers compared shape by shape: what no two servers give alike (revisions, sequences, uuids, sizes, times) by its pattern,
all else literally. A revision stands for the same one everywhere in a conversation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_REVISION = re.compile(r"\b[1-9][0-9]*-[0-9a-f]{32}\b")
_PATTERNS = (
    ("a sequence", re.compile(r'"?[0-9]+-[A-Za-z0-9_-]{40,}"?'), re.compile(r'"?[0-9]+(-[A-Za-z0-9_-]+)?"?')),
    ("a date", re.compile(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT"), re.compile(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT")),
)
_HASH = re.compile(r"\b[0-9a-f]{32}\b")
_COUNTED_OTHERWISE = frozenset({"active", "external", "file", "instance_start_time"})
"""Names of values that depend on how a server stores."""


class Shapes:
    """Differences between what was recorded and what is told now, over one conversation."""

    def __init__(self) -> None:
        self._stand_for: dict[str, str] = {}

    def differences(self, recorded: Any, told: Any, place: str = "") -> Iterator[str]:
        """`place: what was recorded ≠ what is told`, for each."""
        if type(recorded) is not type(told):
            yield f"{place}: {_short(recorded)} ≠ {_short(told)}"
        elif isinstance(recorded, dict):
            for name in recorded.keys() | told.keys():
                inner = f"{place}.{name}".lstrip(".")
                if name not in told or name not in recorded:
                    yield f"{inner}: {_short(recorded.get(name, '(absent)'))} ≠ {_short(told.get(name, '(absent)'))}"
                elif name not in _COUNTED_OTHERWISE or type(recorded[name]) is not type(told[name]):
                    yield from self.differences(recorded[name], told[name], inner)
        elif isinstance(recorded, list):
            if len(recorded) != len(told):
                yield f"{place}: {_short(recorded)} ≠ {_short(told)}"
                return
            for position, (one, other) in enumerate(zip(recorded, told, strict=True)):
                yield from self.differences(one, other, f"{place}.{position}")
        elif isinstance(recorded, str):
            yield from self._of_strings(recorded, told, place)
        elif recorded != told:
            yield f"{place}: {_short(recorded)} ≠ {_short(told)}"

    def _of_strings(self, recorded: str, told: str, place: str) -> Iterator[str]:
        if place == "text":
            yield from self._of_lines(recorded, told, place)
        elif not self._same(recorded, told):
            yield f"{place}: {_short(recorded)} ≠ {_short(told)}"

    def _same(self, recorded: str, told: str) -> bool:
        if any(theirs.fullmatch(recorded) and ours.fullmatch(told) for _, theirs, ours in _PATTERNS):
            return True
        theirs, ours = _REVISION.findall(recorded), _REVISION.findall(told)
        if len(theirs) != len(ours) or _without_hashes(recorded) != _without_hashes(told):
            return False
        return all(self._stands_for(one, other) for one, other in zip(theirs, ours, strict=True))

    def _stands_for(self, theirs: str, ours: str) -> bool:
        return theirs.partition("-")[0] == ours.partition("-")[0] and self._stand_for.setdefault(ours, theirs) == theirs

    def _of_lines(self, recorded: str, told: str, place: str) -> Iterator[str]:
        theirs, ours = recorded.splitlines(), told.splitlines()
        if len(theirs) != len(ours):
            yield f"{place}: {_short(recorded)} ≠ {_short(told)}"
            return
        for number, (one, other) in enumerate(zip(theirs, ours, strict=True)):
            yield from self.differences(_line(one), _line(other), f"{place}.{number}")


def _without_hashes(text: str) -> str:
    return _HASH.sub("", text)


def _line(line: str) -> Any:
    """A line of a feed or of a multipart body: JSON, a field of an event, or plain."""
    name, _, value = line.partition(": ")
    text = value if name in ("data", "id") else line
    try:
        return {name: json.loads(text)} if text is value else json.loads(text)
    except ValueError:
        return {name: text} if text is value else line


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < 300 else text[:300] + "…"
