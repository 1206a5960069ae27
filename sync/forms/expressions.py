"""Expressions of form definitions: JSON arrays `[operator, …]`, compiled once to closures. No text is ever evaluated.

The same operators are in pwa/forms/expressions.js; docs/forms.md lists them and a test compares the three. A missing answer is
null: arithmetic with null gives null, comparing with null gives false, only `true` counts as true.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Context:
    """What an expression may look at: the answers, the row of a repeat it stands in, and the score of a score sheet."""

    answers: Mapping[str, Any]
    row: Mapping[str, Any] = field(default_factory=dict)
    score: Callable[[str], tuple[float, str] | None] = lambda _: None


Evaluate = Callable[[Context], Any]


class ExpressionWrong(ValueError):
    """A definition holds an expression that cannot be compiled."""


def compile_expression(expression: Any) -> Evaluate:
    """Raises ExpressionWrong for an unknown operator or a wrong number of arguments."""
    if not isinstance(expression, list):
        if isinstance(expression, dict):
            raise ExpressionWrong(f"not an expression: {expression!r}")
        return lambda _: expression
    if not expression or not isinstance(expression[0], str) or expression[0] not in OPERATORS:
        raise ExpressionWrong(f"unknown operator: {expression!r}")
    fewest, most, make = OPERATORS[expression[0]]
    arguments = expression[1:]
    if not fewest <= len(arguments) <= most:
        raise ExpressionWrong(f"wrong number of arguments: {expression!r}")
    return make(*arguments)


def _number(value: Any) -> float | int | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, (list, dict)) or isinstance(right, (list, dict)):
        return False
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _compare(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Evaluate]:
    def make(left: Any, right: Any) -> Evaluate:
        one, other = compile_expression(left), compile_expression(right)

        def evaluate(context: Context) -> bool:
            a, b = one(context), other(context)
            both = (isinstance(a, str) and isinstance(b, str)) or (_number(a) is not None and _number(b) is not None)
            return both and test(a, b)

        return evaluate

    return make


def _arithmetic(apply: Callable[[Any, Any], Any]) -> Callable[..., Evaluate]:
    def make(*parts: Any) -> Evaluate:
        compiled = [compile_expression(part) for part in parts]

        def evaluate(context: Context) -> Any:
            total = _number(compiled[0](context))
            for part in compiled[1:]:
                value = _number(part(context))
                if total is None or value is None:
                    return None
                total = apply(total, value)
            return total

        return evaluate

    return make


def _and(*parts: Any) -> Evaluate:
    compiled = [compile_expression(part) for part in parts]

    def evaluate(context: Context) -> bool:
        for part in compiled:  # noqa: SIM110 - `all` takes twice its time
            if part(context) is not True:
                return False
        return True

    return evaluate


def _or(*parts: Any) -> Evaluate:
    compiled = [compile_expression(part) for part in parts]

    def evaluate(context: Context) -> bool:
        for part in compiled:  # noqa: SIM110
            if part(context) is True:
                return True
        return False

    return evaluate


def _not(part: Any) -> Evaluate:
    compiled = compile_expression(part)
    return lambda context: compiled(context) is not True


def _equal(left: Any, right: Any) -> Evaluate:
    one, other = compile_expression(left), compile_expression(right)
    return lambda context: _same(one(context), other(context))


def _unequal(left: Any, right: Any) -> Evaluate:
    equal = _equal(left, right)
    return lambda context: not equal(context)


def _empty(part: Any) -> Evaluate:
    compiled = compile_expression(part)

    def evaluate(context: Context) -> bool:
        value = compiled(context)
        return value is None or (type(value) in (str, list, dict) and not value)

    return evaluate


def _if(test: Any, then: Any, otherwise: Any) -> Evaluate:
    condition, yes, no = (compile_expression(part) for part in (test, then, otherwise))
    return lambda context: yes(context) if condition(context) is True else no(context)


def _coalesce(*parts: Any) -> Evaluate:
    compiled = [compile_expression(part) for part in parts]
    return lambda context: next((value for part in compiled if (value := part(context)) is not None), None)


def _rows(context: Context, name: str) -> list[Any]:
    rows = context.answers.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _count(name: str, test: Any = True) -> Evaluate:
    if test is True:
        return lambda context: len(_rows(context, name))
    condition = compile_expression(test)
    return lambda context: sum(
        condition(Context(context.answers, row, context.score)) is True for row in _rows(context, name)
    )


def _sum(name: str, part: Any) -> Evaluate:
    compiled = compile_expression(part)

    def evaluate(context: Context) -> Any:
        values = (compiled(Context(context.answers, row, context.score)) for row in _rows(context, name))
        return sum(number for value in values if (number := _number(value)) is not None)

    return evaluate


def _minutes(clock: Any) -> int | None:
    if not isinstance(clock, str) or len(clock) != 5 or not (clock[:2] + clock[3:]).isascii():
        return None
    return int(clock[:2]) * 60 + int(clock[3:]) if (clock[:2] + clock[3:]).isdigit() else None


def _minutes_between(start: Any, end: Any) -> Evaluate:
    one, other = compile_expression(start), compile_expression(end)

    def evaluate(context: Context) -> int | None:
        first, last = _minutes(one(context)), _minutes(other(context))
        return None if first is None or last is None else (last - first) % (24 * 60)

    return evaluate


def _divide(left: Any, right: Any) -> Any:
    return None if right == 0 else left / right


def _divided(left: Any, right: Any) -> Evaluate:
    one, other = compile_expression(left), compile_expression(right)

    def evaluate(context: Context) -> Any:
        a, b = _number(one(context)), _number(other(context))
        return None if a is None or b is None else _divide(a, b)

    return evaluate


def round_half_up(value: float, digits: int) -> float | int:
    """As JavaScript's `Math.round(value * 10**digits) / 10**digits` (ECMA-262: halves go up); an integer where it is one."""
    scaled = value * 10**digits
    whole = math.floor(scaled)
    rounded = (whole + (scaled - whole >= 0.5)) / 10**digits
    return int(rounded) if rounded == int(rounded) else rounded


