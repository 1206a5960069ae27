"""An answer to a question that was meanwhile asked anew, because more has come: it holds where the same is still asked. Pure.

Never decides between values the person has not seen: where others have come, he is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sync.merging.questions import OPEN, Choice
from sync.merging.values import Json, same


def asked_anew(asked: Json, questions: Iterable[Json], choices: Mapping[int, Choice]) -> tuple[Json, dict[int, Choice]] | None:
    """The open one of `questions` that asks the same at every place that was chosen, and the choices by its places; None where there
    is none, or where `asked` has no such place."""
    for one in questions:
        if one.get("state") != OPEN or one.get("paper") != asked.get("paper"):
            continue
        found = [_moved(asked, place, choice, one) for place, choice in choices.items()]
        moved = dict(pair for pair in found if pair is not None)
        if moved and len(moved) == len(choices):
            return one, moved
    return None


def _moved(asked: Json, place: int, choice: Choice, other: Json) -> tuple[int, Choice] | None:
    if not 0 <= place < len(asked["fields"]):
        return None
    field = asked["fields"][place]
    said = _values(field)
    for at, new in enumerate(other["fields"]):
        values = _values(new)
        if new["path"] != field["path"] or "answer" in new or not _same_values(said, values):
            continue
        if choice.take != "value":
            return at, choice
        if 0 <= choice.value < len(said):
            return at, Choice("value", next(n for n, value in enumerate(values) if same(value, said[choice.value])))
    return None


def _values(field: Json) -> list[Any]:
    return [one.get("value") for one in field["values"]]


def _same_values(one: list[Any], other: list[Any]) -> bool:
    return len(one) == len(other) and all(any(same(value, wanted) for value in other) for wanted in one)
