"""What has changed between two month schedules that were sent, so that whoever plans by the first sees it at once.

Pure. Knows the rows of the cells' meetings only. Never fails on a row, however odd: one without a cell is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sync.domain.text import nfc

DifferenceKind = Literal["added", "removed", "moved", "changed"]
WHEN_AND_WHERE = ("date", "start_time", "place")
BESIDE = ("members", "chair", "phone", "note")
_PREFIX = "meeting:"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """`moved`: another day, time or place; `changed`: only what stands beside these. `fields`: what differs; `before` is None for
    an added meeting, `after` for a removed one."""

    kind: DifferenceKind
    cell: str
    before: Row | None
    after: Row | None
    fields: tuple[str, ...] = ()


def differences(before: Iterable[Any], after: Iterable[Any]) -> list[Difference]:
    """By day, time and cell, as the newer schedule has them.

    A meeting is the same when cell and meeting are. Where one of the two schedules does not name the meeting, it is the cell's
    meeting of the same type.
    """
    old, new = _readable(before), _readable(after)
    pairs = _matched(old, new, _named) + _matched(old, new, _by_type)
    found = [one for earlier, later in pairs if (one := _compared(earlier, later)) is not None]
    found += [Difference("removed", row["cell"], row, None) for row in old]
    found += [Difference("added", row["cell"], None, row) for row in new]
    return sorted(found, key=_order)


def _readable(rows: Iterable[Any]) -> list[Row]:
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("cell"), str) and row["cell"]]


def _matched(old: list[Row], new: list[Row], same: Callable[[Row, Row], bool]) -> list[tuple[Row, Row]]:
    """Takes out of both lists what belongs together. Of several that might, one that has not changed goes first."""
    pairs = []
    for is_unchanged in (True, False):
        for earlier in list(old):
            later = next((row for row in new if same(earlier, row) and (not is_unchanged or not _differing(earlier, row))), None)
            if later is not None:
                old[:] = [row for row in old if row is not earlier]
                new[:] = [row for row in new if row is not later]
                pairs.append((earlier, later))
    return pairs


def _named(one: Row, other: Row) -> bool:
    return one["cell"] == other["cell"] and bool(_meeting(one)) and _meeting(one) == _meeting(other)


def _by_type(one: Row, other: Row) -> bool:
    unnamed = not _meeting(one) or not _meeting(other)
    return one["cell"] == other["cell"] and unnamed and _type(one) == _type(other)


def _meeting(row: Row) -> str:
    value = row.get("meeting")
    return value if isinstance(value, str) else ""


def _type(row: Row) -> str:
    parts = _meeting(row).removeprefix(_PREFIX).split(":")
    return parts[1] if len(parts) > 1 else _plain(row.get("meeting_type")) or "regular"


def _compared(before: Row, after: Row) -> Difference | None:
    fields = _differing(before, after)
    if not fields:
        return None
    kind: DifferenceKind = "moved" if set(fields) & set(WHEN_AND_WHERE) else "changed"
    return Difference(kind, after["cell"], before, after, fields)


def _differing(before: Row, after: Row) -> tuple[str, ...]:
    return tuple(name for name in (*WHEN_AND_WHERE, *BESIDE) if _plain(before.get(name)) != _plain(after.get(name)))


def _plain(value: Any) -> str:
    """As it is read: a person by his name, a missing answer as none."""
    if isinstance(value, dict):
        value = value.get("name")
    return "" if value is None else nfc(str(value)).strip()


def _order(one: Difference) -> tuple[str, str, str, str]:
    row = one.after or one.before or {}
    return _plain(row.get("date")), _plain(row.get("start_time")), one.cell, _meeting(row)