def _round(part: Any, digits: Any) -> Evaluate:
    compiled = compile_expression(part)

    def evaluate(context: Context) -> Any:
        value = _number(compiled(context))
        return None if value is None else round_half_up(value, digits)

    return evaluate


def _of_score(place: int) -> Callable[[str], Evaluate]:
    def make(name: str) -> Evaluate:
        def evaluate(context: Context) -> Any:
            scored = context.score(name)
            return None if scored is None else scored[place]

        return evaluate

    return make


_MANY = 99
OPERATORS: Mapping[str, tuple[int, int, Callable[..., Evaluate]]] = {
    "answer": (1, 1, lambda name: lambda context: context.answers.get(name)),
    "row": (1, 1, lambda name: lambda context: context.row.get(name)),
    "and": (1, _MANY, _and),
    "or": (1, _MANY, _or),
    "not": (1, 1, _not),
    "=": (2, 2, _equal),
    "!=": (2, 2, _unequal),
    "<": (2, 2, _compare(lambda a, b: a < b)),
    "<=": (2, 2, _compare(lambda a, b: a <= b)),
    ">": (2, 2, _compare(lambda a, b: a > b)),
    ">=": (2, 2, _compare(lambda a, b: a >= b)),
    "+": (2, _MANY, _arithmetic(lambda a, b: a + b)),
    "-": (2, 2, _arithmetic(lambda a, b: a - b)),
    "*": (2, _MANY, _arithmetic(lambda a, b: a * b)),
    "/": (2, 2, _divided),
    "round": (2, 2, _round),
    "if": (3, 3, _if),
    "coalesce": (1, _MANY, _coalesce),
    "empty": (1, 1, _empty),
    "count": (1, 2, _count),
    "sum": (2, 2, _sum),
    "minutes_between": (2, 2, _minutes_between),
    "total": (1, 1, _of_score(0)),
    "band": (1, 1, _of_score(1)),
}
