"""A selector's normal form, which `_explain` shows and everything else works on: every operator explicit, every field name
whole and next to its condition, negations pushed down to where a field's index can be seen behind them.

A normal form is an object with one member: an operator over others (`$and`, `$or`, `$not`) or a dotted field with its condition.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.mango.errors import MangoError, erlang
from sync.mango.patterns import is_pattern

Selector = dict[str, Any]
DEEPEST = 100
"""Levels a selector may nest, so that no stack overflows."""

_LISTS = frozenset({"$and", "$or", "$nor"})
_ELEMENTS = frozenset({"$elemMatch", "$allMatch", "$keyMapMatch"})
_COMPARISONS = frozenset({"$lt", "$lte", "$eq", "$ne", "$gte", "$gt"})
_TEXTS = frozenset({"$regex", "$beginsWith"})
_UNSUPPORTED = frozenset({"$where", "$geoWithin", "$geoIntersects", "$near", "$nearSphere"})
_OPPOSITE = {"$lt": "$gte", "$gte": "$lt", "$lte": "$gt", "$gt": "$lte", "$eq": "$ne", "$ne": "$eq", "$in": "$nin", "$nin": "$in"}


def normal_form(selector: Any) -> Selector:
    """Raises MangoError."""
    if not isinstance(selector, dict):
        raise MangoError("invalid_selector_json", f"Selector must be a JSON object, not: {erlang(selector)}")
    if not selector:
        return {}
    normal = _negated(_with_whole_fields(_explicit(selector, 0), ""))
    if "" in normal:
        raise MangoError("invalid_selector", "One or more conditions is missing a field name.")
    return normal


def fields_of(selector: Selector) -> list[str]:
    """The fields a normal form has conditions on, in its order, some perhaps twice."""
    if not selector:
        return []
    [(name, told)] = selector.items()
    if name.startswith("$"):
        return [field for one in (told if isinstance(told, list) else [told]) for field in fields_of(one)]
    return [name] if name else []


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_FITS: dict[str, Callable[[Any], bool]] = {
    "$in": lambda told: isinstance(told, list),
    "$nin": lambda told: isinstance(told, list),
    "$all": lambda told: isinstance(told, list),
    "$exists": lambda told: isinstance(told, bool),
    "$type": lambda told: isinstance(told, str),
    "$size": lambda told: _whole(told) and told >= 0,
    "$mod": lambda told: isinstance(told, list) and len(told) == 2 and _whole(told[0]) and _whole(told[1]) and told[0] != 0,
    "$regex": is_pattern,
    "$beginsWith": lambda told: isinstance(told, str),
}


def _explicit(selector: Any, depth: int) -> Selector:
    if depth > DEEPEST:
        raise MangoError("invalid_selector_json", f"Selector nests deeper than {DEEPEST} levels.")
    if not isinstance(selector, dict) or not selector:
        return {"$eq": selector}
    if len(selector) > 1:
        return {"$and": [_explicit({name: told}, depth + 1) for name, told in selector.items()]}
    [(name, told)] = selector.items()
    if not name.startswith("$"):
        return {name: _explicit(told, depth + 1)}
    if name in _LISTS:
        if not isinstance(told, list):
            raise _bad_argument(name, told)
        return {name: [_explicit(one, depth + 1) for one in told]}
    if name == "$not" or name in _ELEMENTS:
        if not isinstance(told, dict):
            raise _bad_argument(name, told)
        return {name: _explicit(told, depth + 1)}
    if name in _UNSUPPORTED or name == "$text":
        raise MangoError("not_supported", f"Unsupported operator: {name}")
    if name not in _COMPARISONS:
        if name not in _FITS or (name in _TEXTS and not isinstance(told, str)):
            raise MangoError("invalid_operator", f"Invalid operator: {name}")
        if not _FITS[name](told):
            raise _bad_argument(name, told)
    return selector


def _with_whole_fields(selector: Selector, path: str) -> Selector:
    if not isinstance(selector, dict):
        raise MangoError("bad_field", f"Invalid field normalization on selector: {erlang(selector)}")
    [(name, told)] = selector.items()
    if name in _LISTS:
        return {name: [_with_whole_fields(one, path) for one in told]}
    if name == "$not":
        return {name: _with_whole_fields(told, path)}
    if name in _ELEMENTS:
        return {path: {name: _with_whole_fields(told, "")}}
    if name.startswith("$"):
        return {path: selector}
    return _with_whole_fields(told, f"{path}.{name}" if path else name)


def _negated(selector: Selector) -> Selector:
    """Without `$not` and `$nor` but at a single condition. What is inside `$elemMatch` and its like stays as it is."""
    [(name, told)] = selector.items()
    if name == "$not":
        return _opposite(told)
    if name == "$nor":
        return {"$and": [_opposite(one) for one in told]}
    if name in _LISTS:
        return {name: [_negated(one) for one in told]}
    return selector


def _opposite(selector: Selector) -> Selector:
    [(name, told)] = selector.items()
    if name == "$not":
        return _negated(told)
    if name == "$nor":
        return {"$or": [_negated(one) for one in told]}
    if name in _LISTS:
        return {"$or" if name == "$and" else "$and": [_opposite(one) for one in told]}
    if name in _OPPOSITE:
        return {_OPPOSITE[name]: told}
    if name == "$exists":
        return {name: not told}
    if name.startswith("$"):
        return {"$not": selector}
    return {name: _opposite(told)}


def _bad_argument(operator: str, told: Any) -> MangoError:
    return MangoError("bad_arg", f"Bad argument for operator {operator}: {erlang(told)}")
