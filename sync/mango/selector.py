"""A selector becomes a function that tells whether a document matches (CouchDB documentation, "Selector Syntax").

Compiled once, asked for every document: what can be known of the selector is worked out before the first document comes.
Never decides what may be seen, and never uses an index.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from sync.mango.collate import Key, key, raw_key
from sync.mango.errors import MangoError
from sync.mango.normal_form import Selector, fields_of, normal_form
from sync.mango.paths import MISSING, NO_WAY, parse_path, value_at
from sync.mango.patterns import compile_pattern

__all__ = ["MangoError", "compile_normal_form", "compile_selector"]

Matches = Callable[[Any], bool]
Order = Callable[[Any], Key]


def compile_selector(selector: Any) -> Callable[[dict[str, Any]], bool]:
    """A function over documents (bodies with `_id` and `_rev`). Raises MangoError when `selector` is no selector."""
    return compile_normal_form(normal_form(selector))


def compile_normal_form(selector: Selector) -> Callable[[dict[str, Any]], bool]:
    """The same for what `normal_form` gave. Raises MangoError when a name is no field's name."""
    if not selector:
        return lambda document: True
    for field in fields_of(selector):
        parse_path(field)
    return _compile(selector, key)


def _compile(selector: Selector, order: Order) -> Matches:
    [(name, told)] = selector.items()
    if name in ("$and", "$or"):
        return _combined(name, [_compile(one, order) for one in told])
    if name == "$not":
        inner = _compile(told, order)
        return lambda value: not inner(value)
    if name == "":
        return _compile(told, order)
    if name in _ELEMENT:
        return _ELEMENT[name](_compile(told, order))
    if name in ("$eq", "$ne"):
        return _equal(told, order, name == "$eq")
    if name in _CONDITION:
        return _CONDITION[name](told, order)
    if name.startswith("$"):
        return _failing(MangoError("invalid_operator", f"Invalid operator: {name}"))
    return _field(name, told, order)


def _failing(error: MangoError) -> Matches:
    """CouchDB finds out about `$nor` and malformed names within `$elemMatch` and its like only when an element is asked,
    and takes it for an element that settles the matter: no match."""

    def match(value: Any) -> bool:
        raise error

    return match


def _combined(name: str, parts: list[Matches]) -> Matches:
    if not parts:
        return lambda value: True
    if name == "$and":
        return lambda value: all(part(value) for part in parts)
    return lambda value: any(part(value) for part in parts)


def _field(name: str, condition: Selector, order: Order) -> Matches:
    try:
        path = parse_path(name)
    except MangoError as error:
        return _failing(error)
    matches = _compile(condition, raw_key if name == "_id" else order)
    when_missing = condition == {"$exists": False}
    if len(path) == 1:
        only = path[0]

        def match_near(value: Any) -> bool:
            if isinstance(value, dict):
                return matches(value[only]) if only in value else when_missing
            found = value_at(value, path)
            return found is not NO_WAY and matches(found)

        return match_near

    def match(value: Any) -> bool:
        found = value_at(value, path)
        if found is MISSING:
            return when_missing
        return found is not NO_WAY and matches(found)

    return match


# `$elemMatch`, `$allMatch`, `$keyMapMatch`


def _some(inner: Matches) -> Matches:
    return lambda value: isinstance(value, list) and _found(inner, value)


def _some_name(inner: Matches) -> Matches:
    return lambda value: isinstance(value, dict) and _found(inner, value)


def _found(inner: Matches, among: Iterable[Any]) -> bool:
    try:
        return any(inner(one) for one in among)
    except MangoError:
        return False


def _every(inner: Matches) -> Matches:
    def match(value: Any) -> bool:
        try:
            return isinstance(value, list) and bool(value) and all(inner(one) for one in value)
        except MangoError:
            return False

    return match


_ELEMENT = {"$elemMatch": _some, "$allMatch": _every, "$keyMapMatch": _some_name}


# comparisons


def _equal(told: Any, order: Order, wanted: bool) -> Matches:
    least = order(told)
    if not (isinstance(told, str) and told.isascii() and told.isprintable()):
        return lambda value: (order(value) == least) is wanted

    def match(value: Any) -> bool:
        if not isinstance(value, str):
            return not wanted
        same = value == told
        if not same and not (value.isascii() and value.isprintable()):
            same = order(value) == least
        return same is wanted

    return match


def _less(told: Any, order: Order) -> Matches:
    bound = order(told)
    return lambda value: order(value) < bound


def _not_more(told: Any, order: Order) -> Matches:
    bound = order(told)
    return lambda value: order(value) <= bound


def _more(told: Any, order: Order) -> Matches:
    bound = order(told)
    return lambda value: order(value) > bound


def _not_less(told: Any, order: Order) -> Matches:
    bound = order(told)
    return lambda value: order(value) >= bound


# conditions on one value


def _in(told: list[Any], order: Order) -> Matches:
    wanted = {order(one) for one in told}

    def match(value: Any) -> bool:
        if isinstance(value, list):
            return any(order(one) in wanted for one in value)
        return order(value) in wanted

    return match


def _not_in(told: list[Any], order: Order) -> Matches:
    among = _in(told, order)
    return lambda value: not among(value)


def _all_of(told: list[Any], order: Order) -> Matches:
    wanted = [_exactly(one) for one in told]
    alone = wanted[0] if len(told) == 1 and isinstance(told[0], list) else None

    def match(value: Any) -> bool:
        if not wanted or not isinstance(value, list):
            return False
        held = {_exactly(one) for one in value}
        return all(one in held for one in wanted) or (alone is not None and _exactly(value) == alone)

    return match


def _exactly(value: Any) -> Key:
    """A key by which 1 and 1.0 differ, as they do in `$all`."""
    if isinstance(value, list):
        return (list, tuple([_exactly(one) for one in value]))
    if isinstance(value, dict):
        return (dict, tuple([(name, _exactly(one)) for name, one in value.items()]))
    return (type(value), value)


def _remainder(told: list[int], order: Order) -> Matches:
    divisor, rest = told

    def match(value: Any) -> bool:
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        left = abs(value) % abs(divisor)
        return (left if value >= 0 else -left) == rest

    return match


def _begins_with(told: str, order: Order) -> Matches:
    def match(value: Any) -> bool:
        if not isinstance(value, str) or not value.startswith(told):
            return False
        # a letter whose accent comes after it as a character of its own is another letter
        return not told or len(value) == len(told) or not unicodedata.combining(value[len(told)])

    return match


def _pattern(told: str, order: Order) -> Matches:
    found = compile_pattern(told)
    return lambda value: isinstance(value, str) and found(value)


_TYPES: dict[str, Matches] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def _type(told: str, order: Order) -> Matches:
    return _TYPES.get(told, lambda value: False)


_CONDITION: dict[str, Callable[[Any, Order], Matches]] = {
    "$lt": _less,
    "$lte": _not_more,
    "$gt": _more,
    "$gte": _not_less,
    "$in": _in,
    "$nin": _not_in,
    "$all": _all_of,
    "$exists": lambda told, order: lambda value: bool(told),
    "$type": _type,
    "$size": lambda told, order: lambda value: isinstance(value, list) and len(value) == told,
    "$mod": _remainder,
    "$beginsWith": _begins_with,
    "$regex": _pattern,
}
