"""Documents and selectors by chance, from a small world so that they meet: for comparing with another engine.

Never made to be readable: what they find goes into a named test."""

from __future__ import annotations

from random import Random
from typing import Any

_STRINGS = [
    "",
    "a",
    "A",
    "b",
    "ab",
    "aB",
    "á",
    "ă",
    "Đà",
    "đa",
    "e\u0301",
    "é",
    "_x",
    "10",
    "9",
    "a b",
    "a-b",
    "z\uffff",
    "Ế",
    "ệ",
]
_NUMBERS = [0, 1, -1, 1.0, 2, 2.5, -3, 7, 10, 1250.5]
_NAMES = ["a", "b", "c", "d.e", "_id", "A"]
_FIELDS = ["a", "b", "c", "a.a", "a.b", "a.b.c", "b.0", "b.1.a", "c.-1", "d\\.e", "_id", "A", "zz", "a.zz"]
_PATTERNS = ["^a", "b$", ".", "^.$", "[0-9]+", "(?i)A", "a|b", "^$", "á", "a\\sb", "\\d", "[", "x{2", "(a"]
_TYPES = ["null", "boolean", "number", "string", "array", "object", "integer"]


def some_value(random: Random, depth: int = 0) -> Any:
    kind = random.random()
    if kind < 0.12:
        return random.choice([None, True, False])
    if kind < 0.42:
        return random.choice(_NUMBERS)
    if kind < 0.7 or depth > 2:
        return random.choice(_STRINGS)
    if kind < 0.85:
        return [some_value(random, depth + 1) for _ in range(random.randrange(4))]
    return {name: some_value(random, depth + 1) for name in random.sample(_NAMES[:4], random.randrange(4))}


def some_document(random: Random, number: int) -> dict[str, Any]:
    names = random.sample([name for name in _NAMES if name != "_id"], random.randrange(1, 5))
    return {"_id": f"{random.choice('aAbzđ')}{number}", **{name: some_value(random) for name in names}}


def some_selector(random: Random, depth: int = 0) -> Any:
    kind = random.random()
    if kind < 0.04:
        return {}
    if kind < 0.25 and depth < 3:
        several = [some_selector(random, depth + 1) for _ in range(random.randrange(4))]
        return {random.choice(["$and", "$or", "$nor"]): several}
    if kind < 0.33 and depth < 3:
        return {"$not": some_selector(random, depth + 1)}
    return {random.choice(_FIELDS): _condition(random, depth) for _ in range(random.choice([1, 1, 1, 2]))}


def _condition(random: Random, depth: int) -> Any:
    kind = random.random()
    if kind < 0.1:
        return some_value(random)
    if kind < 0.15 and depth < 3:
        return {"$not": _condition(random, depth + 1)}
    if kind < 0.2 and depth < 3:
        return {random.choice(["$and", "$or", "$nor"]): [_condition(random, depth + 1) for _ in range(random.randrange(1, 3))]}
    if kind < 0.25:
        return {"$gt": some_value(random), "$lte": some_value(random)}
    if kind < 0.4 and depth < 3:
        inner = some_selector(random, depth + 1) if random.random() < 0.4 else _condition(random, depth + 1)
        return {random.choice(["$elemMatch", "$allMatch", "$keyMapMatch"]): inner}
    return dict([_terminal(random)])


def _terminal(random: Random) -> tuple[str, Any]:
    name = random.choice(
        [
            "$lt",
            "$lte",
            "$eq",
            "$ne",
            "$gte",
            "$gt",
            "$lt",
            "$gt",
            "$in",
            "$nin",
            "$all",
            "$exists",
            "$exists",
            "$type",
            "$size",
            "$mod",
            "$regex",
            "$beginsWith",
            "$odd",
        ]
    )
    if random.random() < 0.03:
        return name, some_value(random)
    several = [some_value(random) for _ in range(random.randrange(3))]
    told = {
        "$in": several,
        "$nin": several,
        "$all": several,
        "$exists": random.random() < 0.5,
        "$type": random.choice(_TYPES),
        "$size": random.randrange(4),
        "$mod": [random.choice([1, 2, 3, -2]), random.choice([0, 1, -1])],
        "$regex": random.choice(_PATTERNS),
        "$beginsWith": random.choice(_STRINGS),
    }
    return name, told[name] if name in told else some_value(random)
